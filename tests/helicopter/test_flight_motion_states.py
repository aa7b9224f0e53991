"""Speed, acceleration and tilt of planned flights and of recorded tracks, and the height kept over ground."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_route import FlightLimits, Waypoints, replayed_flight
from relaysim.helicopter.flight_states import RECORDED, FlightStates, flight_states
from relaysim.helicopter.followed_height import followed_height_m
from relaysim.helicopter.steadied import replayed_states, steadied
from relaysim.path.route import Floats, Route

GRAVITY = 3.71
LIMITS = FlightLimits(climb_mps=1.0, descent_mps=1.0, max_altitude_m=10.0)
STRAIGHT = Waypoints(np.array([120.0]), np.array([160.0]), 5.0)
# Up 10 s, pause 3 s, 10 s of acceleration to 5 m/s, 30 s level, 10 s, pause 3 s, down 10 s.
ROUTE = STRAIGHT.route_from(0.0, 0.0, LIMITS, Envelope(acceleration_mps2=0.5, pause_s=3.0)).shifted(1e9)


def states_at(*elapsed_s: float) -> FlightStates:
    return flight_states(ROUTE, np.array(elapsed_s), GRAVITY)


def test_the_parts_of_a_planned_flight() -> None:
    """At rest, speeding up, at speed, slowing down, each in the middle of its part."""
    found = states_at(5.0, 11.5, 18.0, 38.0, 58.0, 64.5, 71.0)
    assert ROUTE.end_utc_s - 1e9 == pytest.approx(76.0)
    assert found.ground_speed_mps == pytest.approx([0, 0, 2.5, 5, 2.5, 0, 0], abs=0.01)
    assert found.acceleration_mps2 == pytest.approx([0, 0, 0.5, 0, 0.5, 0, 0], abs=0.01)
    assert found.climb_mps == pytest.approx([1, 0, 0, 0, 0, 0, -1], abs=1e-6)
    assert found.height_m == pytest.approx([5, 10, 10, 10, 10, 10, 5])
    assert found.tilt_deg == pytest.approx(np.degrees(np.arctan(found.acceleration_mps2 / GRAVITY)))
    assert np.hypot(found.x_m, found.y_m) == pytest.approx([0, 0, 6.25, 100, 193.75, 200, 200], abs=0.05)


def test_tilting_takes_about_a_second() -> None:
    """As the flight begins to move it tilts to atan(a/g) within the second in which velocities are means."""
    at = np.arange(11.0, 17.0, 0.02)
    found = flight_states(ROUTE, at, GRAVITY)
    full = math.degrees(math.atan(0.5 / GRAVITY))
    assert found.tilt_deg.max() == pytest.approx(full, rel=0.03)
    tilting = at[(found.tilt_deg > 0.02 * full) & (found.tilt_deg < 0.98 * full)]
    assert 0.5 < tilting[-1] - tilting[0] < 2.1
    assert full / 2.0 < found.tilt_rate_dps.max() < 2.0 * full


def test_outside_the_flight_it_stands() -> None:
    """Before take-off and after touchdown nothing moves."""
    found = states_at(-20.0, -3.0, 79.0, 500.0)
    for values in (found.ground_speed_mps, found.climb_mps, found.acceleration_mps2, found.tilt_rate_dps):
        assert values.tolist() == [0.0] * 4
    assert found.height_m.tolist() == [0.0] * 4


def test_it_gains_its_climb_in_a_second() -> None:
    """1 m/s in the first second and again none in the one after the top; down likewise; the ground ends it."""
    found = states_at(-0.1, 0.0, 0.99, 1.01, 9.9, 10.1, 10.9, 11.1, 66.1, 67.1, 75.9, 76.0)
    assert found.lift_mps2 == pytest.approx([0, 1, 1, 0, 0, -1, -1, 0, -1, 0, 0, 0], abs=1e-6)


@given(st.floats(0.2, 12.0), st.floats(0.2, 12.0), st.floats(0.5, 60.0))
def test_speeding_up_and_down_adds_up_to_the_climb(climb: float, descent: float, height: float) -> None:
    """Whatever the rates: at touchdown it sinks at its rate of descent, and never asked for a negative thrust."""
    limits = FlightLimits(climb, descent, height)
    route = Waypoints(np.array([100.0]), np.array([0.0]), 5.0).route_from(0.0, 0.0, limits)
    at = np.linspace(0.0, route.end_utc_s, 40_001)
    found = flight_states(route, at, GRAVITY)
    assert found.lift_mps2.min() > -GRAVITY
    span_s = max(1.0, 3.0 * max(climb, descent) / GRAVITY)
    assert np.abs(found.lift_mps2).max() <= (climb + descent) / span_s + 1e-9
    if height / max(climb, descent) > span_s:
        sinks = np.trapezoid(found.lift_mps2, at)
        assert sinks == pytest.approx(-descent, abs=2.0 * (climb + descent) * (at[1] - at[0]) / span_s)


@settings(deadline=None)
@given(
    st.floats(0.5, 10.0),
    st.floats(0.2, 2.0),
    st.lists(st.floats(-80.0, 80.0), min_size=2, max_size=8),
    st.sampled_from([0.0, 30.0]),
)
def test_states_of_planned_flights_keep_the_envelope(
    speed_mps: float, acceleration_mps2: float, coordinates: list[float], fly_on_deg: float
) -> None:
    """Whatever the way: speeds within the limit, accelerations too (7 % for the steps of the polyline; where it
    flies on while it still speeds up, the turn's share comes on top at a right angle)."""
    half = len(coordinates) // 2
    plan = Waypoints(np.array(coordinates[:half]), np.array(coordinates[half : 2 * half]), speed_mps)
    route = plan.route_from(
        0.0, 0.0, LIMITS, Envelope(acceleration_mps2=acceleration_mps2, fly_on_deg=fly_on_deg, pause_s=1.0)
    )
    found = flight_states(route, np.arange(-1.0, route.end_utc_s + 1.0, 0.1), GRAVITY)
    assert found.ground_speed_mps.max() <= speed_mps * (1 + 1e-6)
    most = 1.07 * acceleration_mps2 * (1.0 if fly_on_deg == 0.0 else math.sqrt(2.0))
    assert found.acceleration_mps2.max() <= most
    assert np.abs(found.climb_mps).max() <= 1.0 + 1e-6


def recorded(missing: tuple[int, ...], scatter_m: float) -> Route:
    """The straight flight as a layer would have it: a place a second, some missing, times by index."""
    samples = np.array([s for s in range(77) if s not in missing], dtype=float)
    x, y, _ = ROUTE.position(1e9 + samples)
    noise = scatter_m * np.random.default_rng(7).uniform(-1.0, 1.0, (2, len(samples)))
    return replayed_flight(np.linspace(0.0, 76.0, len(samples)), x + noise[0], y + noise[1], 76.0, LIMITS)


def greatest(route: Route, speed_mps: float) -> tuple[float, float]:
    """Greatest speed and tilt of a replayed flight."""
    found = replayed_states(route, np.arange(0.0, 76.0, 0.25), GRAVITY, speed_mps)
    return float(found.ground_speed_mps.max()), float(found.tilt_deg.max())


@pytest.mark.parametrize(
    ("missing", "scatter_m"), [((), 0.0), ((30,), 0.0), ((26, 33, 34, 45), 0.0), ((), 0.2), ((30, 44), 0.2)]
)
def test_missing_samples_and_scatter_are_no_manoeuvre(missing: tuple[int, ...], scatter_m: float) -> None:
    """A recorded track shows the speed and the tilt (7.7 deg) of the flight behind it, not those of its errors."""
    speed, tilt = greatest(recorded(missing, scatter_m), 5.0)
    assert speed == pytest.approx(5.0, abs=0.15)
    assert tilt == pytest.approx(7.7, abs=1.0)


def test_without_smoothing_the_same_errors_would_be_a_manoeuvre() -> None:
    """One missing sample looks like a burst of twice the speed and a tilt of over 40 deg."""
    found = flight_states(recorded((30, 44), 0.2), np.arange(0.0, 76.0, 0.25), GRAVITY)
    assert found.ground_speed_mps.max() > 8.0
    assert found.tilt_deg.max() > 40.0


def test_steadied_flights_keep_track_time_and_heights() -> None:
    """Only where it is when changes: the same ends, duration and heights, within the greatest speed."""
    route = recorded((26, 33, 34, 45), 0.0)
    steady = steadied(route, 5.0)
    times = np.linspace(0.0, 76.0, 500)
    assert (steady.start_utc_s, steady.end_utc_s) == (0.0, 76.0)
    assert steady.position(times)[2] == pytest.approx(route.position(times)[2], abs=1e-9)
    assert steady.length_m == pytest.approx(route.length_m, rel=1e-3)
    speed = np.hypot(np.diff(steady.x_m), np.diff(steady.y_m)) / np.diff(steady.utc_s)
    assert speed.max() <= 5.0 * (1 + 1e-6)
    # The truth is nearer to it than to the layer's times.
    true_x = ROUTE.position(1e9 + times)[0]
    off = [float(np.abs(r.position(times)[0] - true_x).max()) for r in (steady, route)]
    assert off[0] < 0.7 * off[1]


@pytest.mark.parametrize("speed_mps", [0.0, 1.0])
def test_a_track_too_long_for_its_speed_is_left_alone(speed_mps: float) -> None:
    """A speed that is not recorded, or cannot be true, changes nothing."""
    route = recorded((), 0.0)
    assert steadied(route, speed_mps) is route


def test_replayed_states_give_the_places_of_the_record() -> None:
    """The link is known where the record has the helicopter; only speeds and tilt are steadied."""
    route, at = recorded((26, 33), 0.0), np.array([10.0, 30.0, 50.0])
    found = replayed_states(route, at, GRAVITY, 5.0)
    assert (found.x_m.tolist(), found.height_m.tolist()) == (
        route.position(at)[0].tolist(),
        route.position(at)[2].tolist(),
    )
    same = flight_states(steadied(route, 5.0), at, GRAVITY, RECORDED)
    assert found.tilt_deg.tolist() == same.tilt_deg.tolist()


def ground(slope: float, times: Floats) -> Floats:
    """Flat, then 40 m uphill flown in 10 s at 4 m/s, then flat."""
    return slope * np.clip(4.0 * (times - 20.0), 0.0, 40.0)


def test_a_slope_it_can_climb_changes_nothing() -> None:
    """0.2 up at 4 m/s is 0.8 m/s: a vehicle that climbs at 1 m/s keeps its 10 m."""
    times = np.arange(10.0, 60.0, 0.1)
    kept = followed_height_m(times, ground(0.2, times), np.full(len(times), 10.0), 1.0, 1.0)
    assert kept == pytest.approx(10.0)


def test_a_steeper_slope_takes_its_clearance() -> None:
    """0.5 up at 4 m/s is 2 m/s: 1 m/s is lost for 10 s; 10 m later all of it, 5 s after the top it is at 5 m again."""
    times = np.arange(10.0, 60.0, 0.1)
    kept = followed_height_m(times, ground(0.5, times), np.full(len(times), 10.0), 1.0, 1.0)
    assert kept.min() == pytest.approx(0.0, abs=0.11)
    assert times[kept.argmin()] == pytest.approx(30.0, abs=0.11)
    assert np.interp([25.0, 35.0, 40.0, 50.0], times, kept) == pytest.approx([5, 5, 10, 10], abs=0.11)


def test_over_falling_ground_it_flies_higher_for_a_while() -> None:
    """Downhill at 2 m/s, sinking at 0.5 m/s: 15 m too high at the foot of the slope."""
    times = np.arange(10.0, 90.0, 0.1)
    kept = followed_height_m(times, -ground(0.5, times), np.full(len(times), 10.0), 1.0, 0.5)
    assert kept.max() == pytest.approx(25.0, abs=0.2)
    assert kept[-1] == pytest.approx(10.0)


def test_unknown_ground_gives_an_unknown_height() -> None:
    """nan where the ground is nan, and known again after it."""
    times = np.arange(0.0, 5.0)
    below = np.array([np.nan, 0.0, np.nan, 1.0, 1.0])
    kept = followed_height_m(times, below, np.full(5, 10.0), 1.0, 1.0)
    assert np.isnan(kept).tolist() == [True, False, True, False, False]
    assert kept[[1, 3, 4]].tolist() == [10.0, 10.0, 10.0]
