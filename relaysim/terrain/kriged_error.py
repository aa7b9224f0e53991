"""The error of a kriged surface as kriging implies it: next to nothing at the points, long-wave far from them.

What ordinary kriging leaves unknown is a Gaussian field whose covariance follows from the variogram and from where the
points lie, not from their heights; a draw of it on the kriged surface is a conditional simulation.

Reference: Journel & Huijbregts 1978, Mining Geostatistics, ch. VII; Chilès & Delfiner 2012, Geostatistics, 2nd ed.,
sec. 3.4 (ordinary kriging with a variogram), sec. 7.3 (conditional simulation), sec. 7.5.1 (by decomposition of the covariance).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import TerrainError
from relaysim.streams import Streams
from relaysim.terrain.body import Floats
from relaysim.terrain.build import dated_points, known_cells
from relaysim.terrain.error_nodes import ErrorNodes
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.kriging import Variogram, lags
from relaysim.terrain.registry import SurveyRecipe
from relaysim.terrain.survey import SurveyPoints

STREAM = "kriged terrain error"
# Of the way a draw is made: it must change with every change that moves a height by a bit.
METHOD = "kriged errors 1"

MOST_POINTS = 2000
# Added to the diagonal of the correlation matrix, so that rounding does not make it indefinite.
JITTER = 1e-6
# A megabyte of products, which stays near the processor.
_ROWS_AT_A_TIME = 32


@dataclass(frozen=True, eq=False)
class KrigedErrors:
    """Fields of unit variance that are correlated as the errors of a kriged surface are: to be multiplied by its sigma.

    At nodes they have the very correlation; between them they are interpolated, and scaled to keep variance 1.

    cell_m      of the raster
    nodes       where they lie
    factor      (n, n) float32: row j is column j of the Cholesky factor of the nodes' correlation
    gain        (rows, cols) float32: what keeps the variance; 0 where the ground is unknown
    sha256      of all that a draw depends on but its seed
    """

    cell_m: float
    nodes: ErrorNodes
    factor: NDArray[np.float32]
    gain: NDArray[np.float32]
    sha256: str

    @staticmethod
    def of(recipe: SurveyRecipe, points: SurveyPoints, as_of: int | None, around: Box | None) -> KrigedErrors:
        """Those of the surface that `recipe` makes of the points in the box; some seconds, once for all draws.

        Raises:
            TerrainError: nothing is known there, or the ground is too large.
        """
        points, method = dated_points(points, as_of), recipe.method
        cells = known_cells(points, recipe.crs, method, around)
        if not len(cells.rows):
            raise TerrainError("no ground is known there, so it has no errors to draw")
        nodes = ErrorNodes.over(cells.rows, cells.cols, method.cell_m)
        place = nodes.places_m(method.cell_m)
        used = _thinned(cells.points_x_m, cells.points_y_m, place, method.reach_m)
        covariance = error_covariance(
            cells.points_x_m[used], cells.points_y_m[used], *place, recipe.variogram
        )
        correlation = _correlation(covariance)
        known = np.zeros(nodes.shape, dtype=bool)
        known[cells.rows - nodes.top, cells.cols - nodes.left] = True
        spread = nodes.variance(correlation, known)
        gain = np.where(known, 1.0 / np.sqrt(np.where(known, spread, 1.0)), 0.0)
        arrays = _factor(correlation), gain.astype(np.float32)
        return KrigedErrors(method.cell_m, nodes, *arrays, _digest(method.cell_m, nodes, *arrays))

    def field(self, seed: int) -> Floats:
        """The field of a seed, (rows, cols) of `nodes.shape`; 0 where the ground is unknown.

        The same bits wherever the factor is the same: no sum is left to a BLAS.
        """
        numbers = Streams(seed).named(STREAM).standard_normal(len(self.nodes))
        values = np.zeros(len(self.nodes))
        for n in range(
            0, len(numbers), _ROWS_AT_A_TIME
        ):  # sums over rows add whole rows, one after the other
            some = slice(n, n + _ROWS_AT_A_TIME)
            values[n:] += (self.factor[some, n:] * numbers[some, None]).sum(axis=0)
        return self.nodes.spread(values) * self.gain

    def field_on(self, terrain: Terrain, seed: int) -> Floats:
        """The field of a seed at the cells of a terrain of the same raster, (rows, cols); 0 outside the box.

        Raises:
            TerrainError: its cells are others.
        """
        col, row = terrain.transform.c / self.cell_m, -terrain.transform.f / self.cell_m
        left, top = round(col), round(row)
        same = abs(terrain.transform.a - self.cell_m) < 1e-6 and abs(terrain.transform.e + self.cell_m) < 1e-6
        if not same or max(abs(col - left), abs(row - top)) > 1e-3:
            raise TerrainError(
                f"terrain {terrain.name} has other cells than the surface whose errors are drawn"
            )
        found = np.zeros(terrain.heights_m.shape)
        field = self.field(seed)
        (rows, cols), (own_rows, own_cols) = terrain.heights_m.shape, self.nodes.shape
        to_row, from_row = _overlap(top, rows, self.nodes.top, own_rows)
        to_col, from_col = _overlap(left, cols, self.nodes.left, own_cols)
        found[to_row, to_col] = field[from_row, from_col]
        return found


def error_covariance(
    points_x_m: Floats, points_y_m: Floats, at_x_m: Floats, at_y_m: Floats, model: Variogram
) -> Floats:
    """(m, m) covariance, m2, of the errors of ordinary kriging from n points at m places, all points used.

    With A the kriging system and b the right sides, it is b(x)' A^-1 b(y) - gamma(x, y): on the diagonal the kriging
    variance, elsewhere the same with two places (Chilès & Delfiner 2012, sec. 3.4).
    """
    from threadpoolctl import threadpool_limits

    right = model.targets(lags(points_x_m, points_y_m, at_x_m, at_y_m))
    system = model.system(lags(points_x_m, points_y_m, points_x_m, points_y_m))
    with threadpool_limits(1, user_api="blas"):  # the order of a sum must not depend on the number of cores
        found = right.T @ np.linalg.solve(system, right)
    found -= model.gamma_m2(lags(at_x_m, at_y_m, at_x_m, at_y_m))
    return np.asarray((found + found.T) / 2.0)


def _correlation(covariance: Floats) -> Floats:
    spread = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    found = covariance / spread[:, None] / spread
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def _factor(correlation: Floats) -> NDArray[np.float32]:
    """Transposed Cholesky factor of unit variances; single precision also rounds away what processors differ by."""
    from threadpoolctl import threadpool_limits

    lifted = correlation / (1.0 + JITTER)
    np.fill_diagonal(lifted, 1.0)
    with threadpool_limits(1, user_api="blas"):
        return np.ascontiguousarray(np.linalg.cholesky(lifted).T, dtype=np.float32)


def _digest(cell_m: float, nodes: ErrorNodes, factor: NDArray[np.float32], gain: NDArray[np.float32]) -> str:
    told = f"{METHOD}|{cell_m!r}|{nodes.top}|{nodes.left}|{nodes.shape}|{nodes.step}"
    digest = hashlib.sha256(told.encode())
    for part in (factor, gain):
        digest.update(np.ascontiguousarray(part, dtype="<f4").data)
    return digest.hexdigest()


def _thinned(x: Floats, y: Floats, place: tuple[Floats, Floats], reach_m: float) -> NDArray[np.intp]:
    """Points within reach of the box round the nodes, one a square where they are too many."""
    inside = np.ones(len(x), dtype=bool)
    for axis, at in ((x, place[0]), (y, place[1])):
        inside &= (axis >= at.min() - reach_m) & (axis <= at.max() + reach_m)
    near = np.flatnonzero(inside)
    side_m, kept = 5.0, near
    while len(kept) > MOST_POINTS:
        squares = np.stack([np.floor(x[near] / side_m), np.floor(y[near] / side_m)])
        kept = near[np.sort(np.unique(squares, axis=1, return_index=True)[1])]
        side_m *= 1.2
    return kept


def _overlap(first: int, count: int, other: int, others: int) -> tuple[slice, slice]:
    """The common stretch of two rows of cells, counted in each."""
    low, high = max(first, other), min(first + count, other + others)
    high = max(high, low)
    return slice(low - first, high - first), slice(low - other, high - other)
