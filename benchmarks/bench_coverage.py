"""What a map of margins costs and how far it is off: python benchmarks/bench_coverage.py [--quick]

Prints the machine, seconds and cells a second for maps round a stop of the rover near Jezero (median and range of rounds),
and the error of cells drawn from them against links of their own: over the surveyed ground that ships, and over
../shared/data/dem/jezero_fused_5m.tif and its steepest parts where that is there.
"""

from __future__ import annotations

import dataclasses
import os
import platform
import sys
import time
from pathlib import Path

import numpy as np

from relaysim.links.cell_links import CellLinks
from relaysim.links.coverage import Coverage, coverage
from relaysim.links.model import LEAST_DISTANCE_M, RadioSettings
from relaysim.resources import default_scenario
from relaysim.scenario.build_link import radio_settings
from relaysim.scenario.loader import load_scenario
from relaysim.sightline import End
from relaysim.sightline.outlook import look_out
from relaysim.terrain.grid import Terrain
from relaysim.terrain.registry import open_terrain

FUSED = Path(__file__).parents[2] / "shared" / "data" / "dem" / "jezero_fused_5m.tif"
STOP = (18.48250908, 77.36669697)  # the rover on sol 836
ROVER_M, HELICOPTER_M = 1.2, 0.5
STEEP = 0.36  # slope of the steepest twentieth of the cells within half a kilometre


def timed(terrain: Terrain, radio: RadioSettings, radius_m: float, rounds: int) -> None:
    """Seconds a map, and what that is in cells and radials."""
    seconds = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        found = coverage(terrain, End(*STOP, ROVER_M), HELICOPTER_M, radio, radius_m=radius_m)
        seconds.append(time.perf_counter() - begin)
    seconds = sorted(seconds[1:])
    middle, cells = seconds[len(seconds) // 2], np.count_nonzero(np.isfinite(found.margin_db))
    print(
        f"{terrain.name:16} {radio.propagation:18} {radius_m:5.0f} m  {cells:7,} cells  {middle:6.2f} s"
        f" ({seconds[0]:.2f}-{seconds[-1]:.2f})  {cells / middle:9,.0f} cells/s"
    )


def errors_db(terrain: Terrain, radio: RadioSettings, found: Coverage, draws: int) -> np.ndarray:
    """(margin, error) of cells drawn from a map, against links of their own."""
    observer = found.observer
    rows, columns = np.nonzero(np.isfinite(found.margin_db))
    drawn = np.random.default_rng(1).choice(rows.size, min(draws, rows.size), replace=False)
    rows, columns = rows[drawn], columns[drawn]
    place = terrain.geographic(found.column + columns, found.row + rows)
    away = terrain.body.distance_m(observer.latitude_deg, observer.longitude_deg, *place)
    links = CellLinks(
        terrain, look_out(terrain, observer, found.radius_m), (observer.antenna_m, found.target_m), radio, 2
    )
    losses = links.losses_db(columns, rows, np.maximum(away, LEAST_DISTANCE_M), lambda done, total: None)
    margin = radio.budget.threshold_loss_db(radio.budget.lowest_mode) - losses
    return np.column_stack((margin, found.margin_db[rows, columns] - margin))


def print_errors(
    name: str, terrain: Terrain, radio: RadioSettings, places: list[tuple[float, float]]
) -> None:
    for heights in ((ROVER_M, HELICOPTER_M), (HELICOPTER_M, ROVER_M), (10.0, HELICOPTER_M)):
        parts = []
        for place in places:
            found = coverage(terrain, End(*place, heights[0]), heights[1], radio, radius_m=500.0)
            parts.append(errors_db(terrain, radio, found, 500 // len(places) + 50))
        margin, error = np.concatenate(parts).T
        off, wrong = np.abs(error), np.mean((margin >= 0) != (margin + error >= 0))
        close = off[np.abs(margin) < 15]
        p = np.percentile(off, [50, 95, 99])
        near = (
            f", p95 {np.percentile(close, 95):.2f} within 15 dB of the threshold" if close.size > 20 else ""
        )
        print(
            f"{name:28} {heights[0]:4g} m to {heights[1]:3g} m: p50 {p[0]:.2f}, p95 {p[1]:.2f}, p99 {p[2]:.2f},"
            f" worst {off.max():.1f} dB{near}; sign wrong in {wrong:.2%} of {off.size} cells"
        )
        assert p[1] < 1.5, "radials are off by more than they should be"


def steep_places(terrain: Terrain, count: int) -> list[tuple[float, float]]:
    """Places with the steepest ground within half a kilometre."""
    slope = np.hypot(*np.gradient(terrain.heights_m, terrain.cell_size_m))
    reach, draw, found = 105, np.random.default_rng(5), []
    while len(found) < count:
        column, row = (int(draw.uniform(reach, n - reach)) for n in slope.shape[::-1])
        around = slope[row - reach : row + reach, column - reach : column + reach]
        if not np.isnan(around).any() and np.percentile(around, 95) > STEEP:
            lat, lon = terrain.geographic(column + 0.3, row + 0.4)
            found.append((float(lat), float(lon)))
    return found


def main() -> None:
    quick = "--quick" in sys.argv
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    radio = radio_settings(load_scenario(default_scenario()))
    names = ["jezero-survey", *([str(FUSED)] if FUSED.exists() else [])]
    grounds = [open_terrain(name) for name in names]
    grounds = [dataclasses.replace(g, heights_m=g.heights_m.astype(np.float64)) for g in grounds]
    for terrain in grounds:
        for radius_m in (500.0, 1000.0):
            timed(terrain, radio, radius_m, 3 if quick else 9)
        if not quick:
            timed(terrain, dataclasses.replace(radio, propagation="p526"), 500.0, 1)
    for terrain in grounds:
        print_errors(f"{terrain.name}, sol 836", terrain, radio, [STOP])
    if len(grounds) > 1:
        print_errors(
            "the same raster, steepest", grounds[1], radio, steep_places(grounds[1], 3 if quick else 8)
        )
    else:
        print(f"no terrain at {FUSED}")


if __name__ == "__main__":
    main()
