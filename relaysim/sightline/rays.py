"""The rays of a fan, line by line: numba kernels. `relaysim.sightline.sweep` says what it is about."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.terrain.ceilings import FINE

# An antenna this little above or below the ground, metres, stands on it.
TOUCHES_M = 1e-9
# What a ray may have met: the raster's edge, unknown ground.
LEFT, UNKNOWN = np.uint8(1), np.uint8(2)


@compiled(counted=False)
def _cell(h, hx, hy, hxy, u, begin, end, inv_end, v, slope_y, zo, drop, best):  # type: ignore[no-untyped-def]
    """The steepest slope within a piece of a ray over one cell or at its end, if steeper than `best`.

    h, hx, hy, hxy: the cell's nodes on the line before, on the line, and the same one further across; v: across,
    from the first of them, where the ray's straight line would be at u = 0.
    """
    gx, gy, e = hx - h, hy - h, hxy - hx - hy + h
    x = 1.0 - u
    a = h + gx * x + gy * v + e * x * v - zo
    a = 0.0 if abs(a) < TOUCHES_M else a  # an antenna on the ground: rounding must not grow by 1 / u
    b, c = gx + gy * slope_y + e * (v + x * slope_y), e * slope_y - drop
    value = a * inv_end + b + c * end
    if a < 0.0 and c < 0.0 and c * end * end < a < c * begin * begin:
        value = b - 2.0 * np.sqrt(a * c)
    elif begin == 0.0 and a >= 0.0:  # it sees the slope at its own foot
        value = max(value, b)
    return value if value > best else best


@compiled(counted=False)
def _slab(h, hx, hy, hxy, hyy, hxyy, j, u, inv, y_in, y, zo, drop, best):  # type: ignore[no-untyped-def]
    """The steepest slope along a ray between two lines of nodes, if steeper than `best`; nan over unknown ground.

    Nodes j, j + 1 and j + 2 across: h, hy, hyy on the line before, hx, hxy, hxyy on the line at u. The ray meets the
    cell from j on, and the next one if it goes beyond node j + 1.
    """
    begin, border = max(u - 1.0, 0.0), j + 1.0
    slope_y = (y - y_in) if begin > 0.0 else (y - y_in) * inv
    v = y_in - slope_y * begin
    if max(y_in, y) <= border:
        return _cell(h, hx, hy, hxy, u, begin, u, inv, v - j, slope_y, zo, drop, best)
    change = begin + (border - y_in) / slope_y
    per = 1.0 / change
    if slope_y > 0.0:
        best = _cell(h, hx, hy, hxy, u, begin, change, per, v - j, slope_y, zo, drop, best)
        return _cell(hy, hxy, hyy, hxyy, u, change, u, inv, v - border, slope_y, zo, drop, best)
    best = _cell(hy, hxy, hyy, hxyy, u, begin, change, per, v - border, slope_y, zo, drop, best)
    return _cell(h, hx, hy, hxy, u, change, u, inv, v - j, slope_y, zo, drop, best)


@compiled(counted=False)
def wake(fan, fine, band, begin, end, u_in, u_out, y0, zo, steep, awake):  # type: ignore[no-untyped-def]
    """List the rays that may find steeper ground within a band of lines, from u_in to u_out; returns how many.

    fine: tops of blocks, flat, with the strides of bands and of blocks across, and the number of these.
    """
    m, q, k0, k1 = fan[1], fan[2], fan[3], fan[4]
    tops, stride_band, stride_across, blocks = fine
    inv_out, inv_in, count = 1.0 / u_out, (1.0 / u_in if u_in > 0.0 else np.inf), 0
    row, last = band * stride_band, blocks - 1
    for n in range(begin, end):
        a, b = y0 + u_in * (m[n] + q[n] * u_in), y0 + u_out * (m[n] + q[n] * u_out)
        low, high = (a, b) if a < b else (b, a)
        first = min(max(int(low), 0) >> FINE, last)
        second = min(max(int(high), 0) >> FINE, last)
        top = max(tops[row + first * stride_across], tops[row + second * stride_across])
        if second > first + 1:
            top = np.inf
        up = top - zo
        over = (up * inv_in if up > 0.0 else up * inv_out) - (k0[n] + k1[n] * u_in) * u_in
        awake[count] = n
        count += 1 if not over <= steep[n] else 0
    return count


@compiled(counted=False)
def raise_rays(near, far, u, u_in, y0, zo, fan, awake, count, state, listed):  # type: ignore[no-untyped-def]
    """Bring the awake rays one line further; lists those whose ground may be steeper than all before it."""
    m, q, k0, k1 = fan[1], fan[2], fan[3], fan[4]
    steep, gap, rise = state[0], state[1], state[2]
    inv, inv_in, found = 1.0 / u, (1.0 / u_in if u_in > 0.0 else np.inf), 0
    one, two, last, last_cell = np.uint64(1), np.uint64(2), near.size - 1, np.float64(near.size - 2)
    for k in range(count):
        n = awake[k]
        y_in, y = y0 + u_in * (m[n] + q[n] * u_in), y0 + u * (m[n] + q[n] * u)
        low, high = (y_in, y) if y_in < y else (y, y_in)
        if low < 0.0 or high > last:
            continue
        j = np.uint64(min(low, last_cell))
        h, hx, hy, hxy = near[j], far[j], near[j + one], far[j + one]
        hyy, hxyy = hy, hxy
        if high > np.float64(j + one):
            hyy, hxyy = near[j + two], far[j + two]
        top, total = max(max(max(h, hx), max(hy, hxy)), max(hyy, hxyy)), h + hx + hy + hxy + hyy + hxyy
        up = np.float64(top) - zo
        over = (up * inv_in if up > 0.0 else up * inv) - (k0[n] + k1[n] * u_in) * u_in
        if over <= steep[n] and total == total:
            continue
        listed[found] = n
        found += 1
        if total != total:
            gap[n], rise[n] = UNKNOWN, np.nan
            continue
        best = _slab(
            np.float64(h), np.float64(hx), np.float64(hy), np.float64(hxy), np.float64(hyy), np.float64(hxyy),
            np.float64(j), u, inv, y_in, y, zo, k0[n] + k1[n] * u, steep[n],
        )  # fmt: skip
        if best > steep[n]:
            rise[n] = best - steep[n]
            steep[n] = best
    return found


@compiled(counted=False)
def _between(h, further, f):  # type: ignore[no-untyped-def]
    """Height of the ground between two nodes; nan where one with weight is unknown."""
    return np.float64(h) + f * (np.float64(further) - np.float64(h)) if f > 0.0 else np.float64(h)


@compiled(counted=False)
def bound_wedges(far, u, y0, zo, fan, begin, end, listed, count, state):  # type: ignore[no-untyped-def]
    """Bring up to date, with one line of nodes, what bounds the slopes within the wedges beside listed rays.

    far: heights on the line. Wedge n lies between ray n and ray n + 1.
    """
    m, q, k0, k1 = fan[1], fan[2], fan[3], fan[4]
    steep, gap, rise, excess, low_a, low_b, surely_below, surely_above, spread = state
    done, inv, one, last = begin - 1, 1.0 / u, np.uint64(1), np.uint64(far.size - 1)
    for k in range(count):
        ray = listed[k]
        for n in range(max(ray - 1, done + 1), min(ray + 1, end - 1)):
            y_a, y_b = y0 + u * (m[n] + q[n] * u), y0 + u * (m[n + 1] + q[n + 1] * u)
            drop_a, drop_b = (k0[n] + k1[n] * u) * u, (k0[n + 1] + k1[n + 1] * u) * u
            i, j = np.uint64(y_a), np.uint64(y_b)
            a = (_between(far[i], far[min(i + one, last)], y_a - i) - zo) * inv - drop_a
            b = (_between(far[j], far[min(j + one, last)], y_b - j) - zo) * inv - drop_b
            over = max(0.0, excess[n] - min(rise[n], rise[n + 1]))
            node = int(y_a) + 1
            if node < y_b:
                w = (node - y_a) / (y_b - y_a)
                slope = (np.float64(far[node]) - zo) * inv - drop_a + w * (drop_a - drop_b)
                over = max(over, slope - steep[n] - w * (steep[n + 1] - steep[n]))
                short = a + w * (b - a) - slope
                if not short <= 0.0:
                    a, b = a - short, b - short
            excess[n] = over
            # nan beside unknown ground, which hides nothing: not even where a line of nodes crosses it is known
            if a + b > low_a[n] + low_b[n] and not np.isnan(rise[n] + rise[n + 1]):
                low_a[n], low_b[n], surely_below[n] = a, b, min(a, b)
            surely_above[n] = max(steep[n], steep[n + 1]) + over
            spread[n] = max(steep[n] - low_a[n], steep[n + 1] - low_b[n]) + over
            if gap[n] + gap[n + 1] > 0:
                surely_above[n] = spread[n] = np.inf
        done = ray
    for k in range(count):
        rise[listed[k]] = 0.0
