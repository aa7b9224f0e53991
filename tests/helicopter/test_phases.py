"""The phases of flights: named rightly, without gaps, from spin-up to spin-down."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_route import FlightLimits, Waypoints, land_now, replayed_flight
from relaysim.helicopter.phases import PHASES, Phase, phases
from relaysim.path.route import Route

LIMITS = FlightLimits(climb_mps=1.0, descent_mps=0.5, max_altitude_m=10.0)
SPINNING = Envelope(acceleration_mps2=1.0, pause_s=4.0, spin_up_s=13.0, spin_down_s=6.0)
PLAN = Waypoints(np.array([100.0, 0.0]), np.zeros(2), 5.0)


def said(found: tuple[Phase, ...]) -> list[tuple[str, float, float]]:
    return [(phase.name, round(phase.start_s, 6), round(phase.end_s, 6)) for phase in found]


def tiles(found: tuple[Phase, ...], start_s: float, end_s: float) -> bool:
    """Whether phases follow one another without gap or overlap, none of them empty, over the whole time."""
    whole = found[0].start_s == start_s and found[-1].end_s == pytest.approx(end_s)
    return whole and all(a.end_s == b.start_s for a, b in pairwise(found)) and all(
        p.end_s > p.start_s for p in found
    )  # fmt: skip


def test_every_phase_of_a_planned_flight() -> None:
    """There and back at 5 m/s and 1 m/s2 with pauses of 4 s; times count from take-off."""
    route = PLAN.route_from(0.0, 0.0, LIMITS, SPINNING).shifted(1e9)
    assert said(phases(route, SPINNING)) == [
        ("spin-up", -13.0, 0.0),
        ("climb", 0.0, 10.0),
        ("hover", 10.0, 14.0),
        ("translate", 14.0, 39.0),
        ("hover", 39.0, 43.0),
        ("translate", 43.0, 68.0),
        ("hover", 68.0, 72.0),
        ("descend", 72.0, 90.0),
        ("land", 90.0, 92.0),
        ("spin-down", 92.0, 98.0),
    ]


def test_without_spins_a_flight_begins_with_its_climb() -> None:
    """What the envelope does not say is not there; without pauses it does not hover."""
    found = phases(PLAN.route_from(0.0, 0.0, LIMITS), Envelope())
    assert [phase.name for phase in found] == ["climb", "translate", "descend", "land"]


def test_an_early_landing_descends_where_it_is() -> None:
    """Broken off at speed it descends at once, braking on the way, and then lands."""
    route = land_now(PLAN.route_from(0.0, 0.0, LIMITS, SPINNING), 25.0, LIMITS, SPINNING)
    assert said(phases(route, SPINNING))[-4:] == [
        ("translate", 14.0, 25.0),
        ("descend", 25.0, 43.0),
        ("land", 43.0, 45.0),
        ("spin-down", 45.0, 51.0),
    ]


def test_jitter_and_missing_samples_are_no_phases() -> None:
    """A recorded hover that drifts is one hover, and a halt of a second in a way (a sample there twice) is none."""
    times = np.array([0.0, 15.0, 15.1, 30.0, 40.0, 41.0, 50.0, 60.0, 60.1, 75.0])
    x = np.array([0.0, 0.4, 0.8, 1.0, 31.0, 31.1, 60.0, 61.0, 60.6, 60.6])
    route = replayed_flight(times, x, np.zeros(10), 75.0, LIMITS)
    assert said(phases(route, Envelope())) == [
        ("climb", 0.0, 10.0),
        ("hover", 10.0, 30.0),
        ("translate", 30.0, 50.0),
        ("hover", 50.0, 55.0),
        ("descend", 55.0, 73.0),
        ("land", 73.0, 75.0),
    ]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=5),
    st.floats(0.5, 10.0), st.sampled_from([0.3, 1.0, 2.0]), st.sampled_from([0.0, 3.0]), st.floats(0.2, 30.0),
    st.sampled_from([0.0, 0.5, 20.0]), st.floats(0.0, 1.0), st.booleans(),
)  # fmt: skip
def test_phases_tile_every_flight(
    way: list[tuple[float, float]], speed_mps: float, acceleration_mps2: float, pause_s: float,
    altitude_m: float, spin_s: float, share: float, early: bool,
) -> None:  # fmt: skip
    """Planned flights, also those landed early: known names, no gaps, from -spin-up to the end + spin-down."""
    envelope = Envelope(
        acceleration_mps2=acceleration_mps2, pause_s=pause_s, spin_up_s=spin_s, spin_down_s=spin_s / 2
    )
    bounds = FlightLimits(1.0, 0.5, altitude_m)
    x, y = np.array(way).T
    route: Route = Waypoints(x, y, speed_mps).route_from(0.0, 0.0, bounds, envelope)
    if early:
        route = land_now(route, share * route.end_utc_s, bounds, envelope)
    found = phases(route, envelope)
    if not found:
        assert route.end_utc_s == spin_s == 0.0
        return
    assert tiles(found, -spin_s, route.end_utc_s + spin_s / 2)
    assert {phase.name for phase in found} <= set(PHASES)


@settings(deadline=None)
@given(st.floats(1.0, 200.0), st.integers(2, 30), st.integers(0, 2**32 - 1))
def test_phases_tile_every_recorded_flight(duration_s: float, count: int, seed: int) -> None:
    """Whatever a track looks like: a climb first, a landing last, nothing left out."""
    rng = np.random.default_rng(seed)
    times = np.sort(np.append(rng.uniform(0.0, duration_s, count - 2), [0.0, duration_s]))
    route = replayed_flight(times, rng.normal(0, 30, count), rng.normal(0, 30, count), duration_s, LIMITS)
    found = phases(route, Envelope())
    assert tiles(found, 0.0, duration_s)
    assert (found[0].name, found[-1].name) == ("climb", "land")
