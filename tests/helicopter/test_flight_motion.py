"""Planned flights within an envelope: speeds, accelerations, stops, and what they take."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.helicopter.cruise import leg_steps
from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_route import FlightLimits, Waypoints
from relaysim.path.route import Floats, Route

LIMITS = FlightLimits(climb_mps=1.0, descent_mps=0.5, max_altitude_m=10.0)
ENVELOPE = Envelope(acceleration_mps2=1.0, pause_s=3.0)

envelopes = st.builds(
    Envelope,
    speed_mps=st.floats(0.5, 12.0),
    acceleration_mps2=st.floats(0.2, 3.0),
    pause_s=st.sampled_from([0.0, 2.0, 5.0]),
)
limits = st.builds(FlightLimits, st.floats(0.2, 5.0), st.floats(0.2, 5.0), st.floats(0.5, 24.0))
places = st.lists(st.tuples(st.floats(-300.0, 300.0), st.floats(-300.0, 300.0)), min_size=1, max_size=6)


def planned(way: list[tuple[float, float]], speed_mps: float) -> Waypoints:
    x, y = np.array(way).T
    return Waypoints(x, y, speed_mps)


def chords(route: Route) -> tuple[Floats, Floats, Floats]:
    """Of every straight piece that takes time: its middle, and its velocity east and north."""
    span = np.diff(route.utc_s)
    takes = span > 1e-6
    middle = (0.5 * (route.utc_s[1:] + route.utc_s[:-1]))[takes]
    return middle, (np.diff(route.x_m)[takes] / span[takes]), (np.diff(route.y_m)[takes] / span[takes])


@settings(deadline=None)
@given(places, st.floats(0.5, 12.0), envelopes, limits)
def test_a_planned_flight_keeps_its_envelope(
    way: list[tuple[float, float]], speed_mps: float, envelope: Envelope, bounds: FlightLimits
) -> None:
    """Never faster, nor changing its speed faster, than it may; from the ground to the ground at the last waypoint."""
    route = planned(way, speed_mps).route_from(0.0, 0.0, bounds, envelope)
    middle, east, north = chords(route)
    speed = np.hypot(east, north)
    assert np.all(np.diff(route.utc_s) >= 0.0)
    assert speed.max() <= min(speed_mps, envelope.speed_mps) * (1 + 1e-6)
    # A vertex between two pieces is a change of velocity over half of each.
    change = np.hypot(np.diff(east), np.diff(north))
    assert np.all(change <= envelope.acceleration_mps2 * np.diff(middle) * (1 + 1e-6) + 1e-6)
    assert route.above_ground_m.min() == 0.0 and route.above_ground_m.max() == bounds.max_altitude_m
    assert (route.x_m[-1], route.y_m[-1], route.above_ground_m[-1]) == (*way[-1], 0.0)


@settings(deadline=None)
@given(places, st.floats(0.5, 12.0), limits)
def test_an_envelope_without_bounds_changes_nothing(
    way: list[tuple[float, float]], speed_mps: float, bounds: FlightLimits
) -> None:
    """At once at full speed, no pauses: one vertex a waypoint, each leg its length over the speed."""
    plan = planned(way, speed_mps)
    route = plan.route_from(5.0, 7.0, bounds, Envelope())
    legs = np.hypot(np.diff(np.append(5.0, plan.x_m)), np.diff(np.append(7.0, plan.y_m))) / speed_mps
    at = bounds.max_altitude_m / bounds.climb_mps + np.append(0.0, np.cumsum(legs))
    assert route.utc_s[1:-1].tolist() == at.tolist()
    assert route.x_m[2:-1].tolist() == plan.x_m.tolist()
    assert route.y_m[2:-1].tolist() == plan.y_m.tolist()


def test_a_long_leg_is_a_trapezoid() -> None:
    """100 m at 5 m/s and 1 m/s2: 5 s up to speed, 75 m level in 15 s, 5 s down, and two pauses of 3 s."""
    route = Waypoints(np.array([100.0]), np.zeros(1), 5.0).route_from(0.0, 0.0, LIMITS, ENVELOPE)
    assert route.end_utc_s == pytest.approx(10 + 3 + 5 + 15 + 5 + 3 + 20)
    x, _, height = route.position(np.array([13.0, 15.0, 18.0, 28.0, 33.0, 38.0, 41.0]))
    assert x == pytest.approx([0.0, 2.0, 12.5, 62.5, 87.5, 100.0, 100.0])
    assert height.tolist() == [10.0] * 7


def test_a_short_leg_is_a_triangle() -> None:
    """16 m at 1 m/s2 never reach 5 m/s: 4 s up to 4 m/s, 4 s down."""
    steps = leg_steps(16.0, (0.0, 0.0), 5.0, 1.0)
    assert sum(duration for duration, _ in steps) == pytest.approx(8.0)
    assert steps[len(steps) // 2 - 1][1] == pytest.approx(0.5)
    assert steps[-1][1] == 1.0


@settings(deadline=None)
@given(st.floats(0.1, 500.0), st.floats(0.5, 12.0), st.floats(0.05, 5.0))
def test_vertices_are_dense_enough(length_m: float, speed_mps: float, acceleration_mps2: float) -> None:
    """Between its vertices a leg is within 0.1 m of the exact motion, and takes exactly its time."""
    top = min(speed_mps, math.sqrt(acceleration_mps2 * length_m))
    ramp, level = top / acceleration_mps2, (length_m - top**2 / acceleration_mps2) / top
    steps = leg_steps(length_m, (0.0, 0.0), speed_mps, acceleration_mps2)
    at = np.append(0.0, np.cumsum([duration for duration, _ in steps]))
    way = length_m * np.append(0.0, [share for _, share in steps])
    times = np.linspace(0.0, 2 * ramp + level, 400)
    left = 2 * ramp + level - times
    exact = np.where(
        times < ramp, 0.5 * acceleration_mps2 * times**2, 0.5 * top * ramp + top * (times - ramp)
    )
    exact = np.where(left < ramp, length_m - 0.5 * acceleration_mps2 * left**2, exact)
    assert at[-1] == pytest.approx(times[-1], rel=1e-6)
    assert np.abs(np.interp(times, at, way) - exact).max() < 0.1 + 1e-6 * length_m


def test_it_stops_where_the_track_turns() -> None:
    """There and back: at rest, and a pause, at the far end; a pause each at the top and before the descent."""
    plan = Waypoints(np.array([50.0, 0.0]), np.zeros(2), 2.0)
    route = plan.route_from(0.0, 0.0, LIMITS, ENVELOPE)
    leg = 50.0 / 2.0 + 2.0
    assert route.end_utc_s == pytest.approx(10 + 2 * leg + 3 * 3.0 + 20)
    there = 10 + 3 + leg
    assert route.position(np.array([there, there + 1.5, there + 3.0]))[0] == pytest.approx([50.0] * 3)


def test_it_flies_on_where_the_track_is_straight() -> None:
    """A waypoint on the way costs nothing, whether or not turns are flown on."""
    whole = Waypoints(np.array([90.0]), np.array([30.0]), 4.0)
    parted = Waypoints(np.array([30.0, 90.0]), np.array([10.0, 30.0]), 4.0)
    ends = [plan.route_from(0.0, 0.0, LIMITS, ENVELOPE).end_utc_s for plan in (whole, parted)]
    assert ends[0] == pytest.approx(ends[1])


@pytest.mark.parametrize("turn_deg", [2.0, 10.0, 25.0, 60.0])
def test_a_turn_that_is_flown_on_keeps_the_acceleration(turn_deg: float) -> None:
    """Seen over the second around the corner, the velocity changes by no more than the acceleration allows,
    and flying on is quicker than a stop."""
    turn = math.radians(turn_deg)
    plan = Waypoints(np.array([80.0, 80 + 80 * math.cos(turn)]), np.array([0.0, 80 * math.sin(turn)]), 5.0)
    envelope = Envelope(acceleration_mps2=0.7, fly_on_deg=90.0)
    route = plan.route_from(0.0, 0.0, LIMITS, envelope)
    stopping = plan.route_from(0.0, 0.0, LIMITS, Envelope(acceleration_mps2=0.7))
    assert route.end_utc_s < stopping.end_utc_s - 0.5
    times = np.arange(0.0, route.end_utc_s, 0.05)
    (x0, y0, _), (x1, y1, _), (x2, y2, _) = (route.position(times + d) for d in (-1.0, 0.0, 1.0))
    second_differences = np.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2)
    assert (
        second_differences.max() <= 0.7 * 1.07
    )  # the polyline's own step of up to 0.5 s adds (0.5 / 1)^2 / 4
    corner = route.position(times)[0]
    assert np.abs(corner - 80.0).min() < 0.3


def test_a_reversal_is_a_stop_whatever_is_flown_on() -> None:
    """The speed a turn allows falls to nothing at 180 deg."""
    plan = Waypoints(np.array([50.0, 0.0]), np.zeros(2), 2.0)
    ends = [
        plan.route_from(0.0, 0.0, LIMITS, Envelope(acceleration_mps2=1.0, fly_on_deg=turn)).end_utc_s
        for turn in (0.0, 180.0)
    ]
    assert ends[0] == pytest.approx(ends[1])


def test_the_speed_is_the_less_of_flight_and_vehicle() -> None:
    """A flight planned at 12 m/s by a vehicle of 5 m/s takes as long as one planned at 5."""
    plan = [Waypoints(np.array([100.0]), np.zeros(1), speed) for speed in (12.0, 5.0)]
    ends = [p.route_from(0.0, 0.0, LIMITS, Envelope(speed_mps=5.0)).end_utc_s for p in plan]
    assert ends[0] == ends[1] == pytest.approx(10 + 20 + 20)


def test_waypoints_given_twice_are_no_harm() -> None:
    """A hop with pauses hovers at both ends of nothing; a repeated waypoint is a second stop."""
    hop = Waypoints(np.zeros(1), np.zeros(1), 3.0).route_from(0.0, 0.0, LIMITS, ENVELOPE)
    assert hop.end_utc_s == pytest.approx(10 + 3 + 3 + 20)
    twice = Waypoints(np.array([50.0, 50.0]), np.zeros(2), 2.0).route_from(0.0, 0.0, LIMITS, ENVELOPE)
    assert twice.end_utc_s == pytest.approx(10 + 3 + 27 + 3 + 3 + 20)
