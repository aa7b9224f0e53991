"""The ground beside a route: its cells, which of them can be driven over, and whether a straight way stays on them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from relaysim.errors import InputError
from relaysim.path.route import Floats
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain, bilinear

Mask = NDArray[np.bool_]
Cells = NDArray[np.int64]

# Spots nearer than this to one another are not told apart, whatever the raster.
LEAST_SPACING_M = 2.0
MOST_CELLS = 1_000_000


@dataclass(frozen=True, eq=False)
class Corridor:
    """A corridor over a window of a terrain's raster; masks are (rows, columns).

    Attributes:
        area: in the local frame.
        column, row: the window's first cell in the terrain's raster.
        inside: cells whose centre lies in the area; known: of these, those with a height.
        drivable: known, and no steeper than the limit.
        x_m, y_m: the cells' centres in the local frame, (rows, columns).
    """

    terrain: Terrain
    frame: LocalFrame
    area: shapely.Geometry
    column: int
    row: int
    inside: Mask
    known: Mask
    drivable: Mask
    x_m: Floats
    y_m: Floats

    @property
    def unknown_share(self) -> float:
        """Share of its cells whose ground nobody knows; what lies outside the raster counts."""
        east_m, south_m = self.terrain.cell_extent_m
        whole = max(float(shapely.area(self.area)) / (east_m * south_m), float(self.inside.sum()), 1.0)
        return min(max(1.0 - float(self.known.sum()) / whole, 0.0), 1.0)

    def cells(self, wanted: Mask) -> tuple[Cells, Cells]:
        """(row, column) in the window of wanted cells, spread so that no two are nearer than LEAST_SPACING_M."""
        every = max(math.ceil(LEAST_SPACING_M / self.terrain.cell_size_m - 1e-9), 1)
        row, column = np.nonzero(wanted)
        kept = (row % every == 0) & (column % every == 0)
        return row[kept], column[kept]

    def clear(self, x1_m: Floats, y1_m: Floats, x2_m: Floats, y2_m: Floats) -> Mask:
        """Whether each of n straight ways stays on drivable ground of the corridor, (n,).

        Looked at every half cell; not within a cell of its begin, where the rover drives anyway.
        """
        length = np.hypot(x2_m - x1_m, y2_m - y1_m)
        step = self.terrain.cell_size_m / 2.0
        count = max(int(np.ceil(length.max(initial=0.0) / step)), 1)
        # Straight in the frame is straight in the raster, over some hundred metres, to far less than a cell.
        col1, row1 = self._window(x1_m, y1_m)
        col2, row2 = self._window(x2_m, y2_m)
        clear = np.ones(length.shape, dtype=bool)
        for share in np.arange(1, count + 1) / count:
            drivable = self._drivable_at(col1 + share * (col2 - col1), row1 + share * (row2 - row1))
            clear &= drivable | (share * length <= 2.0 * step)
        return clear

    def _window(self, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
        """(column, row) of places in cells of the window."""
        col, row = self.terrain.grid_coordinates(*self.frame.to_geographic(x_m, y_m))
        return col - self.column, row - self.row

    def _drivable_at(self, column: Floats, row: Floats) -> Mask:
        rows, columns = self.drivable.shape
        if not rows or not columns:
            return np.zeros(column.shape, dtype=bool)
        across, down = np.rint(column).astype(np.int64), np.rint(row).astype(np.int64)
        within = (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
        return np.asarray(self.drivable[np.clip(down, 0, rows - 1), np.clip(across, 0, columns - 1)] & within)


def lay_corridor(terrain: Terrain, frame: LocalFrame, area: shapely.Geometry, slope_deg: float) -> Corridor:
    """The cells of an area, and which of them are no steeper than a slope.

    The slope is that of the plane through the ground half a cell away to the four sides (at least 0.5 m); where it is
    not known on one side, of the other.

    Of an area outside the raster there is no cell.

    Raises: InputError for too many cells.
    """
    left, bottom, right, top = shapely.bounds(area)
    x, y = np.array([left, right, left, right]), np.array([bottom, bottom, top, top])
    col, row = terrain.grid_coordinates(*frame.to_geographic(x, y))
    rows, columns = terrain.heights_m.shape
    first_col, last_col = _span(col, columns)
    first_row, last_row = _span(row, rows)
    if max(last_col - first_col, 0) * max(last_row - first_row, 0) > MOST_CELLS:
        raise InputError(
            f"the corridor spans more than {MOST_CELLS / 1e6:g} million cells of {terrain.cell_size_m:.2g} m: take a "
            "narrower one, a shorter route or a coarser terrain"
        )
    across, down = np.meshgrid(np.arange(first_col, last_col), np.arange(first_row, last_row))
    x_m, y_m = frame.to_local(*terrain.geographic(across, down))
    inside = shapely.contains_xy(area, x_m, y_m)
    heights = terrain.heights_m[first_row:last_row, first_col:last_col]
    known = inside & np.isfinite(heights)
    gentle = np.zeros(inside.shape, dtype=bool)
    gentle[known] = slopes_deg(terrain, across[known], down[known]) <= slope_deg
    return Corridor(terrain, frame, area, first_col, first_row, inside, known, gentle, x_m, y_m)


def slopes_deg(terrain: Terrain, column: ArrayLike, row: ArrayLike) -> Floats:
    """Slope of the ground at n places of a raster, degrees; nan where it is unknown on two opposite sides."""
    east_m, south_m = terrain.cell_extent_m
    half = max(0.5, 0.5 / min(east_m, south_m))  # cells: half a cell, at least half a metre
    column, row = np.asarray(column, dtype=np.float64), np.asarray(row, dtype=np.float64)
    middle = bilinear(terrain.heights_m, column, row)
    across, down = (
        _rise(
            bilinear(terrain.heights_m, column - dc, row - dr),
            middle,
            bilinear(terrain.heights_m, column + dc, row + dr),
        )
        for dc, dr in ((half, 0.0), (0.0, half))
    )
    return np.degrees(np.arctan(np.hypot(across / (half * east_m), down / (half * south_m))))


def _rise(before: Floats, middle: Floats, after: Floats) -> Floats:
    """Rise over one half: the mean of both sides, of one where the other is unknown."""
    both = (after - before) / 2
    return np.where(np.isfinite(both), both, np.where(np.isfinite(after), after - middle, middle - before))


def _span(cells: Floats, count: int) -> tuple[int, int]:
    """First cell and the one after the last, of those that a range of coordinates touches."""
    first = min(max(math.floor(float(cells.min())), 0), count)
    return first, max(min(math.ceil(float(cells.max())) + 1, count), first)
