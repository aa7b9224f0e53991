"""What maps of sight say in numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.sightline import End, ridges, sightline
from relaysim.sightline.seen import area_km2, seen
from relaysim.sightline.viewshed import Viewshed
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain, usual_longitude

MOON = "+R=1737400 +no_defs"


def ground(crs: str, transform: Affine, shape: tuple[int, int], body: Body) -> Terrain:
    """Level ground in a frame."""
    return Terrain("level", body, np.zeros(shape, np.float32), None, transform, CRS.from_string(crs), "", "")


@pytest.mark.parametrize(("south", "north"), [(-60.0, -30.0), (0.0, 20.0), (70.0, 90.0)])
def test_the_area_of_a_belt_of_a_sphere(south: float, north: float) -> None:
    """R^2 (difference of longitude) (difference of the sines of latitude), in degrees as in stretched metres."""
    moon = Body.sphere("Moon", 1_737_400.0)
    expected = (
        1737.4**2 * math.radians(15.0) * (math.sin(math.radians(north)) - math.sin(math.radians(south)))
    )
    rows = round((north - south) * 20)
    m = math.radians(0.05) * 1_737_400
    degrees = ground(f"+proj=longlat {MOON}", Affine(0.05, 0, 170.0, 0, -0.05, north), (rows, 300), moon)
    stretched = Affine(m, 0, -m * 50, 0, -m, m * north * 20)
    metres = ground(f"+proj=eqc +lat_ts=0 +units=m {MOON}", stretched, (rows, 300), moon)
    for terrain in (degrees, metres):
        assert area_km2(terrain, np.ones((rows, 300), dtype=bool)) == pytest.approx(expected, rel=1e-4)
        assert area_km2(terrain, np.zeros((rows, 300), dtype=bool)) == 0.0


def test_the_area_of_a_cap_round_the_pole() -> None:
    """A polar frame, in which longitude turns all the way round and every cell has another scale."""
    moon = Body.sphere("Moon", 1_737_400.0)
    transform = Affine(500, 0, -100_250, 0, -500, 100_250)
    terrain = ground(f"+proj=stere +lat_0=-90 +units=m {MOON}", transform, (401, 401), moon)
    lat, _ = terrain.geographic(*np.meshgrid(np.arange(401), np.arange(401)))
    expected = 2 * math.pi * 1737.4**2 * (1 - math.sin(math.radians(87.0)))
    assert area_km2(terrain, lat < -87.0) == pytest.approx(expected, rel=2e-3)


def test_the_area_of_a_cell_of_the_earth() -> None:
    """On the ellipsoid a cell of one degree at the equator is 110.574 by 111.320 km."""
    earth = Body("Earth", 6_378_137.0, 6_356_752.314245)
    terrain = ground("EPSG:4326", Affine(0.01, 0, 10.0, 0, -0.01, 0.005), (1, 100), earth)
    assert area_km2(terrain, np.ones((1, 100), dtype=bool)) == pytest.approx(1.10574 * 111.320, rel=1e-5)


def test_the_farthest_cell_of_a_window() -> None:
    """Found among all visible cells, wherever the window lies; none if nothing is visible."""
    moon = Body.sphere("Moon", 1_737_400.0)
    terrain = ground(f"+proj=longlat {MOON}", Affine(1e-3, 0, 20.0, 0, -1e-3, -40.0), (60, 80), moon)
    height = np.full((30, 40), -1.0, dtype=np.float32)
    lat, lon = (float(v) for v in terrain.geographic(25, 20))
    nothing = seen(terrain, Viewshed(height, 15, 10, End(lat, lon, 1.0), 0.5, None))
    assert (nothing.cells_visible, nothing.visible_share, nothing.farthest) == (0, 0.0, None)
    random = np.random.default_rng(3)
    for _ in range(20):
        height[...] = np.where(random.random((30, 40)) < 0.02, 0.25, -1.0)
        height[3, 3] = np.nan
        facts = seen(terrain, Viewshed(height, 15, 10, End(lat, lon, 1.0), 0.5, None))
        row, col = np.nonzero(height >= 0)
        distance = moon.distance_m(lat, lon, *terrain.geographic(col + 15, row + 10))
        assert facts.farthest is not None
        assert facts.farthest.distance_m == pytest.approx(float(distance.max()), abs=1e-6)
        assert (facts.cells, facts.cells_known, facts.cells_visible) == (1200, 1199, row.size)


def test_places_that_are_told_can_be_asked_for() -> None:
    """On a raster across the end of its count, 359.98 to 360.06 degrees, a place is told from -180 to 360."""
    moon = Body.sphere("Moon", 1_737_400.0)
    heights = np.zeros((60, 80))
    heights[:, 60] = 50.0
    frame = ground(f"+proj=longlat {MOON}", Affine(1e-3, 0, 359.98, 0, -1e-3, -40.0), (60, 80), moon)
    terrain = replace(frame, heights_m=heights)
    lat, lon = (float(v) for v in terrain.geographic(5, 30))
    height = np.full((60, 80), -1.0, dtype=np.float32)
    height[30, 79] = 0.25
    farthest = seen(terrain, Viewshed(height, 0, 0, End(lat, lon, 1.0), 0.5, None)).farthest
    assert farthest is not None
    assert farthest.longitude_deg == pytest.approx(0.0595)
    line = sightline(terrain, End(lat, lon, 1.0), End(lat, farthest.longitude_deg, 1.0))
    (ridge,) = ridges(terrain, End(lat, lon, 1.0), End(lat, farthest.longitude_deg, 1.0))
    assert line.obstruction is not None
    assert line.obstruction.longitude_deg == ridge.top.longitude_deg == pytest.approx(0.0405, abs=1e-4)
    assert usual_longitude(-282.6) == pytest.approx(77.4)
