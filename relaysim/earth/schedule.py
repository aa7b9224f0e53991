"""Daily schedules of uplinks and orbiter passes, unrolled into windows at the rover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relaysim.clock.local_clock import LocalClock

# The generator of a window (by its dial time) on a day.
Draws = Callable[[float, int], np.random.Generator]


@dataclass(frozen=True)
class DailyWindow:
    """A window that returns every local day.

    Attributes:
        seconds_of_day: local dial time at which it opens at the rover.
        duration_s: how long it stays open.
        rate_bps: data rate.
        latency_s: what an orbiter adds before the data leave for Earth (0 for a direct link).
    """

    seconds_of_day: float
    duration_s: float
    rate_bps: float
    latency_s: float = 0.0


@dataclass(frozen=True)
class EarthWindow:
    """One window: UTC at the rover; `open_start`: it had opened before the interval asked for."""

    start_utc_s: float
    end_utc_s: float
    rate_bps: float
    latency_s: float
    open_start: bool = False


def unroll(
    daily: Sequence[DailyWindow],
    clock: LocalClock,
    start_utc_s: float,
    end_utc_s: float,
    sigma_s: float = 0.0,
    draws: Draws | None = None,
) -> list[EarthWindow]:
    """All windows that are open within the interval, in time, cut at its ends and where the next one opens.

    Each opens `sigma_s` (one standard deviation, normal, at most two) early or late, drawn from its own generator: another
    window, or another start, moves none of them.
    """
    windows = []
    # A day more at each end: a window may drift into the interval.
    for day in range(clock.day(start_utc_s) - 1, clock.day(end_utc_s) + 2):
        for window in daily:
            drawn = draws(window.seconds_of_day, day).standard_normal() if draws is not None else 0.0
            opens = clock.utc_s(day, window.seconds_of_day) + sigma_s * min(max(float(drawn), -2.0), 2.0)
            closes = min(opens + window.duration_s, end_utc_s)
            if opens < end_utc_s and closes > start_utc_s:
                cut = opens < start_utc_s
                opens = max(opens, start_utc_s)
                windows.append(EarthWindow(opens, closes, window.rate_bps, window.latency_s, cut))
    windows.sort(key=lambda window: window.start_utc_s)
    nexts = [window.start_utc_s for window in windows[1:]] + [end_utc_s]
    return [
        replace(w, end_utc_s=min(w.end_utc_s, following))
        for w, following in zip(windows, nexts, strict=False)  # without windows the end stands alone
    ]
