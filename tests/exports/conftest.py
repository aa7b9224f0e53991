"""A small run's folder, written here: two drives, one flight, one blackout; every number known."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relaysim.clock.utc import format_utc, parse_utc

START_S = parse_utc("2023-04-22T00:00:00Z")
DAY_S = 88775.244
LOST_S, HEARD_S = START_S + 21_000.5, START_S + 320_100.0
END_S = START_S + 5 * DAY_S
SITE = (18.47989172, 77.36885496)
RADIUS_M = 3_396_190.0
# x_m, y_m, s from the start: a stop, a drive with a bend, a stop, a drive back; from there on it stands
TRACK = [
    [0.0, 180.0, 0.0], [0.0, 180.0, 10_000.0], [40.0, 150.0, 12_000.0], [90.0, 150.0, 14_000.0],
    [90.0, 150.0, 320_000.0], [0.0, 180.0, 320_400.0],
]  # fmt: skip
# x_m, y_m, height_m, s from the start
FLIGHT = [[0.0, 0.0, 0.0, 20_900.0], [0.0, 0.0, 10.0, 20_910.0], [-200.0, 30.0, 10.0, 21_000.0], [-220.0, 33.0, 0.0, 21_010.0]]  # fmt: skip
RunMaker = Callable[..., Path]


def at(seconds: float) -> str:
    """The form of a run's files, seconds after the start."""
    return format_utc(START_S + seconds, 1)


def geometry(rover: str, helicopter: str) -> dict[str, Any]:
    """geometry.json."""
    end = END_S - START_S
    lost, heard = LOST_S - START_S, HEARD_S - START_S
    return {
        "schema": 1,
        "site": {"latitude_deg": SITE[0], "longitude_deg": SITE[1]},
        "map": None,
        "rover": {"name": rover, "track": [[x, y, START_S + t] for x, y, t in TRACK],
                  "stands": [{"from_utc": at(21_000.5), "to_utc": at(320_000.0), "from_sol": 100, "to_sol": 103,
                              "x_m": 90.0, "y_m": 150.0}]},
        "helicopter": {
            "name": helicopter,
            "sites": [{"x_m": 0.0, "y_m": 0.0, "flight": None, "from_utc": at(0), "to_utc": at(21_010.0)},
                      {"x_m": -220.0, "y_m": 33.0, "flight": 7, "from_utc": at(21_010.0), "to_utc": at(end)}],
            "flights": [{"flight": 7, "track": [[x, y, h, START_S + t] for x, y, h, t in FLIGHT]}],
        },
        "link": {"utc_s": [START_S, START_S + 12_000.0, LOST_S, START_S + 320_000.0, HEARD_S, START_S + 320_400.0],
                 "loss_db": [100.0] * 6, "margin_db": [30.0, 20.0, -0.1, -8.0, 0.1, 5.0]},
        "states": {"radio": [["open", at(0), at(lost)], ["closed", at(lost), at(heard)], ["open", at(heard), at(end)]],
                   "sightline": [["clear", at(0), at(13_000.0)], ["blocked", at(13_000.0), at(end)]]},
        "sessions": [], "profiles": [], "answers": [],
        "obstructions": [{"from_sol": 100, "to_sol": 103, "rover_x_m": 90.0, "rover_y_m": 150.0, "latitude_deg": 18.4815,
                          "longitude_deg": 77.3665, "height_m": -2414.0, "above_sightline_m": 7.3, "distance_m": 175.0}],
    }  # fmt: skip


BLACKOUT = {
    "blackout_id": "1", "level": "radio", "start_utc": at(21_000.5), "end_utc": at(320_100.0), "duration_s": "299099.5",
    "cause": "terrain", "obstruction_lat_deg": "18.48160000", "obstruction_lon_deg": "77.36640000",
    "obstruction_above_sightline_m": "7.10", "obstruction_distance_m": "171.10", "distance_m": "330.00",
    "worst_margin_db": "-8.00", "open_start": "false", "open_end": "false",
}  # fmt: skip
CONTACTS = [
    {"contact_id": "1", "source": "helicopter", "destination": "rover", "start_utc": at(15_000.0), "end_utc": at(16_800.0),
     "duration_s": "1800.0", "min_margin_db": "12.50", "max_margin_db": "14.00", "rate_bps": "250000", "open_start": "false",
     "open_end": "false"},
    {"contact_id": "2", "source": "rover", "destination": "earth", "start_utc": at(17_000.0), "end_utc": at(17_600.0),
     "duration_s": "600.0", "min_margin_db": "", "max_margin_db": "", "rate_bps": "300000", "open_start": "false", "open_end": "false"},
]  # fmt: skip


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    """A table as a run writes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


@pytest.fixture
def run_folder(tmp_path: Path) -> RunMaker:
    """Writes the run into tmp_path / "run"; texts are replaced by those given."""

    def make(
        body: tuple[str, str] = ("Mars", "3396190 m"), title: str = "A run", cause: str = "terrain",
        vehicles: tuple[str, str] = ("Rover", "Scout"),
    ) -> Path:  # fmt: skip
        folder = tmp_path / "run"
        folder.mkdir()
        clock = {
            "day": "sol",
            "time": "LMST",
            "day_length": f"{DAY_S} s",
            "day_zero": format_utc(START_S - 100 * DAY_S, 3),
        }
        scenario = {
            "name": "small",
            "title": title,
            "body": {"name": body[0], "radius": body[1]},
            "clock": clock,
        }
        span = {"start_utc": at(0), "end_utc": at(END_S - START_S), "kind": "hindcast", "seed": 1}
        manifest = {"made_by": "relaysim", "version": "0.1.0", "schema": 3, **span, "scenario": scenario}
        summary_clock = {
            "day_name": "sol",
            "time_name": "LMST",
            "day_length_s": DAY_S,
            "day_zero_utc": clock["day_zero"],
        }
        summary = {"scenario": "small", "title": title, "terrain": "t", **span, "clock": summary_clock}
        found = {"manifest.json": manifest, "summary.json": summary, "geometry.json": geometry(*vehicles)}
        for name, value in found.items():
            (folder / name).write_text(json.dumps(value), encoding="utf-8")
        write_csv(folder / "blackouts.csv", [BLACKOUT | {"cause": cause}])
        write_csv(folder / "contacts.csv", CONTACTS)
        flight = {
            "flight": "7",
            "outcome": "completed",
            "takeoff_utc": at(20_900.0),
            "landing_utc": at(21_010.0),
        }
        write_csv(folder / "flights.csv", [flight])
        return folder

    return make
