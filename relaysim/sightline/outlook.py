"""A place to look from, and the window of the raster that it needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.errors import InputError, NoResult
from relaysim.sightline.ends import End
from relaysim.sightline.profile import flat, grid
from relaysim.sightline.surface import Heights, Surface
from relaysim.terrain.ceilings import Ceilings, ceilings_of

_MOST_OF_IT = 0.8  # a window of more of the raster than this is the raster


@dataclass(frozen=True)
class Outlook:
    """A place to look from, ready: the window's heights and the observer's place and height in it."""

    heights_m: Heights
    ceilings: Ceilings
    first_column: int
    first_row: int
    column: float
    row: float
    height_m: float


def check_heights(antenna_m: float, target_m: float, radius_m: float | None) -> None:
    """Refuses heights and radii with which nothing can be seen."""
    for value, what in ((antenna_m, "antenna"), (target_m, "target")):
        if not (math.isfinite(value) and value >= 0.0):
            raise InputError(
                f"the {what} is {value:g} m above the ground: give 0 or more; underground nothing is seen"
            )
    if radius_m is not None and not (math.isfinite(radius_m) and radius_m > 0.0):
        raise InputError(
            f"the radius is {radius_m:g} m: give a distance above 0, or none for the whole raster"
        )


def look_out(terrain: Surface, observer: End, radius_m: float | None) -> Outlook:
    """The observer's place in the window that its radius needs."""
    lat, lon = observer.latitude_deg, observer.longitude_deg
    ground_m = float(flat(terrain.height_m(lat, lon))[0])
    column, row = (float(flat(v)[0]) for v in terrain.grid_coordinates(lat, lon))
    rows, columns = terrain.heights_m.shape
    if not math.isfinite(ground_m):
        outside = not (0.0 <= column <= columns - 1 and 0.0 <= row <= rows - 1)
        why = "is outside the terrain" if outside else "stands on unknown ground"
        raise NoResult(
            f"the observer at latitude {lat:g}, longitude {lon:g} {why}: "
            "`relaysim terrain info` shows what the terrain covers, with the share of gaps"
        )
    column, row = _snapped(column), _snapped(row)
    if radius_m is not None:
        _check_reach(terrain, observer, column, row, radius_m)
    left, top, right, bottom = 0, 0, columns, rows
    if radius_m is not None:
        across, down = _reach(terrain, lat, lon, column, row, radius_m)
        across, down = min(across, 2.0 * columns), min(down, 2.0 * rows)
        left, right = max(math.floor(column - across), 0), min(math.ceil(column + across) + 1, columns)
        top, bottom = max(math.floor(row - down), 0), min(math.ceil(row + down) + 1, rows)
        if (right - left) * (
            bottom - top
        ) > _MOST_OF_IT * rows * columns:  # a copy would cost more than it saves
            left, top, right, bottom = 0, 0, columns, rows
    window, ceilings = grid(terrain.heights_m[top:bottom, left:right]), terrain.ceilings
    if window.shape != terrain.heights_m.shape:
        ceilings = ceilings_of(window)
    return Outlook(window, ceilings, left, top, column - left, row - top, ground_m + observer.antenna_m)


def _check_reach(terrain: Surface, observer: End, column: float, row: float, radius_m: float) -> None:
    """Refuses a radius within which no cell has its centre: the answer would be an empty map."""
    rows, columns = terrain.heights_m.shape
    across = np.clip(math.floor(column) + np.array([0, 1, 0, 1]), 0, columns - 1)
    down = np.clip(math.floor(row) + np.array([0, 0, 1, 1]), 0, rows - 1)
    place = observer.latitude_deg, observer.longitude_deg
    nearest_m = float(np.min(terrain.body.distance_m(*place, *terrain.geographic(across, down))))
    if nearest_m > radius_m:
        raise InputError(
            f"the radius is {radius_m:g} m, and the nearest centre of a cell is {nearest_m:.3g} m from the observer: "
            "give a larger radius, or a terrain of smaller cells"
        )


def _reach(
    terrain: Surface, lat: float, lon: float, column: float, row: float, radius_m: float
) -> tuple[float, float]:
    """How many columns and rows hold everything within a radius of a place, and one more."""
    turn = np.linspace(0.0, 2.0 * np.pi, 65)
    cells = np.ones(turn.shape)
    for _ in range(4):  # cells change their size with the place, by little
        there = terrain.geographic(column + cells * np.cos(turn), row + cells * np.sin(turn))
        with np.errstate(invalid="ignore"):
            cells *= radius_m / flat(terrain.body.distance_m(lat, lon, *there))
    if not np.isfinite(cells).all():  # beyond what the frame can show
        return math.inf, math.inf
    across, down = (float(np.max(np.abs(f(turn)) * cells)) for f in (np.cos, np.sin))
    return across + 1.0, down + 1.0


def _snapped(coordinate: float) -> float:
    from relaysim.sightline.columns import snapped

    return float(snapped(coordinate))
