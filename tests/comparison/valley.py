"""A truck drives round a hill, behind which a drone stands: the same day over two grounds, or with two radios."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

import relaysim

MINIMAL = Path(__file__).resolve().parents[1] / "scenario" / "minimal.yaml"
CELL_DEG, WEST_DEG, NORTH_DEG, CELLS = 1e-4, 8.09, 46.512, 260
# The drone stands at 46.501 N 8.102 E; the truck drives behind the hill on the first morning and back on the second.
DRIVES = """drive,sol,start_utc,end_utc,length_m
1,0,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,480
2,1,2026-05-02T08:00:00Z,2026-05-02T09:00:00Z,480
"""
PATHS = """drive,sequence,latitude_deg,longitude_deg,fraction
1,0,46.504,8.1015,0
1,1,46.503,8.0990,0.5
1,2,46.501,8.0975,1
2,0,46.501,8.0975,0
2,1,46.503,8.0990,0.5
2,2,46.504,8.1015,1
"""
PASSES = """earth:
  light_time: 0 s
  uplinks: [{at: "07:05 local", duration: 20 min, rate: 10 kbit/s}]
  passes: [{at: "06:30 local", duration: 20 min, rate: 1 Mbit/s}, {at: "13:00 local", duration: 20 min, rate: 1 Mbit/s}]
  kind: given
  source: same planet
"""


def write_ground(path: Path, hill_m: float) -> None:
    """Flat ground with one round hill between truck and drone."""
    row, column = np.mgrid[0:CELLS, 0:CELLS]
    east = (WEST_DEG + (column + 0.5) * CELL_DEG - 8.0998) * 76_500.0
    north = (NORTH_DEG - (row + 0.5) * CELL_DEG - 46.501) * 111_200.0
    heights = 400.0 + hill_m * np.exp(-(east**2 / 2500.0 + north**2 / 12000.0))
    profile = {
        "driver": "GTiff", "height": CELLS, "width": CELLS, "count": 1, "dtype": "float32", "nodata": np.nan,
        "crs": "+proj=longlat +R=6371000 +no_defs", "transform": Affine(CELL_DEG, 0, WEST_DEG, 0, -CELL_DEG, NORTH_DEG),
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as file:
        file.write(heights.astype(np.float32), 1)


def write_valley(folder: Path) -> Path:
    """valley.yaml over low.tif and high.tif, with the truck's drive in tables; it has no session every ten minutes."""
    write_ground(folder / "low.tif", 14.0)
    write_ground(folder / "high.tif", 15.0)
    (folder / "drives.csv").write_text(DRIVES, encoding="utf-8")
    (folder / "paths.csv").write_text(PATHS, encoding="utf-8")
    text = MINIMAL.read_text(encoding="utf-8")
    for old, new in (
        ("source: valley", "source: low.tif"),
        ("end: 2026-05-04T06:00:00Z", "end: 2026-05-03T06:00:00Z"),
        ("propagation: free-space", "propagation: p526\n  ground: {relative_permittivity: 5, loss_tangent: 0.02, kind: assumed, source: dry soil}"),
        ("rover: {name: truck, latitude: 46.5 deg, longitude: 8.1 deg,", "rover: {name: truck, drives: drives.csv, drive_paths: paths.csv,"),
        ("rover: {antenna_height: 3 m}", "rover: {antenna_height: 2 m}"),
        ("value: 14 dBm", "value: 6 dBm"),
        ("earth: {light_time: 0 s, kind: given, source: same planet}\n", PASSES),
        ("  storage: 64 MB\n", "  storage: 64 MB\n  daily_products:\n    - {kind: telemetry, name: report, count: 1, size: 400 kbit, priority: 1}\n"),
        ('alarm: "07:00 local"', 'alarm: "08:10 local"'),
        ("sessions:\n", 'sessions:\n  after_contact: ["06:10 local", "12:00 local", "18:00 local"]\n'),
        ("takeoff: day 1 09:30 local", "takeoff: day 1 12:30 local"),
        ("longitude: 8.104 deg}, {latitude: 46.507 deg, longitude: 8.11 deg}", "longitude: 8.104 deg}, {latitude: 46.506 deg, longitude: 8.106 deg}"),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    (folder / "valley.yaml").write_text(text, encoding="utf-8")
    return folder / "valley.yaml"


def run_valley(folder: Path) -> Path:
    """Runs low, again (as low), high (another ground), loud (2 dB more power), strong (40 dB more) and late (another alarm); the folder of all."""
    scenario = write_valley(folder)
    relaysim.run(scenario, folder / "low")
    relaysim.run(scenario, folder / "again")
    relaysim.run(scenario, folder / "high", overrides=["terrain.source=high.tif"])
    relaysim.run(scenario, folder / "loud", overrides=["link.budget.0.value=8 dBm"])
    relaysim.run(scenario, folder / "strong", overrides=["link.budget.0.value=46 dBm"])
    relaysim.run(scenario, folder / "late", overrides=["helicopter.wake.alarm=09:30 local"])
    return folder
