"""A run directory such as `relaysim run` leaves, made here from small tables: no simulation, real-looking numbers."""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import calendar_days, format_utc, parse_utc
from relaysim.report import build_report

Files = dict[str, Any]
CLOCK = LocalClock(88775.244, parse_utc("2021-02-18T04:24:15.800Z"))
ZONE = "America/Los_Angeles"
START_S, END_S = CLOCK.utc_s(772), CLOCK.utc_s(873)
LOST_S, HEARD_S = parse_utc("2023-04-27T04:12:14Z"), parse_utc("2023-06-27T15:40:10Z")
SPANS = {
    "sightline": (LOST_S - 8.0, END_S),
    "radio": (LOST_S, HEARD_S),
    "session": (CLOCK.utc_s(776, 55000.0), CLOCK.utc_s(837, 35040.0)),
    "earth": (CLOCK.utc_s(776, 68400.0), CLOCK.utc_s(837, 57000.0)),
}
# the rover's places: first local day, x, y; the helicopter's: flight that landed there, first day, x, y
STANDS = [
    (772, 610, -330),
    (777, 470, -30),
    (790, 430, -60),
    (805, 400, -40),
    (821, 380, 10),
    (836, 190, 20),
    (838, 140, 60),
    (850, 100, 140),
    (860, 60, 230),
]
SITES = [
    ("", 772, 330, -260),
    ("51", 774, 240, -150),
    ("52", 776, 0, 0),
    ("53", 860, 118, 60),
    ("54", 865, 119, 61),
]


def iso(utc_s: float) -> str:
    """The form of the run's files."""
    return format_utc(utc_s)


def ground_m(x: Any, y: Any) -> Any:
    """A valley floor near -2425 m with a ridge across it, 7.5 m above the line from the first stand."""
    ridge = 11.5 * np.exp(-((x - 170.0 - 0.35 * y) ** 2) / 5500.0) * np.exp(-(y**2) / 190000.0)
    return -2424.0 + ridge + 0.004 * x + 1.2 * np.sin(x / 70.0) * np.cos(y / 55.0)


def relief_map() -> dict[str, Any]:
    """120 x 90 cells of 8 m; a corner was never surveyed."""
    columns, rows, cell = 120, 90, 8.0
    x0, y0 = -160.0, 300.0
    x = x0 + (np.arange(columns) + 0.5) * cell
    y = y0 - (np.arange(rows) + 0.5) * cell
    heights = ground_m(x[None, :], y[:, None])
    steps = np.round((heights + 2440.0) / 0.1).astype(int)
    steps[(y[:, None] < -180.0 - 0.3 * x[None, :]) & (x[None, :] < 60.0)] = -1
    box = {"x0_m": x0, "y0_m": y0, "cell_m": cell, "columns": columns, "rows": rows}
    return box | {
        "height_min_m": -2440.0,
        "height_step_m": 0.1,
        "heights": steps.ravel().tolist(),
        "sigma": None,
    }


def profile(title: str, utc_s: float, rover: tuple[float, float], loss_db: float) -> dict[str, Any]:
    """The section from a place of the rover to the landing of flight 52."""
    length = float(np.hypot(*rover))
    d = np.linspace(0.0, length, 240)
    x, y = rover[0] * (1 - d / length), rover[1] * (1 - d / length)
    ground = ground_m(x, y)
    ray = [float(ground[0]) + 1.2, float(ground[-1]) + 0.5]
    above = ground - (ray[0] + (ray[1] - ray[0]) * d / length)
    worst = int(np.argmax(above))
    return {
        "title": title, "utc": iso(utc_s), "rover_sol": CLOCK.day(utc_s), "distance_m": d.round(1).tolist(),
        "ground_m": ground.round(2).tolist(), "sigma_m": (0.3 + 0.5 * np.sin(np.pi * d / length)).round(2).tolist(), "ray_m": ray,
        "fresnel_m": np.sqrt(0.328 * d * (length - d) / length).round(2).tolist(), "obstruction_distance_m": float(d[worst]),
        "above_sightline_m": round(float(above[worst]), 2), "loss_db": loss_db, "margin_db": 133.75 - loss_db,
    }  # fmt: skip


def link_samples() -> dict[str, Any]:
    """Margins along flights 51 and 52 and every drive."""
    rows: list[tuple[float, float]] = []
    levels = [14.0, 9.0, -6.0, -4.0, -5.5, -3.0, 6.0, 15.0, 24.0, 30.0]
    for (day, _, _), before, after in zip(STANDS[1:], levels[1:], levels[2:], strict=False):
        start = HEARD_S - 2400.0 if day == 836 else CLOCK.utc_s(day, 43000.0)
        rows += [
            (start + 36.0 * i, before + (after - before) * i / 100 + np.sin(i / 4.0)) for i in range(101)
        ]
    takeoff = LOST_S - 125.0
    rows += [(CLOCK.utc_s(774, 41000.0) + 2.0 * i, 14.0 + 10.0 * np.sin(np.pi * i / 68)) for i in range(69)]
    rows += [
        (takeoff + 2.0 * i, 9.0 + 12.0 * np.sin(np.pi * i / 70) - 16.0 * max(0, i - 55) / 15)
        for i in range(71)
    ]
    rows.sort()
    margin = [round(float(value), 2) for _, value in rows]
    return {
        "utc_s": [round(t, 1) for t, _ in rows],
        "margin_db": margin,
        "loss_db": [133.75 - m for m in margin],
        "clearance_m": [None] * len(rows),
    }


def geometry() -> dict[str, Any]:
    """geometry.json."""
    arrive = [CLOCK.utc_s(day, 46600.0) if day != 836 else HEARD_S + 1200.0 for day, _, _ in STANDS]
    leave = [t - 3600.0 for t in arrive[1:]]
    track = [
        [x, y, t]
        for (_, x, y), a, b in zip(STANDS, [START_S, *arrive[1:]], [*leave, END_S], strict=True)
        for t in (a, b)
    ]
    stands = [
        {"from_utc": iso(a), "to_utc": iso(b), "from_sol": day, "to_sol": CLOCK.day(b), "x_m": x, "y_m": y}
        for (day, x, y), a, b in zip(STANDS, [START_S, *arrive[1:]], [*leave, END_S], strict=True)
    ]  # fmt: skip
    land = {
        "": START_S,
        "51": CLOCK.utc_s(774, 41137.0),
        "52": LOST_S + 15.0,
        "53": CLOCK.utc_s(860, 43200.0),
        "54": CLOCK.utc_s(865, 43200.0),
    }
    sites = [
        {"x_m": x, "y_m": y, "from_utc": iso(land[f]), "to_utc": None, "flight": f or None}
        for f, _, x, y in SITES
    ]
    flights = []
    for (_, _, x0, y0), (name, _, x1, y1) in pairwise(SITES):
        s = np.linspace(0.0, 1.0, 40)
        up = np.minimum(12.0, 140.0 * np.minimum(s, 1 - s))
        path = np.stack(
            [
                x0 + (x1 - x0) * s,
                y0 + (y1 - y0) * s + 25 * np.sin(np.pi * s),
                up,
                land[name] - 140.0 * (1 - s),
            ],
            axis=1,
        )
        flights.append({"flight": name, "track": path.round(1).tolist()})
    obstructions = [
        {"from_sol": day, "to_sol": day + 10, "rover_x_m": x, "rover_y_m": y, "x_m": 0.4 * x, "y_m": 0.4 * y, "latitude_deg": 18.4799 + y * 7e-6,
         "longitude_deg": 77.3688 + x * 7e-6, "height_m": -2411.2, "above_sightline_m": 7.5 - 0.3 * i, "distance_m": 132.0 + 9 * i,
         "nearest_later_drive_m": 12.0 + i, "nearest_later_drive_sol": 838}
        for i, (day, x, y) in enumerate(STANDS[1:6])
    ]  # fmt: skip
    sessions = []
    for day in range(772, 873):
        start = CLOCK.utc_s(day, 35040.0)
        outcome = "failed" if LOST_S < start < HEARD_S else "contact"
        sessions.append(
            {"start_utc": iso(start), "end_utc": iso(start + 1800), "kind": "alarm", "outcome": outcome}
        )
    swept = [{"value": float(v), "start_utc": iso(LOST_S), "end_utc": iso(HEARD_S - 200.0 * (v + 5)), "start_sol": 776, "end_sol": 836,
              "duration_days": 61.5, "duration_sols": 59.9, "first_alarm_after_utc": iso(CLOCK.utc_s(837, 35040.0)), "first_alarm_sol": 837} for v in (-13, -9, -5, -2)]  # fmt: skip
    swept[0] |= {"end_utc": None, "duration_days": None, "duration_sols": None, "first_alarm_after_utc": None}
    swept.append({"value": 0.0, "start_utc": None, "end_utc": None})
    source = "AT86RF212 data sheet"
    term = {"unit": "dB", "sigma_db": 1.0, "source": source, "low": None, "high": None}
    return {
        "schema": 1, "site": {"latitude_deg": 18.4799, "longitude_deg": 77.3689}, "map": relief_map(),
        "rover": {"name": "Perseverance", "track": track, "stands": stands},
        "helicopter": {"name": "Ingenuity", "sites": sites, "flights": flights},
        "link": link_samples(), "threshold_db": 133.75,
        "states": {
            "radio": [["open", iso(START_S), iso(LOST_S)], ["closed", iso(LOST_S), iso(HEARD_S)], ["open", iso(HEARD_S), iso(END_S)]],
            "sightline": [["clear", iso(START_S), iso(LOST_S - 8)], ["blocked", iso(LOST_S - 8), iso(END_S)]],
        },
        "sessions": sessions, "obstructions": obstructions,
        "profiles": [profile("As the blackout began", LOST_S, (470.0, -30.0), 138.9), profile("In the middle", CLOCK.utc_s(805, 5e4), (400.0, -40.0), 138.1),
                     profile("Just after its end", HEARD_S + 60.0, (190.0, 20.0), 131.3)],
        "sweep": {"term": "fixed loss", "unit": "dB", "kind": "assumed", "nominal": -5.0, "rows": swept},
        "answers": answers(),
        "budget": [term | {"name": "transmit power", "value": 28.75, "unit": "dBm", "kind": "given"}, term | {"name": "antenna gains", "value": 0.0, "unit": "dBi", "kind": "assumed"},
                   term | {"name": "fixed loss", "value": -5.0, "sigma_db": 3.0, "kind": "fitted", "low": -13.0, "high": 0.0}],
        "modes": [{"name": "low", "rate_bps": 20000, "goodput_bps": 15400, "sensitivity_dbm": -110, "threshold_loss_db": 133.75, "kind": "given", "source": source},
                  {"name": "high", "rate_bps": 250000, "goodput_bps": 171000, "sensitivity_dbm": -101, "threshold_loss_db": 124.75, "kind": "assumed", "source": source}],
        "assumptions": [{"what": "ground, relative permittivity", "value": "3.6", "kind": "assumed", "source": "radar elsewhere"}],
        "limits": ["No diffraction round the side of a hill, and no multipath fading.", "Terrain known after the fact."], "reporting_time_zone": ZONE,
    }  # fmt: skip


def span_fields(level: str) -> dict[str, Any]:
    """The fields that answers and blackouts share."""
    start, end = SPANS[level if level != "happened" else "radio"]
    return {
        "level": level, "start_utc": iso(start), "end_utc": iso(end), "start_sol": CLOCK.day(start), "end_sol": CLOCK.day(end),
        "duration_days": round((end - start) / 86400, 4), "duration_sols": round(CLOCK.days(end - start), 4), "calendar_days": calendar_days(start, end, ZONE),
    }  # fmt: skip


def answers() -> list[dict[str, Any]]:
    """The four answers."""
    return [span_fields(level) | {"what": "", "note": ""} for level in ("sightline", "radio", "session")] + [
        span_fields("happened")
        | {
            "what": "lost as it descended, heard again after the rover crested the hill",
            "note": "NASA/JPL, 30 June 2023",
        }
    ]


def blackouts() -> list[dict[str, Any]]:
    """blackouts.csv: one of each level, and three flickers of the radio."""
    rows = []
    for level in SPANS:
        start, end = SPANS[level]
        ground = {
            "obstruction_lat_deg": 18.47902,
            "obstruction_lon_deg": 77.37124,
            "obstruction_above_sightline_m": 7.5,
            "obstruction_distance_m": 132.0,
        }
        rows.append(span_fields(level) | {"duration_s": end - start, "cause": "terrain" if level != "earth" else "schedule", **ground, "distance_m": 474.1,
                    "worst_margin_db": -8.2, "worst_margin_utc": iso(start + 9e5), "open_start": "false", "open_end": str(end == END_S).lower()})  # fmt: skip
    for i in range(3):
        start = HEARD_S + 600.0 * (i + 1)
        rows.append(
            {
                "level": "radio",
                "start_utc": iso(start),
                "end_utc": iso(start + 40),
                "duration_s": 40,
                "duration_sols": 0.0005,
                "cause": "terrain",
            }
        )
    names = list(rows[0])
    return [
        {"blackout_id": i + 1} | {name: row.get(name, "") for name in names} for i, row in enumerate(rows)
    ]


def flights() -> list[dict[str, Any]]:
    """flights.csv."""
    rows = []
    for name, takeoff, outcome, reason, lost in (
        ("51", CLOCK.utc_s(774, 41000.0), "completed", "", ""), ("52", LOST_S - 125.0, "completed", "", 0.8),
        ("53", CLOCK.utc_s(860, 43130.0), "land_now", "navigation images lost step with the IMU", ""), ("54", CLOCK.utc_s(865, 43170.0), "completed", "", ""),
    ):  # fmt: skip
        rows.append({"flight": name, "purpose": "scouting", "sol": CLOCK.day(takeoff), "attempts": 1, "takeoff_utc": iso(takeoff), "landing_utc": iso(takeoff + 139),
                     "planned_duration_s": 136, "duration_s": 139.1, "planned_distance_m": 203, "distance_m": 363.2, "outcome": outcome, "reason": reason, "link_at_takeoff": "open",
                     "margin_at_takeoff_db": 9.04, "link_lost_utc": iso(LOST_S) if lost else "", "link_lost_altitude_m": lost, "margin_at_landing_db": -5.1})  # fmt: skip
    return rows


def gate() -> list[dict[str, Any]]:
    """gate.csv."""
    checks = (
        ("commands_on_board", "yes", "", "true"),
        ("margin_db", "9.0", "0.0", "true"),
        ("battery_soc", "0.41", "0.45", "false"),
    )
    return [
        {"flight": f, "attempt": 1, "utc": iso(LOST_S - 200), "check": c, "value": v, "limit": m, "passed": p}
        for f in ("51", "52")
        for c, v, m, p in checks
    ]


def products() -> list[dict[str, Any]]:
    """products.csv: every status, and two kinds."""
    rows = []
    for i in range(60):
        kind, status = (
            ("image" if i % 3 else "telemetry"),
            ("delivered" if i < 50 else ("queued", "expired", "dropped")[i % 3]),
        )
        created = CLOCK.utc_s(772 + i // 12, 42000.0 + 600.0 * (i % 12))
        there = status == "delivered"
        rows.append({"product_id": f"p{i:03d}", "kind": kind, "flight": "51", "source": "helicopter", "destination": "earth", "size_bits": 1_000_000, "priority": 3, "created_utc": iso(created),
                     "at_rover_utc": iso(created + 300) if there else "", "delivered_utc": iso(created + 9000 + 60 * i) if there else "", "latency_s": 9000 + 60 * i if there else "",
                     "deadline_utc": "", "hops": 2, "status": status, "reason": "" if there else "not yet sent", "rover_in_frame": "false"})  # fmt: skip
    return rows


def make_files() -> Files:
    """All files of a run, as values that a test may change before they are written."""
    clock = {
        "day_name": "sol",
        "time_name": "LMST",
        "day_length_s": CLOCK.day_length_s,
        "day_zero_utc": "2021-02-18T04:24:15.800Z",
    }
    delivered = {
        str(day): 2_000_000 + 4_000_000 * (day % 5 == 0) for day in [*range(772, 777), *range(837, 873)]
    }
    contact = {
        "contact_id": 1,
        "source": "helicopter",
        "destination": "rover",
        "start_utc": iso(START_S),
        "end_utc": iso(LOST_S),
    }
    summary = {"scenario": "flight-52-blackout", "title": "Flight 52: silent behind a hill for 63 days", "terrain": "jezero-survey", "terrain_sha256": "ab" * 32, "as_of": None,
               "kind": "hindcast", "seed": 52, "start_utc": iso(START_S), "end_utc": iso(END_S), "start_sol": 772, "end_sol": 873, "clock": clock, "reporting_time_zone": ZONE,
               "delivered_bits_per_sol": delivered, "answers": answers()}  # fmt: skip
    return {
        "manifest.json": {"version": "0.1.0", "seed": 52, "kind": "hindcast"}, "summary.json": summary, "geometry.json": geometry(), "blackouts.csv": blackouts(),
        "contacts.csv": [contact], "flights.csv": flights(), "gate.csv": gate(), "products.csv": products(),
    }  # fmt: skip


def write_files(files: Files, folder: Path) -> Path:
    """Write the files; a list of rows becomes CSV (of a list that holds only names, a header)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if name.endswith(".json"):
            (folder / name).write_text(json.dumps(content), encoding="utf-8")
            continue
        names = list(content[0]) if isinstance(content[0], dict) else content
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names)
            writer.writeheader()
            writer.writerows(row for row in content if isinstance(row, dict))
    return folder


_FILES = make_files()


@pytest.fixture
def files() -> Files:
    """The files of a run, free to change."""
    return copy.deepcopy(_FILES)


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the unchanged run."""
    run_dir = write_files(_FILES, tmp_path_factory.mktemp("whole") / "run")
    build_report(run_dir)
    return (run_dir / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def empty_tables(files: Files) -> Files:
    """The same run with headers only in every table, and nothing known of the link."""
    for name in [one for one in files if one.endswith(".csv")]:
        files[name] = list(files[name][0])
    files["summary.json"] |= {"answers": [], "delivered_bits_per_sol": {}}
    files["geometry.json"] = {"schema": 1}
    return files


@pytest.fixture
def write_run(tmp_path: Path) -> Callable[[Files], Path]:
    """Writes the files of a run into a fresh folder and returns it."""
    return lambda run_files: write_files(run_files, tmp_path / "run")


@pytest.fixture(scope="session")
def make_run() -> Callable[..., Path]:
    """Writes a run into a folder, parts of its geometry.json changed, and answers the folder."""

    def make(folder: Path, **changed: Any) -> Path:
        whole = copy.deepcopy(_FILES)
        whole["geometry.json"] |= changed
        return write_files(whole, folder)

    return make
