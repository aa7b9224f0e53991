"""Waypoints with times: reached then, by flying slower, never faster."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.helicopter.cruise import cruise
from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.passages import timed_cruise
from relaysim.path.route import Floats

FREE = math.nan
CAREFUL = Envelope(acceleration_mps2=0.7, pause_s=2.0, fly_on_deg=30.0)


def eastward(*x_m: float) -> tuple[Floats, Floats]:
    """A start and waypoints on a line to the east."""
    return np.array(x_m), np.zeros(len(x_m))


def test_the_leg_is_flown_so_slowly_that_it_ends_in_time() -> None:
    """100 m that 10 m/s cross in 10 s are crossed in 25 s when the climb ends at 5 s and 30 s is wanted."""
    flown, (passage,) = timed_cruise(*eastward(0.0, 100.0), np.array([30.0]), 5.0, 10.0, UNBOUNDED)
    assert flown.duration_s.sum() == pytest.approx(25.0, abs=1e-2)
    assert passage.reached_s == pytest.approx(30.0, abs=1e-2) and not passage.is_late
    assert (passage.departs_s, passage.length_m, passage.waypoint) == (5.0, 100.0, 0)


def test_a_time_that_is_too_early_is_missed() -> None:
    """Never faster than the flight's speed: 100 m at 10 m/s from 5 s on end at 15 s, not at 12 s."""
    flown, (passage,) = timed_cruise(*eastward(0.0, 100.0), np.array([12.0]), 5.0, 10.0, UNBOUNDED)
    assert passage.is_late and passage.reached_s == pytest.approx(15.0)
    assert flown.duration_s.sum() == pytest.approx(10.0)


def test_legs_without_a_time_share_the_slowness_and_the_rest_is_free() -> None:
    """The two legs before the time take 40 s together, the one after it is flown at full speed."""
    x, y = eastward(0.0, 50.0, 200.0, 300.0)
    flown, _ = timed_cruise(x, y, np.array([FREE, 40.0, FREE]), 0.0, 10.0, UNBOUNDED)
    at_s = np.concatenate([[0.0], np.cumsum(flown.duration_s)])
    assert np.interp([50.0, 200.0, 300.0], flown.x_m, at_s) == pytest.approx([10.0, 40.0, 50.0], abs=1e-2)


def test_a_place_named_twice_is_a_hover() -> None:
    """The same place at 20 s and again at 50 s: 30 s above it."""
    flown, times = timed_cruise(*eastward(0.0, 100.0, 100.0), np.array([20.0, 50.0]), 0.0, 10.0, UNBOUNDED)
    assert [passage.reached_s for passage in times] == pytest.approx([20.0, 50.0], abs=1e-2)
    assert flown.duration_s[-1] == pytest.approx(30.0, abs=1e-2)
    assert flown.x_m[-2:].tolist() == [100.0, 100.0]


def test_without_times_it_is_the_plain_cruise() -> None:
    """No time, no change: every vertex is that of the cruise without times."""
    x, y = np.array([0.0, 60.0, 120.0, 90.0]), np.array([0.0, 0.0, 10.0, 80.0])
    flown, times = timed_cruise(x, y, np.full(3, FREE), 7.0, 5.0, CAREFUL)
    plain = cruise(x, y, 5.0, CAREFUL)
    assert times == ()
    assert flown.duration_s.tolist() == plain.duration_s.tolist()
    assert (flown.x_m.tolist(), flown.y_m.tolist()) == (plain.x_m.tolist(), plain.y_m.tolist())


def test_the_pauses_are_those_of_the_envelope() -> None:
    """With a pause of 2 s: before the first leg, at the stop in time, and before the descent, once each."""
    flown, times = timed_cruise(*eastward(0.0, 100.0, 200.0), np.array([60.0, FREE]), 10.0, 5.0, CAREFUL)
    still = flown.duration_s[np.diff(flown.x_m) == 0.0]
    assert still.tolist() == [2.0, 2.0, 2.0]
    assert times[0].reached_s == pytest.approx(60.0, abs=1e-2)


@given(
    st.lists(st.tuples(st.floats(-80.0, 80.0), st.floats(-80.0, 80.0)), min_size=1, max_size=4),
    st.floats(1.0, 10.0),
    st.floats(0.0, 200.0),
    st.sampled_from([UNBOUNDED, CAREFUL]),
)
@settings(max_examples=60, deadline=None)
def test_in_time_or_as_soon_as_possible(
    places: list[tuple[float, float]], speed_mps: float, spare_s: float, envelope: Envelope
) -> None:
    """A last waypoint wanted `spare_s` after the soonest is reached just then, without ever flying faster."""
    x, y = np.array([(0.0, 0.0), *places]).T
    free = np.full(len(places), FREE)
    soonest = cruise(x, y, speed_mps, envelope).duration_s.sum() - envelope.pause_s
    wanted = np.append(free[1:], 10.0 + soonest + spare_s)
    flown, (passage,) = timed_cruise(x, y, wanted, 10.0, speed_mps, envelope)
    assert passage.reached_s == pytest.approx(10.0 + soonest + spare_s, abs=2e-2)
    assert not passage.is_late
    ways = np.hypot(np.diff(flown.x_m), np.diff(flown.y_m))
    assert np.all(ways <= speed_mps * flown.duration_s * (1 + 1e-9) + 1e-6)
