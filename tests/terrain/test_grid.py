"""Coordinates and heights of a raster, in every kind of frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from rasterio.crs import CRS

from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box, Terrain, bilinear
from relaysim.terrain.projection import LinearProjection, WarpedProjection, body_of, projection_of
from relaysim.terrain.raster import open_raster

KINDS = {
    "eqc, true at 18": (
        "+proj=eqc +lat_ts=18.4663 +R=3396190 +no_defs",
        Affine(20, 0, 4338120, 0, -20, 1102520),
    ),
    "eqc, stretched": ("+proj=eqc +lat_ts=0 +R=3396190 +no_defs", Affine(6, 0, 4585750.7, 0, -6, 1096914.5)),
    "eqc, about 180": ("+proj=eqc +lat_ts=0 +lon_0=180 +R=3396190 +no_defs", Affine(6, 0, -6e6, 0, -6, 1e6)),
    "eqc, shifted": (
        "+proj=eqc +lat_ts=10 +lat_0=5 +lon_0=70 +x_0=1000 +y_0=-500 +R=3396190 +no_defs",
        Affine(9, 0, 4e5, 0, -9, 7e5),
    ),
    "geographic": ("+proj=longlat +R=3396190 +no_defs", Affine(0.002, 0, 77.279, 0, -0.002, 18.509)),
    "geographic to 360": ("+proj=longlat +R=1737400 +no_defs", Affine(0.002, 0, 359.0, 0, -0.002, 18.5)),
    "IAU": ("IAU_2015:49910", Affine(6, 0, 4585750.7, 0, -6, 1096914.5)),
    "ellipsoid eqc": ("+proj=eqc +lat_ts=10 +a=3396190 +b=3376200 +no_defs", Affine(6, 0, 4e6, 0, -6, 1e6)),
    "polar": ("+proj=stere +lat_0=-90 +lat_ts=-90 +R=1737400 +no_defs", Affine(100, 0, -4e4, 0, -100, 5e4)),
    "UTM": ("EPSG:32633", Affine(10, 0, 399960, 0, -10, 5300040)),
    "WGS 84": ("EPSG:4326", Affine(1e-4, 0, 11.1, 0, -1e-4, 47.2)),
    "Swiss": ("EPSG:2056", Affine(10, 0, 2600000, 0, -10, 1200000)),
}


def made(kind: str, heights: np.ndarray | None = None) -> Terrain:
    text, transform = KINDS[kind]
    crs = CRS.from_string(text)
    band = np.zeros((60, 80), dtype=np.float32) if heights is None else heights
    return Terrain("made", body_of(crs), band, None, transform, crs, "", "test")


@pytest.mark.parametrize("kind", KINDS)
def test_round_trip(kind: str) -> None:
    """Cells to degrees and back is where one started, in any frame; a change of datum is good to a mm."""
    terrain = made(kind)
    col, row = np.meshgrid(np.linspace(-1, 80, 9), np.linspace(-1, 60, 9))
    back = terrain.grid_coordinates(*terrain.geographic(col, row))
    np.testing.assert_allclose(back, (col, row), atol=2e-4 if kind == "Swiss" else 1e-6)


@pytest.mark.parametrize("kind", [k for k in KINDS if "eqc," in k or k in ("geographic", "IAU", "WGS 84")])
def test_closed_form_is_proj(kind: str) -> None:
    """Where a closed form is used it agrees with PROJ to a micrometre."""
    terrain = made(kind)
    assert isinstance(terrain._projection, LinearProjection)
    lat, lon = terrain.geographic(np.linspace(0, 79, 50), np.linspace(0, 59, 50))
    body = terrain.body
    proj = WarpedProjection(
        terrain.crs, f"+proj=longlat +a={body.equatorial_radius_m!r} +b={body.polar_radius_m!r} +no_defs"
    )
    scale = 6e4 if terrain.crs.is_geographic else 1.0
    np.testing.assert_allclose(
        np.array(terrain._projection.forward(lat, lon)) * scale,
        np.array(proj.forward(lat, lon)) * scale,
        atol=1e-6,
    )


def test_earth_places_are_wgs84() -> None:
    """On the Earth a raster of another datum is asked by WGS 84: Bern lies 100 m off its own."""
    terrain = made("Swiss")
    lat, lon = terrain.geographic(-0.5, -0.5)  # 2600000 1200000: the old observatory of Bern
    assert lat == pytest.approx(46.951083, abs=1e-5) and lon == pytest.approx(7.438632, abs=1e-5)


@pytest.mark.parametrize("lon", [0.05, 360.05, -359.95])
def test_longitudes_wrap(lon: float) -> None:
    """A raster that counts to 360 finds places given from -180 to 180."""
    col, _ = made("geographic to 360").grid_coordinates(18.45, lon)
    assert col == pytest.approx((360.05 - 359.0) / 0.002 - 0.5)


def test_ctx_map_agrees_with_the_missions(dem_folder: Path) -> None:
    """Real rasters in three frames put one place at the same height, to the error of their resampling."""
    lat, lon = np.array([18.44, 18.46, 18.48]), np.array([77.40, 77.42, 77.44])
    names = ("jezero_composite_20m", "jezero_ctx20m_10km_registered", "jezero_ctxTRN20m_6km_5p86m")
    heights = [open_raster(dem_folder / f"{name}.tif").height_m(lat, lon) for name in names]
    np.testing.assert_allclose(heights[1], heights[0], atol=2.0)
    np.testing.assert_allclose(heights[2], heights[0], atol=3.0)


def test_closed_form_is_proj_on_real_rasters(dem_folder: Path) -> None:
    """The closed form is taken for every real raster, and is PROJ's answer."""
    for file in sorted(dem_folder.glob("*.tif")):
        terrain = open_raster(file)
        assert isinstance(terrain._projection, LinearProjection), file.name
        rows, cols = terrain.heights_m.shape
        lat, lon = terrain.geographic(np.linspace(0, cols, 20), np.linspace(0, rows, 20))
        proj = WarpedProjection(terrain.crs, "+proj=longlat +R=3396190.0 +no_defs").forward(lat, lon)
        near = 1e-11 if terrain.crs.is_geographic else 1e-6
        np.testing.assert_allclose(terrain._projection.forward(lat, lon), proj, atol=near)


@given(st.floats(0, 79), st.floats(0, 59), st.floats(-2, 2), st.floats(-2, 2), st.floats(-3000, 3000))
def test_bilinear_is_exact_on_a_plane(col: float, row: float, a: float, b: float, c: float) -> None:
    """Between centres a plane is the same plane."""
    u, v = np.meshgrid(np.arange(80.0), np.arange(60.0))
    assert bilinear(a * u + b * v + c, col, row) == pytest.approx(a * col + b * row + c, abs=1e-3)


def test_unknown_and_outside() -> None:
    """nan outside the outermost centres and beside an unknown cell, but not where its weight is nothing."""
    band = np.arange(12.0).reshape(3, 4)
    band[1, 2] = np.nan
    col, row = (
        np.array([1, 1.5, 2, 3, 3, -0.1, 3.1, np.nan, 0, 3]),
        np.array([1, 1, 1, 1, 0.5, 0, 0, 0, 2, 2]),
    )
    expected = [5, np.nan, np.nan, 7, 5, np.nan, np.nan, np.nan, 8, 11]
    np.testing.assert_array_equal(bilinear(band, col, row), expected)


def test_corner_cell_survives_rounding() -> None:
    """The outermost centres themselves are inside, though degrees to cells rounds."""
    for kind in KINDS.keys() - {"Swiss"}:
        terrain = made(kind, np.full((60, 80), 5.0))
        assert np.all(terrain.height_m(*terrain.geographic([0, 79, 0, 79], [0, 0, 59, 59])) == 5.0), kind


def test_cells_are_measured_on_the_body() -> None:
    """A raster stretched by 1 / cos(latitude) has cells narrower on the ground than in its own metres."""
    east, north = made("eqc, stretched").cell_extent_m
    assert north == pytest.approx(6.0, rel=1e-6)
    assert east == pytest.approx(6.0 * np.cos(np.radians(18.5)), rel=1e-3)
    assert made("eqc, stretched").cell_size_m == east


@pytest.mark.parametrize("kind", ["eqc, true at 18", "eqc, stretched", "geographic", "UTM", "polar"])
def test_profile_measures_the_body(kind: str) -> None:
    """A profile ends at the great-circle (geodesic) distance, its steps are even and none is too long."""
    u, _ = np.meshgrid(np.arange(80.0), np.arange(60.0))
    terrain = made(kind, u)
    lat, lon = terrain.geographic([5, 70], [10, 40])
    distance, height = terrain.profile(lat[0], lon[0], lat[1], lon[1], 7.0)
    assert distance[0] < 1e-9 and distance[-1] == pytest.approx(
        float(terrain.body.distance_m(*np.ravel([lat, lon], "F")))
    )
    assert np.diff(distance).max() <= 7.0 * 1.001
    np.testing.assert_allclose(height, np.linspace(5, 70, len(height)), atol=1e-4)
    np.testing.assert_allclose(distance, np.linspace(0, distance[-1], len(distance)), rtol=2e-3, atol=1e-6)
    for none in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="step_m must be positive"):
            terrain.profile(lat[0], lon[0], lat[1], lon[1], none)


def test_window_equals_the_whole(raster_file: Callable[..., Path]) -> None:
    """A raster read around a place has the heights, places and checksum of the whole there."""
    path = raster_file(np.random.default_rng(1).normal(size=(100, 120)))
    whole = open_raster(path)
    lat, lon = whole.geographic([40, 60], [50, 30])
    part = open_raster(path, around=Box(lat[0], lon[0], lat[1], lon[1]))
    assert max(part.heights_m.shape) <= 25 and part.sha256 == whole.sha256
    inside = whole.geographic([40.3, 59.0], [31.7, 49.9])
    np.testing.assert_allclose(part.height_m(*inside), whole.height_m(*inside), rtol=1e-6)


def test_projection_needs_a_figure() -> None:
    """The body of a CRS is its ellipsoid, whatever wraps it."""
    assert body_of(CRS.from_epsg(32633)).polar_radius_m == pytest.approx(6_356_752.314, abs=1e-3)
    assert body_of(CRS.from_string("IAU_2015:30110"), "Moon") == Body.sphere("Moon", 1_737_400.0)
    assert isinstance(projection_of(CRS.from_epsg(3857), 0.0), WarpedProjection)
