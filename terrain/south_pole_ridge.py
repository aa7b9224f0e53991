"""The invented ridge near the Moon's south pole, with a crater in its shadow: heights by formulas, no survey.

No such place exists. A crest some 70 m above the plain, and behind it a crater of 900 m, whose floor no Sun reaches: it
stands 2 deg high at most, the crest 13 deg over the floor. A small vehicle can land on the walls: 20 deg or less.

`terrain()` is what terrain/build.py asks for.
"""

from __future__ import annotations

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from relaysim.terrain.body import Body, Floats
from relaysim.terrain.grid import Terrain

RADIUS_M = 1_737_400.0
POLAR = f"+proj=stere +lat_0=-90 +lon_0=0 +k=1 +x_0=0 +y_0=0 +R={RADIUS_M:.0f} +units=m +no_defs"
CELL_M, CELLS = 10.0, 320
# The middle of the raster on the projection: 18.2 km from the pole.
MIDDLE_M = (-12_000.0, 13_700.0)
SEED = 9
SOURCE = "invented by terrain/south_pole_ridge.py: no such place exists"

RIDGE_M, RIDGE_WIDTH_M = 70.0, 380.0
CRATER = (60.0, -560.0, 450.0, 55.0)  # x, y of its middle, radius, depth
SMALL = 40  # small craters


def terrain() -> Terrain:
    """The raster: heights above the sphere, rounded to 1 cm."""
    offsets = (np.arange(CELLS) - (CELLS - 1) / 2.0) * CELL_M
    x, y = np.meshgrid(offsets, -offsets)
    heights = np.round(plain(x, y) + ridge(x, y) + crater(x, y, *CRATER) + rough(x, y) + small(x, y), 2)
    west, north = MIDDLE_M[0] - CELLS * CELL_M / 2.0, MIDDLE_M[1] + CELLS * CELL_M / 2.0
    return Terrain(
        name="south-pole-ridge-invented",
        body=Body("Moon", RADIUS_M, RADIUS_M),
        heights_m=heights.astype(np.float32),
        sigma_m=None,
        transform=Affine(CELL_M, 0.0, west, 0.0, -CELL_M, north),
        crs=CRS.from_proj4(POLAR),
        sha256="",
        source=SOURCE,
    )


def plain(x: Floats, y: Floats) -> Floats:
    """A plain that falls gently away from the ridge's side."""
    return 1200.0 + 0.012 * x - 0.02 * y


def ridge(x: Floats, y: Floats) -> Floats:
    """A crest from west to east that bends and is not equally high everywhere."""
    crest_y = 90.0 * np.sin(x / 620.0)
    height = RIDGE_M * (1.0 + 0.16 * np.sin(x / 410.0 + 0.8))
    return np.asarray(height * np.exp(-(((y - crest_y) / RIDGE_WIDTH_M) ** 2)))


def crater(x: Floats, y: Floats, middle_x: float, middle_y: float, radius_m: float, depth_m: float) -> Floats:
    """A bowl with a raised rim a tenth of its depth high."""
    away = np.hypot(x - middle_x, y - middle_y) / radius_m
    bowl = -0.5 * depth_m * (1.0 + np.cos(np.pi * np.minimum(away, 1.0)))
    return np.asarray(bowl + 0.1 * depth_m * np.exp(-(((away - 1.05) / 0.16) ** 2)))


def rough(x: Floats, y: Floats) -> Floats:
    """Waves of many lengths in all directions, lower the shorter they are."""
    random = np.random.default_rng(SEED)
    total = np.zeros_like(x)
    for length_m in np.geomspace(45.0, 900.0, 24):
        turn, phase = random.uniform(0.0, 2.0 * np.pi, 2)
        along = x * np.cos(turn) + y * np.sin(turn)
        total += 0.0016 * length_m * np.sin(2.0 * np.pi * along / length_m + phase)
    return total


def small(x: Floats, y: Floats) -> Floats:
    """Small craters: many small ones, few large ones."""
    random = np.random.default_rng(SEED + 1)
    total = np.zeros_like(x)
    for _ in range(SMALL):
        middle = random.uniform(-0.5, 0.5, 2) * CELLS * CELL_M
        radius_m = 22.0 / random.uniform(0.25, 1.0)
        total += crater(x, y, float(middle[0]), float(middle[1]), radius_m, 0.08 * radius_m)
    return total
