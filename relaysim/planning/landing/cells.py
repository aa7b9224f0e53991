"""The places where a landing is looked at: cells of a terrain near the rover's stops, or near one place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.path.route import Floats
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

Indices = NDArray[np.intp]
MOST_CELLS = 1_000_000


@dataclass(frozen=True, eq=False)
class LandingCells:
    """n cells on known ground, out of a window of rows by columns, and k named places behind them; the arrays are (n + k,).

    Attributes:
        shape: (rows, columns) of the window.
        transform: from (column, row) of a cell's north-west corner in the window to the terrain's frame.
        flat: (n,) place of each cell in the window, counted along its rows.
        inside: (rows, columns) True within the radius, on known ground or not.
        column, row: of the cells' centres in the terrain's raster, not always whole.
        latitude_deg, longitude_deg, x_m, y_m: the same, the last two in the scenario's local frame.
        ground_m: height of the ground there.
        cell_m: (east-west, north-south) size of a cell.
    """

    shape: tuple[int, int]
    transform: Affine
    flat: Indices
    inside: NDArray[np.bool_]
    column: Floats
    row: Floats
    latitude_deg: Floats
    longitude_deg: Floats
    x_m: Floats
    y_m: Floats
    ground_m: Floats
    cell_m: tuple[float, float]

    @property
    def count(self) -> int:
        """How many cells and places."""
        return len(self.x_m)

    @property
    def cells(self) -> int:
        """How many of them are cells."""
        return len(self.flat)

    def spread_out(self, values: NDArray[np.generic]) -> NDArray[np.float32]:
        """Values (n + k,) over the window, without those of the places; nan where there is no cell."""
        out = np.full(self.shape, np.nan, dtype=np.float32)
        out.flat[self.flat] = values[: self.cells]
        return out


def landing_cells(
    terrain: Terrain,
    frame: LocalFrame,
    near_deg: tuple[Floats, Floats],
    radius_m: float,
    cell_m: float | None,
    named_deg: tuple[Floats, Floats],
) -> LandingCells:
    """All cells whose centres lie within a radius of one of some places, and named places wherever they are.

    Args:
        near_deg: latitudes and longitudes of the places that the radius counts from.
        named_deg: those of the places to be looked at by themselves; on unknown ground their height is nan.
        cell_m: about how large a cell is to be: as many of the terrain's cells side by side as come nearest. None: one.

    Raises InputError for more than MOST_CELLS cells, or where none has known ground.
    """
    stride = cells_aside(terrain, cell_m)
    column, row = terrain.grid_coordinates(*near_deg)
    across_m, down_m = terrain.cell_extent_m
    wide, high = (radius_m / size * 1.01 + stride + 1 for size in (across_m, down_m))
    rows, columns = terrain.heights_m.shape
    left, top = max(math.floor(column.min() - wide), 0), max(math.floor(row.min() - high), 0)
    right = min(math.ceil(column.max() + wide), columns - 1)
    bottom = min(math.ceil(row.max() + high), rows - 1)
    shape = (bottom - top + 1) // stride, (right - left + 1) // stride
    if min(shape) < 1:
        raise InputError(_none_known(terrain, radius_m))
    if shape[0] * shape[1] > 4 * MOST_CELLS:
        raise InputError(_too_many(terrain, shape[0] * shape[1], radius_m, stride))
    middle = (stride - 1) / 2
    across, down = np.meshgrid(
        left + middle + stride * np.arange(shape[1]), top + middle + stride * np.arange(shape[0])
    )
    lat, lon = terrain.geographic(across, down)
    inside = _within(terrain, lat, lon, near_deg, radius_m)
    ground = np.where(inside, terrain.height_m(lat, lon), np.nan)
    flat = np.flatnonzero(np.isfinite(ground))
    if flat.size > MOST_CELLS:
        raise InputError(_too_many(terrain, flat.size, radius_m, stride))
    if not flat.size:
        raise InputError(_none_known(terrain, radius_m))
    lat, lon = (np.concatenate([a.flat[flat], b]) for a, b in zip((lat, lon), named_deg, strict=True))
    column, row = terrain.grid_coordinates(*named_deg)
    across, down = np.concatenate([across.flat[flat], column]), np.concatenate([down.flat[flat], row])
    ground = np.concatenate([ground.flat[flat], terrain.height_m(*named_deg)])
    x, y = frame.to_local(lat, lon)
    t = terrain.transform
    window = Affine(t.a * stride, 0.0, t.c + t.a * left, 0.0, t.e * stride, t.f + t.e * top)
    return LandingCells(
        shape, window, flat, inside, across, down, lat, lon, x, y, ground,
        (across_m * stride, down_m * stride),
    )  # fmt: skip


def cells_aside(terrain: Terrain, cell_m: float | None) -> int:
    """How many cells of the terrain side by side make one of a wanted size; at least one.

    Raises InputError for a size that is none.
    """
    if cell_m is None:
        return 1
    if not (cell_m > 0 and math.isfinite(cell_m)):
        raise InputError(f"--cell {cell_m:g}: cells have a size of more than 0 m")
    return max(round(cell_m / terrain.cell_size_m), 1)


def _within(
    terrain: Terrain, lat: Floats, lon: Floats, near_deg: tuple[Floats, Floats], radius_m: float
) -> NDArray[np.bool_]:
    inside = np.zeros(lat.shape, dtype=bool)
    for place in zip(*near_deg, strict=True):
        inside |= terrain.body.distance_m(*place, lat, lon) <= radius_m
    return inside


def _too_many(terrain: Terrain, count: int, radius_m: float, stride: int) -> str:
    size = terrain.cell_size_m * stride
    return (
        f"a map of {count / 1e6:,.1f} million cells of {size:.3g} m: at most {MOST_CELLS / 1e6:g} million are looked at;"
        f" take larger ones (--cell {size * math.sqrt(count / MOST_CELLS) * 1.1:.0f}), a smaller --radius than {radius_m:g} m,"
        " or a shorter time (--from, --to)"
    )


def _none_known(terrain: Terrain, radius_m: float) -> str:
    return (
        f"terrain {terrain.name} knows no ground within {radius_m:g} m of the rover's stops or the place given: take a larger"
        " --radius, another --terrain, or --hindcast for all that is known now"
    )
