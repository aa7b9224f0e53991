"""A cruise whose waypoints have times of their own.

The legs since the time before (or since the climb) are flown at one speed, so much below the flight's that the
waypoint is reached just then; never faster, so that a time that is too early is missed. A waypoint with a time is a
stop. Where nothing is left to fly (a place named twice), it hovers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.cruise import Cruise, cruise
from relaysim.helicopter.envelope import Envelope
from relaysim.path.route import Floats

ON_TIME_S = 1e-3


@dataclass(frozen=True)
class Passage:
    """A waypoint with a time of its own.

    Attributes:
        waypoint: from 0.
        wanted_s, reached_s: from take-off; reached later than wanted only where no speed allowed is enough.
        departs_s: when the legs to it begin, from take-off.
        length_m: of these legs.
    """

    waypoint: int
    wanted_s: float
    reached_s: float
    departs_s: float
    length_m: float

    @property
    def is_late(self) -> bool:
        """Whether it cannot be reached in time."""
        return self.reached_s > self.wanted_s + ON_TIME_S


def timed_cruise(
    x_m: Floats, y_m: Floats, at_s: Floats, begins_s: float, speed_mps: float, envelope: Envelope
) -> tuple[Cruise, tuple[Passage, ...]]:
    """The cruise through waypoints of which some have times, and when those are reached.

    Args:
        x_m, y_m: (n + 1,) start and waypoints, n >= 1.
        at_s: (n,) when the waypoints are to be reached, s from take-off, rising; nan where that is free.
        begins_s: when the climb is done, s from take-off.
        speed_mps: the greatest.
    """
    ends = [int(n) + 1 for n in np.flatnonzero(~np.isnan(at_s))]
    parts: list[Cruise] = []
    found: list[Passage] = []
    now_s, first = begins_s, 0
    for end in ends:
        wanted_s = float(at_s[end - 1])
        x, y = x_m[first : end + 1], y_m[first : end + 1]
        part = _in_time(x, y, wanted_s - now_s, speed_mps, envelope)
        length = float(np.hypot(np.diff(x), np.diff(y)).sum())
        reached_s = now_s + float(part.duration_s.sum())
        found.append(Passage(end - 1, wanted_s, reached_s, now_s, length))
        parts.append(part)
        now_s, first = reached_s, end
    # What is left; at the last waypoint nothing but the hover before the descent.
    rest = cruise(x_m[first:], y_m[first:], speed_mps, envelope) if first < len(x_m) - 1 else None
    parts.append(rest if rest is not None else _hover(x_m[first], y_m[first], envelope.pause_s))
    return _joined(parts), tuple(found)


def _in_time(x_m: Floats, y_m: Floats, time_s: float, speed_mps: float, envelope: Envelope) -> Cruise:
    """The legs in just that time if a speed up to `speed_mps` allows it, else as soon as possible; no pause at the end."""
    soonest = _without_last_pause(cruise(x_m, y_m, speed_mps, envelope), envelope)
    spare_s = time_s - float(soonest.duration_s.sum())
    if spare_s <= ON_TIME_S:
        return soonest
    if not np.any(np.hypot(np.diff(x_m), np.diff(y_m)) > 0.0):
        return _joined([soonest, _hover(x_m[-1], y_m[-1], spare_s)])
    slow, fast = 0.0, min(speed_mps, envelope.speed_mps)
    found = soonest
    # Time falls with speed and has no closed form where corners are passed without a stop.
    while fast - slow > 1e-9 * fast and abs(spare_s) > ON_TIME_S:
        middle = 0.5 * (slow + fast)
        found = _without_last_pause(cruise(x_m, y_m, middle, envelope), envelope)
        spare_s = time_s - float(found.duration_s.sum())
        slow, fast = (slow, middle) if spare_s > 0.0 else (middle, fast)
    return found


def _without_last_pause(whole: Cruise, envelope: Envelope) -> Cruise:
    """As far as the last place is reached: the pause there belongs to what comes next."""
    if envelope.pause_s <= 0.0:
        return whole
    return Cruise(whole.duration_s[:-1], whole.x_m[:-1], whole.y_m[:-1])


def _hover(x_m: float, y_m: float, time_s: float) -> Cruise:
    duration = np.array([time_s]) if time_s > 0.0 else np.zeros(0)
    places = len(duration) + 1
    return Cruise(duration, np.full(places, x_m), np.full(places, y_m))


def _joined(parts: list[Cruise]) -> Cruise:
    """One after the other; each begins where the one before ends."""
    first, *others = parts
    return Cruise(
        np.concatenate([part.duration_s for part in parts]),
        np.concatenate([first.x_m, *(part.x_m[1:] for part in others)]),
        np.concatenate([first.y_m, *(part.y_m[1:] for part in others)]),
    )
