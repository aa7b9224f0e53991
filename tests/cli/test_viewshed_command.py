"""`relaysim viewshed`: the map and its colours, what is printed, and what is refused."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import rasterio

from relaysim import End, Stands, blackout_map, viewshed
from relaysim.terrain.registry import open_terrain

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
Writer = Callable[..., Path]

# On the slope west of a ridge, 15 columns of 11 by 8 m from it.
PLACE = "46.5119,8.0915,2"
AT = ("--terrain", "ridge.tif", "--at", PLACE, "--target-height", "0.5")
ALONG = ("--terrain", "ridge.tif", "--along", "stands.csv", "--antenna", "2", "--target-height", "0.5")
STANDS = "sol,latitude_deg,longitude_deg\n10,46.5119,8.0915\n14.5,46.5119,8.0945\n20,46.5119,8.0915\n"
VALLEY = ("--quantity", "margin", "--scenario", "valley.yaml")
BANDS = ("longest_without_at_most", "longest_without_at_least", "first_visible", "last_visible")


@pytest.fixture
def ridge(raster: Writer) -> Path:
    """A ridge of 9 m from north to south at column 30 of 50, on rolling ground; unknown in the north-west."""
    rows, cols = np.mgrid[0:40, 0:50]
    heights = (
        500 + 9 * np.exp(-((cols - 30.0) ** 2) / 8) + 0.2 * np.sin(rows / 3.0) + 0.1 * np.cos(cols / 2.0)
    )
    heights[:8, :8] = np.nan
    return raster("ridge.tif", heights, height=40, width=50)


@pytest.fixture
def stands(tmp_path: Path) -> Path:
    """West of the ridge, then east of it, on days 10 to 20."""
    (tmp_path / "stands.csv").write_text(STANDS)
    return tmp_path / "stands.csv"


@pytest.fixture
def valley_yaml(valley: Writer, raster: Writer) -> Path:
    """A scenario on Earth whose radio is a made-up one at 868 MHz."""
    raster("valley.tif")
    return valley()


def read(path: Path) -> dict[str, np.ndarray]:
    """The bands of a map by name."""
    with rasterio.open(path) as file:
        return dict(zip(file.descriptions, file.read(), strict=True))


@pytest.mark.usefixtures("ridge", "stands")
def test_the_blackout_map_is_what_python_gives(tmp_path: Path, here: Here) -> None:
    """relaysim.blackout_map with the stands of the table writes the same file; its arrays are its bands."""
    assert here("viewshed", *ALONG, "--out", "map.tif")[0] == 0
    places = np.full(2, 46.5119), np.array([8.0915, 8.0945]), np.full(2, 2.0)
    route = Stands(*places, time=np.array([10.0, 14.5]), until=20.0)
    found = blackout_map(tmp_path / "ridge.tif", route, 0.5, out=tmp_path / "python.tif")
    assert (tmp_path / "map.tif").read_bytes() == (tmp_path / "python.tif").read_bytes()
    for name, band in read(tmp_path / "python.tif").items():
        np.testing.assert_array_equal(band, getattr(found, name))


@pytest.mark.usefixtures("ridge")
def test_the_map_is_what_python_gives(tmp_path: Path, here: Here) -> None:
    """One band, the values of relaysim.viewshed, the terrain's frame, the observer in the tags, colours beside it."""
    assert here("viewshed", *AT, "--out", "map.tif")[0] == 0
    found = viewshed(tmp_path / "ridge.tif", End(46.5119, 8.0915, 2.0), 0.5, out=tmp_path / "python.tif")
    assert (tmp_path / "map.tif").read_bytes() == (tmp_path / "python.tif").read_bytes()
    with rasterio.open(tmp_path / "map.tif") as file, rasterio.open(tmp_path / "ridge.tif") as ground:
        np.testing.assert_array_equal(file.read(1), found.height_m)
        assert (file.transform, file.shape, file.units) == (ground.transform, ground.shape, ("m",))
        tags = file.tags()
    assert (tags["OBSERVER_LATITUDE_DEG"], tags["OBSERVER_LONGITUDE_DEG"]) == ("46.5119", "8.0915")
    assert (tags["OBSERVER_ANTENNA_M"], tags["TARGET_HEIGHT_M"], tags["QUANTITY"]) == ("2", "0.5", "height")
    assert "lowest point seen" in tags["DEFINITION"]
    assert np.nanmin(found.height_m) < 0 < np.nanmax(found.height_m) <= np.float32(0.5)
    labels = [item.get("label") for item in ElementTree.parse(tmp_path / "map.qml").iter("item")]
    assert labels[-1] == "visible, down to the ground"
    assert str(labels[0]).startswith("hidden")


@pytest.mark.usefixtures("ridge")
def test_a_radius_cuts_the_map_out_of_the_whole(tmp_path: Path, here: Here) -> None:
    """Within it nothing changes; beyond it there is no value, and the file is smaller but in its place."""
    for options in (("--out", "whole.tif"), ("--radius", "90", "--out", "part.tif")):
        assert here("viewshed", *AT, *options)[0] == 0
    whole, part = open_terrain(tmp_path / "whole.tif"), open_terrain(tmp_path / "part.tif")
    assert part.heights_m.size < whole.heights_m.size
    left, top = (round(float(v)) for v in whole.grid_coordinates(*part.geographic(0, 0)))
    rows, cols = part.heights_m.shape
    same = whole.heights_m[top : top + rows, left : left + cols]
    lat, lon = part.geographic(*np.meshgrid(np.arange(cols), np.arange(rows)))
    inside = whole.body.distance_m(46.5119, 8.0915, lat, lon) < 89.9
    np.testing.assert_array_equal(part.heights_m[inside] >= 0, same[inside] >= 0)
    # Exact where the sign is in question, to some centimetres elsewhere.
    np.testing.assert_allclose(part.heights_m[inside], same[inside], atol=0.1)
    beyond = whole.body.distance_m(46.5119, 8.0915, lat, lon) > 90.1
    assert np.isnan(part.heights_m[beyond]).all()


@pytest.mark.usefixtures("ridge")
def test_it_tells_people_and_programs_the_same(tmp_path: Path, here: Here) -> None:
    """Cells seen, their share and area, the farthest one and the ground below the observer, as in the map."""
    code, output, errors = here("viewshed", *AT, "--out", "map.tif", "--json")
    found = json.loads(output)
    assert (code, errors) == (0, "")
    height = read(tmp_path / "map.tif")["height"]
    assert found["cells_visible"] == np.count_nonzero(height >= 0)
    assert (found["cells"], found["cells_known"]) == (2000, np.count_nonzero(~np.isnan(height)))
    assert found["visible_share"] == pytest.approx(found["cells_visible"] / found["cells_known"], abs=1e-6)
    cell_m2 = 6_371_000**2 * np.radians(1e-4) ** 2 * np.cos(np.radians(46.512))
    assert found["visible_km2"] == pytest.approx(found["cells_visible"] * cell_m2 / 1e6, rel=1e-4)
    ground = open_terrain(tmp_path / "ridge.tif")
    row, col = np.nonzero(height >= 0)
    distance = ground.body.distance_m(46.5119, 8.0915, *ground.geographic(col, row))
    assert found["farthest"]["distance_m"] == pytest.approx(distance.max(), abs=0.01)
    assert found["observer"]["ground_m"] == pytest.approx(float(ground.height_m(46.5119, 8.0915)), abs=1e-3)
    assert set(found) == {
        "file", "style", "picture", "terrain", "observer", "target_height_m", "radius_m", "cells", "cells_known",
        "cells_visible", "visible_share", "visible_km2", "farthest", "wall_s",
    }  # fmt: skip
    words = here("viewshed", *AT, "--out", "map.tif", "--force")[1]
    assert f"{found['cells_visible']:,} of {found['cells_known']:,} cells" in words
    assert f"{found['farthest']['distance_m']:,.0f} m out" in words
    assert "radio bends over low ridges" in words


def test_a_target_that_nobody_sees(here: Here, raster: Writer) -> None:
    """From the floor of a pit nothing beyond its walls is seen: the numbers are still there."""
    heights = np.full((21, 21), 100.0)
    heights[9:12, 9:12] = 0.0
    raster("pit.tif", heights, height=21, width=21)
    middle = f"{46.514 - 10.5e-4},{8.09 + 10.5e-4},0"
    args = ("--terrain", "pit.tif", "--at", middle, "--target-height", "0")
    found = json.loads(here("viewshed", *args, "--out", "pit-map.tif", "--json")[1])
    assert found["cells_visible"] <= 25
    assert found["farthest"] is None or found["farthest"]["distance_m"] < 40
    assert here("viewshed", *args, "--out", "again.tif")[0] == 0


@pytest.mark.usefixtures("ridge", "stands")
def test_a_route_has_four_bands_of_time(tmp_path: Path, here: Here) -> None:
    """The ground west of the ridge is seen for the first 4.5 days, that east of it for the rest."""
    code, output, errors = here("viewshed", *ALONG, "--out", "map.tif", "--json")
    found = json.loads(output)
    assert (code, errors) == (0, "")
    assert (found["stands"], found["time_unit"], found["time_begin"], found["time_end"]) == (
        2,
        "sols",
        10,
        20,
    )
    bands = read(tmp_path / "map.tif")
    assert tuple(bands) == BANDS
    west, east = (20, 12), (20, 46)
    assert [bands[name][west] for name in BANDS] == [5.5, 5.5, 10, 14.5]
    assert [bands[name][east] for name in BANDS] == [4.5, 4.5, 14.5, 20]
    assert np.isnan(bands["longest_without_at_most"][2, 2])
    with rasterio.open(tmp_path / "map.tif") as file:
        assert file.units == ("sols",) * 4
        assert (file.tags()["TIME_UNIT"], file.tags()["TIME_ORIGIN"]) == ("sols", "sol 0")
    renderer = ElementTree.parse(tmp_path / "map.qml").find("pipe/rasterrenderer")
    assert renderer is not None
    assert renderer.get("band") == "1"
    words = here("viewshed", *ALONG, "--out", "map.tif", "--force")[1]
    assert "2, sol 10 to sol 20" in words
    never = int(np.count_nonzero(np.isnan(bands["first_visible"]) & ~np.isnan(bands[BANDS[0]])))
    assert found["cells_never"] == never


@pytest.mark.usefixtures("ridge", "stands")
def test_times_in_utc_are_days_from_the_first(tmp_path: Path, here: Here) -> None:
    """The same route in UTC, with heights of its own and an end by --until, gives the same map in days."""
    rows = ("2030-01-11T00:00:00Z,46.5119,8.0915,2\n", "2030-01-15T12:00:00Z,46.5119,8.0945,\n")
    (tmp_path / "utc.csv").write_text("utc,latitude_deg,longitude_deg,antenna_m\n" + "".join(rows))
    utc = [("utc.csv" if word == "stands.csv" else word) for word in ALONG]
    assert here("viewshed", *ALONG, "--out", "sols.tif")[0] == 0
    code, output, _ = here("viewshed", *utc, "--until", "2030-01-21T00:00:00Z", "--out", "utc.tif")
    assert code == 0
    assert "2, 10.00 days from 2030-01-11T00:00:00Z" in output
    sols, days = read(tmp_path / "sols.tif"), read(tmp_path / "utc.tif")
    for name in BANDS:
        offset = 10.0 if name.endswith("visible") else 0.0
        np.testing.assert_allclose(days[name], sols[name] - offset, atol=1e-5)


@pytest.mark.usefixtures("ridge", "stands", "valley_yaml")
@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--at", "46.5119,8.0915"), "--at 46.5119,8.0915: not a place"),
        (("--at", "46.5119,8.0915,-1"), "height 0 to 1000 m above ground"),
        (("--at", "nan,8.0915,1"), "latitude -90 to 90"),
        (("--at", "47.5,8.0915,1"), "the observer at 47.500000, 8.091500 is outside terrain ridge (read for latitude 46.51"),
        (("--at", "46.5138,8.0902,1"), "the observer at 46.513800, 8.090200 stands on unknown ground"),
        (("--at", "46.5138,8.0902,1", "--radius", "15"), "no-data"),
        (("--at", "47.5,8.0915,1", "--radius", "50"), "does not reach the place"),
        (("--at", PLACE, "--radius", "0"), "--radius 0: a radius is more than 0"),
        (("--at", PLACE, "--radius", "-5"), "--radius -5: a radius is more than 0"),
        (("--at", PLACE, "--radius", "nan"), "--radius nan: a radius is more than 0"),
        (("--at", PLACE, "--radius", "inf"), "--radius inf: a radius is more than 0"),
        (("--at", PLACE, "--radius", "1"), "the radius is 1 m, and the nearest centre of a cell is 6.75 m from the observer"),
        (("--along", "stands.csv", "--antenna", "2", "--radius", "1"), "stand 1 of 2, at time 10: the radius is 1 m"),
        (("--at", PLACE, "--target-height", "-1"), "--target-height -1: a height above the ground is 0 to"),
        (("--at", PLACE, "--target-height", "nan"), "--target-height nan: a height above the ground is 0 to"),
        (("--at", PLACE, "--quantity", "colour"), "--quantity colour: allowed: height (the straight line of sight), margin"),
        (("--along", "stands.csv", "--antenna", "2", "--quantity", "margin"), "--quantity margin maps one place: give --at"),
        (("--at", PLACE, "--scenario", "flight-52-blackout"), "--scenario and --propagation go with --quantity margin"),
        (("--at", PLACE, "--propagation", "p526"), "--scenario and --propagation go with --quantity margin"),
        (("--at", PLACE, *VALLEY, "--propagation", "magic"), "magic"),
        (("--at", PLACE, *VALLEY, "--radius", "20000"), "million cells of 7.65 by 11.1 m, and at most 4 million are made: take a radius of at most"),
        (("--at", "46.5138,8.0902,1", *VALLEY), "stands on unknown ground"),
        (("--at", "47.5,8.0915,1", *VALLEY), "does not reach the place"),
        (("--at", PLACE, "--quantity", "margin", "--scenario", "nope"), "no built-in scenario of this name"),
        (("--at", PLACE, *VALLEY, "--radius", "-5"), "--radius -5: a radius is more than 0"),
        (("--at", PLACE, *VALLEY, "--out", "old.tif"), "old.tif: exists; choose another name"),
        (("--at", PLACE, "--along", "stands.csv"), "give one of --at"),
        ((), "give one of --at"),
        (("--at", PLACE, "--until", "30"), "--antenna and --until go with --along"),
        (("--at", PLACE, "--terrain", "nosuch"), "no terrain is called 'nosuch'"),
        (("--at", PLACE, "--out", "map.png"), "ends in .tif"),
        (("--at", PLACE, "--out", "folder.tif"), "is a folder"),
        (("--at", PLACE, "--out", "nowhere/map.tif"), "there is no folder nowhere"),
        (("--at", PLACE, "--out", "old.tif"), "old.tif: exists; choose another name, or replace it with --force"),
        (("--at", PLACE, "--out", "style.tif"), "style.qml: exists"),
        (("--at", PLACE, "--picture", "map.jpg"), "ends in .png"),
        (("--at", PLACE, "--picture", "old.tif"), "ends in .png"),
        (("--at", PLACE, "--picture", "nowhere/map.png"), "there is no folder nowhere"),
        (("--at", PLACE, "--out", "ridge.tif", "--force"), "is what the map is made from"),
        (("--along", "stands.csv"), "has no column antenna_m; give"),
        (("--along", "stands.csv", "--antenna", "-1"), "--antenna -1: a height above the ground is 0 to 1000 m"),
        (("--along", "stands.csv", "--antenna", "2", "--until", "15"), "is not later than the last row"),
        (("--along", "stands.csv", "--antenna", "2", "--until", "soon"), "--until: 'soon' is not a sol"),
        (("--along", "nosuch.csv", "--antenna", "2"), "nosuch.csv: No such file or directory"),
        (("--along", "folder.tif", "--antenna", "2"), "folder.tif: Is a directory"),
    ],
)  # fmt: skip
def test_what_it_refuses(tmp_path: Path, refused: Refused, args: tuple[str, ...], says: str) -> None:
    """Places, numbers, names, what does not go together: one line, exit code 2, and nothing is made or changed."""
    (tmp_path / "folder.tif").mkdir()
    for name in ("old.tif", "style.qml"):
        (tmp_path / name).write_text("mine")
    before = [(path, path.is_file() and path.read_bytes()) for path in sorted(tmp_path.iterdir())]
    words = ("--terrain", "ridge.tif", "--target-height", "0.5", "--out", "new.tif", *args)
    # The option given last wins, but terrains add up.
    message = refused("viewshed", *(words[2:] if "--terrain" in args else words))
    assert says in message
    assert "\n" not in message
    assert [(path, path.is_file() and path.read_bytes()) for path in sorted(tmp_path.iterdir())] == before


@pytest.mark.usefixtures("ridge")
@pytest.mark.parametrize("radius", [(), ("--radius", "60")])
def test_stands_that_cannot_be(tmp_path: Path, refused: Refused, radius: tuple[str, ...]) -> None:
    """Stands outside the terrain, or on unknown ground: all at once, each at its line and column; nothing is made."""
    rows = "10,46.5119,8.0915\n12,47.5,8.0915\n\n14,46.5138,8.0902\n20,0,0\n"
    (tmp_path / "stands.csv").write_text("sol,latitude_deg,longitude_deg\n" + rows)
    first, second = refused("viewshed", *ALONG, *radius, "--out", "map.tif").splitlines()
    assert first.startswith(
        "stands.csv:3:4: latitude_deg: the stand at 47.500000, 8.091500 is outside terrain ridge"
    )
    assert second.startswith(
        "stands.csv:5:4: latitude_deg: the stand at 46.513800, 8.090200 stands on unknown ground"
    )
    assert not (tmp_path / "map.tif").exists()


@pytest.mark.usefixtures("ridge")
def test_the_map_in_place_of_an_older_one(tmp_path: Path, here: Here) -> None:
    """--force replaces both files by those that a new name would get."""
    for name in ("old.tif", "old.qml"):
        (tmp_path / name).write_text("mine")
    assert here("viewshed", *AT, "--out", "old.tif", "--force")[0] == 0
    assert here("viewshed", *AT, "--out", "new.tif")[0] == 0
    for kind in ("tif", "qml"):
        assert (tmp_path / f"old.{kind}").read_bytes() == (tmp_path / f"new.{kind}").read_bytes()


@pytest.mark.usefixtures("ridge")
def test_an_inset_takes_the_place_of_the_ground_below(tmp_path: Path, here: Here, raster: Writer) -> None:
    """Of several terrains the first that has a height counts: a wall in the inset hides what is behind it."""
    wall = np.full((40, 3), 530.0)
    with rasterio.open(tmp_path / "ridge.tif") as file:
        there = file.transform
    raster("wall.tif", wall, height=40, width=3, transform=there * there.translation(22, 0))
    assert here("viewshed", "--terrain", "wall.tif", *AT, "--out", "map.tif")[0] == 0
    with rasterio.open(tmp_path / "map.tif") as file:
        col, row = ~file.transform * (8.09 + 26.5e-4, 46.5119)
        assert file.read(1)[int(row), int(col)] < -10


@pytest.mark.usefixtures("ridge", "stands")
@pytest.mark.parametrize("form", [AT, (*AT, "--radius", "120"), ALONG], ids=["place", "radius", "route"])
def test_a_picture_of_the_map(tmp_path: Path, here: Here, form: tuple[str, ...]) -> None:
    """A PNG that shows each class of the map in its colour; a second one only with --force."""
    code, output, _ = here("viewshed", *form, "--out", "map.tif", "--picture", "map.png")
    assert code == 0
    assert "map.tif, map.qml, map.png" in output
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.open(tmp_path / "map.png") as file:
            pixels = {tuple(pixel) for pixel in file.read().reshape(3, -1).T.tolist()}
    colours = [str(item.get("color")) for item in ElementTree.parse(tmp_path / "map.qml").iter("item")]
    assert {tuple(bytes.fromhex(colour[1:])) for colour in colours} <= pixels
    (tmp_path / "map.tif").unlink()
    (tmp_path / "map.qml").unlink()
    assert here("viewshed", *form, "--out", "map.tif", "--picture", "map.png")[0] == 2
    assert not (tmp_path / "map.tif").exists()


def test_the_blackout_of_the_built_in_scenario(tmp_path: Path, here: Here) -> None:
    """Out of sight from the landing on sol 776 until the rover stood on the far side of the hill on sol 868."""
    rows = [
        "775.60,18.482912,77.369004", "784.58,18.482727,77.368632", "836.55,18.482509,77.366697",
        "866.59,18.481028,77.362993", "868.55,18.481135,77.361561", "872.65,18.482561,77.360571",
    ]  # fmt: skip
    (tmp_path / "stands.csv").write_text("sol,latitude_deg,longitude_deg\n" + "\n".join(rows) + "\n")
    args = (
        "--terrain",
        "jezero-survey",
        "--along",
        "stands.csv",
        "--antenna",
        "1.2",
        "--target-height",
        "0.5",
    )
    assert here("viewshed", *args, "--radius", "1200", "--out", "map.tif")[0] == 0
    found = open_terrain(tmp_path / "map.tif")
    col, row = (round(float(v)) for v in found.grid_coordinates(18.48045117, 77.36014058))
    values = {name: band[row, col] for name, band in read(tmp_path / "map.tif").items()}
    assert values["longest_without_at_most"] == pytest.approx(868.55 - 775.60, abs=1e-3)
    assert values["first_visible"] == pytest.approx(868.55, abs=1e-3)
    assert values["last_visible"] == pytest.approx(872.65, abs=1e-3)
