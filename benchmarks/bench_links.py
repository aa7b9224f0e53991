"""10,000 links of 1500 m over cells of 1 m: exact clearance and blocking point, and visible or not.

    python benchmarks/bench_links.py [--quick]

From 2 m above the centre of one cell to 0.5 m above another's (GDAL's point API takes whole cells only), the
curvature of Mars for all but GDAL's point API, which has none. relaysim's times are of the whole call, degrees in,
answers out, with two threads; Embree's of one occlusion query over triangles, two a cell, as embreex comes (one
thread, float32); the plain walk is exact and in numba, one thread. `differ` is the share of links that a tool calls
otherwise than the brute-force rays of tests/sightline/exact_rays.py. The rivals take turns.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from grounds import grounds
from numpy.typing import NDArray
from peers import Embree, bundled_gdal, embree
from plain_walk import plain_clearances
from truth import in_turns, line, machine, rays_between

from relaysim.sightline import clearances, visible
from relaysim.terrain.grid import Terrain

LINKS, LENGTH_M, UP_M, TARGET_M, THREADS = 10_000, 1500.0, 2.0, 0.5, 2
MICROSECONDS = 1e6


@dataclass(frozen=True)
class Links:
    """Links between the centres of cells, in degrees and on the grid; heights are the antennas' own, metres."""

    cells: NDArray[np.int64]  # (links, 4): column and row of either end
    heights_m: NDArray[np.float64]  # (links, 2)
    places: tuple[NDArray[np.float64], ...]  # latitude, longitude of either end
    bulge_m: NDArray[np.float64]

    @property
    def ends(self) -> tuple[NDArray[np.float64], ...]:
        """c1, r1, z1, c2, r2, z2."""
        c1, r1, c2, r2 = self.cells.T.astype(np.float64)
        return c1, r1, self.heights_m[:, 0].copy(), c2, r2, self.heights_m[:, 1].copy()


def drawn(terrain: Terrain, count: int = LINKS) -> Links:
    """Links of 1500 m, to half a cell, in any direction at any place."""
    rng = np.random.default_rng(4)
    rows, columns = terrain.heights_m.shape
    reach, found = LENGTH_M / terrain.cell_size_m, np.empty((0, 4))
    while len(found) < count:
        start = rng.uniform(0.0, 1.0, (count, 2)) * (columns - 1, rows - 1)
        turn = rng.uniform(0.0, 2.0 * np.pi, count)
        stop = start + reach * np.stack((np.cos(turn), np.sin(turn)), axis=1)
        inside = ((stop >= 0) & (stop <= (columns - 1, rows - 1))).all(axis=1)
        found = np.concatenate((found, np.concatenate((start, stop), axis=1)[inside]))
    cells = np.rint(found[:count]).astype(np.int64)
    first, second = (
        terrain.heights_m[cells[:, r], cells[:, c]].astype(np.float64) for c, r in ((0, 1), (2, 3))
    )
    places = (*terrain.geographic(cells[:, 0], cells[:, 1]), *terrain.geographic(cells[:, 2], cells[:, 3]))
    bulge = terrain.body.distance_m(*places) ** 2 / (2.0 * terrain.body.radius_m)
    return Links(cells, np.stack((first + UP_M, second + TARGET_M), axis=1), places, bulge)


def seconds(action: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def one_ground(name: str, terrain: Terrain, rounds: int) -> None:
    """Prints a ground's figures."""
    links = drawn(terrain)
    lat1, lon1, lat2, lon2 = links.places
    truth = rays_between(terrain.heights_m, *links.ends, links.bulge_m, threads=2)
    walked = np.empty(LINKS)

    def exact() -> object:
        return clearances(terrain, lat1, lon1, UP_M, lat2, lon2, TARGET_M, threads=THREADS)

    def boolean() -> object:
        return visible(terrain, lat1, lon1, UP_M, lat2, lon2, TARGET_M, threads=THREADS)

    def walk() -> None:
        plain_clearances(terrain.heights_m, *links.ends, links.bulge_m, walked)

    found, seen = exact(), np.asarray(boolean()) == 1
    walk()
    answers = {
        "relaysim, exact": found.clear,
        "relaysim, visible or not": seen,
        "plain walk": walked >= -1e-9,
    }
    rivals: dict[str, Callable[[], float]] = {
        "relaysim, exact": lambda: seconds(exact),
        "relaysim, visible or not": lambda: seconds(boolean),
        "plain walk": lambda: seconds(walk),
    }
    scene: Embree | None = embree(terrain, terrain.cell_size_m)
    if scene is not None:
        began = time.perf_counter()
        answers["Embree"] = scene.links(links.cells, links.heights_m)[1]
        print(f"  Embree's scene took {time.perf_counter() - began:.1f} s more to build at its first query")
        rivals["Embree"] = lambda: scene.links(links.cells, links.heights_m)[0]
    took = in_turns(rivals, rounds)
    gdal = bundled_gdal()
    if gdal is not None:
        with gdal.raster(terrain) as band:
            timed = [gdal.links(band, links.cells, links.heights_m) for _ in range(min(rounds, 2))]
        answers[f"GDAL {gdal.version} point API"] = timed[0][1]
        took[f"GDAL {gdal.version} point API"] = [s for s, _ in timed]
    print(f"{name}: {np.mean(truth.visible):.1%} of {LINKS} links of {LENGTH_M:.0f} m are visible")
    for tool, values in took.items():
        rival = {"relaysim, exact": "plain walk", "relaysim, visible or not": "Embree"}.get(tool, "")
        print(line(tool, values, MICROSECONDS / LINKS, "us a link", took.get(rival)), end="")
        print(f"   differ {100.0 * np.mean(answers[tool] != truth.visible):.3f} %")
    off = np.abs(found.clearance_m - truth.clearance_m).max()
    print(f"  clearances are within {off:.2g} m of the brute-force rays")


def main() -> None:
    """Measures and prints."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true", help="the fractal ground only, few rounds")
    asked = words.parse_args()
    print(machine())
    print("ratio: of relaysim's exact answers to the plain walk, of its yes or no to Embree")
    for name, terrain in grounds(2000).items():
        if terrain.cell_size_m < 2.0 and (name == "fractal" or not asked.quick):
            one_ground(name, terrain, 3 if asked.quick else 9)


if __name__ == "__main__":
    main()
