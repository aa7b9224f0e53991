"""Frames that bend great circles, views that are too wide, rasters that go round the body: right, refused or unknown."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

import relaysim
from relaysim.errors import InputError, NoResult
from relaysim.sightline import End, Ends, clearances, clearances_between, fresnel_clearances, visible
from relaysim.sightline.blackout_map import Stands, blackout_map
from relaysim.sightline.viewshed import viewshed
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain

sys.path.insert(0, str(Path(__file__).parent))
from small_grounds import MARS_M, end, ground, hills


def in_degrees(heights_m: np.ndarray, cell_deg: float, south_deg: float, west_deg: float = 10.0) -> Terrain:
    """A geographic raster of Mars."""
    rows = heights_m.shape[0]
    return Terrain(
        name="made up", body=Body.sphere("test body", MARS_M), heights_m=heights_m, sigma_m=None,
        transform=Affine(cell_deg, 0, west_deg, 0, -cell_deg, south_deg + rows * cell_deg),
        crs=CRS.from_proj4(f"+proj=longlat +R={MARS_M} +no_defs"), sha256="", source="made up",
    )  # fmt: skip


@pytest.mark.parametrize(("south_deg", "allowed"), [(45.0, 1), (60.0, 2), (80.0, 8)])
def test_a_viewshed_where_great_circles_bend_is_what_the_links_say_but_near_grazing(
    south_deg: float, allowed: int
) -> None:
    """Far north in degrees nearly every cell has the sign of its own link; those that differ are near grazing."""
    heights = np.kron(hills(4, (50, 60)), np.ones((6, 6))) * 12.0
    heights = (heights + np.roll(heights, 3, 0) + np.roll(heights, 3, 1) + np.roll(heights, 3, (0, 1))) / 4.0
    terrain = in_degrees(heights, 0.001, south_deg)
    lat, lon = terrain.geographic(171.3, 148.7)
    observer = End(float(lat), float(lon), 5.0)
    found = viewshed(terrain, observer, 2.0)
    down, across = np.indices(heights.shape)
    places = terrain.geographic(across.ravel(), down.ravel())
    links = clearances(terrain, observer.latitude_deg, observer.longitude_deg, 5.0, *places, 2.0)
    differs = found.visible.ravel() != links.clear
    assert not np.isnan(found.height_m).any()
    assert differs.sum() <= allowed * heights.size / 10_000
    assert (np.abs(links.clearance_m[differs]) < 1.0).all()


def test_a_radius_in_a_bent_frame_is_that_over_the_ground() -> None:
    """Cells are given up to the radius and none beyond it."""
    terrain = in_degrees(np.zeros((200, 260)), 0.001, 75.0)
    lat, lon = terrain.geographic(130.0, 100.0)
    found = viewshed(terrain, End(float(lat), float(lon), 2.0), 900.0, radius_m=3000.0)
    down, across = np.indices(found.height_m.shape)
    places = terrain.geographic(across + found.column, down + found.row)
    far = terrain.body.distance_m(lat, lon, *places) > 3000.0
    assert np.array_equal(np.isnan(found.height_m), far)


def test_a_view_too_wide_for_its_frame_is_refused() -> None:
    """Hundreds of kilometres, or a raster in degrees beside the pole: one message, no picture of nonsense."""
    for terrain in (in_degrees(np.zeros((90, 180)), 1.0, -45.0), in_degrees(np.zeros((40, 300)), 0.02, 89.0)):
        lat, lon = terrain.geographic(20.0, 20.0)
        with pytest.raises(InputError, match="too wide"):
            viewshed(terrain, End(float(lat), float(lon), 100.0), 10.0)


def test_a_link_across_the_seam_of_a_raster_round_the_body_is_unknown_not_wrong() -> None:
    """The straight way in such a raster runs round the other side: nothing is claimed."""
    terrain = in_degrees(np.zeros((20, 360)), 1.0, -10.0, west_deg=-180.0)
    ends = (0.2, 179.4, 500.0, 0.3, -179.4, 500.0)
    assert visible(terrain, *ends)[0] == -1
    assert np.isnan(clearances(terrain, *ends).clearance_m[0])


def test_radii_and_stands_that_are_none_are_refused() -> None:
    """An infinite radius, stands of unequal number, and a stand outside, named."""
    terrain = ground(np.zeros((20, 20), np.float32))
    observer = end(terrain, 5, 5, 2.0)
    with pytest.raises(InputError, match="radius"):
        viewshed(terrain, observer, 0.5, radius_m=float("inf"))
    one = np.array([observer.latitude_deg]), np.array([observer.longitude_deg])
    with pytest.raises(InputError, match="differ in number"):
        blackout_map(terrain, Stands(*one, np.array([2.0, 2.0]), np.array([0.0]), 1.0), 0.5)
    with pytest.raises(InputError, match="no stands"):
        relaysim.blackout_map("not even looked for.tif", Stands([], [], [], [], 1.0), 0.5)
    out = Stands(np.array([one[0][0], 1.0]), np.repeat(one[1], 2), np.full(2, 2.0), np.array([0.0, 1.0]), 2.0)
    with pytest.raises(NoResult, match="stand 2 of 2"):
        blackout_map(terrain, out, 0.5)


def test_the_share_of_the_zone_has_the_clearances_sign_from_antennas_on_the_ground() -> None:
    """With an antenna at height 0 the zone closes at its foot: blocked stays negative, clear is not."""
    terrain = ground(hills(7))
    rng = np.random.default_rng(2)
    (lat1, lat2), (lon1, lon2) = terrain.geographic(
        rng.uniform(0, 30, (2, 3000)), rng.uniform(0, 22, (2, 3000))
    )
    ends = Ends.above_ground(terrain, lat1, lon1, 0.0, lat2, lon2, 1.0)
    links, found = clearances_between(terrain, ends), fresnel_clearances(terrain, ends, 0.328)
    assert np.array_equal(found.share < 0.0, links.blocked)
    assert np.isfinite(found.share).all()
