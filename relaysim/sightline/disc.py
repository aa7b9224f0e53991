"""Which cells lie within a radius of an observer, over the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from relaysim.sightline.ends import End
from relaysim.sightline.outlook import Outlook
from relaysim.sightline.surface import Floats, Surface

BLOCK = 16  # nodes a side of what is decided at once
_NEAREST = 0.6  # of two sides: how far a node is at most from the nearest corner of its block
_AT_ONCE = 256  # blocks that are looked into node by node at a time: they take a few megabytes


def beyond(terrain: Surface, observer: End, outlook: Outlook, radius_m: float) -> NDArray[np.bool_]:
    """Which nodes of a window lie farther from the observer than a radius, over the ground; its shape is the window's.

    Whole blocks are decided by their corners: no node is farther from the nearest of them than half of two sides of the
    block, or a tenth more where the frame stretches within it. Only those on the circle are looked into.
    """
    rows, columns = outlook.heights_m.shape
    down, across = (np.append(np.arange(0, n, BLOCK), n) for n in (rows, columns))
    corners = np.ix_(np.minimum(down, rows - 1), np.minimum(across, columns - 1))
    distance_m, reach_m = _measured(terrain, observer, outlook, *corners)
    four = np.stack(
        [distance_m[i : i + len(down) - 1, j : j + len(across) - 1] for i in (0, 1) for j in (0, 1)]
    )
    with np.errstate(invalid="ignore"):  # places that are nowhere in the frame
        outside, inside = (four - reach_m > radius_m).all(axis=0), (four + reach_m <= radius_m).all(axis=0)
    far: NDArray[np.bool_] = np.repeat(np.repeat(outside, np.diff(down), axis=0), np.diff(across), axis=1)
    open_down, open_across = np.nonzero(~(outside | inside))
    step = np.arange(BLOCK)
    for begin in range(0, open_down.size, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        row = np.minimum(down[open_down[some]][:, None, None] + step[:, None], rows - 1)
        column = np.minimum(across[open_across[some]][:, None, None] + step, columns - 1)
        far[row, column] = _distance_m(terrain, observer, outlook, row, column) > radius_m
    return far


def _measured(
    terrain: Surface, observer: End, outlook: Outlook, row: NDArray[np.intp], column: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Distances of a lattice's corners from the observer, and how far nodes of each block are at most from a corner of it."""
    lat, lon = _places(terrain, outlook, row, column)
    distance_m = terrain.body.distance_m(observer.latitude_deg, observer.longitude_deg, lat, lon)
    level = terrain.body.distance_m(lat[:, :-1], lon[:, :-1], lat[:, 1:], lon[:, 1:])
    upright = terrain.body.distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])
    two_sides_m = np.maximum(level[:-1], level[1:]) + np.maximum(upright[:, :-1], upright[:, 1:])
    return np.asarray(distance_m), _NEAREST * two_sides_m


def _distance_m(
    terrain: Surface, observer: End, outlook: Outlook, row: NDArray[np.intp], column: NDArray[np.intp]
) -> Floats:
    place = _places(terrain, outlook, row, column)
    return np.asarray(terrain.body.distance_m(observer.latitude_deg, observer.longitude_deg, *place))


def _places(
    terrain: Surface, outlook: Outlook, row: NDArray[np.intp], column: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of nodes of the window."""
    across, down = np.broadcast_arrays(column + outlook.first_column, row + outlook.first_row)
    return terrain.geographic(across, down)
