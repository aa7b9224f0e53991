"""Exact clearance over a bilinear surface, and ground profiles: numba kernels on plain arrays.

Grid coordinates count cells between cell CENTRES: (0, 0) is the centre of the top-left cell, `column` grows to the
right and `row` downwards. Between four neighbouring centres the ground is bilinear, so along a straight line it is
one quadratic in the fraction t of the way; so is the bulge of the body. The least height of the ray above the
ground is therefore found exactly, cell by cell, at the ends of each piece or at the vertex of its parabola.

nan is unknown ground, and so is everything outside the raster. A node counts only where it has weight: a line that
runs exactly along a row of nodes does not ask what lies beside it.

Kernels that take a raster are compiled (or loaded from numba's cache) at their first call, once for rasters of
float32 and once for float64: a run has one kind, and the other would cost seconds for nothing. Hand them read-only
arrays (`relaysim.sightline.profile.flat` and `grid`), or numba compiles them anew for writable ones.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled

# Coordinates this close to a line of nodes, in cells, are on it, as in relaysim.terrain.grid.
_ON_LINE = 1e-6
# A piece of the way shorter than this, in cells, is the rounding of a crossing at a node, not a cell of its own.
_NO_PIECE = 1e-9
# Rays this little below the ground, in metres, touch it: an antenna of height 0 sees its own feet.
_TOUCHES_M = 1e-9


@compiled("f8(f8)")
def _snapped(coordinate):  # type: ignore[no-untyped-def]
    """The coordinate, moved onto a line of nodes that it misses by no more than rounding."""
    nearest = np.rint(coordinate)
    return nearest if abs(coordinate - nearest) < _ON_LINE else coordinate


@compiled("UniTuple(f8, 2)(f8, f8, f8, f8, f8)")
def _clipped(start, extent, last, t0, t1):  # type: ignore[no-untyped-def]
    """The part of [t0, t1] where 0 <= start + extent * t <= last; empty when the first exceeds the second."""
    if extent == 0.0:
        return (t0, t1) if 0.0 <= start <= last else (1.0, 0.0)
    enter, leave = -start / extent, (last - start) / extent
    if enter > leave:
        enter, leave = leave, enter
    return max(t0, enter), min(t1, leave)


@compiled()
def _nodes_with_weight(heights, column, row, dc, dr):  # type: ignore[no-untyped-def]
    """Corner heights of the cell around a point: left and right of the upper row, then of the lower.

    A line along a row or a column of nodes takes all four from those nodes alone.
    """
    rows, columns = heights.shape
    i, j = max(0, min(int(np.floor(column)), columns - 2)), max(0, min(int(np.floor(row)), rows - 2))
    left, right, top, bottom = i, min(i + 1, columns - 1), j, min(j + 1, rows - 1)
    if dr == 0.0 and row == top:
        bottom = top
    elif dr == 0.0 and row == bottom:
        top = bottom
    if dc == 0.0 and column == left:
        right = left
    elif dc == 0.0 and column == right:
        left = right
    return heights[top, left], heights[top, right], heights[bottom, left], heights[bottom, right]


@compiled("UniTuple(f8, 2)(f8, f8, f8, f8)")
def _least(f0, f1, f2, length):  # type: ignore[no-untyped-def]
    """Least value of f0 + f1 s + f2 s^2 on 0 <= s <= length, and where."""
    least, where = f0, 0.0
    end = f0 + (f1 + f2 * length) * length
    if end < least:
        least, where = end, length
    if f2 > 0.0 and f1 < 0.0 and -f1 < 2.0 * f2 * length:
        vertex = -f1 / (2.0 * f2)
        value = f0 + 0.5 * f1 * vertex
        if value < least:
            least, where = value, vertex
    return least, where


@compiled("UniTuple(f8, 2)(f8, f8)")
def _first_node(here, extent):  # type: ignore[no-untyped-def]
    """The whole number that a coordinate reaches next, and the step to those after it."""
    return (np.ceil(here) - 1.0, -1.0) if extent < 0.0 else (np.floor(here) + 1.0, 1.0)


@compiled()
def _piece(heights, c1, r1, z1, dc, dr, dz, bulge, t, end):  # type: ignore[no-untyped-def]
    """Least clearance over the one cell that the line crosses from t to end, its place, the ground there."""
    rows, columns = heights.shape
    column, row = c1 + 0.5 * dc * (t + end), r1 + 0.5 * dr * (t + end)
    i, j = max(0, min(int(np.floor(column)), columns - 2)), max(0, min(int(np.floor(row)), rows - 2))
    right, below = min(i + 1, columns - 1), min(j + 1, rows - 1)
    h, ha = np.float64(heights[j, i]), np.float64(heights[j, right])
    hb, hab = np.float64(heights[below, i]), np.float64(heights[below, right])
    if np.isnan(h + ha + hb + hab) and (dc == 0.0 or dr == 0.0):
        h, ha, hb, hab = _nodes_with_weight(heights, column, row, dc, dr)
    a, b, e = ha - h, hb - h, hab - ha - hb + h
    u, v = c1 + dc * t - i, r1 + dr * t - j
    g0, g1, g2 = h + a * u + b * v + e * u * v, a * dc + b * dr + e * (u * dr + v * dc), e * dc * dr
    f0, f1 = z1 + dz * t - g0 - bulge * t * (1.0 - t), dz - g1 - bulge * (1.0 - 2.0 * t)
    value, s = _least(f0, f1, bulge - g2, end - t)
    return value, t + s, g0 + (g1 + g2 * s) * s


@compiled()
def _line(heights, c1, r1, z1, dc, dr, dz, bulge):  # type: ignore[no-untyped-def]
    """Least clearance over the known ground, its t, the ground there, and 1.0 if any ground is unknown."""
    if heights.size == 0 or not np.isfinite(c1 + r1 + dc + dr):
        return np.nan, np.nan, np.nan, 1.0
    t, last = _clipped(c1, dc, heights.shape[1] - 1.0, 0.0, 1.0)
    t, last = _clipped(r1, dr, heights.shape[0] - 1.0, t, last)
    unknown = 1.0 if t > 0.0 or last < 1.0 else 0.0
    least, where, ground = np.inf, np.nan, np.nan
    shortest = _NO_PIECE / max(abs(dc), abs(dr), 1.0)
    node_c, step_c = _first_node(c1 + dc * t, dc)
    node_r, step_r = _first_node(r1 + dr * t, dr)
    per_c, per_r = (1.0 / dc if dc != 0.0 else np.inf), (1.0 / dr if dr != 0.0 else np.inf)
    while t < last:
        next_c, next_r = (node_c - c1) * per_c, (node_r - r1) * per_r
        end = min(next_c, next_r, last)
        node_c += step_c if next_c <= end else 0.0
        node_r += step_r if next_r <= end else 0.0
        if end - t > shortest:
            value, place, height = _piece(heights, c1, r1, z1, dc, dr, dz, bulge, t, end)
            if np.isnan(value):
                unknown = 1.0
            elif value < least:
                least, where, ground = value, place, height
        t = max(t, end)
    return (least, where, ground, unknown) if least < np.inf else (np.nan, np.nan, np.nan, 1.0)


@compiled()
def lines(heights, c1, r1, z1, c2, r2, z2, distance_m, radius_m, clearance_m, fraction, ground_m, unknown):  # type: ignore[no-untyped-def]
    """Fill the last four arrays: least clearance over known ground, where, ground height there, 1.0 if unknown met.

    `z` are the antennas' heights in the frame of `heights`, `distance_m` the ground distance between the ends.
    `clearance_m` is the least of ray - ground - bulge (negative: blocked; nan: nothing known), `fraction` of the
    way from the first end, and `ground_m` the ground without the bulge. Both directions give the same bits.
    """
    for n in range(c1.size):
        ca, ra, cb, rb = _snapped(c1[n]), _snapped(r1[n]), _snapped(c2[n]), _snapped(r2[n])
        za, zb = z1[n], z2[n]
        swapped = (ca, ra, za) > (cb, rb, zb)
        if swapped:
            ca, ra, za, cb, rb, zb = cb, rb, zb, ca, ra, za
        bulge = distance_m[n] * distance_m[n] / (2.0 * radius_m)
        least, where, ground, missing = _line(heights, ca, ra, za, cb - ca, rb - ra, zb - za, bulge)
        clearance_m[n] = 0.0 if -_TOUCHES_M < least < 0.0 else least
        fraction[n] = 1.0 - where if swapped else where
        ground_m[n] = ground
        unknown[n] = missing


@compiled()
def _height(heights, column, row):  # type: ignore[no-untyped-def]
    """Bilinear height at a point; nan outside the raster or where a node with weight is unknown."""
    rows, columns = heights.shape
    if not (0.0 <= column <= columns - 1.0 and 0.0 <= row <= rows - 1.0):
        return np.nan
    i, j = int(column), int(row)
    u, v = column - i, row - j
    h = np.float64(heights[j, i])
    if u > 0.0 and v > 0.0:
        upper = h + u * (heights[j, i + 1] - h)
        left = np.float64(heights[j + 1, i])
        return upper + v * (left + u * (heights[j + 1, i + 1] - left) - upper)
    if u > 0.0:
        return h + u * (heights[j, i + 1] - h)
    return h + v * (heights[j + 1, i] - h) if v > 0.0 else h


@compiled()
def _inner_height(heights, column, row):  # type: ignore[no-untyped-def]
    """Bilinear height at a point known to lie on the raster; nan where any node of its cell is unknown."""
    one = np.uint64(1)  # unsigned indices spare numba the test for negative ones: three times the speed
    i = min(np.uint64(column), np.uint64(heights.shape[1] - 2))
    j = min(np.uint64(row), np.uint64(heights.shape[0] - 2))
    u, v = column - i, row - j
    upper, lower = np.float64(heights[j, i]), np.float64(heights[j + one, i])
    upper += u * (heights[j, i + one] - upper)
    lower += u * (heights[j + one, i + one] - lower)
    return upper + v * (lower - upper)


@compiled()
def sample_profiles(heights, c1, r1, c2, r2, distance_m, radius_m, offsets, ground_m):  # type: ignore[no-untyped-def]
    """Fill `ground_m[offsets[n]:offsets[n + 1]]` with evenly spaced heights along line n, bulge included."""
    rows, columns = heights.shape
    for n in range(c1.size):
        ca, ra, cb, rb = _snapped(c1[n]), _snapped(r1[n]), _snapped(c2[n]), _snapped(r2[n])
        first, last = offsets[n], offsets[n + 1] - 1
        bulge, share = distance_m[n] * distance_m[n] / (2.0 * radius_m), 1.0 / (last - first)
        inside = rows > 1 and min(ra, rb) >= 0.0 and max(ra, rb) <= rows - 1.0
        inside = inside and columns > 1 and min(ca, cb) >= 0.0 and max(ca, cb) <= columns - 1.0
        for k in range(last - first):
            t = k * share
            column, row = ca + (cb - ca) * t, ra + (rb - ra) * t
            height = _inner_height(heights, column, row) if inside else np.nan
            if np.isnan(height):  # unknown, or only a node without weight is: look closely
                height = _height(heights, column, row)
            ground_m[first + k] = height + bulge * t * (1.0 - t)
        ground_m[last] = _height(heights, cb, rb)
