"""How well layers meet: the steps in height where one ends and another goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.terrain.coordinates import coordinates
from relaysim.terrain.grid import Terrain, bilinear


@dataclass(frozen=True)
class Seam:
    """The steps where one layer ends and another goes on: upper's height less lower's, at upper's last cells.

    cells: how many of them lie on known ground of both; the figures are nan if none does.
    median_m, largest_m: of the absolute difference; mean_m: of the difference; the place is the largest's.
    """

    upper: str
    lower: str
    cells: int
    median_m: float
    largest_m: float
    mean_m: float
    latitude_deg: float
    longitude_deg: float


def seams_of(terrain: Terrain, which: NDArray[np.uint8], layers: list[Terrain]) -> tuple[Seam, ...]:
    """The seam of every two layers that meet, by priority."""
    found = []
    for upper in range(len(layers)):
        for lower in range(upper + 1, len(layers)):
            rows, cols = _border(which, upper, lower)
            if rows.size:
                found.append(_seam(terrain, layers[upper], layers[lower], rows, cols))
    return tuple(found)


def _border(which: NDArray[np.uint8], upper: int, lower: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(rows, cols) of the upper layer's cells that have a neighbour of the lower one."""
    edge = np.zeros(which.shape, dtype=np.bool_)
    for a, b in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        edge[a] |= (which[a] == upper) & (which[b] == lower)
        edge[b] |= (which[b] == upper) & (which[a] == lower)
    rows, cols = np.nonzero(edge)
    return rows, cols


def _seam(
    terrain: Terrain, upper: Terrain, lower: Terrain, rows: NDArray[np.intp], cols: NDArray[np.intp]
) -> Seam:
    """The steps at the upper layer's last cells."""
    step = terrain.heights_m[rows, cols] - bilinear(lower.heights_m, *coordinates(terrain, lower, cols, rows))
    both = np.isfinite(step)
    if not both.any():
        nan = math.nan
        return Seam(upper.name, lower.name, 0, nan, nan, nan, nan, nan)
    step, rows, cols = step[both], rows[both], cols[both]
    worst = int(np.argmax(np.abs(step)))
    lat, lon = terrain.geographic(cols[worst], rows[worst])
    return Seam(
        upper.name, lower.name, step.size, float(np.median(np.abs(step))), float(abs(step[worst])),
        float(step.mean()), float(lat), float(lon),
    )  # fmt: skip
