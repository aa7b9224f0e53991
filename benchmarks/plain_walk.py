"""A rival of our own: the plain walk from cell to cell in numba, exact, without any short cut."""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(error_model="numpy", nogil=True, fastmath=False)
def plain_clearances(heights, c1, r1, z1, c2, r2, z2, bulge, out):  # type: ignore[no-untyped-def]
    """Fill `out` with the least clearance of each line between two places of the grid; all ground known."""
    rows, columns = heights.shape
    for n in range(c1.size):
        c, r, z, b = c1[n], r1[n], z1[n], bulge[n]
        dc, dr, dz = c2[n] - c, r2[n] - r, z2[n] - z
        per_c = 1.0 / abs(dc) if dc != 0.0 else np.inf
        per_r = 1.0 / abs(dr) if dr != 0.0 else np.inf
        step_c, step_r = (1 if dc > 0 else -1), (1 if dr > 0 else -1)
        i = int(np.floor(c)) if dc > 0 else int(np.ceil(c)) - 1
        j = int(np.floor(r)) if dr > 0 else int(np.ceil(r)) - 1
        i, j = max(0, min(i, columns - 2)), max(0, min(j, rows - 2))
        next_c = (i + 1 - c if dc > 0 else c - i) * per_c if dc != 0.0 else np.inf
        next_r = (j + 1 - r if dr > 0 else r - j) * per_r if dr != 0.0 else np.inf
        t, least = 0.0, np.inf
        while t < 1.0:
            end = min(next_c, next_r, 1.0)
            h, ha = np.float64(heights[j, i]), np.float64(heights[j, i + 1])
            hb, hab = np.float64(heights[j + 1, i]), np.float64(heights[j + 1, i + 1])
            a, d, e = ha - h, hb - h, hab - ha - hb + h
            u, v, length = c + dc * t - i, r + dr * t - j, end - t
            f0 = z + dz * t - b * t * (1.0 - t) - (h + a * u + d * v + e * u * v)
            f1 = dz - b * (1.0 - 2.0 * t) - (a * dc + d * dr + e * (u * dr + v * dc))
            f2 = b - e * dc * dr
            least = min(least, f0, f0 + (f1 + f2 * length) * length)
            if f1 < 0.0 and -f1 < 2.0 * f2 * length:
                least = min(least, f0 - f1 * f1 / (4.0 * f2))
            t = end
            if next_c <= next_r:
                i, next_c = max(0, min(i + step_c, columns - 2)), next_c + per_c
            else:
                j, next_r = max(0, min(j + step_r, rows - 2)), next_r + per_r
        out[n] = least
