"""Windows that return every local day."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.windows import Window, intersect


def daily_windows(
    clock: LocalClock, daily: Sequence[tuple[float, float]], start_utc_s: float, end_utc_s: float
) -> list[Window]:
    """The time within [start, end) that lies in any of some daily windows, in order; those that meet become one.

    daily: (dial seconds of the local day, 0 to 86,400, at which one opens; how long it stays open, s).
    """
    longest = max((duration_s for _, duration_s in daily), default=0.0)
    days = range(clock.day(start_utc_s - longest), clock.day(end_utc_s) + 1)
    opened = [(clock.utc_s(day, dial_s), duration_s) for day in days for dial_s, duration_s in daily]
    return intersect([(at, at + duration_s) for at, duration_s in opened], [(start_utc_s, end_utc_s)])
