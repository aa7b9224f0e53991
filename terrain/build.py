"""Makes the terrain rasters that ship, byte for byte: python terrain/build.py [--check] [NAME ...]

Those of surveys come from their tables, invented ones from the script that the registry names beside them.

Names choose among them; without one all are made. Those that ship without a file are made where they are asked for.
With --check nothing is written: it says whether the files and checksums are what the tables give.
With --cross-validate it says how far to trust the method: each drive in turn is left out and predicted; then later
drives are predicted from what was known on a sol.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import runpy
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from relaysim.terrain.body import Floats
from relaysim.terrain.kriging import krige
from relaysim.terrain.projection import projection_of
from relaysim.terrain.registry import REGISTRY, KnownTerrain, SurveyRecipe, read_registry
from relaysim.terrain.survey import SurveyPoints
from relaysim.terrain.write import write_terrain

HERE = Path(__file__).resolve().parent
RINGS_M = ((10, 20), (20, 40), (40, 80), (80, 120), (120, 200), (200, 300), (300, 400), (400, 500))
SOLS_APART = 8
LATER_APART = 3
Mask = NDArray[np.bool_]
Ring = tuple[str, int, float, float, float]


def built(entry: KnownTerrain, script: str) -> bytes:
    """The bytes of the raster."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terrain.tif"
        if entry.survey is not None:
            write_terrain(entry.survey.build(HERE, entry.name), path, method=entry.survey.words)
        else:
            write_terrain(runpy.run_path(str(HERE / script))["terrain"](), path, method="invented")
        return path.read_bytes()


def make(entry: KnownTerrain, script: str, check: bool) -> bool:
    """Builds one raster; writes it and its checksum, or compares them."""
    start = time.perf_counter()
    data = built(entry, script)
    digest = hashlib.sha256(data).hexdigest()
    print(f"{entry.name}: {len(data):,} bytes, sha256 {digest}, {time.perf_counter() - start:.1f} s")
    assert entry.file is not None
    file = HERE / entry.file
    if check:
        same = file.is_file() and file.read_bytes() == data and entry.sha256 == digest
        print(f"{entry.file}: {'as built' if same else 'DIFFERS: run python terrain/build.py'}")
        return same
    file.write_bytes(data)
    registry = json.loads((HERE / REGISTRY).read_text(encoding="utf-8"))
    for raw in registry["terrains"]:
        if raw["name"] == entry.name:
            raw["size_bytes"], raw["sha256"] = len(data), digest
    (HERE / REGISTRY).write_text(json.dumps(registry, indent=2) + "\n", encoding="utf-8")
    return True


def left_out_sols(recipe: SurveyRecipe) -> list[Ring]:
    """Each sol's points predicted from all other sols'."""
    points = recipe.points(HERE)
    return rings(recipe, points, [(points.sol != sol, points.sol == sol) for sol in np.unique(points.sol)])


def later_drives(recipe: SurveyRecipe) -> list[Ring]:
    """As of every eighth sol with points, every third later point predicted from what was known."""
    points, splits = recipe.points(HERE), []
    for sol in np.unique(points.sol)[20::SOLS_APART]:
        later = np.zeros(len(points), dtype=bool)
        later[np.flatnonzero(points.sol > sol)[::LATER_APART]] = True
        splits.append((points.sol <= sol, later))
    return rings(recipe, points, splits)


def rings(recipe: SurveyRecipe, points: SurveyPoints, splits: Sequence[tuple[Mask, Mask]]) -> list[Ring]:
    """(ring, points, rms error, rms predicted sigma, share within 1.645 sigma) of splits into (known, predicted)."""
    x, y = projection_of(recipe.crs, 0.0).forward(points.latitude_deg, points.longitude_deg)
    reach, rows = recipe.method.known_radius_m, []
    for known, out in splits:
        away = np.sqrt(((x[out][:, None] - x[known]) ** 2 + (y[out][:, None] - y[known]) ** 2).min(axis=1))
        far = (away > RINGS_M[0][0]) & (away < reach)
        if far.any():
            z, sigma = krige(
                x[known], y[known], points.height_m[known], x[out][far], y[out][far],
                model=recipe.variogram, method=recipe.method,
            )  # fmt: skip
            rows.append(np.column_stack([away[far], z - points.height_m[out][far], sigma]))
    table, found = np.concatenate(rows), []
    for low, high in RINGS_M:
        _, error, sigma = table[(table[:, 0] >= low) & (table[:, 0] < high)].T
        if high <= reach and len(error):
            share = float(np.mean(np.abs(error) < 1.645 * sigma))
            found.append((f"{low}-{high} m", len(error), rms(error), rms(sigma), share))
    return found


def rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def main() -> int:
    chosen, entries = arguments()
    good = True
    for entry in entries:
        if chosen.names and entry.name not in chosen.names:
            continue
        if chosen.cross_validate:
            if entry.survey is None:
                print(f"{entry.name}: invented, nothing to leave out")
                continue
            print_rings(
                f"{entry.name}: points by distance from the nearest of another sol",
                left_out_sols(entry.survey),
            )
            print_rings(
                f"{entry.name}: points by distance from the nearest of earlier sols",
                later_drives(entry.survey),
            )
        elif entry.file is None:
            print(f"{entry.name}: ships without a file, made where it is asked for")
        else:
            good = make(entry, scripts().get(entry.name, ""), chosen.check) and good
    return 0 if good else 1


def print_rings(title: str, found: list[Ring]) -> None:
    print(title)
    for ring, count, error, sigma, share in found:
        print(
            f"  {ring:>9}: {count:4d} points, rms {error:.2f} m, predicted {sigma:.2f} m, {share:.0%} within 1.645 sigma"
        )


def scripts() -> dict[str, str]:
    """The script of each invented terrain, by name."""
    registry = json.loads((HERE / REGISTRY).read_text(encoding="utf-8"))
    return {raw["name"]: raw["script"] for raw in registry["terrains"] if "script" in raw}


def arguments() -> tuple[argparse.Namespace, list[KnownTerrain]]:
    """What is asked for, and the terrains that are made here: of points, or by a script."""
    entries = [one for one in read_registry(HERE) if one.survey is not None or one.name in scripts()]
    parser = argparse.ArgumentParser(description=__doc__)
    names = ", ".join(entry.name for entry in entries)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ({names}); all if none is given")
    parser.add_argument("--check", action="store_true", help="compare with what is there, write nothing")
    parser.add_argument("--cross-validate", action="store_true", help="print the error of left-out drives")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - {entry.name for entry in entries})
    if unknown:
        parser.error(f"no terrain is made here by the name {', '.join(unknown)} (there are {names})")
    return chosen, entries


if __name__ == "__main__":
    raise SystemExit(main())
