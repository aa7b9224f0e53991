"""Ground stations on Earth: when they see the body, and which of several takes a pass."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from relaysim.clock.sky import Floats, Sky
from relaysim.clock.windows import Window, subtract, windows_above

STEP_S = 1200.0


@dataclass(frozen=True, slots=True)
class Station:
    """A ground station on Earth.

    Attributes:
        name: as contacts name it.
        latitude_deg, longitude_deg: geodetic (WGS 84), longitude eastward.
        mask_deg: the lowest elevation at which it listens and sends.
    """

    name: str
    latitude_deg: float
    longitude_deg: float
    mask_deg: float = 10.0

    def sees(self, sky: Sky, start_utc_s: float, end_utc_s: float, step_s: float = STEP_S) -> list[Window]:
        """When the body stands at or above the mask, in the station's own time, edges to a millisecond.

        A pass, or a gap, shorter than `step_s` can be missed. Without refraction, which would open a window at 10 deg
        some 20 s earlier. Raises: InputError outside the ephemeris's span.
        """

        def elevation(utc_s: Floats) -> Floats:
            return sky.probe_from(self.latitude_deg, self.longitude_deg, utc_s)

        return windows_above(elevation, self.mask_deg, start_utc_s, end_utc_s, step_s)


def shared_out(windows: Sequence[Sequence[Window]]) -> list[list[Window]]:
    """For each of several lists of windows what it gets, so that at most one holds at any instant and none is wasted.

    The longest window goes to its owner whole; of the others what overlaps it is cut off, and the longest of what is
    left comes next. Of equal ones that of the earlier list is taken, then the earlier one. So a pass is handed over as
    seldom as can be; how high a station sees the body, and how fast it is, does not count.
    """
    left = [(start - end, n, start, end) for n, own in enumerate(windows) for start, end in own]
    heapify(left)
    taken: list[Window] = []
    given: list[list[Window]] = [[] for _ in windows]
    while left:
        _, n, start, end = heappop(left)
        # Windows taken lie apart: only the last that begins before this one can reach into it.
        near = taken[max(bisect_left(taken, (start, start)) - 1, 0) : bisect_left(taken, (end, end))]
        free = subtract([(start, end)], near)
        if free == [(start, end)]:
            insort(taken, (start, end))
            given[n].append((start, end))
        else:
            for begin, until in free:
                heappush(left, (begin - until, n, begin, until))
    return [sorted(own) for own in given]
