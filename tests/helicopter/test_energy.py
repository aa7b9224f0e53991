"""Energy is kept: whatever the light, the load and the flights, what came in went out or is stored."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.helicopter.power.battery import Battery
from relaysim.helicopter.power.energy import Energies, PowerState
from relaysim.helicopter.power.flight_power import FlightPower, Leg
from relaysim.helicopter.power.heat import Warmth
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.helicopter.power.power_plan import Loads

sys.path.insert(0, str(Path(__file__).parent))
from ingenuity_power import CLOCK, plan, sun
from power_cases import daily_model, lit_model, plan_of

HOUR, DAY_S = 3600.0, 86400.0
FLIGHT = FlightPower(
    Leg(10.0, 120.0, 12.0), (Leg(150.0, 340.0, 12.0),), Leg(5.0, 120.0, 12.0), np.array([380.0])
)

batteries = st.builds(
    Battery,
    capacity_wh=st.floats(1.0, 60.0),
    charge_efficiency=st.floats(0.5, 1.0),
    boot_share=st.floats(0.01, 0.9),
    boot_awake_s=st.floats(0.0, 4 * HOUR),
)
warmths = st.builds(
    Warmth, st.floats(50.0, 5000.0), st.floats(0.005, 0.5), st.floats(0.0, 30.0), st.just(((-1e9, -20.0),))
)
loads = st.builds(Loads, st.floats(0.0, 2.0), st.floats(0.0, 10.0))
plans = st.builds(plan_of, batteries, warmths, loads)
Doing = tuple[float, Literal["asleep", "awake", "fly"]]
doings = st.lists(
    st.tuples(st.floats(0.0, DAY_S), st.sampled_from(["asleep", "awake", "fly"])), min_size=1, max_size=8
)


def kept(before: PowerState, after: PowerState, energies: Energies) -> bool:
    """Whether in = out + stored, to rounding, with no amount below 0."""
    came = energies.solar_wh + before.charge_wh
    went = energies.out_wh + after.charge_wh
    return abs(came - went) <= 1e-9 * max(came, 1.0) and min(vars(energies).values()) >= 0.0


@settings(deadline=None, max_examples=150)
@given(plans, doings, st.floats(0.0, 0.3), st.floats(0.0, 1.0), st.booleans())
def test_energy_in_is_energy_out_and_stored(
    drawn: object, todo: list[Doing], area_m2: float, share: float, scripted: bool
) -> None:
    """Any battery, heater, panel and sequence of sleep, work and flights: books balance, charge within bounds."""
    model = daily_model(
        replace(drawn, scripted_utc_s=(1.1 * DAY_S, 2.2 * DAY_S) if scripted else ()),  # type: ignore[type-var]
        max(area_m2, 1e-6),
    )
    capacity = model.plan.battery.capacity_wh
    state = PowerState(0.0, share * capacity, -20.0)
    for duration, what in todo:
        if what == "fly":
            stretch = model.fly(state, FLIGHT).stretch
        else:
            stretch = model.advance(state, state.utc_s + duration, what)
        assert kept(state, stretch.state, stretch.energies)
        assert 0.0 <= stretch.state.charge_wh <= capacity
        state = stretch.state


@settings(deadline=None, max_examples=60)
@given(plans, st.floats(0.0, 4 * DAY_S), st.floats(0.0, 4 * DAY_S))
def test_cutting_a_time_in_two_changes_little(drawn: object, first_s: float, second_s: float) -> None:
    """The light is the same wherever a stretch is cut; an event within a step sees that step's mean light."""
    model = daily_model(drawn)  # type: ignore[arg-type]
    state = PowerState(0.0, model.plan.battery.capacity_wh, -20.0)
    whole = model.advance(state, first_s + second_s)
    half = model.advance(state, first_s)
    rest = model.advance(half.state, first_s + second_s)
    assert half.energies.plus(rest.energies).solar_wh == pytest.approx(
        whole.energies.solar_wh, rel=1e-3, abs=1e-6
    )


def test_a_finer_step_gives_the_same_books() -> None:
    """Ten days in steps of 10 min and of 1 min: heater and electronics agree within 0.5 %."""
    warm = Warmth(600.0, 0.03, 10.0, ((-1e9, -20.0),))
    coarse = daily_model(plan_of(warmth=warm))
    fine = daily_model(replace(plan_of(warmth=warm), step_s=60.0))
    start = PowerState(0.0, 30.0, -20.0)
    one, other = (model.advance(start, 10 * DAY_S).energies for model in (coarse, fine))
    assert one.heater_wh == pytest.approx(other.heater_wh, rel=5e-3)
    assert one.solar_wh == pytest.approx(other.solar_wh, rel=5e-3)


def test_a_flight_that_the_charge_lasts_for() -> None:
    """It takes spin-up, flight and spin-down from the battery; what is left is what the gate was told."""
    model, state = lit_model(0.0), PowerState(0.0, 30.0, -20.0)
    draw = model.fly(state, FLIGHT)
    assert np.isnan(draw.gives_out_utc_s) and not draw.on_way
    assert draw.stretch.state.charge_wh == pytest.approx(model.left_after_wh(state, FLIGHT))
    assert draw.stretch.energies.rotor_wh == pytest.approx((10 * 120 + 150 * 340 + 5 * 120) / HOUR)
    assert draw.stretch.state.utc_s == 165.0


def test_a_flight_that_the_charge_does_not_last_for() -> None:
    """5 Wh: 0.367 Wh to spin up, the rest at 352 W is gone 47.4 s after take-off: lost in the air."""
    draw = lit_model(0.0).fly(PowerState(0.0, 5.0, -20.0), FLIGHT)
    expected = 10.0 + (5.0 - 132.0 * 10.0 / HOUR) * HOUR / 352.0
    assert draw.on_way
    assert draw.gives_out_utc_s == pytest.approx(expected)


def test_a_flight_that_gives_out_on_the_ground_is_not_lost() -> None:
    """The charge gives out while the rotors spin up: it never took off."""
    draw = lit_model(0.0).fly(PowerState(0.0, 0.1, -20.0), FLIGHT)
    assert draw.gives_out_utc_s == pytest.approx(0.1 * HOUR / 132.0) and not draw.on_way


def test_a_thousand_sols_take_no_time() -> None:
    """Light and air of 1,000 sols, and the battery through them, in well under half a second (once compiled)."""
    span = CLOCK.utc_s(44), CLOCK.utc_s(1044)
    light = sun(44, 1044)
    model = PowerModel.over(plan(), light, *span)
    model.advance(model.initial(span[0]), span[0] + 1.0)
    took = []
    for _ in range(3):
        began = time.perf_counter()
        model = PowerModel.over(plan(), light, *span)
        model.advance(model.initial(span[0]), span[1])
        took.append(time.perf_counter() - began)
    assert min(took) < 0.5
