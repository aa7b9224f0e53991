"""Footprints over made ground, and what a picture shows of a vehicle: laws, limits, the unknown."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS

from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.footprint import footprint
from relaysim.helicopter.pictures.in_frame import Body, Target, TargetView, target_view
from relaysim.helicopter.pictures.skyline import level_line, skyline
from relaysim.helicopter.pictures.viewpoint import Eye, Ground
from relaysim.links.attitude import Attitude
from relaysim.terrain.body import Body as Planet
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

RADIUS_M, SIDE = 3_396_190.0, 161
ROVER = Body(3.0, 2.0, 2.0)
DOWN = Camera("down", 400, 300, 60.0, 45.0, depression_deg=90.0, projection="pinhole")
AHEAD = Camera("ahead", 420, 310, 63.0, 47.0, depression_deg=22.0)


def ground(heights_m: Any = 0.0, cell_m: float = 5.0) -> Ground:
    """A square of 161 cells about the origin; a number is level ground, a function of x and y (east, north) is that."""
    at = (np.arange(SIDE) - SIDE // 2) * cell_m
    x, y = np.meshgrid(at, -at)
    heights = heights_m(x, y) if callable(heights_m) else np.full(x.shape, heights_m)
    edge = -cell_m * SIDE / 2
    terrain = Terrain(
        "made", Planet.sphere("test", RADIUS_M), heights, None, Affine(cell_m, 0, edge, 0, -cell_m, -edge),
        CRS.from_proj4(f"+proj=eqc +R={RADIUS_M} +units=m +no_defs"), "", "made up",
    )  # fmt: skip
    return Ground(terrain, LocalFrame(terrain.body, 0.0, 0.0))


def facing(heading_deg: float, pitch_deg: float = 0.0, roll_deg: float = 0.0) -> Attitude:
    return Attitude(np.array([heading_deg]), np.array([pitch_deg]), np.array([roll_deg]))


def view(camera: Camera, place: Ground, x: float, y: float, up_m: float = 5.0, **more: float) -> TargetView:
    """What a camera at the origin, its vehicle facing north, sees of a rover at x, y."""
    return target_view(
        camera,
        Eye(0.0, 0.0, up_m),
        facing(0.0, **more),
        Target(x, y, float(place.height_m(x, y)), ROVER),
        place,
    )


@pytest.mark.parametrize("height_m", [1.0, 5.0, 12.0, 24.0])
def test_straight_down_over_level_ground_a_pinhole_covers_a_rectangle(height_m: float) -> None:
    """2 h tan 30 deg by 2 h tan 22.5 deg, its centre below; a pixel is height times its angle; nothing cut."""
    found = footprint(DOWN, Eye(3.0, -7.0, height_m), facing(0.0), ground(), 300.0)
    wide, high = 2 * height_m * math.tan(math.radians(30)), 2 * height_m * math.tan(math.radians(22.5))
    assert found.area_m2 == pytest.approx(wide * high, rel=1e-4)
    west, south, east, north = found.outline.bounds
    assert (east - west, north - south) == pytest.approx((wide, high), rel=1e-4)
    assert (found.centre_x_m, found.centre_y_m) == pytest.approx((3.0, -7.0), abs=1e-6)
    assert found.ground_sample_m == pytest.approx(wide / 400, rel=1e-4)
    assert not found.is_cut and not found.is_partly_unknown


@settings(deadline=None, max_examples=25)
@given(st.floats(-180.0, 180.0), st.floats(2.0, 20.0))
def test_turning_the_vehicle_turns_the_footprint(heading_deg: float, height_m: float) -> None:
    """Over level ground heading changes where a footprint lies, not how large it is; the centre lies h / tan 22 ahead."""
    steeper = Camera("steep", 400, 300, 60.0, 30.0, depression_deg=30.0)
    north = footprint(steeper, Eye(0.0, 0.0, height_m), facing(0.0), ground(), 380.0)
    turned = footprint(steeper, Eye(0.0, 0.0, height_m), facing(heading_deg), ground(), 380.0)
    assert turned.area_m2 == pytest.approx(north.area_m2, rel=2e-3)
    away = height_m / math.tan(math.radians(30.0))
    heading = math.radians(heading_deg)
    at = turned.centre_x_m, turned.centre_y_m
    assert at == pytest.approx((away * math.sin(heading), away * math.cos(heading)), abs=1e-2)


def test_a_camera_that_sees_the_horizon_is_cut_at_the_greatest_distance() -> None:
    """47 deg about 22 deg below the horizon reach 1.5 deg above it: the outline ends at the reach, and says so."""
    found = footprint(AHEAD, Eye(0.0, 0.0, 5.0), facing(0.0), ground(), 200.0)
    assert found.is_cut and not found.is_partly_unknown
    assert max(math.hypot(x, y) for x, y in found.outline.exterior.coords) == pytest.approx(200.0)


def test_a_camera_that_looks_at_the_sky_covers_nothing() -> None:
    """Wholly above the horizon: no outline, no centre, no ground sample."""
    found = footprint(Camera("up", 400, 300, 40.0, 30.0, -30.0), Eye(0, 0, 5.0), facing(0.0), ground(), 200.0)
    assert (
        found.outline.is_empty
        and found.area_m2 == 0.0
        and math.isnan(found.centre_x_m + found.ground_sample_m)
    )


def test_a_wall_ends_a_footprint() -> None:
    """A step of 40 m, 100 m to the north, ends what a level view from 5 m covers, within a cell."""
    wall = ground(lambda x, y: np.where(y >= 100.0, 40.0, 0.0))
    found = footprint(AHEAD, Eye(0.0, 0.0, 5.0), facing(0.0), wall, 300.0)
    assert not found.is_cut
    assert 95.0 <= found.outline.bounds[3] <= 100.0


def test_unknown_ground_ends_a_footprint_and_is_said() -> None:
    """Beyond unknown ground nothing is claimed; over it there is no footprint at all."""
    gap = ground(lambda x, y: np.where(y > 60.0, np.nan, 0.0))
    found = footprint(AHEAD, Eye(0.0, 0.0, 5.0), facing(0.0), gap, 300.0)
    assert found.is_partly_unknown and found.outline.bounds[3] <= 60.0 + 1e-6
    below = footprint(DOWN, Eye(0.0, 200.0, 5.0), facing(0.0), gap, 300.0)
    assert below.outline.is_empty and below.is_partly_unknown


def test_an_unknown_heading_gives_no_footprint() -> None:
    """nan for a heading: nothing is drawn, not a guess."""
    assert footprint(DOWN, Eye(0, 0, 5.0), facing(math.nan), ground(), 100.0).outline.is_empty


def test_the_rover_stands_where_trigonometry_puts_it() -> None:
    """Straight ahead, 50 m away, its centre 4 m below the lens: in the middle, atan(4 / 50) below the level."""
    found = view(AHEAD, ground(), 0.0, 50.0)
    down = math.degrees(math.atan2(4.0, 50.0))
    assert found.u_px == pytest.approx(210.0)
    assert found.v_px == pytest.approx(155.0 + (down - 22.0) * 310.0 / 47.0, abs=0.01)
    foot, top = math.degrees(math.atan2(5.0, 50.0)), math.degrees(math.atan2(3.0, 50.0))
    assert found.height_px == pytest.approx((foot - top) * 310.0 / 47.0, abs=0.01)
    assert (found.in_frame, found.hidden, found.distance_m) == (True, 0.0, pytest.approx(50.0))


@pytest.mark.parametrize(
    ("x", "y", "seen"), [(0.0, 50.0, True), (29.0, 50.0, True), (33.0, 50.0, False), (0.0, -50.0, False)]
)
def test_the_frame_ends_at_half_the_field_of_view(x: float, y: float, seen: bool) -> None:
    """31.5 deg to either side, about; behind the camera nothing is in the picture."""
    assert view(AHEAD, ground(), x, y).in_frame is seen


def test_a_nose_that_rises_moves_the_rover_down_in_a_picture_ahead() -> None:
    """3 deg of pitch are 3 deg in the picture; a camera that looks backward sees the opposite."""
    level, raised = view(AHEAD, ground(), 0.0, 50.0), view(AHEAD, ground(), 0.0, 50.0, pitch_deg=3.0)
    assert raised.v_px - level.v_px == pytest.approx(3.0 * 310.0 / 47.0, abs=0.1)
    back = Camera("back", 420, 310, 63.0, 47.0, depression_deg=22.0, azimuth_deg=180.0)
    level, raised = view(back, ground(), 0.0, -50.0), view(back, ground(), 0.0, -50.0, pitch_deg=3.0)
    assert raised.v_px - level.v_px == pytest.approx(-3.0 * 310.0 / 47.0, abs=0.1)


def test_a_hill_hides_the_rover_in_part_or_wholly() -> None:
    """A ridge half way, as high as the line to the middle of the rover hides the lower half, a higher one all of it."""

    def ridge(top_m: float) -> Ground:
        return ground(lambda x, y: np.where(np.abs(y - 50.0) < 1.0, top_m, 0.0))

    half = view(AHEAD, ridge(3.0), 0.0, 100.0)
    assert half.in_frame is True and half.hidden == pytest.approx(0.5, abs=0.11)
    assert view(AHEAD, ridge(2.4), 0.0, 100.0).hidden == 0.0
    whole = view(AHEAD, ridge(6.0), 0.0, 100.0)
    assert whole.in_frame is False and whole.hidden == 1.0


def test_unknown_ground_between_makes_the_answer_unknown() -> None:
    """In the frame over unknown ground: neither yes nor no; outside the frame it is no all the same."""
    gap = ground(lambda x, y: np.where(np.abs(y - 30.0) < 6.0, np.nan, 0.0))
    found = view(AHEAD, gap, 0.0, 60.0)
    assert found.in_frame is None and math.isnan(found.hidden)
    assert view(AHEAD, gap, 60.0, 0.0).in_frame is False


def test_of_several_attitudes_all_must_agree() -> None:
    """Every heading possible: no camera ahead can tell, one that looks down can where the rover is too far or below it."""
    every = np.arange(0.0, 360.0, 2.5)
    attitudes = Attitude(every, 0.0 * every, 0.0 * every)
    near, far = Target(0.5, 0.0, 0.0, ROVER), Target(0.0, 80.0, 0.0, ROVER)
    eye = Eye(0.0, 0.0, 12.0)
    assert target_view(AHEAD, eye, attitudes, far, ground()).in_frame is None
    assert target_view(DOWN, eye, attitudes, far, ground()).in_frame is False
    assert target_view(DOWN, eye, attitudes, near, ground()).in_frame is True
    found = target_view(DOWN, eye, attitudes, near, ground())
    assert math.isnan(found.u_px) and found.distance_m == pytest.approx(0.5)


def test_breadth_follows_the_heading_and_its_mean_where_that_is_unknown() -> None:
    """2 m from the front, 3 m from the side, 2 (3 + 2) / pi over all bearings: the mean of what each gives."""
    assert (ROVER.breadth_m(0.0), ROVER.breadth_m(90.0)) == (pytest.approx(2.0), pytest.approx(3.0))
    mean = np.mean([ROVER.breadth_m(b) for b in np.arange(0.0, 360.0, 0.5)])
    assert ROVER.breadth_m(math.nan) == pytest.approx(float(mean), rel=1e-4)


def test_the_skyline_of_level_ground_lies_just_below_the_level() -> None:
    """From 5 m up ground 300 m away stands 0.95 deg below the level; a hill rises above it."""
    eye = Eye(0.0, 0.0, 5.0)
    centre = 30
    level, flat = level_line(AHEAD, facing(0.0)), skyline(AHEAD, eye, facing(0.0), ground(), 300.0)
    dip = math.degrees(math.atan2(5.0, 300.0)) * 310.0 / 47.0
    assert level[centre] == pytest.approx([210.0, 155.0 - 22.0 * 310.0 / 47.0])
    assert flat[centre][1] - level[centre][1] == pytest.approx(dip, abs=0.05)
    hill = ground(lambda x, y: np.where(np.abs(y - 200.0) < 6.0, 30.0, 0.0))
    raised = skyline(AHEAD, eye, facing(0.0), hill, 300.0)
    assert level[centre][1] - raised[centre][1] == pytest.approx(math.degrees(math.atan2(25.0, 195.0)) * 310.0 / 47.0, abs=1.0)  # fmt: skip


def test_a_small_body_bends_out_of_sight() -> None:
    """The line to far ground counts the body's bulge: 300 m away on a sphere the size of Mars it sinks by 13 mm."""
    place = ground()
    along, heights = place.along(Eye(0.0, 0.0, 5.0), np.array([[0.0, 1.0]]), 300.0, 2.5)
    assert along[-1] == 300.0
    assert heights[0, -1] == pytest.approx(-(300.0**2) / (2 * RADIUS_M), abs=1e-9)
    assert heights[0, 60] == pytest.approx(-(along[60] ** 2) / (2 * RADIUS_M), abs=1e-9)
