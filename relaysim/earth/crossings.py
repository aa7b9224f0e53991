"""Windows above a limit for a value that waves: peaks and dips between two samples are looked for too."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.windows import Window
from relaysim.earth.orbit import Floats

OfTime = Callable[[Floats], Floats]
Bools = NDArray[np.bool_]

# How near to a crossing its instant lies, and to a turning point.
RESOLUTION_S = 0.01
_TURN_S = 0.5
_GOLDEN = 0.5 * (math.sqrt(5.0) - 1.0)
_AT_ONCE = 1 << 13


def waving_windows_above(
    value: OfTime,
    limit: float,
    start_utc_s: float,
    end_utc_s: float,
    step_s: float,
) -> list[Window]:
    """The stretches of [start, end) in which `value` is at or above `limit`, in order, edges to 10 ms.

    Like `relaysim.clock.windows.windows_above`, with coarser steps for the same trust: each sample that is the highest of its
    neighbours but too low (or the lowest, but too high) is followed to the turning point beside it, to 0.5 s, by
    golden section. What can be missed is a peak or a dip that shows in no sample, because two of them lie within
    two steps, or one that reaches over the limit for less than about a second.

    `value` takes and answers (n,) arrays.

    Raises: ValueError when `step_s` is not positive.
    """
    if not step_s > 0.0:
        raise ValueError(f"step_s must be positive, not {step_s}")
    if not end_utc_s > start_utc_s:
        return []
    count = max(math.ceil((end_utc_s - start_utc_s) / step_s), 2)
    times = np.linspace(start_utc_s, end_utc_s, count + 1)
    above = np.concatenate([value(times[n : n + _AT_ONCE]) for n in range(0, times.size, _AT_ONCE)]) - limit
    for sign in (1.0, -1.0):
        times, above = _with_turns(value, limit, times, above, sign)
    inside = above >= 0.0
    flips = np.flatnonzero(inside[1:] != inside[:-1])
    edges = bisected(lambda t: value(t) >= limit, times[flips], times[flips + 1], inside[flips]).tolist()
    if inside[0]:
        edges.insert(0, float(start_utc_s))
    if len(edges) % 2:
        edges.append(float(end_utc_s))
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _with_turns(
    value: OfTime, limit: float, times: Floats, above: Floats, sign: float
) -> tuple[Floats, Floats]:
    """The samples, and the peaks (sign +1) between low ones or the dips (-1) between high ones that cross the limit."""
    height = sign * above
    padded = np.concatenate(([-np.inf], height, [-np.inf]))
    turns = np.flatnonzero((height < 0.0) & (height >= padded[:-2]) & (height >= padded[2:]))
    left = times[np.maximum(turns - 1, 0)]
    right = times[np.minimum(turns + 1, times.size - 1)]
    at, high = _highest(lambda t: sign * (value(t) - limit), left, right)
    found = np.flatnonzero(high >= 0.0)
    found = found[np.argsort(at[found])]  # two samples of one height lead to the same peak, in any order
    where = np.searchsorted(times, at[found])
    return np.insert(times, where, at[found]), np.insert(above, where, sign * high[found])


def _highest(value: OfTime, left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """The highest points between pairs of instants: (where, how high), by golden section, all at once."""
    near, far = right - _GOLDEN * (right - left), left + _GOLDEN * (right - left)
    at_near, at_far = value(near), value(far)
    while left.size and float(np.max(right - left)) > _TURN_S:
        early = at_near >= at_far
        left, right = np.where(early, left, near), np.where(early, far, right)
        fresh = np.where(early, right - _GOLDEN * (right - left), left + _GOLDEN * (right - left))
        answer = value(fresh)
        near, far = np.where(early, fresh, far), np.where(early, near, fresh)
        at_near, at_far = np.where(early, answer, at_far), np.where(early, at_near, answer)
    early = at_near >= at_far
    return np.where(early, near, far), np.where(early, at_near, at_far)


def bisected(holds: Callable[[Floats], Bools], before: Floats, after: Floats, held: Bools) -> Floats:
    """The first instants, to 10 ms, at which `holds` no longer answers what it did at `before`: (n,) arrays all."""
    while before.size and float(np.max(after - before)) > RESOLUTION_S:
        middle = 0.5 * (before + after)
        same = holds(middle) == held
        before, after = np.where(same, middle, before), np.where(same, after, middle)
    return after
