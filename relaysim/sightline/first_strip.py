"""The ground right before an observer, exactly, where slopes are too steep for bounds: numba kernels."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.rays import UNKNOWN
from relaysim.sightline.way import TOUCHES_M


@compiled(counted=False)
def _cell(h, hx, hy, hxy, u, begin, end, v, slope_y, zo, drop):  # type: ignore[no-untyped-def]
    """The steepest slope on a piece of a ray over one cell or at its end.

    h, hx, hy, hxy: the cell's nodes on the line before, on the line, and the same one further across; v: across,
    from the first of them, where the ray's straight line would be at u = 0.
    """
    gx, gy, e = hx - h, hy - h, hxy - hx - hy + h
    x = 1.0 - u
    a = h + gx * x + gy * v + e * x * v - zo
    a = 0.0 if abs(a) < TOUCHES_M else a  # an antenna on the ground: rounding must not grow by 1 / u
    b, c = gx + gy * slope_y + e * (v + x * slope_y), e * slope_y - drop
    value = a / end + b + c * end
    if a < 0.0 and c < 0.0 and c * end * end < a < c * begin * begin:
        return b - 2.0 * np.sqrt(a * c)
    if begin > 0.0:
        return max(value, a / begin + b + c * begin)
    return max(value, b) if a >= 0.0 else value  # it sees the slope at its own foot


@compiled(counted=False)
def steepest_in_strip(near, far, u, y_in, y, zo, drop):  # type: ignore[no-untyped-def]
    """The steepest slope along a ray between two lines of nodes, from y_in to y across; nan over unknown ground."""
    begin, last_cell = max(u - 1.0, 0.0), near.size - 2
    slope_y = (y - y_in) / (u - begin)
    v, low, high = y_in - slope_y * begin, min(y_in, y), max(y_in, y)
    first = min(int(low), last_cell)
    second = min(max(int(np.ceil(high)) - 1, first), last_cell)
    steepest, change = -np.inf, u
    for j in range(first, second + 1):
        enter, leave = begin, u
        if second > first:
            change = begin + (second - y_in) / slope_y
            enter, leave = (begin, change) if (j == first) == (slope_y > 0.0) else (change, u)
        h, hx = np.float64(near[j]), np.float64(far[j])
        hy, hxy = np.float64(near[j + 1]), np.float64(far[j + 1])
        if np.isnan(h + hx + hy + hxy):
            return np.nan
        if leave > enter:
            steepest = max(steepest, _cell(h, hx, hy, hxy, u, enter, leave, v - j, slope_y, zo, drop))
    return steepest


@compiled(counted=False)
def climb_from_observer(near, far, u, y0, zo, fan, level, a, b, now, horizon):  # type: ignore[no-untyped-def]
    """Raise `steep` of rays a to b of a level to the ground between the observer, or the line before, and line u."""
    u_in, start = max(u - 1.0, 0.0), fan.starts[level]
    for n in range(a, b):
        m, q, drop = fan.m[start + n], fan.q[start + n], fan.k0[start + n] + fan.k1[start + n] * u
        best = steepest_in_strip(near, far, u, y0 + u_in * (m + q * u_in), now.at[n], zo, drop)
        if best == best:
            horizon.steep[n] = max(horizon.steep[n], best)
        else:
            horizon.gap[n] = UNKNOWN
        horizon.rise[n] = 0.0 if best == best else np.nan
        horizon.crossing[n] = -np.inf
