"""The pictures of a flight over made ground: rows, products, and what goes to the report."""

from __future__ import annotations

import math

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.in_frame import Body
from relaysim.helicopter.pictures.picture_plan import PictureCamera, PicturePlan
from relaysim.helicopter.pictures.viewpoint import Ground
from relaysim.links.attitude import AttitudeLog
from relaysim.path.route import Route
from relaysim.records.csv_table import table_text
from relaysim.records.picture_rows import PICTURE_COLUMNS, PictureRow
from relaysim.simulation.pictures import (
    Picture,
    PictureFlight,
    picture_views,
    pictures_of,
    rover_in_frames,
)
from relaysim.terrain.body import Body as Planet
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

COLOUR = Camera("colour", 420, 310, 63.0, 47.0, 22.0, 180.0)
DOWN = Camera("down", 640, 480, 100.0, 80.0, 90.0, lowest_m=1.0)
# A hop of 5 m at the origin; the rover stands 60 m to the south.
HOP = Route(np.array([100.0, 105.0, 120.0, 125.0]), np.zeros(4), np.zeros(4), np.array([0.0, 5.0, 5.0, 0.0]))
ROVER = Route.standing(0.0, -60.0, 0.0)


def level() -> Ground:
    terrain = Terrain(
        "level", Planet.sphere("test", 3_396_190.0), np.zeros((81, 81)), None, Affine(5, 0, -202.5, 0, -5, 202.5),
        CRS.from_proj4("+proj=eqc +R=3396190 +units=m +no_defs"), "", "made up",
    )  # fmt: skip
    return Ground(terrain, LocalFrame(terrain.body, 0.0, 0.0))


def pictures(headings: dict[int, float], route: Route = HOP, most: int = 3) -> list[Picture]:
    """Those of flight 2: four colour images, nine of which the ground below is looked at in `most`."""
    cameras = PictureCamera(COLOUR, "colour image", 10), PictureCamera(DOWN, "navigation image", most)
    plan = PicturePlan(cameras, Body(3.0, 2.7, 2.2), headings, "ends", 15.0, 150.0)
    counts = {"colour image": 4, "navigation image": 9, "log": 1}
    return pictures_of(PictureFlight(2, route, ROVER, counts, AttitudeLog()), plan, level())


def test_a_hop_that_faces_north_sees_the_rover_behind_it() -> None:
    """The camera looks backward: four colour images with the rover in the middle, none from the camera below."""
    found = pictures({1: 0.0, 2: 0.0})
    assert [(p.row.product, p.row.picture, p.row.rover_in_frame) for p in found] == [
        *(("colour image", n, True) for n in (1, 2, 3, 4)),
        *(("navigation image", n, False) for n in (1, 5, 9)),
    ]
    row = found[0].row
    assert (row.utc, row.height_m, row.heading_deg) == (105.0, 5.0, 0.0)
    assert row.rover_u_px == pytest.approx(210.0) and row.rover_distance_m == pytest.approx(60.0)
    assert row.footprint_area_m2 is not None and row.footprint_is_cut
    assert (row.footprint_is_partly_unknown, row.rover_hidden_share) == (False, 0.0)


def test_a_hop_that_turns_knows_only_its_first_and_last_picture() -> None:
    """Facing south before, north after: no, unknown, unknown, yes; nothing is given of the unknown ones but where they were."""
    found = pictures({1: 180.0, 2: 0.0})[:4]
    assert [p.row.rover_in_frame for p in found] == [False, None, None, True]
    middle = found[1]
    assert middle.row.heading_deg is middle.row.rover_u_px is middle.row.footprint_area_m2 is None
    assert middle.outline.is_empty and middle.frame is None
    assert middle.row.rover_distance_m == pytest.approx(60.0)


def test_each_product_is_told_of_its_own_picture() -> None:
    """By number among those of its name; None for what was not worked out, and for what is no picture."""
    found = pictures({1: 180.0, 2: 0.0})
    assert rover_in_frames(found, "colour image", 4) == [False, None, None, True]
    below = rover_in_frames(found, "navigation image", 9)
    assert below == [False, None, None, None, False, None, None, None, False]
    assert rover_in_frames(found, "log", 1) == [None]


def test_no_picture_below_the_lowest_height() -> None:
    """A hop of half a metre: the camera that is not used below one metre takes none, the other does."""
    low = Route(HOP.utc_s, HOP.x_m, HOP.y_m, HOP.above_ground_m / 10.0)
    assert {p.row.camera for p in pictures({1: 0.0, 2: 0.0}, low)} == {"colour"}


def test_unknown_headings_leave_only_what_holds_for_all_of_them() -> None:
    """Nothing recorded: the colour camera may or may not have seen it, the one that looks down has not."""
    found = pictures({})
    assert {p.row.rover_in_frame for p in found[:4]} == {None}
    assert {p.row.rover_in_frame for p in found[4:]} == {False}
    assert picture_views(found) == []


def test_the_report_gets_outlines_and_the_frames_that_show_the_rover() -> None:
    """Rings in metres, closed; a frame where the rover is in it, with its level 22 deg above the middle."""
    views = picture_views(pictures({1: 0.0, 2: 0.0}))
    assert len(views) == 7
    frame = views[0]["frame"]
    assert (frame["columns"], frame["rows"]) == (420, 310)
    assert frame["level"][30] == pytest.approx([210.0, 155.0 - 22.0 * 310.0 / 47.0], abs=1.0)
    [ring] = views[6]["outline"]
    assert ring[0] == ring[-1] and views[6]["frame"] is None
    assert max(math.hypot(x, y) for x, y in ring) < 40.0


def test_every_column_of_pictures_csv_is_explained() -> None:
    """The header is the row's fields, each with its meaning; what is unknown is an empty cell."""
    text = table_text(PictureRow, [pictures({})[0].row])
    header, line = text.splitlines()
    assert header.split(",") == list(PICTURE_COLUMNS)
    cells = dict(zip(header.split(","), line.split(","), strict=True))
    assert cells["rover_in_frame"] == cells["heading_deg"] == cells["footprint_area_m2"] == ""
    assert cells["rover_distance_m"] == "60.00"
