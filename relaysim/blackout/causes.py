"""Why it was silent, and since when: a blackout divided by cause.

Parts of different causes may overlap: while terrain stands in the way, a conjunction may begin.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from relaysim.blackout.intervals import Interval
from relaysim.blackout.table import Scene
from relaysim.path.route import Route

# What would have sufficed is asked in this order; it decides where two causes lasted equally long.
CAUSES = ("power", "schedule", "conjunction", "terrain", "antenna", "range")


@dataclass(frozen=True)
class Part:
    """A stretch of a blackout in which one cause would have been enough."""

    start_utc_s: float
    end_utc_s: float
    cause: str

    def within(self, interval: Interval) -> Part | None:
        """What of it lies in an interval; None if nothing does."""
        start, end = max(self.start_utc_s, interval.start_utc_s), min(self.end_utc_s, interval.end_utc_s)
        return Part(start, end, self.cause) if start < end else None


def radio_parts(scene: Scene, interval: Interval) -> list[Part]:
    """The parts of a silence of the radio, asked anew whenever a vehicle has begun to move; equal neighbours are one."""
    first = bisect_right(scene.routes, interval.start_utc_s, key=_begins)
    last = bisect_left(scene.routes, interval.end_utc_s, key=_begins)
    inside = {start for start, _, _ in scene.routes[first:last]}
    edges = [interval.start_utc_s, *sorted(inside), interval.end_utc_s]
    parts = [Part(a, b, scene.cause(Interval(a, b))) for a, b in pairwise(edges) if a < b]
    return merged(parts)


def _begins(routes: tuple[float, Route, Route]) -> float:
    return routes[0]


def parts_above(interval: Interval, below: Iterable[Part], silences: Iterable[Part] = ()) -> list[Part]:
    """The parts of a silence at a higher level: what was silent below, what else kept it, and the schedule for the rest."""
    inside = [part for one in (*below, *silences) if (part := one.within(interval)) is not None]
    return merged([*inside, *_uncovered(interval, inside)])


def main_cause(parts: Sequence[Part]) -> str:
    """The cause that went on longest, the first in order of equals."""
    total: dict[str, float] = defaultdict(float)
    for part in parts:
        total[part.cause] += part.end_utc_s - part.start_utc_s
    return max(total, key=lambda cause: (total[cause], -CAUSES.index(cause)), default="schedule")


def merged(parts: Iterable[Part]) -> list[Part]:
    """In time, with parts of one cause that touch or overlap made one."""
    found: dict[str, list[Part]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: part.start_utc_s):
        same = found[part.cause]
        if same and part.start_utc_s <= same[-1].end_utc_s:
            same[-1] = Part(same[-1].start_utc_s, max(same[-1].end_utc_s, part.end_utc_s), part.cause)
        else:
            same.append(part)
    every = [part for same in found.values() for part in same]
    return sorted(every, key=lambda part: (part.start_utc_s, CAUSES.index(part.cause)))


def _uncovered(interval: Interval, parts: Iterable[Part]) -> list[Part]:
    """What no part covers: there was a way, but nothing was scheduled."""
    found, since = [], interval.start_utc_s
    for part in sorted(parts, key=lambda part: part.start_utc_s):
        if part.start_utc_s > since:
            found.append(Part(since, part.start_utc_s, "schedule"))
        since = max(since, part.end_utc_s)
    if since < interval.end_utc_s:
        found.append(Part(since, interval.end_utc_s, "schedule"))
    return found
