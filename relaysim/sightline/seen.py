"""What a viewshed or a blackout map says, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.sightline.blackout_map import BlackoutMap, Stands
from relaysim.sightline.viewshed import Viewshed
from relaysim.terrain.body import Floats
from relaysim.terrain.grid import Terrain, usual_longitude

BLOCK = 32  # cells a side over which a cell's area is taken as the one in the middle


@dataclass(frozen=True)
class Farthest:
    """The visible cell farthest from the observer; its distance is over the ground, metres."""

    latitude_deg: float
    longitude_deg: float
    distance_m: float


@dataclass(frozen=True)
class Seen:
    """What one observer sees.

    ground_m            height of the ground below the observer
    cells               of the window
    cells_known         of them, those with an answer: neither unknown ground nor beyond the radius
    cells_visible       of them, those that are visible; visible_km2 is their area on the body
    farthest            None if no cell is visible
    """

    ground_m: float
    cells: int
    cells_known: int
    cells_visible: int
    visible_km2: float
    farthest: Farthest | None

    @property
    def visible_share(self) -> float:
        """Visible cells of those with an answer, 0 to 1; 0 if none has one."""
        return self.cells_visible / self.cells_known if self.cells_known else 0.0


@dataclass(frozen=True)
class SeenAlong:
    """What a route of stands sees: cells with a known ground within the radius of a stand, and of them those always, never and at times in sight.

    Unknown ground on the way counts as no sight. longest is the greatest value there can be.
    """

    stands: int
    cells: int
    cells_known: int
    cells_always: int
    cells_never: int
    longest: float


def seen(terrain: Terrain, found: Viewshed) -> Seen:
    """The numbers of a viewshed over `terrain`, the one it was made of."""
    observer, visible = found.observer, found.visible
    return Seen(
        ground_m=float(terrain.height_m(observer.latitude_deg, observer.longitude_deg)),
        cells=visible.size,
        cells_known=int(np.count_nonzero(~np.isnan(found.height_m))),
        cells_visible=int(np.count_nonzero(visible)),
        visible_km2=area_km2(terrain, visible, found.column, found.row),
        farthest=_farthest(terrain, found, visible),
    )


def seen_along(stands: Stands, found: BlackoutMap) -> SeenAlong:
    """The numbers of a blackout map."""
    longest = float(stands.until - stands.time[0])
    worst = found.longest_without_at_most
    return SeenAlong(
        stands=len(stands.time),
        cells=worst.size,
        cells_known=int(np.count_nonzero(~np.isnan(worst))),
        cells_always=int(np.count_nonzero(worst == 0)),
        cells_never=int(np.count_nonzero(np.isnan(found.first_visible) & ~np.isnan(worst))),
        longest=longest,
    )


def area_km2(terrain: Terrain, chosen: NDArray[np.bool_], column: int = 0, row: int = 0) -> float:
    """Area on the body of the chosen cells of a window, km2; good to 0.01 % for cells of up to 0.08 degrees."""
    tops, lefts = np.arange(0, chosen.shape[0], BLOCK), np.arange(0, chosen.shape[1], BLOCK)
    # Sums of 32 bytes fit a byte; wider ones would be taken of a copy eight times the size.
    by_rows = np.add.reduceat(chosen.view(np.uint8), tops, axis=0, dtype=np.uint8)
    counts = np.add.reduceat(by_rows, lefts, axis=1, dtype=np.int64)
    heights = np.minimum(BLOCK, chosen.shape[0] - tops)
    widths = np.minimum(BLOCK, chosen.shape[1] - lefts)
    middle_row = (row + tops + (heights - 1) / 2)[:, None]
    middle_col = (column + lefts + (widths - 1) / 2)[None, :]
    areas = _cell_area_m2(terrain, *np.broadcast_arrays(middle_col, middle_row))
    return float(np.nansum(np.where(counts > 0, counts * areas, 0.0))) / 1e6


def _cell_area_m2(terrain: Terrain, col: Floats, row: Floats) -> Floats:
    """Areas of cells on the body: how latitude and longitude change across them, times the lengths of both."""
    east, west = terrain.geographic(col + 0.5, row), terrain.geographic(col - 0.5, row)
    south, north = terrain.geographic(col, row + 0.5), terrain.geographic(col, row - 0.5)
    across = [np.radians(east[0] - west[0]), _turn(east[1] - west[1])]
    down = [np.radians(south[0] - north[0]), _turn(south[1] - north[1])]
    lat = np.radians(terrain.geographic(col, row)[0])
    a, b = terrain.body.equatorial_radius_m, terrain.body.polar_radius_m
    # M N cos(lat) = a^2 b^2 cos(lat) / (...)^2, Snyder 1987, eq. 4-18, 4-20
    metres2 = a**4 * b**2 * np.cos(lat) / ((a * np.cos(lat)) ** 2 + (b * np.sin(lat)) ** 2) ** 2
    return np.asarray(np.abs(across[0] * down[1] - across[1] * down[0]) * metres2)


def _turn(difference_deg: Floats) -> Floats:
    """A difference of longitudes in radians, the short way round."""
    return np.radians((difference_deg + 180.0) % 360.0 - 180.0)


def _farthest(terrain: Terrain, found: Viewshed, visible: NDArray[np.bool_]) -> Farthest | None:
    """The farthest of the outermost visible cells of each row and each column."""
    rows, cols = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
    if not rows.size:
        return None
    last_row, last_col = visible.shape[0] - 1, visible.shape[1] - 1
    edge_row = [rows, rows, visible[:, cols].argmax(axis=0), last_row - visible[::-1, cols].argmax(axis=0)]
    edge_col = [visible[rows].argmax(axis=1), last_col - visible[rows, ::-1].argmax(axis=1), cols, cols]
    row, col = np.concatenate(edge_row), np.concatenate(edge_col)
    lat, lon = terrain.geographic(found.column + col, found.row + row)
    observer = found.observer
    distance = terrain.body.distance_m(observer.latitude_deg, observer.longitude_deg, lat, lon)
    most = int(np.nanargmax(distance))
    return Farthest(float(lat[most]), usual_longitude(float(lon[most])), float(distance[most]))
