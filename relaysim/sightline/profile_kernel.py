"""Ground heights at points and at even steps along lines: numba kernels on plain arrays."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import snapped


@compiled()
def height_at(heights, column, row):  # type: ignore[no-untyped-def]
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
        ca, ra, cb, rb = snapped(c1[n]), snapped(r1[n]), snapped(c2[n]), snapped(r2[n])
        first, last = offsets[n], offsets[n + 1] - 1
        bulge, share = distance_m[n] * distance_m[n] / (2.0 * radius_m), 1.0 / (last - first)
        inside = rows > 1 and min(ra, rb) >= 0.0 and max(ra, rb) <= rows - 1.0
        inside = inside and columns > 1 and min(ca, cb) >= 0.0 and max(ca, cb) <= columns - 1.0
        for k in range(last - first):
            t = k * share
            column, row = ca + (cb - ca) * t, ra + (rb - ra) * t
            height = _inner_height(heights, column, row) if inside else np.nan
            if np.isnan(height):  # unknown, or only a node without weight is: look closely
                height = height_at(heights, column, row)
            ground_m[first + k] = height + bulge * t * (1.0 - t)
        ground_m[last] = height_at(heights, cb, rb)
