"""A world made for plans: a long wall between helicopter and rover, with one notch in it, on a sphere the size of the Earth.

Metres east (x) and north (y) of the helicopter's site, which is the origin of the scenario's frame. The wall is one row of
cells at x = 95, its flanks reach from 85 to 105; the notch's free cells from y = 85 to 165, its flanks 10 m in. The rover
drives north along x = 200, 50 m every day from y = -100 on: of its stops only that at y = 250 is in sight through the notch.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

DEGREE_M = 6371000.0 * np.pi / 180
WALL_X_M, NOTCH_M, ROUTE_X_M, FIRST_Y_M, DAYS, A_DAY_M = (85.0, 105.0), (85.0, 165.0), 200.0, -100.0, 8, 50.0
FLANK_M = 10.0

SCENARIO = """
relaysim: 1
name: notch
title: "A wall with a notch"
start: day 1
end: day 12
body: {{name: Earth, radius: 6371 km}}
clock: {{day: day, time: local, day_length: 24 h, day_zero: 2026-05-01T00:00:00Z}}
terrain: {{source: {terrain}}}
link:
  frequency: 914 MHz
  polarisation: vertical
  propagation: {propagation}
  ground: {{relative_permittivity: 4, loss_tangent: 0.02, kind: assumed, source: guess}}
  budget:
    - {{name: transmit power, value: 0 dBm, sigma: 1 dB, kind: given, source: data sheet}}
  modes:
    - {{name: slow, rate: 20 kbit/s, goodput: 15 kbit/s, sensitivity: -100 dBm, kind: given, source: data sheet}}
  in_flight: {{mode: slow, goodput: 15 kbit/s}}
  packet: {{size: 127 byte, success: 0.99}}
uncertainty: {{grounds: 4, height_sigma: 0.3 m, correlation_length: 30 m, permittivity_sigma: 0, kind: assumed, source: guess}}
radios:
  rover: {{antenna_height: 3 m}}
  helicopter: {{antenna_height: 2 m}}
rover: {{name: truck, drives: drives.csv, drive_paths: drive_paths.csv, storage: 1 GB}}
helicopter:
  name: drone
  latitude: 0 deg
  longitude: 0 deg
  climb_rate: 2 m/s
  descent_rate: 1 m/s
  flight_power: 360 W
  storage: 64 MB
  wake: {{alarm: "07:00 local", awake: 1 h, kind: given, source: crew}}
sessions:
  duration: 10 min
  handshake: 1 s
  flight: {{before: 5 min, after: 5 min}}
  kind: given
  source: crew
gate: {{policy: takeoff, retry_every: 10 min, tries_per_day: 6, give_up_after: 2}}
earth: {{light_time: 0 s, kind: given, source: same planet}}
flights:
  - flight: 1
    commands: {{size: 10 kbit, priority: 1}}
    takeoff: day 2 06:00 local
    waypoints: [{{latitude: {north} deg, longitude: 0 deg}}]
    altitude: 10 m
    speed: 5 m/s
"""


def degrees(x_m: float, y_m: float) -> tuple[float, float]:
    """Latitude and longitude of a place."""
    return y_m / DEGREE_M, x_m / DEGREE_M


def write_notch(folder: Path, *, flat: bool = False, propagation: str = "parabolic-equation") -> Path:
    """Writes the scenario with its tables and terrain, 10 m cells; flat: without the wall."""
    cell, half = 10.0, 500.0
    count = int(2 * half / cell)
    x = -half + cell * (np.arange(count) + 0.5)
    heights = np.zeros((count, count))
    if not flat:
        wall = (x > WALL_X_M[0] + 5) & (x < WALL_X_M[1] - 5)
        closed = ~((x[::-1] > NOTCH_M[0]) & (x[::-1] < NOTCH_M[1]))
        heights[np.ix_(closed, wall)] = 40.0
    step = cell / DEGREE_M
    profile = {
        "driver": "GTiff", "height": count, "width": count, "count": 1, "dtype": "float32", "nodata": np.nan,
        "crs": "+proj=longlat +R=6371000 +no_defs", "transform": Affine(step, 0, -half / DEGREE_M, 0, -step, half / DEGREE_M),
    }  # fmt: skip
    with rasterio.open(folder / "notch.tif", "w", **profile) as raster:
        raster.write(heights.astype("float32"), 1)
    drives, paths = (
        ["drive,sol,start_utc,end_utc,length_m,source_note"],
        ["drive,sequence,latitude_deg,longitude_deg,fraction"],
    )
    for n in range(DAYS):
        day = f"2026-05-{n + 3:02}"
        drives.append(f"{n + 1},{n + 2},{day}T12:00:00Z,{day}T13:00:00Z,{A_DAY_M:g},")
        for sequence in (0, 1):
            lat, lon = degrees(ROUTE_X_M, FIRST_Y_M + A_DAY_M * (n + sequence))
            paths.append(f"{n + 1},{sequence},{lat:.10f},{lon:.10f},{sequence}")
    (folder / "drives.csv").write_text("\n".join(drives) + "\n")
    (folder / "drive_paths.csv").write_text("\n".join(paths) + "\n")
    text = SCENARIO.format(terrain="notch.tif", propagation=propagation, north=degrees(0, 30)[0])
    (folder / "notch.yaml").write_text(text)
    return folder / "notch.yaml"


def is_seen(x_m: float, y_m: float) -> bool:
    """Whether a place beyond the wall is seen from the origin, clear of the notch's flanks, too."""
    near, far = (y_m * wall / x_m for wall in WALL_X_M)
    return near >= NOTCH_M[0] + FLANK_M and far <= NOTCH_M[1] - FLANK_M


def is_hidden(x_m: float, y_m: float) -> bool:
    """Whether the wall at its full height stands between a place beyond it and the origin."""
    middle = y_m * (WALL_X_M[0] + WALL_X_M[1]) / 2 / x_m
    return not NOTCH_M[0] <= middle <= NOTCH_M[1]
