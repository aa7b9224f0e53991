"""How the rover stood: records by local day laid to its stands, and what NASA's angles mean."""

from __future__ import annotations

import csv
import math
from collections import defaultdict

import numpy as np
import pytest

from relaysim.path.route import Route
from relaysim.resources import data_folder
from relaysim.rover.attitudes import StopAttitude, attitude_log, standing_attitude
from relaysim.rover.drives import Drive

TABLES = data_folder("scenarios") / "jezero"
NAN = math.nan


def drive(number: int, sol: int, end: float) -> Drive:
    return Drive(
        number, sol, Route(np.array([end - 10.0, end]), np.zeros(2), np.array([0.0, 5.0]), np.zeros(2))
    )


def stop(yaw: float) -> StopAttitude:
    return StopAttitude(1.0, 2.0, yaw)


def test_a_record_belongs_to_the_stand_its_day_ended_in() -> None:
    """Day 10's to the stand after the drive of day 10; day 21's, for want of one of day 20, to that after day 20's."""
    drives = [drive(1, 10, 100.0), drive(2, 20, 200.0), drive(3, 30, 300.0)]
    log = attitude_log(drives, {5: stop(5.0), 9: stop(9.0), 10: stop(10.0), 21: stop(21.0), 25: stop(25.0)})
    found = log.at(np.array([-1e9, 99.0, 100.0, 199.0, 200.0, 1e9]))
    assert found.heading_deg == pytest.approx([9.0, 9.0, 10.0, 10.0, 21.0, NAN], nan_ok=True)
    assert found.roll_deg[0] == 1.0 and found.pitch_deg[0] == 2.0


def test_a_stop_between_two_drives_of_a_day_is_not_recorded() -> None:
    """The record is that of the day's last stop: the one before it was another."""
    log = attitude_log([drive(1, 10, 100.0), drive(2, 10, 200.0)], {10: stop(10.0)})
    assert log.at(np.array([0.0, 150.0, 250.0])).heading_deg == pytest.approx([NAN, NAN, 10.0], nan_ok=True)


def test_without_records_nothing_is_known() -> None:
    """Neither table nor drives: no heading, at any time."""
    for log in (attitude_log([], {}), attitude_log([drive(1, 10, 100.0)], {}), standing_attitude(None)):
        assert np.isnan(log.at(np.array([0.0, 1e9])).heading_deg).all()
    assert standing_attitude(-90.0).at(np.array([0.0, 1e9])).heading_deg.tolist() == [-90.0, -90.0]


def _metres(row: dict[str, str], prefix: str = "") -> tuple[float, float]:
    """Easting and northing of the mission's map."""
    lat, lon = float(row[f"{prefix}latitude_deg"]), float(row[f"{prefix}longitude_deg"])
    return 3_396_190.0 * math.radians(lon) * math.cos(math.radians(18.4663)), 3_396_190.0 * math.radians(lat)


def _table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _paths() -> dict[int, list[tuple[float, float]]]:
    """The path of each sol's drive."""
    sols = {row["drive"]: int(row["sol"]) for row in _table("drives.csv")}
    found = defaultdict(list)
    for row in _table("drive_paths.csv"):
        found[sols[row["drive"]]].append(_metres(row))
    return found


def test_yaw_is_the_heading_clockwise_from_north() -> None:
    """Most drives end the way the rover then faces; with yaw turned about or mirrored no more do than by chance."""
    paths = _paths()
    yaws, ways = [], []
    for row in _table("rover_stops_attitude.csv"):
        path = np.array(paths.get(int(row["sol"]), [(0.0, 0.0)]))
        away = np.hypot(*(path - path[-1]).T)
        if (away >= 3.0).any():
            east, north = path[-1] - path[np.flatnonzero(away >= 3.0)[-1]]
            yaws.append(float(row["yaw_deg"]))
            ways.append(math.degrees(math.atan2(east, north)))

    def within_20_deg(heading: np.ndarray) -> float:
        return float(np.mean(np.abs((np.array(ways) - heading + 180.0) % 360.0 - 180.0) < 20.0))

    yaw = np.array(yaws)
    assert len(yaw) > 200
    assert within_20_deg(yaw) > 0.5
    for other in (-yaw, 90.0 - yaw, yaw + 90.0, yaw + 180.0):
        assert within_20_deg(other) < 0.2


def test_flight_17_landed_behind_the_rover_to_its_left() -> None:
    """From the rover's stop of sol 281, with its yaw, the landing place lies 146 degrees to port: its hardware, which
    NASA named as a cause, is in the way there."""
    yaw = next(float(row["yaw_deg"]) for row in _table("rover_stops_attitude.csv") if row["sol"] == "281")
    landed = _metres(next(row for row in _table("flights.csv") if row["flight"] == "17"), "landing_")
    east, north = np.array(landed) - np.array(_paths()[281][-1])
    left_deg = (yaw - math.degrees(math.atan2(east, north))) % 360.0
    assert left_deg == pytest.approx(146.0, abs=1.0)
