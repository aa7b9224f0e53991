"""Cameras in a scenario: their table, what they become, and the mistakes that are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relaysim.scenario.build_cameras import (
    FLIGHT_ATTITUDE_COLUMNS,
    camera_assumptions,
    picture_plan,
    read_flight_headings,
)
from relaysim.scenario.csv_table import CsvTable, checked, open_table
from relaysim.scenario.schema_cameras import Camera, Pictures, Size

SOURCE = {"kind": "assumed", "source": "made up"}
CAMERA = {
    "name": "colour camera", "product": "colour image", "pixels": [4208, 3120],
    "field_of_view": ["63 deg", "47 deg"], "depression": "22 deg", **SOURCE,
}  # fmt: skip
SIZE = Size.model_validate({"length": "3 m", "width": "2.7 m", "height": "2.2 m", **SOURCE})


def table(folder: Path, text: str) -> CsvTable:
    (folder / "t.csv").write_text(text, encoding="utf-8")
    found = open_table(folder / "t.csv", "t.csv")
    assert isinstance(found, CsvTable)
    return found


def test_a_camera_becomes_what_was_written() -> None:
    """Pixels, angles in degrees, heights in metres; what is left out has its default."""
    one = Camera.model_validate(CAMERA | {"azimuth": "180 deg", "lowest": "50 cm", "most": 5})
    plan = picture_plan([one], None, SIZE, {54: -174.26})
    assert plan is not None
    [found] = plan.cameras
    assert (found.product, found.most) == ("colour image", 5)
    camera = found.camera
    assert (camera.columns, camera.rows, camera.width_deg, camera.height_deg) == (4208, 3120, 63.0, 47.0)
    assert (camera.depression_deg, camera.azimuth_deg, camera.lowest_m) == (22.0, 180.0, 0.5)
    assert (camera.projection, plan.rule, plan.most_tilt_deg, plan.reach_m) == ("equidistant", "ends", 15.0, 1000.0)  # fmt: skip
    assert (plan.rover.width_m, plan.headings_deg[54]) == (2.7, -174.26)


def test_without_cameras_nothing_is_modelled() -> None:
    """No cameras: no plan, no assumptions; existing scenarios stay as they are."""
    assert picture_plan([], None, SIZE, {}) is None
    assert list(camera_assumptions([], None, SIZE)) == []


def test_every_camera_is_an_assumption_with_its_source() -> None:
    """A line for each camera, for what is known of the attitude, and for the rover's size."""
    said = Pictures.model_validate({"heading": "recorded", "most_tilt": "10 deg"} | SOURCE)
    found = list(camera_assumptions([Camera.model_validate(CAMERA)], said, SIZE))
    assert [what for what, *_ in found] == ["colour camera", "pictures", "rover's size"]
    assert all((kind, source) == ("assumed", "made up") for *_, kind, source in found)
    assert "4208x3120 pixels, 63 x 47 deg, equidistant, 22 deg below the horizon" in found[0][1]
    assert "heading in flight: recorded" in found[1][1]


def test_headings_are_read_by_flight(tmp_path: Path) -> None:
    """Yaw after each landing; flight 0 is before the first."""
    text = "flight,sol,roll_deg,pitch_deg,yaw_deg\n0,43,0.56,0.57,-90.48\n1,58,,,4.52\n"
    assert checked(table(tmp_path, text), FLIGHT_ATTITUDE_COLUMNS, read_flight_headings) == {0: -90.48, 1: 4.52}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("1,0,0,400\n", "400 is not between -360 and 360"),
        ("1,0,95,4\n", "95 is not between -90 and 90"),
        ("1,0,0,\n", "the cell is empty"),
        ("1,0,0,4\n1,0,0,5\n", "flight 1 stands in the table twice"),
    ],
)
def test_faults_of_the_table_are_named(tmp_path: Path, rows: str, words: str) -> None:
    """Each with its line; nothing is read from a table with faults."""
    found = table(tmp_path, "flight,roll_deg,pitch_deg,yaw_deg\n" + rows)
    assert checked(found, FLIGHT_ATTITUDE_COLUMNS, read_flight_headings) is None
    assert words in str(found.faults[0].message)


@pytest.mark.parametrize(
    "change",
    [
        {"pixels": [4208]},
        {"pixels": [4208, 0]},
        {"field_of_view": ["63 deg", "0 deg"]},
        {"field_of_view": [63, 47]},
        {"depression": "100 deg"},
        {"projection": "fisheye"},
        {"most": 0},
        {"aperture": "f/2.8"},
    ],
)
def test_a_camera_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    """Too few pixels, no field of view, no unit, an unknown word, an unknown key."""
    with pytest.raises(ValueError):
        Camera.model_validate(CAMERA | change)
