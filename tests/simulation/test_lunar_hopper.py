"""The mission lunar-hopper, and what a hopper does in a run when things go otherwise."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.simulation.simulate import Outcome, simulate

# Nothing here is about how waves bend: a sum over knife edges closes and opens the same link in less time.
QUICK = "link.propagation=p526"


@pytest.fixture(scope="module")
def whole() -> Outcome:
    """The mission as it ships, but for the waves."""
    return ran()


def ran(*overrides: str) -> Outcome:
    """The mission with changes."""
    return simulate(build_world(load_scenario("lunar-hopper", (QUICK, *overrides))))


def books_balance(outcome: Outcome) -> None:
    """Every day's charge before and sunlight are its uses, losses and charge after; days follow on each other."""
    rows = outcome.recorder.power
    for row in rows:
        used = row.spilled_wh + row.charging_wh + row.electronics_wh + row.rotor_wh
        assert row.charge_start_wh + row.solar_wh == pytest.approx(row.charge_end_wh + used, abs=1e-6)
    assert [row.sol for row in rows] == list(range(6))
    assert all(a.charge_end_wh == b.charge_start_wh for a, b in pairwise(rows))


def flights(outcome: Outcome) -> dict[int, tuple[str, str]]:
    """What became of each flight, and why."""
    return {row.flight: (row.outcome, row.reason) for row in outcome.recorder.flights}


def test_it_ends_its_silence_by_its_own_hops(whole: Outcome) -> None:
    """Silent from soon after it leaves the crest until its last hops bring it back there, eight hours later."""
    assert {number: found for number, (found, _) in flights(whole).items()} == dict.fromkeys(
        (1, 2, 3), "completed"
    )
    down = next(row for row in whole.recorder.flights if row.flight == 2)
    assert (down.link_at_takeoff, down.duration_s) == ("open", pytest.approx(8 * 3600.0 + 1764.0, abs=5.0))


def test_whole_flights_would_not_go_down() -> None:
    """Where it lands there is a link, along its way there is none: by that policy it stays on the crest."""
    assert flights(ran("gate.policy=whole-flight"))[2][0] == "held"


def test_it_waits_in_the_shadow_until_the_sun_has_filled_its_battery(whole: Outcome) -> None:
    """On the dark crest the gate refuses for want of charge; a day later, in the light, it does not."""
    tried = [row for row in whole.recorder.gate if row.flight == 2 and row.check == "charge after the flight"]
    assert [row.passed for row in tried] == [False] * 4 + [True]
    lit = {row.sol: row.solar_wh for row in whole.recorder.power}
    assert lit[2] < 0.5 * lit[5]


def test_without_shadows_it_would_go_down_as_planned() -> None:
    """With a level horizon the same panel has it full on the crest, and the first try is allowed."""
    done = ran("helicopter.power.panel.horizon=level")
    assert [row.attempts for row in done.recorder.flights] == [1, 1, 1]
    books_balance(done)


def test_no_sunlight_reaches_the_crater() -> None:
    """At its floor and on its wall the panel gives nothing all the time, at the lander at the end all that it can."""
    world = build_world(load_scenario("lunar-hopper", (QUICK,)))
    power, down = world.helicopter.power, world.flights[1].route
    assert power is not None
    landings = np.flatnonzero(down.above_ground_m == 0.0)
    lowest = landings[len(landings) // 2]
    dark = power.standing_at(float(down.x_m[lowest]), float(down.y_m[lowest])).surroundings.solar_w
    assert not dark.any()
    assert power.surroundings.solar_w[-1] == pytest.approx(0.01 * 0.27 * 1361.0, rel=0.02)


def test_a_script_ends_its_hops_on_the_ground() -> None:
    """Told to land at once in the air it finishes the hop, and the next flight begins there."""
    done = ran("flights.1.land_now={after: 70 s, reason: a test}")
    one, two, *_ = done.recorder.flights
    assert (one.outcome, one.reason, two.outcome) == ("land_now", "a test", "completed")
    assert one.land_now_height_m is not None and one.land_now_height_m > 0.0
    assert one.touchdown_after_s is not None and 0.0 < one.touchdown_after_s < 12.0
    route = dict(done.recorder.flown)[1]
    assert route.above_ground_m[-1] == 0.0


def test_without_power_it_stops_where_it_lands_and_is_not_lost() -> None:
    """The charge gives out between two hops: the flight ends there, and nothing has fallen."""
    little = [
        "helicopter.power.battery.initial=11 %",
        "helicopter.power.panel=",
        "gate.limits=",
        "helicopter.power.loads={asleep: 0.001 W, awake: 0.001 W, kind: assumed, source: x}",
    ]
    done = ran(
        *little, "helicopter.vehicle_settings.electronics=40 W", "helicopter.vehicle_settings.waiting=0 W"
    )
    [one, *_] = done.recorder.flights
    assert (one.outcome, one.reason) == ("land_now", "the charge gave out on the way")
    assert one.distance_m is not None and 0.0 < one.distance_m < 246.0
    assert "lost" not in [found for found, _ in flights(done).values()]


def test_energy_adds_up(whole: Outcome) -> None:
    """Every day's books balance, hops among the uses: down and up again they take the same every time."""
    books_balance(whole)
    assert sum(row.rotor_wh for row in whole.recorder.power) == pytest.approx(10.8, abs=0.1)


def test_a_stay_over_midnight_leaves_no_day_without_its_row() -> None:
    """Down in the dark for two nights: the days follow on each other, and each one's energy adds up."""
    done = ran(
        "flights.2.waypoints.1.stay=40 h",
        "flights.2.takeoff=day 3 10:00 MET",
        "helicopter.vehicle_settings.waiting=0.5 W",
        "flights.3.takeoff=day 5 12:00 MET",
    )
    assert flights(done)[2][0] == "completed"
    books_balance(done)
    assert [row.solar_wh for row in done.recorder.power][4] == 0.0


def test_without_a_way_from_where_it_stands_the_gate_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What bars a flight begun elsewhere than planned is told at the gate, with the places, and nothing is flown."""
    world = build_world(load_scenario("lunar-hopper", (QUICK,)))

    def no_way(*_: object) -> object:
        raise NoWay(0, "the hop from {0} is barred", ((0.0, 0.0),))

    monkeypatch.setattr(type(world.helicopter.vehicle), "route", no_way)
    done = simulate(world)
    outcome, reason = flights(done)[1]
    assert outcome == "held"
    assert reason.startswith("no way from here: the hop from latitude -89.")
    assert {(row.check, row.limit, row.passed) for row in done.recorder.gate} == {("way", "free", False)}
