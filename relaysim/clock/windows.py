"""Windows of time: when something stands above a limit, and sums and differences of such windows.

A window is (start, end) in UTC seconds since 1970: the start belongs to it, the end does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Window = tuple[float, float]
Floats = NDArray[np.float64]
OfTime = Callable[[Floats], Floats]

# How near to a crossing its instant lies.
RESOLUTION_S = 1e-3
# So many samples are asked for at once: memory stays flat over a thousand days.
_AT_ONCE = 1 << 16


def windows_above(
    value: OfTime, limit: float, start_utc_s: float, end_utc_s: float, step_s: float
) -> list[Window]:
    """The stretches of [start, end) in which a function of time is at or above a limit, in order.

    `value` takes an array of UTC seconds and answers an array of the same shape; nan counts as not above. It is
    sampled every `step_s` and at the end; between two samples that differ the instant is found to a millisecond by
    bisection, all at once. A stretch, or a gap, shorter than `step_s` can be missed.

    Raises: ValueError when `step_s` is not positive.
    """
    if not step_s > 0.0:
        raise ValueError(f"step_s must be positive, not {step_s}")
    if not end_utc_s > start_utc_s:
        return []
    count = int(np.ceil((end_utc_s - start_utc_s) / step_s))
    times = np.append(start_utc_s + step_s * np.arange(count), end_utc_s)
    above = np.concatenate([value(times[n : n + _AT_ONCE]) >= limit for n in range(0, times.size, _AT_ONCE)])
    change = np.flatnonzero(above[:-1] != above[1:])
    edges = _crossings(value, limit, times[change], times[change + 1], above[change]).tolist()
    if above[0]:
        edges.insert(0, float(start_utc_s))
    if len(edges) % 2:
        edges.append(float(end_utc_s))
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _crossings(
    value: OfTime, limit: float, before: Floats, after: Floats, above: NDArray[np.bool_]
) -> Floats:
    """The first instants, to a millisecond, at which the answer is no longer that of `before`."""
    while before.size and float(np.max(after - before)) > RESOLUTION_S:
        middle = 0.5 * (before + after)
        same = (value(middle) >= limit) == above
        before, after = np.where(same, middle, before), np.where(same, after, middle)
    return after


def merge(windows: Iterable[Window]) -> list[Window]:
    """The same time in order and without overlaps: windows that overlap or touch become one, empty ones none."""
    merged: list[Window] = []
    for start, end in sorted(window for window in windows if window[1] > window[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def intersect(a: Sequence[Window], b: Sequence[Window]) -> list[Window]:
    """The time that lies in both lists, in order; neither list needs to be merged."""
    first, second, common = merge(a), merge(b), []
    i = j = 0
    while i < len(first) and j < len(second):
        start, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if end > start:
            common.append((start, end))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(a: Sequence[Window], b: Sequence[Window]) -> list[Window]:
    """The time that lies in `a` and not in `b`, in order; neither list needs to be merged."""
    left, holes, j = [], merge(b), 0
    for start, end in merge(a):
        while j < len(holes) and holes[j][1] <= start:
            j += 1
        k = j
        while k < len(holes) and holes[k][0] < end:
            if holes[k][0] > start:
                left.append((start, holes[k][0]))
            start, k = holes[k][1], k + 1
        if end > start:
            left.append((start, end))
    return left
