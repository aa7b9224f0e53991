"""Another planet, another pair of vehicles: a drone and its parked truck at a quarry on Earth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin

import relaysim

SCENARIO = """
relaysim: 1
name: quarry
title: A drone behind a spoil heap
start: day 10 06:00 local
end: day 12 06:00 local
body: {name: Earth, radius: 6371000 m}
clock: {day: day, time: local, day_length: 86400 s, day_zero: 2026-03-01T00:00:00Z}
terrain: {source: quarry.tif}
link:
  frequency: 2.4 GHz
  polarisation: vertical
  propagation: parabolic-equation
  ground: {relative_permittivity: 5, loss_tangent: 0.1, kind: assumed, source: invented}
  budget:
    - {name: transmit power, value: 10 dBm, kind: assumed, source: invented}
    - {name: cables, value: -3 dB, kind: assumed, source: invented}
  modes:
    - {name: only, rate: 250 kbit/s, goodput: 100 kbit/s, sensitivity: -100 dBm, kind: assumed, source: invented}
  in_flight: {mode: only, goodput: 150 kbit/s}
  packet: {size: 127 byte, success: 0.99}
radios:
  rover: {antenna_height: 3 m}
  helicopter: {antenna_height: 0.3 m}
rover: {name: Truck, latitude: 47.0000 deg, longitude: 15.0000 deg, storage: 8 GB}
helicopter:
  name: Drone
  latitude: 47.0000 deg
  longitude: 15.0004 deg
  climb_rate: 2 m/s
  descent_rate: 2 m/s
  storage: 8 GB
  wake: {alarm: 07:00 local, awake: 10 min, kind: assumed, source: invented}
  flight_products: [{kind: image, name: photo, count: 3, size: 4 Mbit, priority: 2}]
sessions:
  after_contact: [12:00 local]
  duration: 20 min
  handshake: 1 s
  flight: {before: 10 min, after: 10 min}
  kind: assumed
  source: invented
gate: {policy: takeoff, retry_every: 5 min, tries_per_day: 2, give_up_after: 1}
earth:
  light_time: 0 s
  uplinks: [{at: 06:30 local, duration: 1 h, rate: 1 Mbit/s}]
  passes: [{at: 08:00 local, duration: 12 h, rate: 1 Mbit/s, latency: 0 s}]
  pass_time_sigma: 0 s
  normal_gap: 1
  kind: assumed
  source: invented
flights:
  - flight: 1
    takeoff: day 10 09:00 local
    commands: {size: 10 kbit, priority: 1}
    waypoints: [{latitude: 47.0000 deg, longitude: 15.0040 deg}]
    altitude: 30 m
    speed: 10 m/s
  - flight: 2
    takeoff: day 11 09:00 local
    commands: {size: 10 kbit, priority: 1}
    waypoints: [{latitude: 47.0000 deg, longitude: 15.0004 deg}]
    altitude: 30 m
    speed: 10 m/s
"""


@pytest.fixture(scope="module")
def quarry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario file beside a raster of a plain with a 20 m heap across the way."""
    folder = tmp_path_factory.mktemp("quarry")
    columns = np.arange(200)
    heap = 20.0 * np.exp(-(((columns - 100) / 12.0) ** 2))
    heights = np.broadcast_to(400.0 + heap, (60, 200)).astype("float32")
    profile = {
        "driver": "GTiff", "width": 200, "height": 60, "count": 1, "dtype": "float32",
        "crs": CRS.from_epsg(4326), "transform": from_origin(14.9980, 47.0012, 0.00004, 0.00004),
    }  # fmt: skip
    with rasterio.open(folder / "quarry.tif", "w", **profile) as raster:
        raster.write(heights, 1)
    (folder / "quarry.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


def test_a_drone_lands_behind_a_heap_and_is_not_heard_again(quarry, tmp_path, read):
    """A landing behind a 20 m heap cuts the link; the second flight's commands never arrive, so it is held."""
    done = read(relaysim.run(quarry / "quarry.yaml", tmp_path / "run"))
    flights = done.rows("flights")
    assert [row["outcome"] for row in flights] == ["completed", "held"]
    assert "commands on board: no" in flights[1]["reason"]
    blackout = done.blackouts("radio")[0]
    assert blackout["cause"] == "terrain" and blackout["open_end"] == "true"
    assert float(blackout["obstruction_above_sightline_m"]) > 1  # seen while it still came down
    assert float(blackout["obstruction_lon_deg"]) == pytest.approx(14.9980 + 100.5 * 0.00004, abs=0.0003)


def test_the_second_flight_goes_when_the_first_lands_in_view(quarry, tmp_path, read):
    """With a landing place in view both flights are flown, through their waypoints, where the drone stands."""
    overrides = ["flights.1.waypoints.0.longitude=15.0008 deg", "flights.2.waypoints.0.longitude=15.0012 deg"]
    done = read(relaysim.run(quarry / "quarry.yaml", tmp_path / "run", overrides=overrides))
    flights = done.rows("flights")
    assert [row["outcome"] for row in flights] == ["completed", "completed"]
    assert float(flights[1]["landing_lon_deg"]) == pytest.approx(15.0012, abs=1e-6)
    assert all(row["status"] == "delivered" for row in done.rows("products") if row["kind"] == "image")
