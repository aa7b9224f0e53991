"""Which cells of a raster lie in a box of latitude and longitude, also round a pole and across its seam."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from relaysim.terrain.grid import Box
from relaysim.terrain.projection import projection_of, turn_of

MARGIN = 2  # cells beyond the box: bilinear interpolation needs one
WHOLE_TURN_DEG = 359.999


class Cells(NamedTuple):
    """A rectangle of cells; right and bottom are the first beyond it.

    On a raster that goes all round the body `left` may be negative, or `right` beyond the last column.
    """

    left: int
    top: int
    right: int
    bottom: int

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.bottom - self.top, self.right - self.left


def turn_cells(crs: CRS, transform: Affine, cols: int) -> float | None:
    """Cells of 360 degrees, where columns are meridians at equal distances; else None."""
    turn = turn_of(crs, transform.c + transform.a * cols / 2)
    return None if turn is None else turn / transform.a


def goes_round(turn: float | None, cols: int) -> bool:
    """True if the raster goes round the body exactly once, so that its last column borders on its first."""
    return turn is not None and abs(turn - cols) < 1e-3


def span_of_box(
    box: Box, crs: CRS, transform: Affine, shape: tuple[int, int]
) -> tuple[float, float, float, float] | None:
    """(left, top, right, bottom) in cells of a box, edges of cells counted from 0; None if it has none.

    The box is looked up on a lattice dense enough that its edge is missed by less than 0.02 % of its
    size; columns are those next to the raster's own.
    """
    cols = shape[1]
    projection = projection_of(crs, transform.c + transform.a * cols / 2)
    across, down = (181, 65) if box.east_deg - box.west_deg > 20 else (17, 17)
    lat = box.south_deg + np.repeat(np.linspace(0, 1, down), across) * (box.north_deg - box.south_deg)
    lon = box.west_deg + np.tile(np.linspace(0, 1, across), down) * (box.east_deg - box.west_deg)
    x, y = projection.forward(lat, lon)
    col, row = (x - transform.c) / transform.a, (y - transform.f) / transform.e
    row = row[np.isfinite(row)]
    if not row.size or not np.isfinite(col).any():
        return None
    turn = turn_cells(crs, transform, cols)
    if turn is not None:
        if box.east_deg - box.west_deg >= WHOLE_TURN_DEG:
            return 0.0, float(row.min()), float(cols), float(row.max())
        middle = (box.west_deg + box.east_deg) / 2
        at = (projection.forward(np.array([0.0]), np.array([middle]))[0][0] - transform.c) / transform.a
        col = col + turn * np.round((at - col) / turn)  # the box in one piece
        low, high = float(np.nanmin(col)), float(np.nanmax(col))
        if not goes_round(turn, cols):  # the piece that overlaps the raster most
            shifts = np.array([0.0, -turn, turn])
            best = shifts[np.argmax(np.minimum(high + shifts, cols) - np.maximum(low + shifts, 0))]
            low, high = low + best, high + best
        return low, float(row.min()), high, float(row.max())
    return float(np.nanmin(col)), float(row.min()), float(np.nanmax(col)), float(row.max())


def cells_of_box(box: Box, crs: CRS, transform: Affine, shape: tuple[int, int]) -> Cells | None:
    """The cells of a raster in a box and two more each way; None if it does not reach it."""
    rows, cols = shape
    span = span_of_box(box, crs, transform, shape)
    if span is None:
        return None
    left, top = (int(np.floor(v)) - MARGIN for v in span[:2])
    right, bottom = (int(np.ceil(v)) + MARGIN for v in span[2:])
    round_the_body = goes_round(turn_cells(crs, transform, cols), cols)
    if bottom - MARGIN < 0 or top + MARGIN > rows:
        return None
    if round_the_body and right - left < cols:
        return Cells(left, max(top, 0), right, min(bottom, rows))
    if right - MARGIN < 0 or left + MARGIN > cols:
        return None
    return Cells(max(left, 0), max(top, 0), min(right, cols), min(bottom, rows))
