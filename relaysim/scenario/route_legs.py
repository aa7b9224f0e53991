"""When a rover is where along a route: drives with their paths, in metres of a local frame."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.path.route import Floats

# A stop of this length ends a drive; shorter ones are part of it.
STOP_S = 1800.0
# A rover has moved, and has not only been measured again, if it is so far from where it stood: an assumption.
MOVED_M = 1.0
# Instruments write more points than a path needs; survey and drives are no better known than this.
THINNED_M = 0.1
MOST_KEPT = 2_000


@dataclass(frozen=True)
class Leg:
    """One drive: (n,) instants (s since 1970, not falling) and positions, two or more."""

    utc_s: Floats
    x_m: Floats
    y_m: Floats

    def thinned(self) -> Leg:
        """Without the points that say nothing: at any time the rover is within `THINNED_M` of where it was.

        Of a track that trembles, the `MOST_KEPT` points that say most are left.
        """
        kept = self._kept()
        return Leg(self.utc_s[kept], self.x_m[kept], self.y_m[kept])

    def _kept(self) -> list[int]:
        """Indices by Douglas and Peucker's method, with the distance taken to where the rover would be at that time.

        The farthest point of all is taken next, so that no track makes it go on for long.
        """
        last = len(self.utc_s) - 1
        keep = [0, last]
        spans = [span for span in [self._farthest(0, last)] if -span[0] > THINNED_M]
        while spans and len(keep) < MOST_KEPT:
            _, a, farthest, b = heapq.heappop(spans)
            keep.append(farthest)
            for span in (self._farthest(a, farthest), self._farthest(farthest, b)):
                if -span[0] > THINNED_M:
                    heapq.heappush(spans, span)
        return sorted(keep)

    def _farthest(self, a: int, b: int) -> tuple[float, int, int, int]:
        """How far the point between a and b that is farthest off their line is, as a negative number; a, it, b."""
        if b - a < 2:
            return 0.0, a, a, b
        at, ends = self.utc_s[a + 1 : b], self.utc_s[[a, b]]
        away_m = np.hypot(
            np.interp(at, ends, self.x_m[[a, b]]) - self.x_m[a + 1 : b],
            np.interp(at, ends, self.y_m[[a, b]]) - self.y_m[a + 1 : b],
        )
        farthest = int(away_m.argmax())
        return -float(away_m[farthest]), a, a + 1 + farthest, b

    @property
    def length_m(self) -> float:
        """Length of the path."""
        return float(np.hypot(np.diff(self.x_m), np.diff(self.y_m)).sum())


def legs_in_time(utc_s: Floats, x_m: Floats, y_m: Floats) -> list[Leg]:
    """The drives of a route whose points have times; [] if it never moves.

    A stop of half an hour or more ends a drive. Where a recording pauses so long and goes on elsewhere, the rover is
    taken to have driven straight there at the end of the pause, at the mean pace of the rest.

    Args:
        utc_s: (n,) not falling; x_m, y_m: (n,) metres.
    """
    utc_s, x_m, y_m = _paused(utc_s, x_m, y_m)
    kept = _moved(x_m.tolist(), y_m.tolist())
    spans, first = [], 0
    for here, after in pairwise(kept):
        # It stood from its arrival to the last measurement before it had moved on.
        if utc_s[after - 1] - utc_s[here] >= STOP_S:
            spans.append((first, here))
            first = after - 1
    spans.append((first, kept[-1]))
    return [Leg(utc_s[a : b + 1], x_m[a : b + 1], y_m[a : b + 1]) for a, b in spans if b > a]


def _moved(x_m: list[float], y_m: list[float]) -> list[int]:
    """Indices of the points at which it had moved since the one before in the list; the first is 0."""
    kept = [0]
    for index in range(1, len(x_m)):
        if math.hypot(x_m[index] - x_m[kept[-1]], y_m[index] - y_m[kept[-1]]) > MOVED_M:
            kept.append(index)
    return kept


def _paused(utc_s: Floats, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats, Floats]:
    """The points, with one more at the end of each pause in which the rover has moved."""
    steps_s, steps_m = np.diff(utc_s), np.hypot(np.diff(x_m), np.diff(y_m))
    going = (steps_s > 0) & (steps_s < STOP_S) & (steps_m > 0)
    gaps = np.flatnonzero((steps_s >= STOP_S) & (steps_m > MOVED_M))
    if not len(gaps) or not going.any():
        return utc_s, x_m, y_m
    pace_mps = float(steps_m[going].sum() / steps_s[going].sum())
    leaves = utc_s[gaps + 1] - np.minimum(steps_m[gaps] / pace_mps, steps_s[gaps])
    return (
        np.insert(utc_s, gaps + 1, leaves),
        np.insert(x_m, gaps + 1, x_m[gaps]),
        np.insert(y_m, gaps + 1, y_m[gaps]),
    )


def legs_at_speed(
    x_m: Floats, y_m: Floats, speed_mps: float, spans: Iterable[tuple[float, float]]
) -> list[Leg]:
    """The drives of a route at an even speed, one in each span of time; less than the whole route if they are too few.

    Args:
        spans: (start, end) in which it may drive, s since 1970; no more of them are asked for than it takes.
    """
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x_m), np.diff(y_m)))])
    legs, done_m = [], 0.0
    for start, end in spans:
        reach_m = min(done_m + (end - start) * speed_mps, float(along[-1]))
        first, end_at = np.searchsorted(along, done_m, "right"), np.searchsorted(along, reach_m, "left")
        at = np.concatenate([[done_m], along[first:end_at], [reach_m]])
        legs.append(
            Leg(start + (at - done_m) / speed_mps, np.interp(at, along, x_m), np.interp(at, along, y_m))
        )
        done_m = reach_m
        if done_m >= along[-1]:
            return legs
    return legs


def daily_spans(
    clock: LocalClock, start_utc_s: float, hours_s: tuple[float, float] | None
) -> Iterator[tuple[float, float]]:
    """The hours of each local day from an instant on; one span without end where there are none."""
    if hours_s is None:
        yield start_utc_s, np.inf
        return
    day = clock.day(start_utc_s)
    while True:
        start, end = max(clock.utc_s(day, hours_s[0]), start_utc_s), clock.utc_s(day, hours_s[1])
        if end - start >= 1.0:  # less is not worth setting off
            yield start, end
        day += 1
