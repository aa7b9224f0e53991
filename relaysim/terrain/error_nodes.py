"""Coarse nodes over the cells of a raster, and a smooth surface between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import TerrainError
from relaysim.terrain.body import Floats

Whole = NDArray[np.intp]

FINEST_M = 15.0
COARSEST_M = 50.0
MOST_NODES = 2500


@dataclass(frozen=True, eq=False)
class ErrorNodes:
    """Nodes at every `step`-th cell, as many as known cells need, and one row more than the cells all round.

    Between nodes runs Keys's cubic convolution (IEEE Trans. ASSP 29 (1981) 1153), which passes the nodes.

    top, left   row and column of the first cell, counted from the frame's origin to the south and east
    shape       (rows, cols) of the cells
    step        cells from node to node
    rows, cols  (n,) of the nodes in use, counted in nodes from one step before the first cell
    """

    top: int
    left: int
    shape: tuple[int, int]
    step: int
    rows: Whole
    cols: Whole

    @staticmethod
    def over(rows: Whole, cols: Whole, cell_m: float) -> ErrorNodes:
        """The finest that serve cells (rows, cols; from the frame's origin) with at most MOST_NODES.

        Raises: TerrainError if they would lie more than COARSEST_M apart.
        """
        step = ceil(FINEST_M / cell_m)
        while True:
            # At multiples of the step, whatever the first cell: two boxes have their nodes in the same places.
            top, left = (int(part.min()) // step * step for part in (rows, cols))
            shape = int(rows.max()) - top + 1, int(cols.max()) - left + 1
            used = _used(rows - top, cols - left, shape, step)
            if np.count_nonzero(used) <= MOST_NODES:
                return ErrorNodes(top, left, shape, step, *np.nonzero(used))
            step = ceil(step * 1.2)
            if step * cell_m > COARSEST_M:
                raise TerrainError(
                    f"ground of {len(rows) * cell_m**2 / 1e6:.0f} km2 is too much to draw errors as kriging implies "
                    f"({MOST_NODES} nodes at most {COARSEST_M:g} m apart): give a correlation_length"
                )

    def __len__(self) -> int:
        return len(self.rows)

    def places_m(self, cell_m: float) -> tuple[Floats, Floats]:
        """(x, y) of the nodes in the raster's frame: centres of cells."""
        x = (self.left + (self.cols - 1) * self.step + 0.5) * cell_m
        y = -(self.top + (self.rows - 1) * self.step + 0.5) * cell_m
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def spread(self, values: Floats) -> Floats:
        """(rows, cols) over the cells from (n,) at the nodes; nodes not in use count as 0.

        Sums run in a fixed order, element by element: the same bits whatever the threads of a BLAS.
        """
        grid = np.zeros(_nodes_shape(self.shape, self.step))
        grid[self.rows, self.cols] = values
        down, across = (_weights(count, self.step) for count in self.shape)
        tall = sum(weight[:, None] * grid[first + n] for n, first, weight in _taps(*down))
        wide = np.ascontiguousarray(np.asarray(tall).T)
        return np.asarray(sum(weight[:, None] * wide[first + n] for n, first, weight in _taps(*across))).T

    def variance(self, correlation: NDArray[np.floating], known: NDArray[np.bool_]) -> Floats:
        """(rows, cols): of the surface where the nodes have unit variances and this (n, n) correlation; 0 if not known."""
        number = np.zeros(_nodes_shape(self.shape, self.step), dtype=np.intp)
        number[self.rows, self.cols] = np.arange(len(self))
        cell_rows, cell_cols = np.nonzero(known)
        (row, row_weights), (col, col_weights) = (_weights(count, self.step) for count in self.shape)
        numbers = [number[row[cell_rows] + i, col[cell_cols] + j] for i in range(4) for j in range(4)]
        weights = [row_weights[i][cell_rows] * col_weights[j][cell_cols] for i in range(4) for j in range(4)]
        total = np.zeros(len(cell_rows))
        for a in range(16):
            total += weights[a] ** 2
            for b in range(a):
                total += 2.0 * weights[a] * weights[b] * correlation[numbers[a], numbers[b]]
        found = np.zeros(self.shape)
        found[cell_rows, cell_cols] = total
        return found


def _nodes_shape(shape: tuple[int, int], step: int) -> tuple[int, int]:
    rows, cols = ((count - 1) // step + 4 for count in shape)
    return rows, cols


def _used(rows: Whole, cols: Whole, shape: tuple[int, int], step: int) -> NDArray[np.bool_]:
    """Which nodes have a part in a cell."""
    used = np.zeros(_nodes_shape(shape, step), dtype=bool)
    square = np.zeros_like(used)
    square[rows // step, cols // step] = True
    first_row, first_col = np.nonzero(square)
    for i in range(4):
        for j in range(4):
            used[first_row + i, first_col + j] = True
    return used


def _weights(count: int, step: int) -> tuple[Whole, tuple[Floats, ...]]:
    """For each of so many cells: the first of its four nodes, and the weight of each."""
    cell = np.arange(count)
    t = (cell % step) / step
    near, far = t**2 * (1.5 * t - 2.5) + 1.0, t * (0.5 + t * (2.0 - 1.5 * t))
    return cell // step, (t * (-0.5 + t * (1.0 - 0.5 * t)), near, far, t**2 * 0.5 * (t - 1.0))


def _taps(first: Whole, weights: tuple[Floats, ...]) -> Iterator[tuple[int, Whole, Floats]]:
    return ((n, first, weight) for n, weight in enumerate(weights))
