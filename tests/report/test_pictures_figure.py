"""The section about pictures: what is counted, where the rover is drawn, and how much a page of many flights shows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from relaysim.errors import InputError
from relaysim.report.geometry_file import Geometry, read_geometry
from relaysim.report.node import Node
from relaysim.report.pictures_figure import draw_footprints, draw_frame
from relaysim.report.pictures_file import read_pictures
from relaysim.report.pictures_table import MOST_FLIGHTS, count_table, pictures_section
from relaysim.report.svg import Layout
from relaysim.report.times import Times, read_times

SIDE = Layout("panel", 420.0)


def picture(flight: str = "54", number: int = 8, **given: Any) -> dict[str, Any]:
    """A picture of geometry.json: a square of ground, and the rover a quarter from the left, a tenth from the top."""
    frame = {
        "columns": 420, "rows": 310, "level": [[0, 10], [420, 10]], "skyline": [[-20, 16], [440, 14]],
        "rover": [105.0, 31.0, 24.0, 14.0],
    }  # fmt: skip
    square = [[110.0, 60.0], [130.0, 60.0], [130.0, 90.0], [110.0, 90.0], [110.0, 60.0]]
    facts = {
        "flight": flight,
        "picture": number,
        "camera": "colour camera",
        "outline": [square],
        "frame": frame,
    }
    return facts | given


def row(number: int, in_frame: str, **given: str) -> Node:
    """A row of pictures.csv."""
    facts = {
        "flight": "54", "picture": str(number), "camera": "colour camera", "utc": "2023-08-03T19:22:45.4Z",
        "height_m": "5.00", "heading_deg": "185.74", "footprint_area_m2": "", "rover_in_frame": in_frame,
        "rover_u_px": "105.0", "rover_v_px": "31.0", "rover_width_px": "24.0", "rover_height_px": "14.0",
        "rover_distance_m": "57.80", "rover_hidden_share": "0.25",
    }  # fmt: skip
    return Node(facts | given, f"pictures.csv row {number}")


@pytest.fixture
def times(files: Any) -> Times:
    return read_times(Node(files["summary.json"], "summary.json"))


@pytest.fixture
def geometry(files: Any, times: Times) -> Any:
    """Makes the geometry of the run with the pictures given."""

    def make(*pictures: dict[str, Any], **changed: Any) -> Geometry:
        content = files["geometry.json"] | {"pictures": list(pictures)} | changed
        return read_geometry(Node(content, "geometry.json"), times)

    return make


def test_pictures_are_counted_by_what_is_known_of_them(geometry: Any, times: Times) -> None:
    """Yes, no and unknown are three things; an empty cell is the third."""
    rows = [row(1, "false"), row(2, ""), row(3, ""), row(4, "true", footprint_area_m2="1234.0")]
    [cells] = count_table(rows).rows
    assert [cell.text for cell in cells] == ["54", "colour camera", "4", "1", "1", "2", "1,234 m²"]
    section = pictures_section(rows, geometry(picture()), times)
    assert section["picture_words"].startswith(
        "Of 4 pictures that were worked out, 1 shows Perseverance; of 2 "
    )


def test_only_pictures_that_show_the_rover_have_a_row(geometry: Any, times: Times) -> None:
    """Where it is, how large, how much the ground hides."""
    section = pictures_section([row(1, "false"), row(2, ""), row(8, "true")], geometry(picture()), times)
    [cells] = section["rover_pictures"].rows
    assert cells[0].second == "colour camera, picture 8"
    assert [cell.text for cell in cells[2:]] == ["5.0 m", "186 deg", "105 px", "31 px", "24 x 14 px", "58 m", "25 %"]  # fmt: skip


def test_the_box_is_drawn_where_the_rover_is(geometry: Any) -> None:
    """A page as wide as the picture has pixels: the box about (105, 31), 24 by 14; said in words, too."""
    [view] = read_pictures(geometry(picture()).node)
    assert view.frame is not None
    drawing = str(draw_frame(view, view.frame, SIDE, 0))
    assert '<rect x="93" y="24" width="24" height="14" class="rover-box">' in drawing
    assert "25 % from the left and 10 % from the upper edge" in drawing
    assert 'viewBox="0 0 420 310"' in drawing
    assert drawing.count('class="rover-box"') == 1


def test_a_rover_too_small_to_see_is_drawn_larger_beside(geometry: Any) -> None:
    """A box of 3 pixels on the page is drawn a second time in a corner."""
    one = picture()
    one["frame"] |= {"columns": 4200, "rows": 3100, "rover": [3900.0, 500.0, 30.0, 20.0]}
    [view] = read_pictures(geometry(one).node)
    assert view.frame is not None
    drawing = str(draw_frame(view, view.frame, SIDE, 0))
    assert drawing.count('class="rover-box"') == 2 and "14 times" in drawing


def test_a_footprint_is_drawn_at_its_place(geometry: Any) -> None:
    """The outline's corners are as far apart on the page as the scale says, north up."""
    known = geometry(picture())
    flight = next(flight for flight in known.flights if flight.name == "54")
    drawing = str(draw_footprints(known, flight, read_pictures(known.node), SIDE, 0))
    [path] = re.findall(r'<path d="([^"]*)" class="footprint">', drawing)
    corners = [tuple(map(float, pair.split())) for pair in re.findall(r"[ML]([-\d.]+ [-\d.]+)", path)]
    (x0, y0), (x1, y1), (_, y2) = corners[:3]
    assert y0 == y1 and y2 < y1
    assert (x1 - x0) / (y1 - y2) == pytest.approx(20.0 / 30.0, abs=0.02)
    assert 'href="#relief"' in drawing and "flight 54" in drawing


def test_a_page_of_many_flights_draws_a_few(geometry: Any, times: Times) -> None:
    """Flights whose pictures show the rover come first; three flights at most, one frame each, names all different."""
    pictures = [picture("51", n, frame=None) for n in (1, 2)] + [
        picture(name, 8) for name in ("52", "53", "54")
    ]
    section = pictures_section([row(8, "true")], geometry(*pictures), times)
    headings = [heading for heading, _, _ in section["picture_figures"]]
    assert headings == [
        text for name in ("52", "53", "54") for text in (f"Flight {name}: ground covered", f"Flight {name}: what picture 8 would show")
    ]  # fmt: skip
    assert len(headings) == 2 * MOST_FLIGHTS
    ids = [name for _, _, drawing in section["picture_figures"] for name in re.findall(r' id="([^"]*)"', str(drawing))]  # fmt: skip
    assert len(ids) == len(set(ids))


def test_the_flights_that_show_the_rover_largest_are_drawn_first(geometry: Any, times: Times) -> None:
    """Far ones and those that do not show it come after them, whichever flew first."""
    far = picture()["frame"] | {"rover": [10.0, 31.0, 3.0, 2.0]}
    views = [picture("1", frame=None), picture("2", frame=far), picture("3")]
    figures = pictures_section([row(1, "true")], geometry(*views), times)["picture_figures"]
    told = [heading.split(":")[0] for heading, _, _ in figures]
    assert list(dict.fromkeys(told)) == [
        name for name in ("Flight 3", "Flight 2", "Flight 1") if name in told
    ]
    assert told[0] == "Flight 3"


def test_a_run_without_cameras_says_nothing(geometry: Any, times: Times) -> None:
    """No rows, no pictures: nothing to draw, no sentence."""
    section = pictures_section([], geometry(), times)
    assert section["picture_figures"] == [] and section["picture_words"] == ""
    assert section["picture_table"].rows == section["rover_pictures"].rows == ()


def test_a_picture_without_a_map_is_drawn_on_plain_ground(geometry: Any) -> None:
    """No relief is called for where the run has no map."""
    known = geometry(picture(), map=None)
    flight = known.flights[-1]
    assert "#relief" not in str(draw_footprints(known, flight, read_pictures(known.node), SIDE, 0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rover": [1.0, 2.0]}, "rover should be its centre, width and height in pixels"),
        ({"columns": 0}, "columns should be positive"),
        ({"skyline": [[1.0]]}, "skyline should be a list of rows of 2 numbers"),
    ],
)
def test_a_damaged_picture_is_named(geometry: Any, change: dict[str, Any], words: str) -> None:
    """A file that is not what a run writes: the message names the picture and the value."""
    one = picture()
    one["frame"] |= change
    with pytest.raises(InputError, match=words) as error:
        read_pictures(geometry(one).node)
    assert "geometry.json: pictures[0]: frame" in str(error.value)


def test_an_assumed_camera_is_called_so(geometry: Any, times: Times) -> None:
    """Beside the pictures, in the scenario's words; a documented one needs none."""
    camera = {"what": "colour camera", "value": "", "source": "azimuth assumed"}
    for kind, told in (("assumed", True), ("given", False)):
        found = geometry(picture(), assumptions=[camera | {"kind": kind}])
        words = pictures_section([row(1, "true")], found, times)["picture_words"]
        assert words.endswith("Assumed, colour camera: azimuth assumed.") == told
