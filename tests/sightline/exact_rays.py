"""The truth that viewsheds are measured by: one straight ray for each cell, slow and obvious.

The ray runs straight in grid coordinates from the observer's antenna to the target above the centre of a cell. It
is cut at every row and column of cell centres that it crosses; between two cuts the ground below it is one bilinear
patch, so along the ray it is one quadratic, and so is the bulge of the body. Least and greatest values of such
pieces are known exactly: nothing here is sampled, skipped or remembered from one ray to the next.

Nothing of relaysim is used but the terrain's own geometry: where a place lies on the grid, and how far it is.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

GRAZING_M = 1e-9  # a ray this little below the ground touches it
ON_LINE = 1e-6  # cells: a place this near to a line of cell centres is on it, as everywhere in relaysim
EMPTY = 1e-9  # cells: a piece of the way shorter than this is the rounding of a corner


@dataclass(frozen=True)
class Rays:
    """What the rays to some cells found; arrays of one length.

    clearance_m: least height of the ray above the known ground, both ends included.
    height_m: of the target above the lowest point seen over its cell, known ground only; at most the target's own.
    unknown: True where some ground below the ray has no height.
    visible: True where all ground is known and none of it stands above the ray.
    """

    clearance_m: Floats
    height_m: Floats
    unknown: NDArray[np.bool_]

    @property
    def visible(self) -> NDArray[np.bool_]:
        return ~self.unknown & (self.clearance_m >= -GRAZING_M)

    @property
    def blocked(self) -> NDArray[np.bool_]:
        return np.less(self.clearance_m, -GRAZING_M)

    @property
    def known_height_m(self) -> Floats:
        """Heights as a viewshed states them: nan where only unknown ground could block."""
        return np.where(self.unknown & ~self.blocked, np.nan, self.height_m)


def rays_to_cells(
    terrain: Any, observer: Any, target_m: float, columns: ArrayLike, rows: ArrayLike, threads: int = 1
) -> Rays:
    """Rays from an `End` to the centres of the cells given, `target_m` above the ground there."""
    column, row = np.broadcast_arrays(np.asarray(columns), np.asarray(rows))
    column, row = column.ravel().astype(np.float64), row.ravel().astype(np.float64)
    place = observer.latitude_deg, observer.longitude_deg
    c0, r0 = (snapped(float(x)) for x in terrain.grid_coordinates(*place))
    distance_m = terrain.body.distance_m(*place, *terrain.geographic(column, row))
    heights = np.asarray(terrain.heights_m)
    height0_m = bilinear(heights, c0, r0) + observer.antenna_m
    return cast(heights, c0, r0, height0_m, column, row, target_m, distance_m, terrain.body.radius_m, threads)


def cast(
    heights: Any,
    c0: float,
    r0: float,
    height0_m: float,
    columns: Floats,
    rows: Floats,
    target_m: float,
    distance_m: Floats,
    radius_m: float,
    threads: int = 1,
) -> Rays:
    """Rays from one antenna's grid place and height to cell centres at the given ground distances."""
    bulge_m = distance_m**2 / (2.0 * radius_m)
    clearance_m, height_m, missing = (np.empty(columns.size) for _ in range(3))

    def part(n: slice) -> None:
        out = clearance_m[n], height_m[n], missing[n]
        every_ray(heights, c0, r0, height0_m, columns[n], rows[n], target_m, bulge_m[n], *out)

    with ThreadPoolExecutor(threads) as pool:
        parts = [slice(first, first + 1000) for first in range(0, columns.size, 1000)]
        list(pool.map(part, parts))
    return Rays(clearance_m, height_m, missing > 0.0)


def rays_between(
    heights: Any,
    c1: Floats,
    r1: Floats,
    z1: Floats,
    c2: Floats,
    r2: Floats,
    z2: Floats,
    bulge_m: Floats,
    threads: int = 1,
) -> Rays:
    """Rays between pairs of grid places of absolute heights; `height_m` is that of the second end."""

    def one(n: int) -> tuple[float, float, float]:
        least, steepest, unknown = ray(heights, c1[n], r1[n], z1[n], c2[n], r2[n], z2[n], bulge_m[n])
        return least, z2[n] - z1[n] - steepest, unknown

    with ThreadPoolExecutor(threads) as pool:
        found = np.array(list(pool.map(one, range(c1.size))))
    return Rays(found[:, 0].copy(), found[:, 1].copy(), found[:, 2] > 0.0)


def snapped(coordinate: float) -> float:
    """The coordinate, moved onto a line of cell centres that it misses by rounding."""
    nearest = round(coordinate)
    return float(nearest) if abs(coordinate - nearest) < ON_LINE else coordinate


def bilinear(heights: Any, column: float, row: float) -> float:
    """Height between four cell centres; a centre of weight zero need not be known."""
    i, j = math.floor(column), math.floor(row)
    u, v = column - i, row - j
    weights = {
        (j, i): (1 - u) * (1 - v),
        (j, i + 1): u * (1 - v),
        (j + 1, i): (1 - u) * v,
        (j + 1, i + 1): u * v,
    }
    return sum(weight * float(heights[place]) for place, weight in weights.items() if weight > 0.0)


@numba.njit(error_model="numpy")
def crossings(start: float, end: float) -> NDArray[np.float64]:
    """Fractions of the way at which a coordinate is a whole number, in order, ends of the way left out."""
    low, high = min(start, end), max(start, end)
    first, last = int(np.floor(low)) + 1, int(np.ceil(high)) - 1
    at = np.empty(max(last - first + 1, 0))
    for n in range(at.size):
        line = first + n if end > start else last - n
        at[n] = (line - start) / (end - start)
    return at


@numba.njit(error_model="numpy")
def cuts(c0: float, r0: float, c1: float, r1: float) -> NDArray[np.float64]:
    """Fractions of the way at which the ray passes from one patch to the next, 0 and 1 included."""
    of_columns, of_rows = crossings(c0, c1), crossings(r0, r1)
    at = np.empty(of_columns.size + of_rows.size + 2)
    at[0], at[-1] = 0.0, 1.0
    i, j = 0, 0
    for n in range(1, at.size - 1):
        if j == of_rows.size or (i < of_columns.size and of_columns[i] <= of_rows[j]):
            at[n], i = of_columns[i], i + 1
        else:
            at[n], j = of_rows[j], j + 1
    return at


@numba.njit(error_model="numpy")
def ground_below(heights, c0, r0, dc, dr, t, end):  # type: ignore[no-untyped-def]
    """g0, g1, g2: the ground g0 + g1 s + g2 s^2 below the one piece of the ray from t to its end, s being the way
    since t; nan where a centre that has weight is unknown.

    A ray along a line of cell centres lies on the rim of its patch: the far side has no weight and is not asked for.
    """
    middle = 0.5 * (t + end)
    column, row = c0 + dc * middle, r0 + dr * middle
    i, j = int(np.floor(column)), int(np.floor(row))
    right = i if dc == 0.0 and column == i else i + 1
    below = j if dr == 0.0 and row == j else j + 1
    # np.float64: numba's float() would leave a float32 what it is
    h, ha = np.float64(heights[j, i]), np.float64(heights[j, right])
    hb, hab = np.float64(heights[below, i]), np.float64(heights[below, right])
    u, v, twist = c0 + dc * t - i, r0 + dr * t - j, hab - ha - hb + h
    g0 = h + (ha - h) * u + (hb - h) * v + twist * u * v
    g1 = (ha - h) * dc + (hb - h) * dr + twist * (u * dr + v * dc)
    return g0, g1, twist * dc * dr


@numba.njit(error_model="numpy")
def least_of(f0, f1, f2, length):  # type: ignore[no-untyped-def]
    """The least of f0 + f1 s + f2 s^2 for 0 <= s <= length: at an end, or where the slope is zero."""
    least = min(f0, f0 + f1 * length + f2 * length**2)
    if f2 > 0.0 and 0.0 < -f1 < 2.0 * f2 * length:
        least = min(least, f0 - f1**2 / (4.0 * f2))
    return least


@numba.njit(error_model="numpy")
def steepest_of(a0, a1, a2, t, length):  # type: ignore[no-untyped-def]
    """The greatest of (a0 + a1 s + a2 s^2) / (t + s) for 0 <= s <= length, t + s > 0.

    As A / (t + s) + B + a2 (t + s) it is greatest at an end, or at t + s = sqrt(A / a2) if A and a2 are negative.
    """
    greatest = (a0 + a1 * length + a2 * length**2) / (t + length)
    if t > 0.0:
        greatest = max(greatest, a0 / t)
    elif a0 >= 0.0:  # an antenna of no height: the slope at its feet
        greatest = max(greatest, a1)
    over_way = a0 - a1 * t + a2 * t**2  # A
    if over_way < 0.0 and a2 < 0.0:
        s = math.sqrt(over_way / a2) - t
        if 0.0 < s < length:
            greatest = max(greatest, (a0 + a1 * s + a2 * s**2) / (t + s))
    return greatest


@numba.njit(error_model="numpy", nogil=True)
def ray(heights, c0, r0, z0, c1, r1, z1, bulge):  # type: ignore[no-untyped-def]
    """Least clearance of one ray, the greatest of q(t) over 0 < t <= 1, and 1.0 if any ground is unknown.

    q(t) = (ground(t) + bulge t (1 - t) - z0) / t is how much, over the whole way, a ray from the antenna must rise
    to touch the ground at t: z0 + max q is the lowest point seen at the end of the way.
    """
    dc, dr, dz = c1 - c0, r1 - r0, z1 - z0
    least, steepest, unknown = np.inf, -np.inf, 0.0
    at = cuts(c0, r0, c1, r1)
    for n in range(at.size - 1):
        t, length = at[n], at[n + 1] - at[n]
        if length * max(abs(dc), abs(dr)) < EMPTY:
            continue
        g0, g1, g2 = ground_below(heights, c0, r0, dc, dr, t, at[n + 1])
        if np.isnan(g0 + g1 + g2):
            unknown = 1.0
            continue
        # lifted by the bulge, t (1 - t) written in s
        g0, g1, g2 = g0 + bulge * t * (1.0 - t), g1 + bulge * (1.0 - 2.0 * t), g2 - bulge
        least = min(least, least_of(z0 + dz * t - g0, dz - g1, -g2, length))
        steepest = max(steepest, steepest_of(g0 - z0, g1, g2, t, length))
    return least, steepest, unknown


@numba.njit(error_model="numpy")
def one_ray(heights, c0, r0, z0, column, row, target_m, bulge):  # type: ignore[no-untyped-def]
    """Clearance, height above the lowest point seen, and 1.0 if unknown, of one cell."""
    ground = np.float64(heights[int(row), int(column)])
    if np.isnan(ground) or np.isnan(z0):
        return np.nan, np.nan, 1.0
    if column == c0 and row == r0:  # straight up and down: the observer's own cell
        return min(z0 - ground, target_m), target_m, 0.0
    z1 = ground + target_m
    least, steepest, unknown = ray(heights, c0, r0, z0, column, row, z1, bulge)
    if least == np.inf:
        return np.nan, np.nan, 1.0
    # At the end of the way the ground itself is reached: the height is the target's own at most, not by rounding.
    return least, min(z1 - (z0 + steepest), target_m), unknown


@numba.njit(error_model="numpy", nogil=True)
def every_ray(heights, c0, r0, z0, columns, rows, target_m, bulge, clearance_m, height_m, unknown):  # type: ignore[no-untyped-def]
    """Fill the last three arrays, one ray for each cell."""
    for n in range(columns.size):
        clearance_m[n], height_m[n], unknown[n] = one_ray(
            heights, c0, r0, z0, columns[n], rows[n], target_m, bulge[n]
        )
