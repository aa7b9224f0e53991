"""Parts of rasters round places where longitudes or meridians make trouble: poles, 180 degrees, 0 and 360."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from relaysim.errors import OutsideTerrain
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box
from relaysim.terrain.raster import open_raster

Maker = Callable[..., Path]
MOON = Body.sphere("Moon", 1_737_400.0)
WHOLE = {"crs": "+proj=longlat +R=1737400 +no_defs", "count": 1}


def round_place(lat: float, lon: float, metres: float) -> Box:
    return Box(lat, lon, lat, lon).wider(metres, MOON)


def whole_moon(raster_file: Maker, west: float, *, south_up: bool = False) -> Path:
    """A degree a cell; heights are waves of latitude and longitude."""
    lat, lon = 89.5 - np.arange(180.0)[:, None], west + 0.5 + np.arange(360.0)
    heights = 100 * np.sin(np.radians(lon)) + lat
    transform = Affine(1, 0, west, 0, 1 if south_up else -1, -90 if south_up else 90)
    return raster_file(heights[::-1] if south_up else heights, transform=transform, **WHOLE)


@pytest.mark.parametrize("south_up", [False, True])
@pytest.mark.parametrize("west", [-180.0, 0.0])
@pytest.mark.parametrize("lon", [-180.0, -0.2, 0.0, 180.0, 359.8, 90.0])
def test_across_the_seam(raster_file: Maker, west: float, lon: float, south_up: bool) -> None:
    """A raster that goes round the body has no edge there: its last column borders on its first."""
    path = whole_moon(raster_file, west, south_up=south_up)
    part = open_raster(path, around=round_place(10.0, lon, 100_000.0))
    assert part.heights_m.shape[1] < 20 and np.isfinite(part.heights_m).all()
    places = lon + np.array([-3.0, -0.7, 0.0, 0.4, 3.0])
    expected = 100 * np.sin(np.radians(places)) + 10.0
    np.testing.assert_allclose(part.height_m(10.0, places), expected, atol=0.05)
    np.testing.assert_allclose(part.height_m(10.0, places - 360), expected, atol=0.05)


@pytest.mark.parametrize("lon", [-170.0, 190.0])
def test_a_piece_that_crosses_180_degrees(raster_file: Maker, lon: float) -> None:
    """A raster of 170 to 190 degrees holds -170, however it is written."""
    path = raster_file(np.ones((10, 20)), transform=Affine(1, 0, 171, 0, -1, 15), **WHOLE)
    part = open_raster(path, around=round_place(10.0, lon, 30_000.0))
    assert part.heights_m.shape[1] <= 8
    assert part.height_m(10.0, lon) == 1.0
    with pytest.raises(OutsideTerrain, match="does not reach"):
        open_raster(path, around=round_place(10.0, 0.0, 30_000.0))


def test_a_pole_in_a_polar_frame(raster_file: Maker) -> None:
    """Round a pole the whole circle is read, and the extent says that the pole is inside."""
    crs = "+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +units=m +no_defs"
    transform = Affine(100.0, 0, -20_000, 0, -100.0, 20_000)
    path = raster_file(np.arange(160_000.0).reshape(400, 400) / 1000, crs=crs, transform=transform)
    for lat, lon in ((-90.0, 0.0), (-90.0, 123.0), (-89.99, 77.0)):
        part = open_raster(path, around=round_place(lat, lon, 2_000.0))
        assert min(part.heights_m.shape) >= 40 and max(part.heights_m.shape) < 60
        assert part.cell_extent_m == pytest.approx((100.0, 100.0), rel=1e-4)
        rim = np.degrees(1_990.0 / MOON.radius_m)
        assert np.isfinite(part.height_m(-90 + rim, np.arange(0, 360, 10.0))).all()
        assert part.extent[:2] == (-90.0, -180.0) and part.extent.east_deg == 180.0
    assert open_raster(path).extent.north_deg == pytest.approx(-89.07, abs=0.01)


def test_near_180_degrees_in_a_polar_frame(raster_file: Maker) -> None:
    """Longitudes that jump from 180 to -180 do not make the extent of a small raster the whole circle."""
    crs = "+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +units=m +no_defs"
    path = raster_file(np.ones((20, 20)), crs=crs, transform=Affine(100.0, 0, -1_000, 0, -100.0, -200_000))
    box = open_raster(path).extent
    assert box.west_deg < 180 < box.east_deg or box.west_deg < -180 < box.east_deg
    assert box.east_deg - box.west_deg < 1.0


def test_a_pole_in_degrees(raster_file: Maker) -> None:
    """Round a pole a raster in degrees gives all its columns, of the rows that are near."""
    part = open_raster(whole_moon(raster_file, 0.0), around=round_place(-89.0, 10.0, 100_000.0))
    assert part.heights_m.shape[1] == 360 and part.heights_m.shape[0] < 10


@pytest.mark.parametrize("lat", [0.0, 18.0, -60.0, 89.0, 89.99, -90.0])
def test_a_wider_box_holds_the_circle(lat: float) -> None:
    """Every place within the distance is in the wider box, near the poles too."""
    from relaysim.terrain.frame import LocalFrame

    box = round_place(lat, 30.0, 5_000.0)
    frame = LocalFrame(MOON, lat, 30.0)
    angle = np.linspace(0, 2 * np.pi, 721)
    rim_lat, rim_lon = frame.to_geographic(4_999.0 * np.cos(angle), 4_999.0 * np.sin(angle))
    assert np.all((rim_lat >= box.south_deg) & (rim_lat <= box.north_deg))
    assert np.all((rim_lon >= box.west_deg) & (rim_lon <= box.east_deg))
    assert box.east_deg - box.west_deg <= 360.0
