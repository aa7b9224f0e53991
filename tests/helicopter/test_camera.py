"""Cameras: pixels to directions and back, and the conventions of a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.helicopter.pictures.camera import PROJECTIONS, Camera


def camera(**given: object) -> Camera:
    """A camera of 400 x 300 pixels, 60 x 45 deg, that looks forward and level, unless something else is given."""
    facts: dict[str, object] = {
        "name": "c", "columns": 400, "rows": 300, "width_deg": 60.0, "height_deg": 45.0, "depression_deg": 0.0,
    }  # fmt: skip
    return Camera(**(facts | given))  # type: ignore[arg-type]


FISHEYE = camera(columns=640, rows=480, width_deg=133.0, height_deg=100.0, depression_deg=90.0)

cameras = st.builds(
    lambda wide, high, down, round_, how: camera(
        width_deg=wide, height_deg=high, depression_deg=down, azimuth_deg=round_, projection=how
    ),
    st.floats(1.0, 150.0),
    st.floats(1.0, 150.0),
    st.floats(-90.0, 90.0),
    st.floats(-360.0, 360.0),
    st.sampled_from(PROJECTIONS),
)


@given(cameras, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_pixel_sees_the_direction_that_falls_on_it(one: Camera, across: float, down: float) -> None:
    """Rays are unit vectors, and their pixels are those they came from."""
    u, v = across * one.columns, down * one.rows
    ray = one.rays(u, v)
    assert np.linalg.norm(ray) == pytest.approx(1.0)
    back = one.pixels(ray)
    assert (float(back[0][0]), float(back[1][0])) == pytest.approx((u, v), abs=1e-5)
    assert one.holds(u, v)


@pytest.mark.parametrize("how", PROJECTIONS)
def test_the_edges_lie_half_the_field_of_view_off_the_boresight(how: str) -> None:
    """The middles of the four edges of a level camera: 30 deg left and right, 22.5 deg up and down."""
    one = camera(projection=how)
    left, right, top, foot = one.rays([0, 400, 200, 200], [150, 150, 0, 300])
    assert math.degrees(math.atan2(left[1], left[0])) == pytest.approx(-30.0)
    assert math.degrees(math.atan2(right[1], right[0])) == pytest.approx(30.0)
    assert math.degrees(math.asin(top[2])) == pytest.approx(-22.5)
    assert math.degrees(math.asin(foot[2])) == pytest.approx(22.5)


def test_a_camera_looks_where_its_mount_points_it() -> None:
    """22 deg below the horizon, backward: the upper edge lies above the boresight, the right edge to the left of forward."""
    one = camera(depression_deg=22.0, azimuth_deg=180.0)
    centre, top, right = one.rays([200, 200, 400], [150, 0, 150])
    assert centre == pytest.approx([-math.cos(math.radians(22)), 0.0, math.sin(math.radians(22))])
    assert math.degrees(math.asin(top[2])) == pytest.approx(22.0 - 22.5)
    assert right[1] < 0.0


def test_one_that_looks_down_has_its_upper_edge_forward() -> None:
    """Straight down, the upper edge of the picture is ahead of the vehicle and its right edge to the right."""
    centre, top, right = FISHEYE.rays([320, 320, 640], [240, 0, 240])
    assert centre == pytest.approx([0.0, 0.0, 1.0])
    assert top[0] == pytest.approx(math.sin(math.radians(50.0))) and abs(top[1]) < 1e-12
    assert right[1] == pytest.approx(math.sin(math.radians(66.5))) and abs(right[0]) < 1e-12


def test_only_equidistant_makes_the_pixels_of_a_fisheye_square() -> None:
    """640 x 480 pixels over 133 x 100 deg: one angle a pixel both ways, to 0.3 %; as a pinhole they differ by 45 %."""
    across, down = FISHEYE.pixel_rad
    assert across / down == pytest.approx(1.0, abs=0.003)
    assert across == pytest.approx(3.63e-3, abs=0.01e-3)
    pinhole = camera(columns=640, rows=480, width_deg=133.0, height_deg=100.0, projection="pinhole")
    assert pinhole.pixel_rad[0] / pinhole.pixel_rad[1] == pytest.approx(1.45, abs=0.01)


def test_what_is_behind_a_camera_has_no_place_in_its_picture() -> None:
    """A pinhole has no pixel beside or behind it; a fisheye none straight behind; nan is in no picture."""
    behind, beside = np.array([[-1.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    for how in PROJECTIONS:
        u, v = camera(projection=how).pixels(behind)
        assert np.isnan(u[0]) and not camera(projection=how).holds(u, v)[0]
    assert np.isnan(camera(projection="pinhole").pixels(beside)[0][0])
    assert camera().pixels(beside)[0][0] == pytest.approx(200.0 + 90.0 / 60.0 * 400.0)


def test_the_border_runs_clockwise_round_the_picture() -> None:
    """Four corners in turn from the upper left, none twice."""
    u, v = camera().border(1)
    assert list(zip(u.tolist(), v.tolist(), strict=True)) == [(0, 0), (400, 0), (400, 300), (0, 300)]
    u, v = camera().border(24)
    assert len(u) == 96 == len(set(zip(u.tolist(), v.tolist(), strict=True)))
