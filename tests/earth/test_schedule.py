"""Earth's windows, unrolled from a daily schedule."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.earth.schedule import DailyWindow, EarthWindow, unroll

CLOCK = LocalClock(40_000.0, 1_000.0, "day", "local")
HOUR = 40_000.0 / 24.0  # a dial hour of this body, in seconds
MORNING = DailyWindow(6 * 3600.0, 600.0, 2e3)
EVENING = DailyWindow(18 * 3600.0, 900.0, 3e5, 7200.0)

windows_a_day = st.lists(
    st.builds(DailyWindow, st.floats(0, 86_399), st.floats(1, 30_000), st.floats(1, 1e6), st.floats(0, 1e4)),
    max_size=5,
)


def test_every_day_in_order_each_with_its_rate_and_latency() -> None:
    """Two windows a day for two days, opened by the dial of the place whatever the order of the schedule."""
    start, end = CLOCK.utc_s(3), CLOCK.utc_s(5)
    assert unroll([EVENING, MORNING], CLOCK, start, end) == [
        EarthWindow(start + 6 * HOUR, start + 6 * HOUR + 600.0, 2e3, 0.0),
        EarthWindow(start + 18 * HOUR, start + 18 * HOUR + 900.0, 3e5, 7200.0),
        EarthWindow(start + 30 * HOUR, start + 30 * HOUR + 600.0, 2e3, 0.0),
        EarthWindow(start + 42 * HOUR, start + 42 * HOUR + 900.0, 3e5, 7200.0),
    ]


def test_a_window_is_cut_by_the_next_and_by_the_end() -> None:
    """One radio, one window at a time: the next one's opening closes it, as the end of the interval does."""
    start = CLOCK.utc_s(0)
    daily = [DailyWindow(3600.0, 5 * HOUR, 1.0), DailyWindow(2 * 3600.0, 5 * HOUR, 2.0)]
    found = unroll(daily, CLOCK, start, start + 4 * HOUR)
    assert [(w.start_utc_s - start, w.end_utc_s - start, w.rate_bps) for w in found] == [
        (pytest.approx(HOUR), pytest.approx(2 * HOUR), 1.0),
        (pytest.approx(2 * HOUR), pytest.approx(4 * HOUR), 2.0),
    ]


def test_a_window_already_open_is_joined_and_one_at_the_end_left_out() -> None:
    """What had opened before the start is cut there and says so; the interval's own end is outside."""
    opens = CLOCK.utc_s(2, MORNING.seconds_of_day)
    assert [w.start_utc_s for w in unroll([MORNING], CLOCK, opens, opens + 1.0)] == [opens]
    [joined] = unroll([MORNING], CLOCK, opens + 0.1, opens + 10.0)
    assert (joined.start_utc_s, joined.open_start) == (opens + 0.1, True)
    closes = opens + MORNING.duration_s
    assert unroll([MORNING], CLOCK, closes, closes + 10.0) == []
    assert unroll([MORNING], CLOCK, opens - 10.0, opens) == []
    assert unroll([], CLOCK, 0.0, 1e6) == []


def each(seed: int):
    """A generator for each window and day."""
    return lambda at_s, day: np.random.default_rng([seed, round(at_s), day + 1])


@settings(deadline=None)
@given(windows_a_day, st.integers(0, 2**32 - 1), st.floats(0, 3000), st.floats(0, 86_399), st.floats(0.1, 4))
def test_windows_are_sorted_apart_and_within_the_interval(
    daily: list[DailyWindow], seed: int, sigma_s: float, starts: float, length_days: float
) -> None:
    """Whatever the schedule and the draws, no two windows overlap and none leaves the interval."""
    start = CLOCK.utc_s(7, starts)
    end = start + length_days * CLOCK.day_length_s
    found = unroll(daily, CLOCK, start, end, sigma_s, each(seed))
    assert all(start <= w.start_utc_s <= w.end_utc_s <= end for w in found)
    assert all(a.end_utc_s <= b.start_utc_s for a, b in pairwise(found))
    assert found == unroll(daily, CLOCK, start, end, sigma_s, each(seed))


def test_openings_scatter_by_sigma_and_never_by_more_than_two() -> None:
    """Over 4000 days: mean 0, the deviation of a normal clipped at two sigma, and no opening beyond them."""
    start, sigma_s = CLOCK.utc_s(0), 300.0
    found = unroll([MORNING], CLOCK, start, CLOCK.utc_s(4000), sigma_s, each(1))
    off = np.array([w.start_utc_s for w in found]) - [
        CLOCK.utc_s(day, MORNING.seconds_of_day) for day in range(4000)
    ]
    assert np.abs(off).max() <= 2 * sigma_s * (1 + 1e-9)
    assert abs(off.mean()) < 4 * sigma_s / np.sqrt(4000)
    # Standard deviation of clip(N(0, 1), -2, 2): sqrt of 1 - 2 phi(2) 2 + 2 (4 - 1) Q(2) = 0.9594.
    assert off.std() == pytest.approx(0.9594 * sigma_s, rel=0.04)


def test_without_a_generator_nothing_is_drawn() -> None:
    """A sigma without draws changes nothing, nor do draws without a sigma."""
    start, end = CLOCK.utc_s(0), CLOCK.utc_s(3)
    plain = unroll([MORNING, EVENING], CLOCK, start, end)
    assert unroll([MORNING, EVENING], CLOCK, start, end, 500.0) == plain
    assert unroll([MORNING, EVENING], CLOCK, start, end, 0.0, each(3)) == plain


def test_another_seed_moves_the_windows() -> None:
    """Only what is random differs between two seeds: the openings, not the number, the length or the rate."""
    start, end = CLOCK.utc_s(0), CLOCK.utc_s(5)
    one, other = (unroll([MORNING, EVENING], CLOCK, start, end, 60.0, each(seed)) for seed in (1, 2))
    assert [w.start_utc_s for w in one] != [w.start_utc_s for w in other]
    assert [(w.end_utc_s - w.start_utc_s, w.rate_bps) for w in one] == [
        (pytest.approx(w.end_utc_s - w.start_utc_s), w.rate_bps) for w in other
    ]


def test_another_window_moves_no_other() -> None:
    """Each window of each day has draws of its own: a further one, or an earlier start, changes none of them."""
    both = unroll([MORNING, EVENING], CLOCK, CLOCK.utc_s(0), CLOCK.utc_s(5), 60.0, each(1))
    alone = unroll([EVENING], CLOCK, CLOCK.utc_s(2), CLOCK.utc_s(5), 60.0, each(1))
    assert {w.start_utc_s for w in alone} <= {w.start_utc_s for w in both}
