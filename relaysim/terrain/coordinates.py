"""Where cells of one raster lie in another one of the same body."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from relaysim.terrain.body import Body, Floats
from relaysim.terrain.grid import Terrain

STEP = 16  # cells from node to node of the lattice on which frames are asked
CLOSE_CELLS = 1e-4  # how far off its own place a cell may be taken: far less than it tells of the ground


def coordinates(
    here: Terrain, there: Terrain, col: Floats | NDArray[np.intp], row: Floats | NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Grid coordinates in one terrain of places given in those of another of the same body."""
    lat, lon = here.geographic(col, row)
    if here.body.is_sphere != there.body.is_sphere or not here.body.is_sphere:
        lat = latitude_on(lat, here.body, there.body)
    return there.grid_coordinates(lat, lon)


def coordinates_of_block(here: Terrain, there: Terrain, block: slice) -> tuple[Floats, Floats]:
    """`coordinates` of all cells of some rows, shape (rows, columns), to 0.0001 cells.

    Frames are smooth: a cell's place is interpolated between every 16th column and row, if at the middle of every such
    square, where that is farthest off, it is not off by more. Else, as where longitudes jump, each cell has its own.
    """
    down, across = np.arange(block.start, block.stop), np.arange(here.heights_m.shape[1])
    nodes = [np.arange(at[0], at[-1] + STEP + 1, STEP, dtype=np.float64) for at in (down, across)]
    middles = [at[:-1] + STEP / 2 for at in nodes]
    lattice, checked = (coordinates(here, there, at[1], at[0][:, None]) for at in (nodes, middles))
    found = []
    for values, truth in zip(lattice, checked, strict=True):
        middle = (values[:-1, :-1] + values[:-1, 1:] + values[1:, :-1] + values[1:, 1:]) / 4
        with np.errstate(invalid="ignore"):
            if not (np.abs(middle - truth) <= CLOSE_CELLS).all():
                return coordinates(here, there, across, down[:, None])
        found.append(_between(_between(values, across).T, down - block.start).T)
    return found[0], found[1]


def _between(values: Floats, at: NDArray[np.intp]) -> Floats:
    """Values laid in every `STEP` along the last axis, at cells counted from the first."""
    before, share = at // STEP, at % STEP / STEP
    first = values[..., before]
    return np.asarray(first + share * (values[..., before + 1] - first))


def latitude_on(lat: Floats, here: Body, there: Body) -> Floats:
    """The latitude on another figure of the same direction from the body's centre."""
    flat = [(body.polar_radius_m / body.equatorial_radius_m) ** 2 for body in (here, there)]
    if flat[0] == flat[1]:
        return lat
    phi = np.radians(lat)
    return np.degrees(np.arctan2(flat[0] * np.sin(phi), flat[1] * np.cos(phi)))
