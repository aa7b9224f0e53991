"""Flights as routes: the height profile of a recorded track, waypoints, and landing early."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_route import (
    FlightLimits,
    Waypoints,
    height_corners,
    land_now,
    replayed_flight,
)
from relaysim.path.route import Route

LIMITS = FlightLimits(climb_mps=1.0, descent_mps=0.5, max_altitude_m=10.0)
limits = st.builds(FlightLimits, st.floats(0.2, 5.0), st.floats(0.2, 5.0), st.floats(0.0, 24.0))


def heights(route: Route) -> list[tuple[float, float]]:
    """(instant, height) of every vertex."""
    return [(float(t), float(h)) for t, h in zip(route.utc_s, route.above_ground_m, strict=True)]


def obeys(route: Route, bounds: FlightLimits) -> bool:
    """Whether a route stays below its limit, and climbs and descends no faster than it may."""
    rate = np.diff(route.above_ground_m) / np.maximum(np.diff(route.utc_s), 1e-9)
    within = bool(np.all(rate <= bounds.climb_mps + 1e-6) and np.all(-rate <= bounds.descent_mps + 1e-6))
    bounded = route.above_ground_m.min() >= 0.0 and route.above_ground_m.max() <= bounds.max_altitude_m + 1e-9
    return within and bool(bounded)


def test_a_long_flight_climbs_cruises_and_descends() -> None:
    """Ten metres at 1 m/s up and 0.5 m/s down leave 70 s of level flight in 100."""
    route = replayed_flight(np.array([0.0, 100.0]), np.array([0.0, 50.0]), np.zeros(2), 100.0, LIMITS)
    assert heights(route) == [(0.0, 0.0), (10.0, 10.0), (80.0, 10.0), (100.0, 0.0)]
    assert route.x_m.tolist() == [0.0, 5.0, 40.0, 50.0]


def test_a_short_flight_turns_before_its_greatest_height() -> None:
    """Twelve seconds are 4 s up and 8 s down at half the speed: 4 m, not 10."""
    route = replayed_flight(np.array([0.0, 12.0]), np.zeros(2), np.zeros(2), 12.0, LIMITS)
    assert heights(route) == [(0.0, 0.0), (4.0, 4.0), (12.0, 0.0)]
    assert height_corners(12.0, LIMITS) == [0.0, 4.0, 4.0, 12.0]


def test_a_flight_just_long_enough_touches_its_greatest_height() -> None:
    """At 30 s the climb and the descent meet at the top."""
    route = replayed_flight(np.array([0.0, 30.0]), np.zeros(2), np.zeros(2), 30.0, LIMITS)
    assert heights(route) == [(0.0, 0.0), (10.0, 10.0), (30.0, 0.0)]


@settings(deadline=None)
@given(limits, st.floats(1.0, 200.0), st.integers(2, 8), st.floats(0.5, 1.5), st.integers(0, 2**32 - 1))
def test_every_replayed_flight_keeps_its_limits(
    bounds: FlightLimits, duration_s: float, count: int, recorded: float, seed: int
) -> None:
    """From the ground to the ground, in the time it took, along the track, whatever was recorded of it."""
    rng = np.random.default_rng(seed)
    elapsed = np.concatenate([[0.0], np.cumsum(rng.uniform(0.1, 1.0, count - 1))])
    elapsed *= recorded * duration_s / elapsed[-1]
    x, y = rng.uniform(-200, 200, count), rng.uniform(-200, 200, count)
    route = replayed_flight(elapsed, x, y, duration_s, bounds)
    assert obeys(route, bounds)
    assert (route.start_utc_s, route.end_utc_s) == (0.0, duration_s)
    assert route.above_ground_m[0] == 0.0 and route.above_ground_m[-1] == pytest.approx(0.0, abs=1e-9)
    assert route.x_m == pytest.approx(np.interp(route.utc_s, elapsed, x))
    assert route.y_m == pytest.approx(np.interp(route.utc_s, elapsed, y))


def test_waypoints_from_where_it_stands() -> None:
    """Straight up, along each leg at one speed, straight down at the last place."""
    plan = Waypoints(np.array([30.0, 30.0]), np.array([40.0, 60.0]), speed_mps=5.0)
    route = plan.route_from(0.0, 0.0, LIMITS)
    columns = zip(
        *(a.tolist() for a in (route.utc_s, route.x_m, route.y_m, route.above_ground_m)), strict=True
    )
    assert list(columns) == [
        (0.0, 0.0, 0.0, 0.0),
        (10.0, 0.0, 0.0, 10.0),
        (20.0, 30.0, 40.0, 10.0),
        (24.0, 30.0, 60.0, 10.0),
        (44.0, 30.0, 60.0, 0.0),
    ]
    assert route.length_m == 70.0


def test_only_the_first_leg_depends_on_where_it_stands() -> None:
    """Waypoints stay where they are: from another place the flight ends at the same one."""
    plan = Waypoints(np.array([30.0, 90.0]), np.array([0.0, 0.0]), speed_mps=3.0)
    near, far = plan.route_from(0.0, 0.0, LIMITS), plan.route_from(-60.0, 0.0, LIMITS)
    assert far.end_utc_s - near.end_utc_s == pytest.approx(20.0)
    assert (near.x_m[-1], near.y_m[-1]) == (far.x_m[-1], far.y_m[-1]) == (90.0, 0.0)
    assert obeys(near, LIMITS) and obeys(far, LIMITS)


def test_a_hop_to_where_it_stands_goes_up_and_down() -> None:
    """A waypoint at the start is reached at once: climb, then descent, no way along the ground."""
    hop = Waypoints(np.zeros(1), np.zeros(1), speed_mps=3.0).route_from(0.0, 0.0, LIMITS)
    assert hop.end_utc_s == pytest.approx(30.0)
    assert hop.length_m == 0.0


CRUISE = Waypoints(np.array([100.0]), np.zeros(1), speed_mps=2.0).route_from(0.0, 0.0, LIMITS).shifted(1e9)


def test_land_now_goes_straight_down_from_where_it_is() -> None:
    """Twenty seconds into a level flight: as planned until then, 10 m down at 0.5 m/s, at the same place."""
    early = land_now(CRUISE, 30.0, LIMITS)
    assert early.end_utc_s == 1e9 + 30.0 + 10.0 / 0.5
    x, _, height = early.position(1e9 + np.array([5.0, 20.0, 30.0, 40.0, 50.0]))
    assert x.tolist() == [0.0, 20.0, 40.0, 40.0, 40.0]
    assert height.tolist() == pytest.approx([5.0, 10.0, 10.0, 5.0, 0.0])


@settings(deadline=None)
@given(st.floats(0.0, CRUISE.end_utc_s - CRUISE.start_utc_s))
def test_landing_early_is_never_faster_than_it_can_descend(after_s: float) -> None:
    """Whenever it is told, it lands below where it was, in no less than height over speed, and not later than planned."""
    early = land_now(CRUISE, after_s, LIMITS)
    told = np.array([CRUISE.start_utc_s + after_s])
    x, y, height = CRUISE.position(told)
    assert early.above_ground_m[-1] == 0.0
    assert (early.x_m[-1], early.y_m[-1]) == (pytest.approx(float(x[0])), pytest.approx(float(y[0])))
    assert early.end_utc_s - told[0] == pytest.approx(float(height[0]) / LIMITS.descent_mps, abs=1e-5)
    assert early.end_utc_s <= CRUISE.end_utc_s + 1e-5
    assert obeys(early.shifted(-1e9), FlightLimits(1.01, 0.51, 10.0))


def test_landing_early_cannot_be_late() -> None:
    """Told to land after it has landed, the flight is as it was planned."""
    late = land_now(CRUISE, 500.0, LIMITS)
    assert late.end_utc_s == CRUISE.end_utc_s
    assert (late.x_m[-1], late.above_ground_m[-1]) == (100.0, 0.0)


BRAKING = Envelope(acceleration_mps2=0.5)
FAST = Waypoints(np.array([0.0, 300.0]), np.array([400.0, 0.0]), 4.0)


def test_land_now_brakes_as_it_descends() -> None:
    """At 4 m/s and 0.5 m/s2 it stops 16 m on in 8 s, by then 4 m lower, and goes straight down from there."""
    route = FAST.route_from(0.0, 0.0, LIMITS, BRAKING).shifted(1e9)
    early = land_now(route, 40.0, LIMITS, BRAKING)
    told = float(route.position(np.array([1e9 + 40.0]))[1][0])
    x, y, height = early.position(1e9 + np.array([39.0, 40.0, 44.0, 48.0, 55.0, 60.0]))
    assert x.tolist() == [0.0] * 6
    assert y - told == pytest.approx([-4.0, 0.0, 12.0, 16.0, 16.0, 16.0], abs=0.05)
    assert height == pytest.approx([10.0, 10.0, 8.0, 6.0, 2.5, 0.0])
    assert early.end_utc_s - 1e9 - 40.0 == pytest.approx(20.0, abs=1e-6)


def test_land_now_does_not_touch_down_moving() -> None:
    """Two metres up at 4 m/s: 4 s down, but 8 s to stop; it lands as it comes to rest."""
    low = FlightLimits(climb_mps=1.0, descent_mps=0.5, max_altitude_m=2.0)
    route = FAST.route_from(0.0, 0.0, low, BRAKING)
    early = land_now(route, 40.0, low, BRAKING)
    assert early.end_utc_s - 40.0 == pytest.approx(8.0, abs=1e-3)
    speed = np.hypot(np.diff(early.x_m), np.diff(early.y_m)) / np.maximum(np.diff(early.utc_s), 1e-9)
    assert speed[-1] < 0.5 * 0.5


def test_time_to_touchdown_is_height_over_descent_without_a_limit() -> None:
    """Ten metres at 0.5 m/s; nothing is left once it has landed."""
    assert land_now(CRUISE, 30.0, LIMITS).end_utc_s - CRUISE.start_utc_s == pytest.approx(50.0, abs=1e-5)
    assert land_now(CRUISE, 500.0, LIMITS).end_utc_s == CRUISE.end_utc_s


@settings(deadline=None)
@given(st.floats(0.0, 1.2), st.floats(0.2, 3.0), st.floats(0.5, 10.0), limits, st.booleans())
def test_landing_early_keeps_its_limits(
    share: float, acceleration_mps2: float, speed_mps: float, bounds: FlightLimits, pausing: bool
) -> None:
    """Told at any time: on the ground at the end, brought to rest no harder than it can, never rising again."""
    envelope = Envelope(acceleration_mps2=acceleration_mps2, pause_s=3.0 if pausing else 0.0)
    route = Waypoints(np.array([60.0, 60.0]), np.array([0.0, 90.0]), speed_mps).route_from(
        0.0, 0.0, bounds, envelope
    )
    told = share * route.end_utc_s
    early = land_now(route, told, bounds, envelope)
    after = early.utc_s >= told
    speed = np.hypot(np.diff(early.x_m), np.diff(early.y_m)) / np.maximum(np.diff(early.utc_s), 1e-9)
    assert early.above_ground_m[-1] == pytest.approx(0.0, abs=1e-9)
    assert np.all(np.diff(early.utc_s) >= 0.0)
    if share < 1.0:
        assert np.all(np.diff(early.above_ground_m[after]) <= 1e-9)
        assert obeys(
            early, FlightLimits(bounds.climb_mps * 1.001, bounds.descent_mps * 1.001, bounds.max_altitude_m)
        )
        height = float(route.position(np.array([told]))[2][0])
        way = np.hypot(
            *(
                np.array([early.x_m[-1], early.y_m[-1]])
                - np.array(route.position(np.array([told]))[:2]).ravel()
            )
        )
        assert way <= speed_mps**2 / (2.0 * acceleration_mps2) + 1e-6
        most_s = max(height / bounds.descent_mps, speed_mps / acceleration_mps2)
        assert early.end_utc_s - told <= most_s + 1e-6
    assert speed.max() <= speed_mps * (1 + 1e-6)
