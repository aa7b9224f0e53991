"""The warm inside: cooling, the thermostat, and the course of the air's temperature."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from relaysim.helicopter.power.climate import Climate, warmth
from relaysim.helicopter.power.energy import PowerState
from relaysim.helicopter.power.heat import Warmth
from relaysim.helicopter.power.power_model import PowerModel

sys.path.insert(0, str(Path(__file__).parent))
from power_cases import dark_model

HOUR = 3600.0


def test_the_day_is_coldest_at_six_and_warmest_at_two() -> None:
    """0 at 06:00, 1 at 14:00, never outside, and without a jump at sunset or at dawn."""
    hours = np.linspace(0.0, 24.0, 1441)[:-1]
    course = warmth(hours / 24.0)
    assert hours[np.argmin(course)] == 6.0 and course.min() == pytest.approx(0.0, abs=1e-12)
    assert hours[np.argmax(course)] == 14.0 and course.max() == pytest.approx(1.0)
    assert np.abs(np.diff(course)).max() < 0.01


def test_without_power_it_takes_on_the_airs_temperature() -> None:
    """Off, at 20 C in air of -80 C: after one time constant 1/e of the difference is left."""
    model = dark_model(Warmth(600.0, 0.03, 10.0, ((-math.inf, -20.0),)))
    off = PowerState(0.0, 0.0, 20.0, on=False)
    after = model.advance(off, model.plan.warmth.time_constant_s).state
    assert after.temperature_c == pytest.approx(-80.0 + 100.0 / math.e)


def test_the_thermostat_holds_its_set_point() -> None:
    """In the steady state heater and electronics give what the inside loses: 0.03 W/K over 60 K."""
    model = dark_model(Warmth(600.0, 0.03, 10.0, ((-math.inf, -20.0),)))
    stretch = model.advance(PowerState(0.0, 30.0, -20.0), 10.0 * HOUR)
    assert stretch.state.temperature_c == pytest.approx(-20.0)
    used = stretch.energies.heater_wh + stretch.energies.electronics_wh
    assert used == pytest.approx(0.03 * 60.0 * 10.0)


def test_a_weak_heater_does_what_it_can() -> None:
    """1 W of heater and 0.2 W of electronics warm by 1.2 / 0.03 = 40 K over the air, not by 60."""
    model = dark_model(Warmth(600.0, 0.03, 1.0, ((-math.inf, -20.0),)))
    after = model.advance(PowerState(0.0, 35.0, -40.0), 28.0 * HOUR).state
    assert after.temperature_c == pytest.approx(-40.0, abs=1e-9)


def test_a_warm_inside_needs_no_heater() -> None:
    """Above the set-point the heater is off."""
    model = dark_model(Warmth(600.0, 0.03, 10.0, ((-math.inf, -20.0),)))
    assert model.advance(PowerState(0.0, 30.0, 20.0), HOUR).energies.heater_wh == 0.0


def test_a_new_set_point_holds_from_its_instant() -> None:
    """Lowered by 20 K after ten hours, the inside cools to the lower one and is held there."""
    model = dark_model(Warmth(600.0, 0.03, 10.0, ((-math.inf, -20.0), (10.0 * HOUR, -40.0))))
    first = model.advance(PowerState(0.0, 35.0, -20.0), 10.0 * HOUR).state
    assert first.temperature_c == pytest.approx(-20.0)
    assert model.advance(first, 20.0 * HOUR).state.temperature_c == pytest.approx(-40.0)


def test_actuators_are_as_cold_as_the_air() -> None:
    """They stand outside: their temperature is the air's, at any hour and on the first and last node."""
    model = dark_model(Warmth(600.0, 0.03, 10.0, ((-math.inf, -20.0),)))
    air = Climate.constant(0.017, 0.0, -80.0, -20.0)
    plan = replace(model.plan, climate=air)
    daily = PowerModel.over(plan, model_sun(), 0.0, 86400.0)
    assert daily.actuators_c(6.0 * HOUR) == pytest.approx(-80.0)
    assert daily.actuators_c(14.0 * HOUR) == pytest.approx(-20.0)
    assert daily.actuators_c(-HOUR) == daily.actuators_c(0.0)


def model_sun():  # type: ignore[no-untyped-def]
    """Any Sun will do for the air."""
    from power_cases import SUN

    return SUN
