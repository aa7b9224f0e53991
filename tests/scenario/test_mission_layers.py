"""NASA's map layers read directly: the same drives, stands, flights and tracks as the tables made of them by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import ScenarioError
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.terrain.body import Body

MINIMAL = (Path(__file__).parent / "minimal.yaml").read_text()
STANDS = "rover: {name: truck, latitude: 46.5 deg, longitude: 8.1 deg, storage: 1 GB}"
LAYERS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mmgis"
# Two lines of the clock kernel m2020_168_sclkscet_refit_v03.tsc; linear in between it errs by less than a second.
CLOCK = (
    "clock.spacecraft_clock=[{count: 668099149, utc: 2021-03-04T03:07:28Z},"
    " {count: 830283887, utc: 2026-04-24T06:47:48Z}]"
)
MARS = Body.sphere("Mars", 3_396_190.0)

real = pytest.mark.skipif(
    not LAYERS.is_dir(), reason="NASA's layers lie in the folder shared, which is not here"
)


@pytest.fixture(scope="module")
def tables() -> Scenario:
    """The mission by the shipped tables."""
    return load_scenario("ingenuity-mission")


@real
def test_the_traverse_of_perseverance(tables: Scenario, tmp_path: Path) -> None:
    """Sols and lengths are those of drives.csv, times within 2 s but for six starts that both put right, and
    places within a metre."""
    text = (
        tables.source.read_text()
        .replace("  drives: jezero/drives.csv\n", "")
        .replace(
            "  drive_paths: jezero/drive_paths.csv\n", f"  route: {{file: {LAYERS / 'M20_traverse.json'}}}\n"
        )
    )
    for table in tables.table_digests:
        (tmp_path / table).parent.mkdir(exist_ok=True)
        (tmp_path / table).symlink_to(tables.folder / table)
    (tmp_path / "s.yaml").write_text(text)
    found = load_scenario(tmp_path / "s.yaml", [CLOCK]).tables
    expected = tables.tables
    assert len(found.drives) == 521
    put_right = []
    for ours, theirs in zip(found.drives, expected.drives, strict=False):
        assert (ours.drive, ours.sol) == (theirs.drive, theirs.sol)
        assert ours.length_m == pytest.approx(theirs.length_m, abs=0.05)
        assert ours.end_utc_s == pytest.approx(theirs.end_utc_s, abs=2.0)
        if abs(ours.start_utc_s - theirs.start_utc_s) > 2.0:
            put_right.append(ours.sol)
        one, other = found.drive_paths[ours.drive], expected.drive_paths[ours.drive]
        lat, lon = (
            np.interp(one.fraction, other.fraction, getattr(other, key))
            for key in ("latitude_deg", "longitude_deg")
        )
        assert float(np.max(MARS.distance_m(one.latitude_deg, one.longitude_deg, lat, lon))) < 1.0
    assert put_right == [14, 351, 352, 359, 394, 909]  # 381 is so short that both say the same


@real
def test_stops_and_flights_of_the_mission(tables: Scenario) -> None:
    """Attitudes, flights and tracks come out as in the shipped tables; the swapped tracks 12 and 13 are put right."""
    files = {
        "rover.attitudes": "M20_waypoints.json",
        "helicopter.flights": "m20_heli_waypoints.json",
        "helicopter.flight_tracks": "m20_heli_flight_path.json",
    }
    overrides = [CLOCK, *(f"{key}={LAYERS / name}" for key, name in files.items())]
    found, expected = load_scenario("ingenuity-mission", overrides).tables, tables.tables
    assert found.attitudes.keys() == expected.attitudes.keys()
    for sol, stand in expected.attitudes.items():
        assert found.attitudes[sol].yaw_deg == pytest.approx(stand.yaw_deg, abs=0.006)
    assert found.flights.keys() == expected.flights.keys()
    for number, flight in expected.flights.items():
        ours = found.flights[number]
        assert ours.takeoff_utc_s == pytest.approx(flight.takeoff_utc_s, abs=2.0)
        for key in (
            "sol",
            "duration_s",
            "distance_m",
            "max_altitude_m",
            "landing_latitude_deg",
            "takeoff_longitude_deg",
        ):
            assert getattr(ours, key) == pytest.approx(getattr(flight, key), abs=0.01)
        track, theirs = found.flight_tracks[number], expected.flight_tracks[number]
        lat, lon = (
            np.interp(theirs.elapsed_s, track.elapsed_s, getattr(track, key))
            for key in ("latitude_deg", "longitude_deg")
        )
        assert float(np.max(MARS.distance_m(theirs.latitude_deg, theirs.longitude_deg, lat, lon))) < 2.0


def drive(sol: int, start: float, end: float, stops: tuple[str, str], *east_m: float) -> dict[str, object]:
    """An invented drive along a parallel, metres east of 8.1 degrees."""
    place = [[8.1 + metres / (111_195 * 0.688355), 46.5, 0.0] for metres in east_m]
    properties = {"sol": sol, "SCLK_START": start, "SCLK_END": end, "fromRMC": stops[0], "toRMC": stops[1]}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": place},
    }


def stop(sol: int, name: str, east_m: float) -> dict[str, object]:
    """An invented stop."""
    geometry = {"type": "Point", "coordinates": [8.1 + east_m / (111_195 * 0.688355), 46.5]}
    return {"type": "Feature", "properties": {"sol": sol, "RMC": name}, "geometry": geometry}


def load(
    folder: Path, route: str, features: list[dict[str, object]], *overrides: str
) -> list[tuple[int, str, str, int]]:
    """Day, start, end and whole metres of the drives that a layer becomes; day 0 begins at count 0."""
    layer = {"type": "FeatureCollection", "features": features}
    (folder / "layer.json").write_text(json.dumps(layer, indent=1))
    (folder / "s.yaml").write_text(
        MINIMAL.replace(STANDS, f"rover:\n  name: truck\n  storage: 1 GB\n  route: {route}")
    )
    scenario = load_scenario(folder / "s.yaml", overrides)
    time = scenario.clock.format_time
    return [
        (d.sol, time(d.start_utc_s), time(d.end_utc_s), round(d.length_m)) for d in scenario.tables.drives
    ]


def faults(folder: Path, route: str, features: list[dict[str, object]], *overrides: str) -> str:
    """What is wrong with it."""
    with pytest.raises(ScenarioError) as error:
        load(folder, route, features, *overrides)
    return str(error.value).replace(f"{folder}/", "")


COUNTS = "clock.spacecraft_clock=[{count: 0, utc: 2026-05-01T00:00:00Z}]"
H = 3600.0
DAYS = [
    drive(0, 9 * H, 10 * H, ("a", "b"), 0, 100),
    drive(1, 33 * H, 34 * H, ("b", "c"), 100, 200),
]


def test_times_by_the_spacecraft_clock(tmp_path: Path) -> None:
    """A drive takes place when the clock showed its counts; the local day is the layer's own."""
    assert load(tmp_path, "{file: layer.json}", DAYS, COUNTS) == [
        (0, "09:00:00", "10:00:00", 100),
        (1, "09:00:00", "10:00:00", 100),
    ]


def test_what_the_record_repeats(tmp_path: Path) -> None:
    """A drive between the same stops is left out, one that sets out anew keeps what is new, a gap is joined."""
    features = [
        *DAYS,
        drive(1, 33 * H, 34 * H, ("b", "c"), 100, 200),
        drive(2, 57 * H, 58 * H, ("b", "d"), 100, 150, 200, 260),
        drive(3, 81 * H, 82 * H, ("d", "e"), 265, 300),
    ]
    rows = load(tmp_path, "{file: layer.json}", features, COUNTS)
    assert [(row[0], row[3]) for row in rows] == [(0, 100), (1, 100), (2, 60), (3, 40)]


def test_times_that_cannot_be(tmp_path: Path) -> None:
    """Where a drive is recorded as lasting a day, or as begun before the last one's end, it takes the others' pace."""
    features = [*DAYS, drive(2, 33.5 * H, 58 * H, ("c", "d"), 200, 250)]
    assert load(tmp_path, "{file: layer.json}", features, COUNTS)[2] == (2, "09:30:00", "10:00:00", 50)
    backwards = [*DAYS, drive(2, 33.5 * H, 33.6 * H, ("c", "d"), 200, 250)]
    message = faults(tmp_path, "{file: layer.json}", backwards, COUNTS)
    line = (
        (tmp_path / "layer.json")
        .read_text()[: (tmp_path / "layer.json").read_text().rindex('"Feature"')]
        .count("\n")
    )
    assert (
        message
        == f"layer.json:{line}:1: the drive of sol 2 ends before it begins, or before the one before it"
    )


def test_sols_without_a_clock(tmp_path: Path) -> None:
    """With a speed and hours each drive begins at that time of its sol; stops are joined by straight lines, sol by sol."""
    route = "{file: layer.json, speed: 0.1 km/h, hours: {from: 11:00 local, to: 15:00 local}}"
    assert load(tmp_path, route, DAYS) == [(0, "11:00:00", "12:00:00", 100), (1, "11:00:00", "12:00:00", 100)]
    stops = [stop(0, "a", 0), stop(1, "b", 50), stop(1, "c", 100), stop(4, "d", 150)]
    assert load(tmp_path, route, stops) == [(1, "11:00:00", "12:00:00", 100), (4, "11:00:00", "11:30:00", 50)]


def test_what_a_layer_leaves_open(tmp_path: Path) -> None:
    """What the file cannot say is asked of the scenario, at the key concerned."""
    plain = "{file: layer.json}"
    assert faults(tmp_path, plain, DAYS) == (
        "s.yaml:28:3: rover.route: the layer gives times as counts of a spacecraft's clock: say in"
        " 'clock.spacecraft_clock' when it showed what, or give 'speed' and 'hours'"
    )
    assert "the layer gives sols and no times: say with 'speed' and 'hours'" in faults(
        tmp_path, plain, [stop(0, "a", 0), stop(1, "b", 50)], COUNTS
    )
    assert "remove 'start'" in faults(tmp_path, "{file: layer.json, start: day 0}", DAYS, COUNTS)
    assert "say with 'hours', too, when they begin" in faults(
        tmp_path, "{file: layer.json, speed: 1 km/h}", DAYS, COUNTS
    )
    falling = "clock.spacecraft_clock=[{count: 5, utc: 2026-05-01T00:00:00Z}, {count: 4, utc: 2026-05-02T00:00:00Z}]"
    assert "readings of a clock stand in the order of time" in faults(tmp_path, plain, DAYS, falling)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (
            [DAYS[0], stop(1, "b", 5)],
            "layer.json:1:1: the layer holds neither drives (lines) nor stops (points) alone",
        ),
        ([stop(0, "a", 0)], "layer.json:1:1: the layer has only one stop"),
        (
            [drive(0, 0, 1, ("a", "b"), 1e9)],
            "layer.json:4:1: the coordinates of the feature are no places in degrees",
        ),
        (
            [{**DAYS[0], "properties": {"sol": 0.5, "SCLK_START": 0, "SCLK_END": 1}}],
            "layer.json:4:1: 0.5 is no sol",
        ),
        (
            [{**DAYS[0], "properties": {"sol": 1, "SCLK_START": "x"}}],
            "layer.json:4:1: the feature has no number 'SCLK_START'",
        ),
        (
            [{**DAYS[0], "geometry": None}],
            "layer.json:4:1: a feature of the layer lacks properties or geometry",
        ),
    ],
)
def test_bad_layers(tmp_path: Path, features: list[dict[str, object]], message: str) -> None:
    """A layer that is none is one message with the line of the feature."""
    assert faults(tmp_path, "{file: layer.json}", features, COUNTS).startswith(message)


def test_layers_in_place_of_tables_have_faults_like_tables(tmp_path: Path) -> None:
    """Values are checked as those of tables, and shown at the feature; JSON in place of any other table is refused."""
    features = [dict(stop(0, "a", 0)), dict(stop(1, "b", 50))]
    features[1]["properties"] = {"sol": 1, "RMC": "b", "roll": 0.0, "pitch": 95.0, "yaw": 0.0}
    features[0]["properties"] = {"sol": 0, "RMC": "a", "roll": 0.0, "pitch": 5.0, "yaw": 0.0}
    route = "{file: layer.json, speed: 0.1 km/h, hours: {from: 11:00 local, to: 15:00 local}}\n  attitudes: layer.json"
    assert faults(
        tmp_path, route, features
    ) == "layer.json:21:1: pitch_deg: 95 is not between -90 and 90".replace("95 ", "95.0 ")
    message = faults(tmp_path, route, DAYS, "earth.light_time=layer.json")
    assert "layer.json: this is JSON; a CSV table is wanted here" in message
    assert "layer.json:4:1: the feature has no number 'roll'" in message


def test_a_layer_of_too_many_features(tmp_path: Path) -> None:
    """No mission has a hundred thousand drives: the layer is refused before they are read."""
    text = '{"type": "FeatureCollection", "SCLK_START": 0, "features": [' + ",".join(["{}"] * 100_001) + "]}"
    (tmp_path / "layer.json").write_text(text)
    route = "rover: {name: truck, route: {file: layer.json}, storage: 1 GB}"
    (tmp_path / "s.yaml").write_text(MINIMAL.replace(STANDS, route))
    with pytest.raises(ScenarioError, match="the layer has 100,001 features; at most 100,000 are read"):
        load_scenario(tmp_path / "s.yaml")
