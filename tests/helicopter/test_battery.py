"""The battery: filling, emptying, giving out and coming back at the instants that arithmetic gives."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from relaysim.helicopter.power.energy import PowerEvent, PowerState
from relaysim.helicopter.power.power_plan import Loads, scripted_nights

sys.path.insert(0, str(Path(__file__).parent))
from power_cases import DAY, STORE, lit_model, plan_of

HOUR = 3600.0
ASLEEP_1_W = plan_of(loads=Loads(asleep_w=1.0, awake_w=5.0))


def test_it_fills_with_what_is_kept_and_spills_the_rest() -> None:
    """4 W of light against 1 W of load put 2.7 W into it, at 90 %; full after 18 / 2.7 h, the rest is spilled."""
    stretch = lit_model(4.0, ASLEEP_1_W).advance(PowerState(0.0, 18.0, -20.0), 10.0 * HOUR)
    assert stretch.state.charge_wh == pytest.approx(36.0)
    assert stretch.energies.solar_wh == pytest.approx(40.0)
    assert stretch.energies.charging_wh == pytest.approx(2.0)
    assert stretch.energies.spilled_wh == pytest.approx(30.0 - 20.0)
    assert stretch.energies.electronics_wh == pytest.approx(10.0)


def test_it_gives_out_at_an_instant() -> None:
    """1 W in the dark empties 5 Wh in five hours; then everything is off and nothing is used."""
    stretch = lit_model(0.0, ASLEEP_1_W).advance(PowerState(0.0, 5.0, -20.0), 9.0 * HOUR)
    assert [(e.kind, e.utc_s) for e in stretch.events] == [("brown-out", pytest.approx(5.0 * HOUR))]
    assert not stretch.state.on and stretch.state.charge_wh == 0.0
    assert stretch.energies.electronics_wh == pytest.approx(5.0)


def test_it_boots_at_an_instant_and_is_awake() -> None:
    """Off, 9 Wh at 90 % of 3 W take 3 1/3 h; then it is awake at 5 W for half an hour, and asleep at 1 W."""
    off = PowerState(0.0, 0.0, -80.0, on=False)
    stretch = lit_model(3.0, ASLEEP_1_W).advance(off, 5.0 * HOUR)
    boot_s = 10.0 / 3.0 * HOUR
    assert [(e.kind, e.utc_s) for e in stretch.events] == [("boot", pytest.approx(boot_s))]
    assert stretch.state.awake_until_utc_s == pytest.approx(boot_s + 1800.0)
    asleep_h = 5.0 - 10.0 / 3.0 - 0.5
    assert stretch.energies.electronics_wh == pytest.approx(2.5 + asleep_h)
    assert stretch.state.charge_wh == pytest.approx(9.0 - 1.0 + 2.0 * 0.9 * asleep_h)


def test_the_next_event_is_what_would_happen() -> None:
    """Asked for, it is the same instant as in the stretch, with the state just after it; with none in time the stretch."""
    model, start = lit_model(0.0, ASLEEP_1_W), PowerState(0.0, 5.0, -20.0)
    found = model.ahead(start, 9.0 * HOUR)
    [event] = found.events
    assert event == model.advance(start, 9.0 * HOUR).events[0]
    assert found.state.utc_s == event.utc_s and not found.state.on
    assert model.ahead(start, 4.9 * HOUR) == model.advance(start, 4.9 * HOUR)
    assert not model.ahead(start, 4.9 * HOUR).events
    assert model.ahead(start, 4.9 * HOUR, "awake").events


def test_a_scripted_night_empties_it() -> None:
    """At the scripted instant the charge is gone, marked as scripted and booked; a second one finds it off."""
    plan = replace(ASLEEP_1_W, scripted_utc_s=(2.0 * HOUR, 3.0 * HOUR))
    stretch = lit_model(0.0, plan).advance(PowerState(0.0, 30.0, -20.0), 9.0 * HOUR)
    assert stretch.events == (PowerEvent("brown-out", 2.0 * HOUR, scripted=True),)
    assert stretch.energies.scripted_wh == pytest.approx(28.0)


def test_scripted_nights_by_the_local_clock() -> None:
    """One instant a day at the time of day, the end of the span outside."""
    nights = scripted_nights(DAY, 86400.0, 4 * 86400.0, 2 * HOUR)
    assert nights == (86400.0 + 7200.0, 2 * 86400.0 + 7200.0, 3 * 86400.0 + 7200.0)


def test_many_events_need_no_more_room() -> None:
    """Light that feeds the load only now and then: hundreds of events in one stretch, in time, taking turns."""
    quick = replace(STORE, boot_share=0.001, boot_awake_s=0.0)
    stretch = lit_model(0.5, plan_of(quick, loads=Loads(1.0, 1.0))).advance(
        PowerState(0.0, 0.1, -20.0), 24 * HOUR
    )
    kinds = [event.kind for event in stretch.events]
    assert len(kinds) > 100
    assert kinds == ["brown-out", "boot"] * (len(kinds) // 2) + ["brown-out"] * (len(kinds) % 2)
    times = [event.utc_s for event in stretch.events]
    assert times == sorted(times)


def test_time_does_not_run_backwards() -> None:
    """An end before the state's instant is a mistake of the caller."""
    with pytest.raises(ValueError, match="before"):
        lit_model(0.0).advance(PowerState(100.0, 5.0, -20.0), 99.0)
