"""Makes the terrain rasters that ship from their tables, byte for byte: python terrain/build.py [--check] [NAME ...]

Names choose among them; without one all are made.
With --check nothing is written: it says whether the files and checksums are what the tables give.
With --cross-validate it says how far to trust the method: each drive in turn is left out and predicted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from relaysim.terrain.body import Floats
from relaysim.terrain.kriging import krige
from relaysim.terrain.projection import projection_of
from relaysim.terrain.registry import REGISTRY, KnownTerrain, SurveyRecipe, read_registry
from relaysim.terrain.write import write_terrain

HERE = Path(__file__).resolve().parent
RINGS_M = ((10, 20), (20, 40), (40, 80), (80, 120), (120, 200), (200, 300))


def built(entry: KnownTerrain, recipe: SurveyRecipe) -> bytes:
    """The bytes of the raster."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terrain.tif"
        terrain = recipe.build(HERE, entry.name)
        write_terrain(terrain, path, method=method_text(recipe))
        return path.read_bytes()


def method_text(recipe: SurveyRecipe) -> str:
    """The method in a line, for the file's METHOD tag."""
    law = recipe.variogram
    return (
        f"ordinary kriging, variogram {law.scale_m2:g} h^{law.exponent:g} m2 (h in m), "
        f"noise of a point {law.noise_m:g} m, known to {recipe.method.known_radius_m:g} m from a point"
    )


def make(entry: KnownTerrain, recipe: SurveyRecipe, check: bool) -> bool:
    """Builds one raster; writes it and its checksum, or compares them."""
    start = time.perf_counter()
    data = built(entry, recipe)
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


def cross_validate(recipe: SurveyRecipe) -> list[tuple[str, int, float, float]]:
    """(ring, points, rms error, rms predicted sigma): each sol's points predicted from all other sols'."""
    points = recipe.points(HERE)
    x, y = projection_of(recipe.crs, 0.0).forward(points.latitude_deg, points.longitude_deg)
    rows = []
    for sol in np.unique(points.sol):
        out = points.sol == sol
        away = np.sqrt(((x[out][:, None] - x[~out]) ** 2 + (y[out][:, None] - y[~out]) ** 2).min(axis=1))
        far = (away > RINGS_M[0][0]) & (away < recipe.method.known_radius_m)
        if far.any():
            z, sigma = krige(
                x[~out], y[~out], points.height_m[~out], x[out][far], y[out][far],
                model=recipe.variogram, method=recipe.method,
            )  # fmt: skip
            rows.append(np.column_stack([away[far], z - points.height_m[out][far], sigma]))
    table = np.concatenate(rows)
    rings = []
    for low, high in RINGS_M:
        if high > recipe.method.known_radius_m:
            break
        _, error, sigma = table[(table[:, 0] >= low) & (table[:, 0] < high)].T
        rings.append((f"{low}-{high} m", len(error), rms(error), rms(sigma)))
    return rings


def rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def main() -> int:
    entries = [entry for entry in read_registry(HERE) if entry.survey is not None]
    parser = argparse.ArgumentParser(description=__doc__)
    names = ", ".join(entry.name for entry in entries)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ({names}); all if none is given")
    parser.add_argument("--check", action="store_true", help="compare with what is there, write nothing")
    parser.add_argument("--cross-validate", action="store_true", help="print the error of left-out drives")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - {entry.name for entry in entries})
    if unknown:
        parser.error(f"no terrain is made here by the name {', '.join(unknown)} (there are {names})")
    good = True
    for entry in entries:
        if entry.survey is None or (chosen.names and entry.name not in chosen.names):
            continue
        if chosen.cross_validate:
            print(f"{entry.name}: error of points by distance from the nearest point of another sol")
            for ring, count, error, sigma in cross_validate(entry.survey):
                print(f"  {ring:>9}: {count:4d} points, rms {error:.2f} m, predicted {sigma:.2f} m")
        else:
            good = make(entry, entry.survey, chosen.check) and good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
