"""`relaysim scenarios new`: what is drafted is a scenario that runs, on whatever ground it is given."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

import relaysim
from relaysim.cli.app import main
from relaysim.clock.utc import parse_utc
from relaysim.draft.way import Way
from relaysim.draft.write import write_draft
from relaysim.errors import InputError, NoResult, OutputError, TerrainError
from relaysim.scenario.build_world import build_world
from relaysim.scenario.json_schema import json_schema
from relaysim.scenario.loader import load_scenario
from tests.draft.conftest import MOON

GPX = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
{points}
</trkseg></trk></gpx>
"""


def track(*points: tuple[float, float], day: int | None = None) -> str:
    """A GPX file of these places, an hour apart from 08:00 UTC on if a day of May 2031 is given."""
    lines = []
    for n, (lat, lon) in enumerate(points):
        time = "" if day is None else f"<time>2031-05-{day:02}T{8 + n:02}:00:00Z</time>"
        lines.append(f'<trkpt lat="{lat}" lon="{lon}">{time}</trkpt>')
    return GPX.format(points="\n".join(lines))


def radio_silences(file):
    """The radio blackouts that are told for the planned routes."""
    return [row for row in relaysim.forecast(str(file)).blackouts if row.level == "radio"]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """A draft on the default terrain: nothing was asked for but its name, mine.yaml."""
    return write_draft(tmp_path_factory.mktemp("drafted") / "mine.yaml")


def test_without_anything_it_drafts_a_silence_that_ends(drafted):
    """On the default terrain the first flight is lost behind a rise, and heard again when the rover has driven."""
    assert [file.name for file in drafted.files] == ["mine.yaml", "mine-route.csv"]
    [silence] = radio_silences(drafted.files[0])
    assert (silence.open_start, silence.open_end) == (False, False)
    assert 0.5 < silence.duration_sols < 1.0


def test_a_run_of_the_draft_flies_both_flights(drafted, tmp_path):
    """What the template says comes true: flight 1 is lost in its descent, flight 2 joins the rover."""
    folder = relaysim.run(str(drafted.files[0]), tmp_path / "run")
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert [flight["outcome"] for flight in summary["flights"]] == ["completed", "completed"]


@pytest.mark.parametrize(
    ("crs", "west", "north", "body", "day"),
    [
        ("EPSG:32632", 382_000.0, 5_202_000.0, "Earth", "day"),
        (MOON, 20_000.0, 40_000.0, "Moon", "day"),
        ("+proj=eqc +R=3396190 +units=m +no_defs", 0.0, 0.0, "Mars", "sol"),
        ("+proj=eqc +R=469700 +units=m +no_defs", 0.0, 0.0, "body of 469.7 km", "day"),
        ("+proj=eqc +lon_0=180 +R=1737400 +units=m +no_defs", -400.0, 300.0, "Moon", "day"),
    ],
    ids=["Earth", "Moon's pole", "Mars", "Ceres", "across 180 degrees"],
)
def test_on_any_body_a_ridge_hides_the_landing_place(raster, tmp_path, crs, west, north, body, day):
    """Body, radius and clock are those of the raster; the landing place is behind the ridge, and heard again."""
    write_draft(tmp_path / "new.yaml", terrain=str(raster(crs=crs, west=west, north=north)))
    model = load_scenario(tmp_path / "new.yaml").model
    assert (model.body.name, model.clock.day_name) == (body, day)
    [silence] = radio_silences(tmp_path / "new.yaml")
    assert not silence.open_end


def test_ground_that_hides_nothing_is_called_so(raster, tmp_path):
    """On a plain the flight lands in sight, and the file says that nothing near hides a place."""
    written = write_draft(tmp_path / "flat.yaml", terrain=str(raster(np.zeros((120, 160)))))
    assert "in sight: no ground near hides a place" in (tmp_path / "flat.yaml").read_text(encoding="utf-8")
    assert "in sight" in "\n".join(written.lines())
    assert radio_silences(tmp_path / "flat.yaml") == []


@pytest.mark.parametrize("height_m", [12.0, 80.0])
def test_flights_clear_the_hills_on_their_way(raster, tmp_path, height_m):
    """The higher and steeper the ridge, the higher the cruise: no flight of a draft leads through a hill."""
    heights = np.broadcast_to(height_m * np.exp(-(((np.arange(160) - 80) / 4) ** 2)), (120, 160))
    write_draft(tmp_path / "new.yaml", terrain=str(raster(heights)))
    build_world(load_scenario(tmp_path / "new.yaml"))
    assert load_scenario(tmp_path / "new.yaml").model.flights[0].altitude_m > 0.5 * height_m


def test_ground_that_is_steep_everywhere_holds_a_draft(raster, tmp_path):
    """Where nothing is gentle enough to land on, the draft lands on known ground all the same."""
    saw = 20.0 * (np.arange(160) % 2 * 2 - 1) * np.ones((120, 1)) + np.arange(120)[:, None] * 4.0
    write_draft(tmp_path / "new.yaml", terrain=str(raster(saw)))
    build_world(load_scenario(tmp_path / "new.yaml"))


def test_a_small_raster_is_enough(raster, tmp_path):
    """Sixty metres of ground hold a draft, too: its places are as near as they must be."""
    write_draft(tmp_path / "new.yaml", terrain=str(raster(np.zeros((12, 12)))))
    assert radio_silences(tmp_path / "new.yaml") == []


def test_places_stay_on_known_ground(raster, tmp_path):
    """Where half of the raster is a hole, nothing of the draft leads over it: no link is unknown."""
    heights = np.array(np.broadcast_to(12 * np.exp(-(((np.arange(160) - 120) / 8) ** 2)), (120, 160)))
    heights[:, :70] = np.nan
    write_draft(tmp_path / "half.yaml", terrain=str(raster(heights)))
    [silence] = radio_silences(tmp_path / "half.yaml")
    assert silence.cause == "terrain"


def test_a_raster_across_180_degrees_on_an_ellipsoid(raster, tmp_path):
    """Longitudes that jump from 180 to -180 within the raster lead nowhere else."""
    ground = raster(crs="EPSG:4326", cell=5e-5, west=179.996, north=10.0)
    write_draft(tmp_path / "new.yaml", terrain=str(ground))
    [silence] = radio_silences(tmp_path / "new.yaml")
    assert silence.cause == "terrain"


@pytest.mark.parametrize("seed", range(2))
def test_among_holes_every_place_stays_known_when_it_is_rounded(raster, tmp_path, seed):
    """Places are written to 0.1 m; none of them slips off known ground by that."""
    rng = np.random.default_rng(seed)
    heights = 12 * np.exp(-(((np.arange(160) - 80) / 8) ** 2)) + np.zeros((120, 160))
    heights[rng.random((6, 8)).repeat(20, 0).repeat(20, 1) < 0.3] = np.nan
    write_draft(tmp_path / "new.yaml", terrain=str(raster(heights)))
    build_world(load_scenario(tmp_path / "new.yaml"))


def test_the_rover_follows_a_route_of_the_users(raster, tmp_path):
    """A route without times gets a start, a speed and hours that bring it to its end in three hours."""
    (tmp_path / "way.gpx").write_text(track((46.9565, 7.4525), (46.9568, 7.4560)), encoding="utf-8")
    written = write_draft(tmp_path / "new.yaml", terrain=str(raster()), route=tmp_path / "way.gpx")
    assert written.files == (tmp_path / "new.yaml",)
    route = load_scenario(tmp_path / "new.yaml").model.rover.route
    assert route is not None
    assert route.file == "way.gpx"
    assert route.speed_mps is not None
    assert written.draft.way.length_m / route.speed_mps <= 3 * 3600.0


@pytest.mark.parametrize(
    ("length_m", "speed_mps"), [(1.0, 0.1), (1080.0, 0.1), (1081.0, 0.2), (2_200.0, 0.5), (10_000.0, 1.0)]
)
def test_a_placeholder_of_a_speed_is_round(length_m, speed_mps):
    """The slowest of 0.1, 0.2, 0.5, 1 ... m/s at which a way is driven in three hours."""
    assert Way("way.gpx", length_m).speed_mps == pytest.approx(speed_mps)


def test_a_route_with_times_sets_the_clock(raster, tmp_path):
    """The day before its first time the helicopter flies; the day after its last it flies again."""
    (tmp_path / "way.gpx").write_text(track((46.9565, 7.4525), (46.9568, 7.4560), day=9), encoding="utf-8")
    write_draft(tmp_path / "new.yaml", terrain=str(raster()), route=tmp_path / "way.gpx")
    model = load_scenario(tmp_path / "new.yaml").model
    clock = model.clock.local_clock
    assert clock.day(parse_utc("2031-05-09T08:00Z")) == 3
    assert model.rover.route is not None
    assert model.rover.route.speed_mps is None
    assert [clock.day(flight.takeoff_utc_s) for flight in model.flights] == [2, 5]


def test_every_line_that_is_switched_off_may_be_switched_on(drafted, raster, tmp_path):
    """With the # taken away from all keys that carry one, the draft is a good scenario still."""
    ceres = raster(crs="+proj=eqc +R=469700", west=0.0, north=0.0)
    texts = [
        drafted.draft.scenario_text(),
        write_draft(tmp_path / "earth.yaml", terrain=str(raster(name="valley.tif"))).draft.scenario_text(),
        write_draft(tmp_path / "ceres.yaml", terrain=str(ceres)).draft.scenario_text(),
    ]
    (tmp_path / "mine-route.csv").write_bytes(drafted.files[1].read_bytes())
    for text in texts:
        switched, count = re.subn(r"^( *)# (?=\s*(- \{|\{|[a-z_]+:( |$)))", r"\1", text, flags=re.MULTILINE)
        assert count >= 5
        (tmp_path / "on.yaml").write_text(switched, encoding="utf-8")
        load_scenario(tmp_path / "on.yaml")


def test_the_template_is_short_and_fits_the_schema(drafted):
    """At most 150 lines of at most 120 characters, in the form that editors are told."""
    text = drafted.files[0].read_text(encoding="utf-8")
    lines = text.splitlines()
    assert len(lines) <= 150
    assert max(map(len, lines)) <= 120
    quoted = re.sub(r"(\d{4}-\d\d-\d\dT[\d:.]+Z)", r'"\1"', text)
    jsonschema.validate(YAML(typ="safe", pure=True).load(quoted), json_schema())


def test_placeholders_are_marked(drafted):
    """Every section that wants a source says that it is assumed: nothing invented passes for given."""
    text = drafted.files[0].read_text(encoding="utf-8")
    assert "kind: given," not in text
    assert (
        text.count("kind: assumed") == text.count("source: placeholder") + 1
    )  # the header explains the mark


def test_the_same_ground_gives_the_same_bytes(raster, tmp_path):
    """Nothing of a draft depends on when or where it is made."""
    ground, texts = raster(), []
    for folder in ("a", "b"):
        write_draft(tmp_path / folder / "new.yaml", terrain=str(ground))
        texts.append([(tmp_path / folder / f"new{end}").read_bytes() for end in (".yaml", "-route.csv")])
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", ["grün: with #1 space.tif", "'quoted' \"twice\".tif"])
def test_names_of_files_are_written_so_that_they_are_found(raster, tmp_path, name):
    """Whatever a raster is called, the scenario finds it."""
    write_draft(tmp_path / "new.yaml", terrain=str(raster(name=name)))
    assert load_scenario(tmp_path / "new.yaml").model.terrain.source == (name,)


MISTAKES = {
    "crs": (lambda make: str(make(crs=None)), TerrainError, "has no coordinate system"),
    "holes": (lambda make: str(make(np.full((40, 40), np.nan))), TerrainError, "every cell is no-data"),
    "one cell": (lambda make: str(make(np.zeros((1, 1)))), TerrainError, "ground needs 2 x 2 at least"),
    "a boulder": (
        lambda make: str(make(crs="+proj=eqc +R=500", cell=1.0, west=0.5, north=0.5)),
        InputError,
        "^[^:]*ground.tif: body.radius: '500 m' is too small",
    ),
    "two cells": (lambda make: str(make(np.zeros((2, 2)))), NoResult, "have known ground between them"),
    "nothing": (lambda make: "nowhere.tif", TerrainError, "no such file"),
}


@pytest.mark.parametrize(("terrain", "error", "message"), MISTAKES.values(), ids=MISTAKES)
def test_ground_that_will_not_do_leaves_nothing(raster, tmp_path, terrain, error, message):
    """One message says why, and no file is left."""
    source = terrain(raster)
    with pytest.raises(error, match=message):
        write_draft(tmp_path / "out" / "new.yaml", terrain=source)
    assert not (tmp_path / "out").exists()


ROUTES = {
    "off": (track((46.9565, 7.4525), (46.9568, 7.5560)), r"way.gpx:3: latitude .* is outside the terrain"),
    "swapped": (
        track((7.4525, 46.9565), (7.4560, 46.9568)),
        "way.gpx:2: .* latitude and longitude look swapped",
    ),
    "one point": (track((46.9565, 7.4525)), "way.gpx:2:1: the route has only 1 point"),
    "no route": ("hello", "way.gpx:1:1"),
}


@pytest.mark.parametrize(("text", "message"), ROUTES.values(), ids=ROUTES)
def test_a_route_that_will_not_do_leaves_nothing(raster, tmp_path, text, message):
    """One message names the file and the line, and no file is left."""
    (tmp_path / "way.gpx").write_text(text, encoding="utf-8")
    ground = raster()
    with pytest.raises(InputError, match=message):
        write_draft(tmp_path / "new.yaml", terrain=str(ground), route=tmp_path / "way.gpx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ground.tif", "way.gpx"]


def test_a_gpx_file_is_no_route_on_another_body(raster, tmp_path):
    """GPX means the Earth, also where its degrees happen to lie on the raster."""
    ground = raster(crs="+proj=eqc +R=3396190 +units=m +no_defs", west=0.0, north=0.0)
    (tmp_path / "way.gpx").write_text(track((-0.003, 0.003), (-0.003, 0.006)), encoding="utf-8")
    with pytest.raises(InputError, match="GPX holds places on the Earth"):
        write_draft(tmp_path / "new.yaml", terrain=str(ground), route=tmp_path / "way.gpx")
    assert not (tmp_path / "new.yaml").exists()


def test_a_route_over_a_hole_is_told(raster, tmp_path):
    """The line of the first place without a height is named."""
    heights = np.zeros((120, 160))
    heights[:, 90:] = np.nan
    (tmp_path / "way.csv").write_text("lat,lon\n46.9585,7.4525\n46.9585,7.4570\n", encoding="utf-8")
    ground = raster(heights)
    with pytest.raises(InputError, match=r"way.csv:3: terrain ground has no height"):
        write_draft(tmp_path / "new.yaml", terrain=str(ground), route=tmp_path / "way.csv")


@pytest.mark.parametrize("taken", ["new.yaml", "new-route.csv"])
def test_nothing_is_overwritten(tmp_path, taken):
    """A file that is there is left alone, and the other is not written either."""
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=f"{taken} exists: it is left alone"):
        write_draft(tmp_path / "new.yaml")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [(taken, "mine")]


@pytest.mark.parametrize(
    ("file", "name", "message"),
    [
        ("mission", None, "call it mission.yaml"),
        ("mission.json", None, "call it mission.yaml"),
        ("a\nb.yaml", None, "control characters"),
        ("new.yaml", "My Mission", "such as my-mission"),
    ],
)
def test_names_that_will_not_do(tmp_path, file, name, message):
    """A scenario is a YAML file, and its name is made of small letters."""
    with pytest.raises(InputError, match=message):
        write_draft(tmp_path / file, name=name)
    assert list(tmp_path.iterdir()) == []


def test_what_to_do_next_is_typed_where_the_draft_was_made(raster, tmp_path, monkeypatch):
    """Of a scenario in a folder, the next command names the folder, too; letters with signs stay letters in its name."""
    ground = raster()
    monkeypatch.chdir(tmp_path)
    written = write_draft(Path("missions/Würzburg.yaml"), terrain=str(ground))
    assert written.lines()[-1] == "next         relaysim run 'missions/Würzburg.yaml'"
    assert load_scenario("missions/Würzburg.yaml").model.name == "wurzburg"


def test_the_command_tells_what_to_do_next(raster, tmp_path, monkeypatch, capsys):
    """`relaysim scenarios new` prints what was found, what was written, and the command that runs it."""
    monkeypatch.chdir(tmp_path)
    ground = str(raster())
    monkeypatch.setattr("sys.argv", ["relaysim", "scenarios", "new", "My first.yaml", "--terrain", ground])
    with pytest.raises(SystemExit, match="0"):
        main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == [
        "written      My first.yaml, My first-route.csv",
        "next         relaysim run 'My first.yaml'",
    ]
    assert load_scenario(tmp_path / "My first.yaml").model.name == "my-first"
