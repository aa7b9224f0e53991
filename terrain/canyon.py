"""The invented canyon of the scenario canyon-rescue: heights by formulas, no survey.

No such place exists: longitude and latitude are borrowed so that figure, projection and time zone are real ones. A canyon
170 m deep runs east, bends north between two walls, and goes on east. Halfway up each wall is a bench on which
something small can land; a road follows the stream.

`terrain()` is what terrain/build.py asks for; scenarios/canyon/build_road.py asks for the road.
"""

from __future__ import annotations

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from relaysim.terrain.body import Body, Floats
from relaysim.terrain.grid import Terrain

CELL_M, COLUMNS, ROWS = 5.0, 440, 260
WEST_M, NORTH_M = 517_000.0, 4_117_300.0  # UTM zone 12 north
SEED = 37
SOURCE = "invented by terrain/canyon.py: no such place exists"

FLOOR_M, FALL = 1502.0, 0.004  # height of the stream in the west, and how it falls eastward
BEND_FROM_M, BEND_TO_M, SOUTH_M, NORTHWARD_M = 850.0, 1300.0, 420.0, 300.0
# (distance from the stream, height above it): floor, lower wall, bench, upper wall, plateau.
SECTION = (
    (0.0, 0.0),
    (34.0, 2.0),
    (58.0, 46.0),
    (104.0, 52.0),
    (150.0, 160.0),
    (240.0, 171.0),
    (900.0, 178.0),
)
ROAD_M = -16.0  # right of the stream, looking east


def terrain() -> Terrain:
    """The raster: heights above WGS 84, rounded to 5 cm."""
    east = (np.arange(COLUMNS) + 0.5) * CELL_M
    north = (ROWS - 0.5 - np.arange(ROWS)) * CELL_M
    x, y = np.meshgrid(east, north)
    away = np.abs(offset_m(x, y))
    away_rough = np.maximum(
        away + 6.0 * waves(x, y, 40.0, 300.0, SEED) * np.clip(away / 30.0 - 1.0, 0.0, 1.0), 0.0
    )
    heights = FLOOR_M - FALL * x + np.interp(away_rough, *zip(*SECTION, strict=True))
    heights += np.clip(away / 60.0, 0.1, 1.0) * 1.2 * waves(x, y, 25.0, 200.0, SEED + 1)
    return Terrain(
        name="canyon-invented",
        body=Body("Earth", 6378137.0, 6356752.314245179),
        heights_m=(np.round(heights * 20.0) / 20.0).astype(np.float32),
        sigma_m=None,
        transform=Affine(CELL_M, 0.0, WEST_M, 0.0, -CELL_M, NORTH_M),
        crs=CRS.from_epsg(32612),
        sha256="",
        source=SOURCE,
    )


def stream_m(x: Floats) -> Floats:
    """How far north of the raster's south-west corner the stream is."""
    share = np.clip((x - BEND_FROM_M) / (BEND_TO_M - BEND_FROM_M), 0.0, 1.0)
    return np.asarray(SOUTH_M + NORTHWARD_M * share * share * (3.0 - 2.0 * share))


def offset_m(x: Floats, y: Floats) -> Floats:
    """Distance from the stream, positive north of it; the nearest of its places every metre."""
    along = np.arange(-400.0, COLUMNS * CELL_M + 400.0)
    across = stream_m(along)
    nearest = np.full(x.shape, np.inf)
    for part in np.array_split(np.arange(along.size), 60):
        squares = (x[..., None] - along[part]) ** 2 + (y[..., None] - across[part]) ** 2
        nearest = np.minimum(nearest, squares.min(axis=-1))
    return np.asarray(np.sqrt(nearest) * np.sign(y - stream_m(x)))


def road(from_m: float, to_m: float, step_m: float = 20.0) -> tuple[Floats, Floats]:
    """Eastings and northings of places on the road, between two distances from the western edge."""
    x = np.append(np.arange(from_m, to_m, step_m), to_m)
    slope = np.gradient(stream_m(x), x)
    across = ROAD_M / np.hypot(1.0, slope)
    return WEST_M + x - slope * across, NORTH_M - ROWS * CELL_M + stream_m(x) + across


def waves(x: Floats, y: Floats, least_m: float, most_m: float, seed: int) -> Floats:
    """A sum of waves in all directions, lower the shorter they are; about 1 where they are highest."""
    random = np.random.default_rng(seed)
    total, weights = np.zeros_like(x), 0.0
    for length_m in np.geomspace(least_m, most_m, 16):
        turn, phase = random.uniform(0.0, 2.0 * np.pi, 2)
        along = x * np.cos(turn) + y * np.sin(turn)
        weight = length_m / most_m
        total += weight * np.sin(2.0 * np.pi * along / length_m + phase)
        weights += weight * weight
    return total / np.sqrt(2.0 * weights)


if __name__ == "__main__":
    raise SystemExit("python terrain/build.py canyon-invented")
