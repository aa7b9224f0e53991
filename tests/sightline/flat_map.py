"""Grounds whose cells are CELL_M wide: a map of metres, and one at the equator of a sphere; links over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from affine import Affine
from hypothesis import strategies as st
from rasterio.crs import CRS

from relaysim.sightline import (
    Ends,
    clearances_between,
)
from relaysim.terrain.body import Body
from relaysim.terrain.ceilings import ceilings_of
from relaysim.terrain.floors import floors_of
from relaysim.terrain.grid import Terrain, bilinear

RADIUS_M = 3_396_190.0
CELL_M = 5.0
DEGREE_M = RADIUS_M * np.pi / 180.0
# A rough ground and a line over it, drawn: arguments of `given`.
LINES = {
    "seed": st.integers(0, 2**32 - 1),
    "c1": st.floats(0, 14),
    "r1": st.floats(0, 11),
    "c2": st.floats(0, 14),
    "r2": st.floats(0, 11),
}


@dataclass(frozen=True)
class Plane:
    """A stand-in for a body whose x and y are the coordinates themselves, in metres."""

    def distance_m(self, lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Any:
        return np.hypot(np.subtract(lat2, lat1), np.subtract(lon2, lon1))

    def midpoint_deg(self, lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Any:
        return np.add(lat1, lat2) / 2, np.add(lon1, lon2) / 2


@dataclass(frozen=True)
class FlatMap:
    """A stand-in for Terrain with places in metres: latitude is CELL_M times the row, longitude the column."""

    heights_m: Any
    ray_radius_m: float = np.inf

    @property
    def body(self) -> Plane:
        return Plane()

    @property
    def ceilings(self) -> Any:
        return ceilings_of(self.heights_m)

    @property
    def floors(self) -> Any:
        return floors_of(self.heights_m)

    def grid_coordinates(self, lat: Any, lon: Any) -> Any:
        return np.asarray(lon) / CELL_M, np.asarray(lat) / CELL_M

    def geographic(self, col: Any, row: Any) -> Any:
        return np.asarray(row) * CELL_M, np.asarray(col) * CELL_M

    def most_bend_cells(self, lat: float, columns: float, rows: float) -> float:
        return 0.0

    def height_m(self, lat: Any, lon: Any) -> Any:
        return bilinear(self.heights_m, *self.grid_coordinates(lat, lon))


def equator(heights_m: Any, radius_m: float = RADIUS_M) -> Terrain:
    """Real Terrain on a sphere at the equator, where a cell of CELL_M is as long as it says."""
    crs = CRS.from_proj4(f"+proj=eqc +R={radius_m} +units=m +no_defs")
    # The middle row of centres lies on the equator, the first column of centres on longitude 0.
    transform = Affine(CELL_M, 0, -CELL_M / 2, 0, -CELL_M, CELL_M * heights_m.shape[0] / 2)
    return Terrain(
        name="test",
        body=Body.sphere("test body", radius_m),
        heights_m=heights_m,
        sigma_m=None,
        transform=transform,
        crs=crs,
        sha256="",
        source="made up",
    )


def rough(seed: int, shape: tuple[int, int] = (12, 15)) -> Any:
    return np.random.default_rng(seed).normal(0.0, 3.0, shape)


def between(terrain: Any, c1: float, r1: float, z1: float, c2: float, r2: float, z2: float) -> Any:
    """The clearance of one line between grid points of absolute heights on a FlatMap."""
    arrays = (np.array([x]) for x in (r1 * CELL_M, c1 * CELL_M, z1, r2 * CELL_M, c2 * CELL_M, z2))
    return clearances_between(terrain, Ends(*arrays))
