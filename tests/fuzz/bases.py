"""Sound files to damage: a small valley, a mission with every kind of table cut short, plans, a study, a run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine

from relaysim.resources import data_folder
from relaysim.scenario.document import read_document
from relaysim.scenario.loader import load_scenario

TESTS = Path(__file__).resolve().parents[1]
PLAIN = (TESTS / "scenario" / "minimal.yaml").read_text(encoding="utf-8")
VALLEY, GROUND = "valley.yaml", "valley.tif"
ROWS, COLUMNS = 64, 96
# The first days of the mission: what a table's rows may have in their first column, or in "sol".
LAST_SOL, LAST_FLIGHT, LAST_DRIVE = 66, 3, 12
STANDS = "latitude_deg,longitude_deg,utc,antenna_m\n" + "".join(
    f"46.50{n},8.10{n},2026-05-0{n + 1}T06:00:00Z,{n + 1}\n" for n in range(4)
)
SURVEY = "sol,latitude_deg,longitude_deg,height_m,source\n" + "".join(
    f"{n},{46.5 + n % 5 * 1e-4:.4f},{8.1 + n // 5 * 1e-4:.4f},{100 + n % 7},wheels\n" for n in range(25)
)
PASSES = "orbiter,start_utc,end_utc,rate_bps\n" + "".join(
    f"sat,2026-05-0{day}T10:00:00Z,2026-05-0{day}T10:10:00Z,100000\n" for day in range(1, 4)
)
PATTERN = "azimuth_deg,elevation_deg,gain_dbi\n" + "".join(
    f"{azimuth},{elevation},1.5\n" for azimuth in range(0, 360, 45) for elevation in range(-90, 91, 45)
)
DRIVES = "drive,sol,start_utc,end_utc,length_m,note\n" + "".join(
    f"{n},{n - 1},2026-05-0{n}T08:00:00Z,2026-05-0{n}T09:00:00Z,100,\n" for n in (1, 2, 3)
)
PATHS = "drive,sequence,latitude_deg,longitude_deg,fraction\n" + "".join(
    f"{n},{k},{46.4991 + 0.0009 * (n + k):.4f},8.1,{k}\n" for n in (1, 2, 3) for k in (0, 1)
)


@cache
def ground(name: str = GROUND) -> bytes:
    """Hills round the valley's drone (46.5 N, 8.1 E)."""
    waves = 10 * np.sin(np.arange(COLUMNS) / 6) + 5 * np.cos(np.arange(ROWS)[:, None] / 7)
    profile: dict[str, Any] = {
        "driver": "GTiff", "height": ROWS, "width": COLUMNS, "count": 1, "dtype": "float32", "nodata": np.nan,
        "crs": "+proj=longlat +R=6371000 +no_defs", "transform": Affine(3e-4, 0, 8.095, 0, -3e-4, 46.512),
    }  # fmt: skip
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile) as file:
            file.write(waves.astype("float32"), 1)
        content: bytes = memory.read()
    return content


@cache
def valley_data() -> Mapping[str, Any]:
    """The smallest scenario, with drives and two airs of its relay."""
    data = read_document(PLAIN.replace("source: valley", f"source: {GROUND}"), VALLEY).data
    rover = {"name": "truck", "drives": "drives.csv", "drive_paths": "paths.csv", "storage": "1 GB"}
    return {**data, "rover": rover}


def valley_files() -> dict[str, bytes]:
    """The valley's terrain and tables."""
    tables = {"drives.csv": DRIVES, "paths.csv": PATHS}
    return {GROUND: ground()} | {name: text.encode() for name, text in tables.items()}


def as_yaml(data: Any) -> bytes:
    """JSON is YAML 1.2."""
    return json.dumps(data, indent=1).encode()


@cache
def mission_data() -> Mapping[str, Any]:
    """Most sections that there are: the whole mission's first days, with an antenna's table and a table of light times."""
    path = data_folder("scenarios") / "ingenuity-mission.yaml"
    data = read_document(path.read_text(encoding="utf-8"), path.name).data
    rover = {
        **data["radios"]["rover"],
        "antenna": {"pattern": "jezero/pattern.csv", "kind": "assumed", "source": "invented"},
    }
    return {
        **data,
        "end": f"sol {LAST_SOL}",
        "flights": data["flights"][:LAST_FLIGHT],
        "faults": [{"flight": 2, "at": "20 s", "fault": "lost images"}],
        "radios": {**data["radios"], "rover": rover},
        "earth": {**data["earth"], "light_time": "jezero/earth_light_time.csv"},
        "commands": [{**data["commands"][0], "send": f"sol {LAST_SOL - 6}"}],
        "uncertainty": {"grounds": 2, "kind": "assumed", "source": "invented"},
    }


@cache
def mission_tables() -> Mapping[str, str]:
    """The tables of `mission_data`, cut to its days."""
    home = data_folder("scenarios") / "jezero"
    texts = {
        f"jezero/{path.name}": _cut(path.read_text(encoding="utf-8")) for path in sorted(home.glob("*.csv"))
    }
    return texts | {"jezero/pattern.csv": PATTERN}


def _cut(text: str) -> str:
    rows = [row for row in csv.reader(io.StringIO(text)) if row and not row[0].startswith("#")]
    most = {"flight": LAST_FLIGHT, "drive": LAST_DRIVE, "sol": LAST_SOL, "event": 5, "utc": 90}
    last = most.get(rows[0][0])
    kept = [
        row
        for n, row in enumerate(rows[1:])
        if last is None or (int(row[0]) if row[0].isdigit() else n) <= last
    ]
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([rows[0], *kept])
    return file.getvalue()


def mission_files() -> dict[str, bytes]:
    """The tables as files."""
    return {name: text.encode() for name, text in mission_tables().items()}


@cache
def shipped() -> Mapping[str, tuple[Mapping[str, Any], Mapping[str, bytes]]]:
    """Every scenario that ships, by name, as data and with the tables it names."""
    home, found = data_folder("scenarios"), {}
    for path in sorted(home.glob("*.yaml")):
        tables = {table: (home / table).read_bytes() for table in load_scenario(path.stem).table_digests}
        found[path.name] = read_document(path.read_text(encoding="utf-8"), path.name).data, tables
    return found


@cache
def orbiters_data() -> Mapping[str, Any]:
    """The valley with a store in the sky and its table of passes, and an antenna with a table."""
    data = valley_data()
    sat = {"name": "sat", "passes": "passes.csv", "storage": "1 GB", "to_earth": {"rate": "1 Mbit/s", "latency": "10 s"},
           "kind": "assumed", "source": "invented"}  # fmt: skip
    antenna = {"pattern": "pattern.csv", "kind": "assumed", "source": "invented"}
    radios = {**data["radios"], "rover": {**data["radios"]["rover"], "antenna": antenna}}
    return {**data, "radios": radios, "earth": {**data["earth"], "orbiters": [sat]}}


@cache
def study_data() -> Mapping[str, Any]:
    """A study of the valley: two variants, two things uncertain."""
    return {
        "relaysim_study": 1, "name": "valley-study", "title": "Which antenna?", "scenario": VALLEY, "seed": 3,
        "factors": [{"path": "radios.rover.antenna_height", "values": ["3 m", "4 m"], "labels": ["low", "high"]}],
        "uncertain": [
            {"path": "link.budget.fixed loss.value", "normal": {"mean": "-6 dB", "sigma": "2 dB"}, "low": "-10 dB",
             "high": "0 dB", "kind": "assumed", "source": "invented"},
            {"path": "gate.tries_per_day", "discrete": {"values": [2, 4]}, "kind": "assumed", "source": "invented"},
        ],
        "sampling": {"runs": 2},
        "outcomes": [
            {"name": "silence", "label": "longest silence", "blackout": "session", "pick": "longest"},
            {"name": "delivered", "label": "delivered", "summary": "counts.products_delivered"},
        ],
    }  # fmt: skip
