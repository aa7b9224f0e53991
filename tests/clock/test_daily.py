"""Windows that return every local day."""

from __future__ import annotations

import pytest

from relaysim.clock.daily import daily_windows
from relaysim.clock.local_clock import LocalClock

CLOCK = LocalClock(100_000.0, 5_000.0)


def test_a_window_opens_every_day_at_its_time() -> None:
    """At 06:00 and 18:00 of a day of 100,000 s, cut at both ends of the interval."""
    found = daily_windows(CLOCK, [(64_800.0, 1_000.0), (21_600.0, 2_000.0)], 30_500.0, 205_000.0 + 26_000.0)
    expected = [
        (30_500.0, 32_000.0),
        (80_000.0, 81_000.0),
        (130_000.0, 132_000.0),
        (180_000.0, 181_000.0),
        (230_000.0, 231_000.0),
    ]
    assert [edge for window in found for edge in window] == pytest.approx([e for w in expected for e in w])


def test_a_window_may_reach_into_the_next_day() -> None:
    """What opened the evening before is still open after midnight, however long ago, and meets the next."""
    assert daily_windows(CLOCK, [(86_000.0, 250_000.0)], 5_000.0, 9_000.0) == [(5_000.0, 9_000.0)]
    assert daily_windows(CLOCK, [(82_080.0, 10_000.0)], 105_000.0, 125_000.0) == [
        (105_000.0, pytest.approx(110_000.0))
    ]


def test_no_windows_and_no_time_are_nothing() -> None:
    """Without windows, or in an interval without length, there is none."""
    assert daily_windows(CLOCK, [], 0.0, 1e6) == []
    assert daily_windows(CLOCK, [(0.0, 10.0)], 5_000.0, 5_000.0) == []
