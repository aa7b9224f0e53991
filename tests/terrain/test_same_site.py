"""The same ground in different frames is the same ground: distances, heights, clearances."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from relaysim.sightline import clearances
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain
from relaysim.terrain.projection import body_of, projection_of
from relaysim.terrain.raster import open_raster

HALF_M = 800.0
CELL_M = 2.0
MARS, MOON = "+R=3396190 +units=m +no_defs", "+R=1737400 +units=m +no_defs"
FLAT_MARS = "+a=3396190 +b=3376200 +no_defs"
SITES = {
    "mid-latitude sphere": (
        18.4663, 77.4,
        ["+proj=eqc +lat_ts=18.4663 " + MARS, "+proj=eqc +lat_ts=0 " + MARS, "+proj=longlat +R=3396190 +no_defs",
         "+proj=stere +lat_0=18 +lon_0=77 " + MARS],
    ),
    "ellipsoid": (
        18.6, 77.4,
        ["+proj=longlat " + FLAT_MARS, "+proj=eqc +lat_ts=18.6 +units=m " + FLAT_MARS, "+proj=laea +lat_0=18 +lon_0=77 +units=m " + FLAT_MARS],
    ),
    "Earth": (46.5, 8.1, ["EPSG:32632", "EPSG:4326", "EPSG:3035", "EPSG:3857"]),
    "pole inside": (
        -89.995, 40.0,
        ["+proj=stere +lat_0=-90 +lon_0=0 " + MOON, "+proj=stere +lat_0=-90 +lon_0=120 " + MOON, "+proj=laea +lat_0=-90 +lon_0=-30 " + MOON],
    ),
    "180 degrees inside": (
        10.0, 180.0,
        ["+proj=eqc +lat_ts=10 +lon_0=180 " + MOON, "+proj=eqc +lat_ts=0 +lon_0=0 " + MOON, "+proj=longlat +R=1737400 +no_defs",
         "+proj=merc +lon_0=0 " + MOON],
    ),
    "0 degrees inside": (
        10.0, 0.0,
        ["+proj=eqc +lat_ts=10 +lon_0=180 " + MOON, "+proj=longlat +R=1737400 +no_defs", "+proj=merc +lon_0=180 " + MOON],
    ),
}  # fmt: skip
Floats = NDArray[np.float64]


def ground(x: Floats, y: Floats) -> Floats:
    """Smooth hills, metres east and north of the site."""
    return np.asarray(20 * np.sin(x / 150 + 0.3) * np.cos(y / 170) + 6 * np.sin((x - 2 * y) / 130))


def sampled(crs_text: str, site: LocalFrame, *, turns: int = 0) -> Terrain:
    """The hills on a raster in a frame, two metres a cell on the body, `turns` times round the body eastward."""
    crs = CRS.from_string(crs_text)
    east, north = (np.array(site.to_geographic(*m)) for m in ((1.0, 0.0), (0.0, 1.0)))
    lat, lon = np.array([[site.latitude_deg, site.longitude_deg], east, north]).T
    x_first = projection_of(crs, 0.0).forward(lat[:1], lon[:1])[0]
    x, y = projection_of(crs, float(x_first[0])).forward(lat, lon)
    # Units of x and y for a metre on the body: those of cylinders differ, those of other frames do not.
    straight = abs(x[2] - x[0]) < 1e-3 * abs(x[1] - x[0])
    a, e = (x[1] - x[0], y[2] - y[0]) if straight else (np.hypot(x[2] - x[0], y[2] - y[0]),) * 2
    count = int(2 * HALF_M / CELL_M)
    transform = Affine(a * CELL_M, 0, x[0] + turns * 360.0 - a * HALF_M, 0, -e * CELL_M, y[0] + e * HALF_M)
    empty = np.broadcast_to(np.float32(np.nan), (count, count))
    frame = Terrain(crs_text, body_of(crs), empty, None, transform, crs, "", "")
    rows, cols = np.indices((count, count))
    places = site.to_local(*frame.geographic(cols.ravel(), rows.ravel()))
    return Terrain(crs_text, frame.body, ground(*places).reshape(count, count), None, transform, crs, "", "")


@pytest.mark.parametrize("name", SITES)
def test_every_frame_gives_the_same(name: str) -> None:
    """Distances agree to 0.1 %, clearances to 1 cm, and what blocks a link in one frame blocks it in all."""
    lat, lon, frames = SITES[name]
    site = LocalFrame(body_of(CRS.from_string(frames[0])), lat, lon)
    rng = np.random.default_rng(1)
    ends = rng.uniform(-480, 480, (4, 200))
    lat1, lon1 = site.to_geographic(ends[0], ends[1])
    lat2, lon2 = site.to_geographic(ends[2], ends[3])
    true_m = np.hypot(ends[0] - ends[2], ends[1] - ends[3])
    found = []
    for frame in frames:
        terrain = sampled(frame, site)
        np.testing.assert_allclose(terrain.height_m(lat1, lon1), ground(ends[0], ends[1]), atol=0.01)
        assert terrain.cell_extent_m == pytest.approx((CELL_M, CELL_M), rel=5e-3)
        found.append(clearances(terrain, lat1, lon1, 3.0, lat2, lon2, 3.0))
        np.testing.assert_allclose(found[-1].distance_m, true_m, rtol=1e-3)
    assert 20 < found[0].blocked.sum() < 180
    for other in found[1:]:
        assert not other.unknown.any()
        np.testing.assert_allclose(other.clearance_m, found[0].clearance_m, atol=0.01)
        np.testing.assert_allclose(other.distance_m, found[0].distance_m, rtol=1e-3)


@pytest.mark.parametrize("turns", [-1, 1])
def test_longitudes_of_either_count(turns: int) -> None:
    """A geographic raster whose longitudes are 360 degrees more or less is the same raster."""
    site = LocalFrame(Body.sphere("Moon", 1_737_400.0), 10.0, 0.0)
    plain = sampled("+proj=longlat +R=1737400 +no_defs", site)
    other = sampled("+proj=longlat +R=1737400 +no_defs", site, turns=turns)
    lat, lon = site.to_geographic([-300.0, 300.0], [10.0, -20.0])
    for shift in (-360, 0, 360):
        np.testing.assert_allclose(other.height_m(lat, lon + shift), plain.height_m(lat, lon), atol=1e-6)


def test_real_rasters_in_two_frames(dem_folder: Path) -> None:
    """The stretched Jezero raster and the true one give the same distances, and nearly the same heights."""
    stretched = open_raster(dem_folder / "jezero_ctxTRN20m_6km_5p86m.tif")
    true = open_raster(dem_folder / "jezero_composite_20m.tif")
    assert stretched.cell_extent_m[0] == pytest.approx(5.859375 * np.cos(np.radians(18.455)), rel=1e-4)
    rng = np.random.default_rng(2)
    lat, lon = rng.uniform(18.41, 18.50, 500), rng.uniform(77.37, 77.46, 500)
    cells = [
        np.array(t.grid_coordinates(lat, lon)) * np.array(t.cell_extent_m)[:, None] for t in (stretched, true)
    ]
    length = [np.hypot(*(c[:, 1:] - c[:, :-1])) for c in cells]
    np.testing.assert_allclose(length[0], length[1], rtol=1e-3)
    assert abs(np.median(stretched.height_m(lat, lon) - true.height_m(lat, lon))) < 3.0
