"""Small made grounds that the tests of viewsheds and blackout maps look over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from affine import Affine
from exact_rays import Rays, rays_to_cells
from rasterio.crs import CRS

from relaysim.sightline import End
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain

GRAZING_M = 1e-6  # a ray this near to the ground may be called either way
MARS_M, MOON_M, EARTH_M = 3_396_190.0, 1_737_400.0, 6_371_000.0


def ground(heights_m: Any, cell_m: float = 5.0, radius_m: float = MARS_M) -> Terrain:
    """A raster at the equator of a sphere, where a cell is as long as it says, its middle at 0, 0."""
    rows, columns = heights_m.shape
    return Terrain(
        name="test",
        body=Body.sphere("test body", radius_m),
        heights_m=heights_m,
        sigma_m=None,
        transform=Affine(cell_m, 0, -cell_m * columns / 2, 0, -cell_m, cell_m * rows / 2),
        crs=CRS.from_proj4(f"+proj=eqc +R={radius_m} +units=m +no_defs"),
        sha256="",
        source="made up",
    )


def ground_in_degrees(heights_m: Any, step_deg: float, south_deg: float) -> Terrain:
    """A raster in degrees: its cells are as high everywhere, but the narrower the farther north."""
    return replace(
        ground(heights_m),
        transform=Affine(step_deg, 0, 77.0, 0, -step_deg, south_deg + step_deg * heights_m.shape[0]),
        crs=CRS.from_proj4(f"+proj=longlat +R={MARS_M} +no_defs"),
    )


def rough(seed: int, shape: tuple[int, int] = (23, 31), relief_m: float = 3.0) -> Any:
    return np.random.default_rng(seed).normal(0.0, relief_m, shape)


def hills(seed: int, shape: tuple[int, int] = (60, 80)) -> Any:
    """Smooth ground, on which many rays graze."""
    rng, (down, across) = np.random.default_rng(seed), np.indices(shape)
    waves = rng.normal(0.0, 1.0, (6, 4)) * (0.12, 0.12, 2.0, 3.0)
    return sum(size * np.sin(a * across + b * down + phase) for a, b, size, phase in waves)


def end(terrain: Terrain, column: float, row: float, antenna_m: float) -> End:
    latitude, longitude = terrain.geographic(column, row)
    return End(float(latitude), float(longitude), antenna_m)


def all_rays(terrain: Terrain, observer: End, target_m: float) -> Rays:
    """The truth of every cell, row by row."""
    down, across = np.indices(terrain.heights_m.shape)
    return rays_to_cells(terrain, observer, target_m, across, down)
