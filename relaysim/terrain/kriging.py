"""The most likely surface through scattered heights, and its uncertainty: kriging in overlapping tiles.

Reference: Chilès & Delfiner 2012, Geostatistics, 2nd ed.: ordinary kriging with an intrinsic
(power) variogram, sec. 3.4; simple kriging, sec. 3.3; measurement error filtered, sec. 3.7; moving
neighbourhoods, sec. 3.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from relaysim.terrain.body import Floats

ROUNDED_TO_M = 0.01  # so that the last bit of a processor's arithmetic does not reach a file
FEWEST_POINTS = 8


class Model(Protocol):
    """How heights vary from place to place."""

    def system(self, lag_m: Floats) -> Floats:
        """Left side of the kriging equations of n points from their (n, n) distances."""

    def targets(self, lag_m: Floats) -> Floats:
        """Right sides, a column a target, from the (n, m) distances between points and targets."""

    @property
    def prior_variance_m2(self) -> float:
        """Variance of a height with no point near; 0 if the model knows none."""

    @property
    def needs_points(self) -> bool:
        """True if the model has no answer without points."""


@dataclass(frozen=True)
class Variogram:
    """gamma(h) = scale_m2 * h**exponent, h in metres, for ordinary kriging: no mean and no sill.

    noise_m is one standard deviation of a point's own error; the surface passes it by.
    """

    scale_m2: float = 0.0035
    exponent: float = 1.8
    noise_m: float = 0.05
    prior_variance_m2: float = 0.0
    needs_points: bool = True

    def __post_init__(self) -> None:
        if not (self.scale_m2 > 0 and 0 < self.exponent < 2 and self.noise_m >= 0):
            raise ValueError(f"no variogram: {self}: scale > 0, 0 < exponent < 2, noise >= 0 are needed")

    def gamma_m2(self, lag_m: Floats) -> Floats:
        """Half the mean squared difference of heights `lag_m` apart."""
        return np.asarray(self.scale_m2 * lag_m**self.exponent)

    def system(self, lag_m: Floats) -> Floats:
        n = len(lag_m)
        left = np.ones((n + 1, n + 1))
        left[:n, :n] = self.gamma_m2(lag_m)
        np.fill_diagonal(left, -(self.noise_m**2))
        left[n, n] = 0.0
        return left

    def targets(self, lag_m: Floats) -> Floats:
        return np.concatenate([self.gamma_m2(lag_m), np.ones((1, lag_m.shape[1]))])


@dataclass(frozen=True)
class Covariance:
    """C(h) = sill_m2 (1 + a) exp(-a), a = sqrt(3) h / range_m (Matérn 3/2), for simple kriging about 0.

    Smooth at the points, and far from them the answer is 0 with a variance of sill_m2.
    """

    sill_m2: float
    range_m: float
    noise_m: float = 0.05
    needs_points: bool = False

    def __post_init__(self) -> None:
        if not (self.sill_m2 > 0 and self.range_m > 0 and self.noise_m >= 0):
            raise ValueError(f"no covariance: {self}: sill > 0, range > 0, noise >= 0 are needed")

    @property
    def prior_variance_m2(self) -> float:
        return self.sill_m2

    def system(self, lag_m: Floats) -> Floats:
        left = self.targets(lag_m)
        left[np.diag_indices_from(left)] += self.noise_m**2
        return left

    def targets(self, lag_m: Floats) -> Floats:
        scaled = lag_m * (3**0.5 / self.range_m)
        return np.asarray(self.sill_m2 * (1 + scaled) * np.exp(-scaled))


@dataclass(frozen=True)
class KrigingMethod:
    """How the area is cut up, and what counts as known.

    tile_m          spacing of the tiles' centres; a tile reaches to its neighbours' centres and
                    fades out linearly towards them
    neighbours      most points a tile uses, the nearest to its centre
    reach_m         points farther than this from a tile's edge are not used
    known_radius_m  a cell farther than this from every point is unknown
    cell_m          size of a raster's cells
    """

    tile_m: float = 80.0
    neighbours: int = 240
    reach_m: float = 200.0
    known_radius_m: float = 80.0
    cell_m: float = 5.0


def ordinary_kriging_words(law: Variogram, method: KrigingMethod) -> str:
    """How a surface is made of points alone, in a line."""
    return (
        f"ordinary kriging, variogram {law.scale_m2:g} h^{law.exponent:g} m2 (h in m), "
        f"noise of a point {law.noise_m:g} m, known to {method.known_radius_m:g} m from a point"
    )


@dataclass(frozen=True, eq=False)
class _Tile:
    """A tile's centre and the targets it serves, with the weight of its answer at each."""

    x_m: float
    y_m: float
    targets: NDArray[np.intp]
    weight: Floats


def krige(
    points_x_m: Floats,
    points_y_m: Floats,
    points_z_m: Floats,
    at_x_m: Floats,
    at_y_m: Floats,
    *,
    model: Model,
    method: KrigingMethod,
    threads: int = 2,
) -> tuple[Floats, Floats]:
    """(heights, sigma) in metres at the targets, from points in the same metric frame.

    Targets are (m,), points (n,), no nan. Tiles lie at multiples of `tile_m`, so a part of an area gets
    the very heights of the whole. Both answers are rounded to 0.01 m; sigma is that of the surface,
    without a point's own noise.

    Raises: ValueError if there is no point and the model needs some, or if points without noise coincide.
    """
    if len(points_z_m) == 0 and model.needs_points:
        raise ValueError("kriging needs at least one point")
    from threadpoolctl import threadpool_limits

    tiles = _tiles(at_x_m, at_y_m, method.tile_m)
    points = (points_x_m, points_y_m, points_z_m)

    def answer(tile: _Tile) -> tuple[Floats, Floats]:
        return _solve(tile, points, at_x_m[tile.targets], at_y_m[tile.targets], model, method)

    heights, variance = np.zeros(len(at_x_m)), np.zeros(len(at_x_m))
    # BLAS's own threads wait for each other busily, on matrices too small to share; tiles share better
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
        for tile, (z, v) in zip(tiles, pool.map(answer, tiles), strict=True):  # in order: sums never differ
            heights[tile.targets] += tile.weight * z
            variance[tile.targets] += tile.weight * v
    return _rounded(heights), _rounded(np.sqrt(np.maximum(variance, 0.0)))


def near_points(
    point_col: Floats, point_row: Floats, shape: tuple[int, int], radius_cols: float, radius_rows: float
) -> NDArray[np.bool_]:
    """Mask of a raster's cells whose centre lies within an ellipse about some point.

    Points are in cells (0, 0 = centre of the first cell) and may lie outside; the radii are in cells.
    """
    rows, cols = shape
    near = np.zeros(shape, dtype=bool)
    for c, r in zip(point_col, point_row, strict=True):
        left, right = max(int(np.ceil(c - radius_cols)), 0), min(int(c + radius_cols) + 1, cols)
        top, bottom = max(int(np.ceil(r - radius_rows)), 0), min(int(r + radius_rows) + 1, rows)
        if left < right and top < bottom:
            across = ((np.arange(left, right) - c) / radius_cols) ** 2
            down = ((np.arange(top, bottom) - r) / radius_rows) ** 2
            near[top:bottom, left:right] |= down[:, None] + across <= 1.0
    return near


def _tiles(x: Floats, y: Floats, spacing_m: float) -> Sequence[_Tile]:
    """The tiles that have targets, from south-west to north-east."""
    if not len(x):
        return []
    u, v = x / spacing_m, y / spacing_m
    u0, v0 = np.floor(u), np.floor(v)
    across = np.concatenate([u0, u0 + 1, u0, u0 + 1])
    down = np.concatenate([v0, v0, v0 + 1, v0 + 1])
    which = np.tile(np.arange(len(x)), 4)
    weight = (1 - np.abs(u[which] - across)) * (1 - np.abs(v[which] - down))
    used = weight > 0
    across, down, which, weight = across[used], down[used], which[used], weight[used]
    order = np.lexsort((which, across, down))
    across, down, which, weight = across[order], down[order], which[order], weight[order]
    starts = np.flatnonzero(np.r_[True, (np.diff(across) != 0) | (np.diff(down) != 0)])
    ends = np.r_[starts[1:], len(which)]
    return [
        _Tile(float(across[a]) * spacing_m, float(down[a]) * spacing_m, which[a:b], weight[a:b])
        for a, b in zip(starts, ends, strict=True)
    ]


def _solve(
    tile: _Tile,
    points: tuple[Floats, Floats, Floats],
    x: Floats,
    y: Floats,
    model: Model,
    method: KrigingMethod,
) -> tuple[Floats, Floats]:
    """(heights, variance) of one tile's targets."""
    near = _nearest(points, tile, method)
    px, py, pz = (column[near] for column in points)
    # heights from their mean: thousands of metres would cost digits where only differences count
    middle = float(pz.mean()) if model.needs_points else 0.0
    right = model.targets(lags(px, py, x, y))
    try:  # the inverse and one product take two thirds of the time of solve(), to the same 1e-9 m
        weights = np.linalg.inv(model.system(lags(px, py, px, py))) @ right
    except np.linalg.LinAlgError as error:
        raise ValueError("two survey points without noise are at the same place") from error
    z = (pz - middle) @ weights[: len(pz)] + middle
    spread = np.einsum("ij,ij->j", weights, right)
    return z, spread if model.needs_points else model.prior_variance_m2 - spread


def _nearest(points: tuple[Floats, Floats, Floats], tile: _Tile, method: KrigingMethod) -> NDArray[np.intp]:
    """Indices, ascending, of the points a tile uses; ties go to the earlier point."""
    away = np.hypot(points[0] - tile.x_m, points[1] - tile.y_m)
    inside = np.flatnonzero(away <= method.reach_m + method.tile_m)
    if len(inside) < 3:
        inside = np.arange(len(away))
        most = FEWEST_POINTS
    else:
        most = method.neighbours
    return np.sort(inside[np.argsort(away[inside], kind="stable")[:most]])


def lags(x1: Floats, y1: Floats, x2: Floats, y2: Floats) -> Floats:
    """(n, m) distances between two sets of points."""
    squares = (x1[:, None] - x2) ** 2
    squares += (y1[:, None] - y2) ** 2
    return np.asarray(np.sqrt(squares, out=squares))


def _rounded(metres: Floats) -> Floats:
    """To the hundredth of a metre, without a negative zero."""
    return np.asarray(np.round(metres / ROUNDED_TO_M) * ROUNDED_TO_M + 0.0)
