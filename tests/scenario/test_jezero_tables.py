"""The tables of the Jezero scenarios: what their README promises, and facts about single rows."""

from __future__ import annotations

import csv
import importlib.util
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "scenarios" / "jezero"
SHARED = ROOT.parent / "shared"
METRES_A_DEGREE = np.radians(3_396_190.0)

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grouped(name: str, column: str) -> dict[int, list[Row]]:
    return {int(key): list(group) for key, group in groupby(rows(name), key=lambda row: row[column])}


def metres_between(a: Row, b: Row, kind_a: str = "", kind_b: str = "") -> float:
    """Ground distance between the places of two rows; the kind is the column's beginning, such as 'landing_'."""
    lat_a, lat_b = float(a[f"{kind_a}latitude_deg"]), float(b[f"{kind_b}latitude_deg"])
    east = (float(a[f"{kind_a}longitude_deg"]) - float(b[f"{kind_b}longitude_deg"])) * np.cos(
        np.radians(lat_a)
    )
    return float(np.hypot(lat_a - lat_b, east) * METRES_A_DEGREE)


def utc(row: Row, column: str) -> datetime:
    return datetime.fromisoformat(row[column])


def light_time_s(instant: str) -> float:
    table = rows("earth_light_time.csv")
    times = [utc(row, "utc").timestamp() for row in table]
    values = [float(row["one_way_light_time_s"]) for row in table]
    return float(np.interp(datetime.fromisoformat(instant).timestamp(), times, values))


def test_tables_are_small() -> None:
    """Paths of drives and flights are thinned tables, not copies of the layers."""
    assert len(rows("drive_paths.csv")) <= 6_000
    assert len(rows("flight_tracks.csv")) <= 10_000
    assert len(rows("flights.csv")) == 72
    assert len(rows("drives.csv")) == 302


def test_drives_follow_one_another() -> None:
    """Numbers run from 1, no drive ends before it starts, none starts before the one before has ended."""
    drives = rows("drives.csv")
    assert [int(row["drive"]) for row in drives] == list(range(1, 303))
    assert (drives[0]["sol"], drives[-1]["sol"]) == ("14", "1110")
    assert all(utc(row, "start_utc") < utc(row, "end_utc") for row in drives)
    for a, b in pairwise(drives):
        assert utc(a, "end_utc") <= utc(b, "start_utc"), (a["sol"], b["sol"])
        assert int(a["sol"]) < int(b["sol"])


def test_no_drive_lasts_longer_than_a_day_of_work() -> None:
    """The recorded intervals of 25 to 100 hours are put right, and say so; sol 668 repeats 667 and is gone."""
    drives = {int(row["sol"]): row for row in rows("drives.csv")}
    assert max(utc(row, "end_utc") - utc(row, "start_utc") for row in drives.values()) < timedelta(hours=8)
    for sol in (14, 351, 352, 359, 381, 394, 909):
        drive = drives[sol]
        hours = (utc(drive, "end_utc") - utc(drive, "start_utc")).total_seconds() / 3600
        assert hours == pytest.approx(float(drive["length_m"]) / 100.0, abs=2 / 3600)
        assert "100 m/h" in drive["source_note"]
    assert 668 not in drives


def test_repeated_parts_of_paths_are_cut_to_the_length_of_the_waypoints() -> None:
    """Sols 351 and 352 are as long as NASA's waypoints say, not as the sums the layer records."""
    lengths = {int(row["sol"]): float(row["length_m"]) for row in rows("drives.csv")}
    assert lengths[351] == pytest.approx(313.83, abs=0.1)
    assert lengths[352] == pytest.approx(82.35, abs=0.1)
    assert sum(lengths[sol] for sol in lengths if sol <= 821) == pytest.approx(18_718.7, rel=0.002)


def test_each_drive_starts_where_the_one_before_ended() -> None:
    """The rover does not jump: 1 m at most, and a path's first and last rows are fraction 0 and 1."""
    paths = grouped("drive_paths.csv", "drive")
    assert list(paths) == list(range(1, 303))
    for a, b in pairwise(paths.values()):
        assert metres_between(a[-1], b[0]) < 1.0
    for path in paths.values():
        fraction = [float(row["fraction"]) for row in path]
        assert [int(row["sequence"]) for row in path] == list(range(len(path)))
        assert (fraction[0], fraction[-1]) == (0.0, 1.0)
        assert all(a <= b for a, b in pairwise(fraction))


def test_every_flight_keeps_its_recorded_length() -> None:
    """The thinned track of each flight is as long as recorded, to 2 % or 3 m."""
    paths, flights = grouped("flight_tracks.csv", "flight"), rows("flights.csv")
    for flight in flights:
        thinned = sum(metres_between(a, b) for a, b in pairwise(paths[int(flight["flight"])]))
        recorded = float(flight["distance_m"])
        assert abs(thinned - recorded) <= max(0.02 * recorded, 3.0), flight["flight"]


def test_thinned_paths_keep_their_length() -> None:
    """Thinning to 0.25 m cuts corners, not stretches: 1 % of all drives together."""
    paths = grouped("drive_paths.csv", "drive")
    thinned = sum(metres_between(a, b) for path in paths.values() for a, b in pairwise(path))
    recorded = sum(float(row["length_m"]) for row in rows("drives.csv"))
    assert 0.99 * recorded < thinned <= recorded * 1.001


def test_flights_follow_one_another() -> None:
    """Flights are numbered in the order they were flown, each from where the one before landed."""
    flights = rows("flights.csv")
    assert [int(row["flight"]) for row in flights] == list(range(1, 73))
    for a, b in pairwise(flights):
        assert utc(a, "takeoff_utc") + timedelta(seconds=float(a["duration_s"])) < utc(b, "takeoff_utc")
        assert metres_between(a, b, "landing_", "takeoff_") < 1.0
    assert sum(float(row["duration_s"]) for row in flights) / 60 == pytest.approx(128.92, abs=0.02)
    assert sum(float(row["distance_m"]) for row in flights) / 1000 == pytest.approx(18.139, abs=0.002)


def test_tracks_lead_from_take_off_to_landing() -> None:
    """A track begins at second 0 where the flight takes off and ends with its duration where it lands."""
    tracks = grouped("flight_tracks.csv", "flight")
    for flight in rows("flights.csv"):
        track = tracks[int(flight["flight"])]
        elapsed = [float(row["elapsed_s"]) for row in track]
        assert metres_between(track[0], flight, "", "takeoff_") < 1.0, flight["flight"]
        assert metres_between(track[-1], flight, "", "landing_") < 1.0, flight["flight"]
        assert elapsed[0] == 0.0 and elapsed[-1] == pytest.approx(float(flight["duration_s"]), abs=0.01)
        assert all(a < b for a, b in pairwise(elapsed))
        assert [int(row["sequence"]) for row in track] == list(range(len(track)))


@pytest.mark.parametrize(
    ("flight", "sol", "takeoff_utc", "duration_s", "distance_m", "max_altitude_m"),
    [
        (12, 174, "2021-08-16T12:58:32Z", 169.5, 469.3, 10.0),
        (13, 193, "2021-09-05T00:08:29Z", 160.5, 226.9, 8.0),
        (51, 772, "2023-04-23T01:32:47Z", 136.89, 196.9, 12.0),
        (52, 776, "2023-04-27T04:09:49Z", 145.0, 375.4, 12.0),
        (53, 864, "2023-07-26T11:34:13Z", 74.9, 143.9, 5.0),
        (54, 872, "2023-08-03T19:22:26Z", 24.4, 1.5, 5.0),
    ],
)
def test_single_flights(
    flight: int, sol: int, takeoff_utc: str, duration_s: float, distance_m: float, max_altitude_m: float
) -> None:
    """The flights of the headline are as NASA's table has them; 12 and 13 are not swapped."""
    row = rows("flights.csv")[flight - 1]
    assert (int(row["sol"]), row["takeoff_utc"]) == (sol, takeoff_utc)
    assert float(row["duration_s"]) == pytest.approx(duration_s, abs=0.06)
    assert float(row["distance_m"]) == pytest.approx(distance_m, abs=0.1)
    assert float(row["max_altitude_m"]) == max_altitude_m


def test_attitudes_are_angles_of_a_rover_that_stands() -> None:
    """A sol a row, in order, tilts below 30 degrees, headings within a turn."""
    table = rows("rover_stops_attitude.csv")
    sols = [int(row["sol"]) for row in table]
    assert all(a < b for a, b in pairwise(sols)) and sols[-1] == 821
    assert all(abs(float(row["roll_deg"])) < 30 and abs(float(row["pitch_deg"])) < 30 for row in table)
    assert all(-180 <= float(row["yaw_deg"]) <= 360 for row in table)


@pytest.mark.parametrize(
    ("instant", "expected_s", "within_s"),
    [
        ("2021-02-18T20:55:00Z", 11 * 60 + 22.3, 0.05),
        ("2023-04-26T00:00:00Z", 14.1 * 60, 3.0),
        ("2023-06-28T00:00:00Z", 18.2 * 60, 3.0),
    ],
)
def test_light_time(instant: str, expected_s: float, within_s: float) -> None:
    """Interpolated between days, the table gives the published light times."""
    assert light_time_s(instant) == pytest.approx(expected_s, abs=within_s)


def test_the_light_time_table_has_every_day() -> None:
    """One row a day at 00:00Z from landing to after the last flight, none missing."""
    days = [utc(row, "utc") for row in rows("earth_light_time.csv")]
    assert (days[0].isoformat(), days[-1].isoformat()) == (
        "2021-02-18T00:00:00+00:00",
        "2024-02-28T00:00:00+00:00",
    )
    assert {b - a for a, b in pairwise(days)} == {timedelta(days=1)}


def test_the_tables_are_what_the_script_makes(tmp_path: Path) -> None:
    """Made anew from the layers, the tables are the same byte for byte."""
    if not (SHARED / "data" / "mmgis").is_dir():
        pytest.skip("needs NASA's map layers in the folder `shared` beside the repository")
    spec = importlib.util.spec_from_file_location("jezero_extract", TABLES / "extract.py")
    assert spec and spec.loader
    extract = importlib.util.module_from_spec(spec)
    # Its dataclasses look their module up by name.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(importlib.import_module("sys").modules, "jezero_extract", extract)
        spec.loader.exec_module(extract)
        assert extract.main(tmp_path) == 0
    made = sorted(tmp_path.iterdir())
    assert len(made) == 7
    for table in made:
        assert table.read_bytes() == (TABLES / table.name).read_bytes(), table.name
