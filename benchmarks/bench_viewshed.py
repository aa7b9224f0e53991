"""Viewsheds against exact rays, GDAL and GRASS: how many cells are wrong, how long it takes, how much memory.

    python benchmarks/bench_viewshed.py [--quick]

2000 x 2000 cells of 1 m (and Jezero at its own 5 m), observer 2 m up, target 0.5 m, the curvature of Mars for all.
A cell is its centre, 0.5 m above the ground there; it is visible when the straight ray from the antenna meets no
ground on the way, the ground being bilinear between the centres. `wrong` is the share of cells, drawn at random,
that a tool calls otherwise than the brute-force ray of tests/sightline/exact_rays.py.

Times are of the work alone: relaysim's call with two threads, GDALViewshedGenerate from memory to memory, and the
r.viewshed command inside a location that holds the raster already. The rivals take turns; the ratio is per round.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from grounds import cliff_heights, end, fractal_heights, grounds, on_mars, places
from peers import Gdal, GrassAnswer, grass_viewsheds, system_gdal
from truth import in_turns, line, machine, sample

from relaysim.sightline.viewshed import viewshed
from relaysim.terrain.grid import Terrain

UP_M, TARGET_M, THREADS = 2.0, 0.5, 2


def ours(terrain: Terrain, cell: tuple[int, int]) -> float:
    """Seconds of one viewshed."""
    observer = end(terrain, *cell, UP_M)
    began = time.perf_counter()
    viewshed(terrain, observer, TARGET_M, threads=THREADS)
    return time.perf_counter() - began


def from_one_cell(
    terrain: Terrain, cell: tuple[int, int], gdal: Gdal | None, grass: GrassAnswer | None, quick: bool
) -> None:
    """Prints wrong cells and times of all tools for one observer."""
    observer = end(terrain, *cell, UP_M)
    truth = sample(terrain, observer, TARGET_M, 10_000 if quick else 100_000)
    height = viewshed(terrain, observer, TARGET_M, threads=THREADS).height_m
    known = truth.rays.known_height_m
    off = np.nanmax(np.abs(height[truth.row, truth.column] - known) / np.maximum(np.abs(known), 1.0))
    seen = 100.0 * float(np.mean(truth.rays.visible))
    print(f"  from {cell}, {seen:.2f} % visible; heights off by {off:.2g} (of 1 m or of the height) at most")
    wrong = [f"relaysim {truth.wrong_percent(height >= 0.0):.4f} %"]
    rivals = {"relaysim": lambda: ours(terrain, cell)}
    with contextlib.ExitStack() as held:
        if gdal is not None:
            band = held.enter_context(gdal.raster(terrain))
            visible = gdal.viewshed(band, terrain, cell, UP_M, TARGET_M)[1]
            wrong.append(f"GDAL {gdal.version} {truth.wrong_percent(visible):.4f} %")
            rivals["GDAL"] = lambda: gdal.viewshed(band, terrain, cell, UP_M, TARGET_M)[0]
        took = in_turns(rivals, 3 if quick else 9)
    if grass is not None:
        wrong.append(f"GRASS {truth.wrong_percent(grass.visible[0]):.4f} %, in {grass.seconds[0]:.1f} s")
    print("    wrong: " + ", ".join(wrong))
    for name, values in took.items():
        print(line(name, values, 1.0, "s", took.get("GDAL") if name == "relaysim" else None))


def one_ground(name: str, terrain: Terrain, gdal: Gdal | None, quick: bool) -> None:
    """Prints a ground's figures for each observer; GRASS looks from the second of them only."""
    rows, columns = terrain.heights_m.shape
    print(f"\n{name}: {columns} x {rows}")
    cells = places(terrain, 1 if quick else 4)
    began = time.perf_counter()
    viewshed(replace(terrain), end(terrain, *cells[0], UP_M), TARGET_M, threads=THREADS)
    print(f"  the first viewshed of a terrain took {time.perf_counter() - began:.3f} s")
    grass = None if quick else grass_viewsheds(terrain, cells[1:2], UP_M, TARGET_M)
    for n, cell in enumerate(cells):
        from_one_cell(terrain, cell, gdal, grass if n == 1 else None, quick)


def peak_mb() -> float:
    """The process's greatest resident memory so far, or since it was last forgotten."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(words.split()[1]) / 1024.0 for words in status.splitlines() if words.startswith("VmHWM"))


def measure(file: Path) -> None:
    """In a process of its own: loads the raster, then measures a viewshed's time and memory above that."""
    tiny = on_mars("tiny", fractal_heights(64))
    viewshed(tiny, end(tiny, 30, 30, UP_M), TARGET_M, threads=THREADS)
    terrain = on_mars("ground", np.load(file))
    cell = places(terrain, 1)[0]
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = peak_mb()
    first = ours(terrain, cell)
    later = min(ours(terrain, cell) for _ in range(3))
    print(
        json.dumps(
            {"first_s": first, "later_s": later, "baseline_mb": before, "above_mb": peak_mb() - before}
        )
    )


def linearity(sizes: list[int]) -> None:
    """Time a cell and memory above the loaded raster, each size in a fresh process.

    All sizes are the middle of one ground seen from one place: it is the size that differs, not the view.
    """
    print(
        "\nsize, the middle of one ground, each in a process of its own (memory: above the process that holds it)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for name, made in (("fractal", fractal_heights), ("cliff", cliff_heights)):
        whole = made(sizes[-1])
        for size in sizes:
            edge = (sizes[-1] - size) // 2
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "heights.npy"
                np.save(file, whole[edge : edge + size, edge : edge + size])
                done = subprocess.run(
                    [sys.executable, __file__, "--measure", str(file)],
                    env=environment, check=True, capture_output=True, text=True,
                )  # fmt: skip
            got = json.loads(done.stdout)
            per_cell = got["later_s"] / size**2 * 1e9
            print(
                f"  {name:<8}{size:5d} x {size:<5d} first {got['first_s']:.3f} s, later {got['later_s']:.3f} s,"
                f" {per_cell:5.1f} ns a cell; baseline {got['baseline_mb']:.0f} MB, {got['above_mb']:+.0f} MB"
            )


def main() -> None:
    """Measures and prints."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true", help="one observer, fewer cells and rounds, no GRASS")
    words.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.measure is not None:
        measure(asked.measure)
        return
    print(machine())
    tiny = on_mars("tiny", fractal_heights(64))
    viewshed(tiny, end(tiny, 30, 30, UP_M), TARGET_M, threads=THREADS)  # compiles
    gdal = system_gdal()
    for name, terrain in grounds(2000).items():
        one_ground(name, terrain, gdal, asked.quick)
    if Path("/proc/self/clear_refs").exists():
        linearity([1000, 2000] if asked.quick else [1000, 2000, 4000])


if __name__ == "__main__":
    main()
