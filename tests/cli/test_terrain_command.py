"""`relaysim terrain list / info / build`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
Writer = Callable[..., Path]
RADIUS = ("--radius", "6371 km", "--body", "Earth")
HEADER = "sol,latitude_deg,longitude_deg,height_m\n"


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """Survey points across the valley, one each 0.0005 degrees, measured from day 3 on."""
    rows = [
        f"{3 + i},{46.4995 + 5e-4 * i:.4f},{8.099 + 5e-4 * j:.4f},{500 + i + j}\n"
        for i in range(7)
        for j in range(7)
    ]
    (tmp_path / "points.csv").write_text(HEADER + "".join(rows))
    return tmp_path / "points.csv"


def test_the_list_names_what_ships(here: Here) -> None:
    """A line for each terrain: its name, whether it is here, what it is."""
    code, output, errors = here("terrain", "list")
    assert (code, errors) == (0, "")
    assert output.split()[:2] == ["jezero-survey", "ready"]


def test_info_says_the_same_in_json(here: Here) -> None:
    """Extent, cells, heights and checksum, for people and for programs."""
    code, output, _ = here("terrain", "info", "jezero-survey", "--json")
    facts = json.loads(output)
    assert code == 0
    assert set(facts["extent"]) == {"south_deg", "west_deg", "north_deg", "east_deg"}
    words = here("terrain", "info", "jezero-survey")[1]
    assert facts["sha256"] in words
    assert f"{facts['cols']} x {facts['rows']}" in words


def test_info_of_what_was_known_on_a_day(here: Here, refused: Refused) -> None:
    """Earlier is less; before the first point there is nothing, and heights without dates have no such day."""
    early = json.loads(here("terrain", "info", "jezero-survey", "--as-of", "100", "--json")[1])
    whole = json.loads(here("terrain", "info", "jezero-survey", "--json")[1])
    known = [facts["rows"] * facts["cols"] * (1 - facts["unknown_share"]) for facts in (early, whole)]
    assert 0 < known[0] < known[1]
    assert "the first survey point is of sol" in refused("terrain", "info", "jezero-survey", "--as-of", "-5")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "points.csv:1:1: column latitude_deg, longitude_deg, height_m is missing"),
        ("sol,latitude_deg,longitude_deg\n1,2,3\n", "points.csv:1:1: column height_m is missing"),
        (HEADER, "points.csv:1:1: the table has no rows"),
        (HEADER + "1,99,8,500\n", "points.csv:2:3: latitude_deg: '99' is not a latitude"),
        (HEADER + "1,46,8,nan\n", "points.csv:2:8: height_m: 'nan' is not a height"),
        (HEADER + "1.5,46,8,500\n", "points.csv:2:1: sol: '1.5' is not a whole sol number"),
        (HEADER + "1,46,8,500\n2,46\n", "points.csv:3:1: 2 values for 4 columns"),
        ("\x00\x01", "points.csv"),
    ],
)
def test_a_survey_table_that_is_none(tmp_path: Path, refused: Refused, text: str, says: str) -> None:
    """Missing columns, rows or values: the line and column, and no file is written."""
    (tmp_path / "points.csv").write_text(text)
    assert says in refused("terrain", "build", "--survey", "points.csv", "--out", "new.tif", *RADIUS)
    assert not (tmp_path / "new.tif").exists()


@pytest.mark.usefixtures("points")
@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--out", "new.tif"), "--dtm FILE"),
        (("--out", "new.tif", "--radius", "6371"), "has no unit"),
        (("--out", "new.tif", "--radius", "-1 m"), "a radius must be positive"),
        (("--out", "new.tif", *RADIUS, "--as-of", "2"), "the first survey point is of sol 3"),
        (("--out", "new.tif", *RADIUS, "--cell", "1000"), "take smaller cells"),
        (("--out", "new.png", *RADIUS), "ends in .tif"),
        (("--out", "folder", *RADIUS, "--force"), "is a folder"),
        (("--out", "nowhere/new.tif", *RADIUS), "there is no folder nowhere"),
        (("--out", "points.csv/new.tif", *RADIUS), "there is no folder"),
        (("--out", "n" * 300 + ".tif", *RADIUS), "File name too long"),
        (("--out", "new.tif", "--dtm", "nosuch.tif"), "nosuch.tif: no such file"),
    ],
)
def test_what_build_refuses(tmp_path: Path, refused: Refused, args: tuple[str, ...], says: str) -> None:
    """No body, no unit, no points yet, cells too large, a place that cannot take it: in words, and nothing is made."""
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.iterdir())
    assert says in refused("terrain", "build", "--survey", "points.csv", *args)
    assert sorted(tmp_path.iterdir()) == before


def test_points_too_far_apart(tmp_path: Path, refused: Refused) -> None:
    """Two points on two continents make no raster: it is said, instead of filling the memory."""
    (tmp_path / "points.csv").write_text(HEADER + "1,46,8,500\n1,-30,150,500\n")
    assert "too many" in refused("terrain", "build", "--survey", "points.csv", "--out", "new.tif", *RADIUS)


@pytest.mark.usefixtures("points")
def test_built_terrain_is_terrain(tmp_path: Path, here: Here, refused: Refused, valley: Writer) -> None:
    """From points alone: the same bytes each time, replaced only with --force, and a scenario runs on it."""
    build = ("terrain", "build", "--survey", "points.csv", "--out", "valley.tif", *RADIUS)
    assert here(*build)[0] == 0
    first = (tmp_path / "valley.tif").read_bytes()
    assert "exists" in refused(*build)
    assert here(*build, "--force")[0] == 0
    assert (tmp_path / "valley.tif").read_bytes() == first
    valley(
        ("46.505 deg, longitude: 8.104", "46.502 deg, longitude: 8.101"),
        ("46.507 deg, longitude: 8.11", "46.501 deg, longitude: 8.102"),
    )
    code, output, errors = here("run", "valley.yaml", "--json")
    assert (code, errors) == (0, "")
    assert json.loads(output)["terrain"] == "valley"


@pytest.mark.usefixtures("points")
def test_a_model_is_pulled_onto_the_points(here: Here, refused: Refused, raster: Writer) -> None:
    """With --dtm and --as-of the result may be used as of that day or a later one, not an earlier one."""
    raster("model.tif")
    made = here(
        "terrain", "build", "--survey", "points.csv", "--dtm", "model.tif", "--as-of", "5", "--out", "new.tif"
    )
    assert made[0] == 0
    method = next(line for line in made[1].splitlines() if line.startswith("method"))
    assert re.search(
        r"at \d+ points they were [+-][\d.]+ m above it on average, standard deviation [\d.]+ m; ", method
    )
    assert re.search(
        r"range 95 m, sill [\d.e+]+ m2, noise of a point 0.05 m; .* beyond 380 m from every point", method
    )
    told = here("terrain", "info", "new.tif")[1]
    for label in ("method", "sha256", "heights", "uncertainty"):  # what was printed is what the file says
        assert next(line for line in made[1].splitlines() if line.startswith(label)) in told
    assert here("terrain", "info", "new.tif", "--as-of", "6")[0] == 0
    assert "was built as of sol 5" in refused("terrain", "info", "new.tif", "--as-of", "4")


@pytest.mark.usefixtures("points")
def test_what_it_is_made_from_is_never_written_over(tmp_path: Path, refused: Refused, raster: Writer) -> None:
    """Not even with --force, and by whatever path it is named: the model on the disk is the user's own."""
    model = raster("model.tif").read_bytes()
    (tmp_path / "there").symlink_to(tmp_path)
    for more in ((), ("--survey", "points.csv")):
        build = ("terrain", "build", "--dtm", "model.tif", *more, "--out", "there/model.tif", "--force")
        assert "there/model.tif: is what the terrain is made from" in refused(*build)
    assert (tmp_path / "model.tif").read_bytes() == model
    assert "take smaller cells (--cell)" in refused("terrain", "info", "model.tif", "--cell", "1e7")


def test_info_draws_a_picture(tmp_path: Path, here: Here, refused: Refused, raster: Writer) -> None:
    """With --picture there is a PNG, its legend is printed below the facts; it is replaced only with --force."""
    raster("model.tif")
    code, output, errors = here("terrain", "info", "model.tif", "--picture", "model.png")
    assert (code, errors) == (0, "")
    assert (tmp_path / "model.png").read_bytes().startswith(b"\x89PNG")
    assert "picture      model.png: " in output
    assert "model.png: exists" in refused("terrain", "info", "model.tif", "--picture", "model.png")
    assert here("terrain", "info", "model.tif", "--picture", "model.png", "--force")[0] == 0
    assert "ends in .png" in refused("terrain", "info", "model.tif", "--picture", "model.gif")


def test_info_round_a_place(here: Here, refused: Refused, raster: Writer) -> None:
    """Only the ground asked for is read; a place that is none is said so."""
    raster("model.tif")
    whole, part = (
        json.loads(here("terrain", "info", "model.tif", "--json", *more)[1])
        for more in ((), ("--around", "46.5,8.1,200"))
    )
    assert whole["rows"] > 5 * part["rows"] > 0
    assert "write LAT,LON,RADIUS_M" in refused("terrain", "info", "model.tif", "--around", "46.5,8.1")
    assert "radius above 0" in refused("terrain", "info", "model.tif", "--around", "46.5,8.1,0")
    assert "does not reach the place" in refused("terrain", "info", "model.tif", "--around", "10,8.1,200")


def test_layers_are_shown_and_written(tmp_path: Path, here: Here, refused: Refused, raster: Writer) -> None:
    """Several models become one terrain; the steps between them are told, and the file holds what was shown."""
    raster("low.tif")
    hole = np.full((50, 60), 30.0)
    raster("inset.tif", hole, height=50, width=60, transform=Affine(1e-4, 0, 8.1, 0, -1e-4, 46.505))
    shown = json.loads(here("terrain", "info", "inset.tif", "low.tif", "--json")[1])
    assert [layer["name"] for layer in shown["layers"]] == ["inset", "low"]
    assert 10 < shown["seams"][0]["median_m"] < shown["seams"][0]["largest_m"] < 50
    code, output, errors = here(
        "terrain", "build", "--dtm", "inset.tif", "--dtm", "low.tif", "--out", "both.tif"
    )
    assert (code, errors) == (0, "")
    assert "seam         inset on low: steps of " in output
    again = json.loads(here("terrain", "info", "both.tif", "--json")[1])
    assert (again["rows"], again["cols"], again["height_max_m"]) == (shown["rows"], shown["cols"], 30.0)
    assert again["method"] == "each cell from the first model that has a height there, bilinear"
    assert "cells of" in refused("terrain", "info", "inset.tif", "low.tif", "--cell", "0.01")


@pytest.mark.usefixtures("points")
def test_layers_are_pulled_onto_the_points(here: Here, raster: Writer) -> None:
    """Points and several models: the models are laid over each other first; the file says the method."""
    raster("low.tif")
    raster(
        "inset.tif",
        np.full((50, 60), 30.0),
        height=50,
        width=60,
        transform=Affine(1e-4, 0, 8.1, 0, -1e-4, 46.505),
    )
    build = ("terrain", "build", "--survey", "points.csv", "--dtm", "inset.tif", "--dtm", "low.tif")
    code, _, errors = here(*build, "--around", "46.501,8.1005,300", "--out", "new.tif")
    assert (code, errors) == (0, "")
    facts = json.loads(here("terrain", "info", "new.tif", "--json")[1])
    assert facts["method"].startswith("kriged error of the terrain model")
    assert facts["sigma_p05_m"] is not None and facts["dated"]


def test_a_build_of_nothing(refused: Refused) -> None:
    """Neither points nor models: the message names both options."""
    message = refused("terrain", "build", "--out", "new.tif")
    assert "--survey CSV" in message and "--dtm FILE" in message


def test_a_scenario_on_layers(here: Here, refused: Refused, raster: Writer, valley: Writer) -> None:
    """A scenario may name several rasters; a missing one is found before the run, at its place in the file."""
    raster("valley.tif")
    raster(
        "inset.tif",
        np.full((50, 60), 9.0),
        height=50,
        width=60,
        transform=Affine(1e-4, 0, 8.1, 0, -1e-4, 46.505),
    )
    valley(("source: valley.tif", "source: [inset.tif, valley.tif]"))
    code, output, errors = here("run", "valley.yaml", "--json")
    assert (code, errors) == (0, "")
    assert json.loads(output)["terrain"] == "inset+valley"
    valley(("source: valley.tif", "source: [valley.tif, gone.tif]"))
    message = refused("run", "valley.yaml")
    assert "valley.yaml:9:" in message or "valley.yaml:8:" in message
    assert "there is no raster 'gone.tif'" in message
    for wrong, says in (
        ("[]", "1 to 20 needed"),
        ("[valley.tif, valley.tif]", "stands twice"),
        ("[3]", "item 1: 3 is not text"),
    ):
        valley(("source: valley.tif", f"source: {wrong}"))
        assert says in refused("run", "valley.yaml")
