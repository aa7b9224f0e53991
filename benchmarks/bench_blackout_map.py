"""The blackout map of a route, against as many viewsheds of GDAL.

    python benchmarks/bench_blackout_map.py [--quick]

400 stands along a winding route over 1500 x 1500 cells of 1 m, antenna 2 m, target 0.5 m, one time unit a stand.
GDAL's share is 20 viewsheds (memory to memory, from the cells that every 20th stand is in) times 20, without the
work of combining them. Every map is compared with its definition over brute-force rays, at cells drawn at random:
`wrong` is the share of cells off by more than rounding.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from grounds import grounds
from numpy.typing import NDArray
from peers import system_gdal
from truth import in_turns, line, machine, rays_to_cells

from relaysim.sightline import End
from relaysim.sightline.blackout_map import BlackoutMap, Stands, blackout_map
from relaysim.terrain.grid import Terrain

STANDS, SIZE, UP_M, TARGET_M, THREADS, TIMED = 400, 1500, 2.0, 0.5, 2, 20


def winding(terrain: Terrain, count: int = STANDS) -> tuple[NDArray[np.float64], Stands]:
    """A route in bends across the raster, some 5 m from stand to stand: grid places (count, 2), and the stands."""
    along = np.linspace(0.0, 1.0, count)
    column = SIZE * (0.12 + 0.76 * along) + 60.0 * np.sin(23.0 * along)
    row = SIZE * (0.5 + 0.25 * np.sin(7.0 * along)) + 40.0 * np.cos(31.0 * along)
    latitude, longitude = terrain.geographic(column, row)
    time_ = np.arange(count, dtype=np.float64)
    stands = Stands(latitude, longitude, np.full(count, UP_M), time_, float(count))
    return np.stack((column, row), axis=1), stands


def by_definition(terrain: Terrain, stands: Stands, column: NDArray, row: NDArray) -> dict[str, NDArray]:
    """The maps at some cells, from a ray of each stand to each of them; all ground known."""
    ends = np.append(stands.time[1:], stands.until)
    first, last = np.full(column.size, np.nan), np.full(column.size, np.nan)
    running, longest = np.zeros(column.size), np.zeros(column.size)
    for n, begin in enumerate(stands.time):
        place = float(stands.latitude_deg[n]), float(stands.longitude_deg[n])
        seen = rays_to_cells(terrain, End(*place, UP_M), TARGET_M, column, row, threads=2).visible
        first = np.where(np.isnan(first) & seen, begin, first)
        last = np.where(seen, ends[n], last)
        running = np.where(seen, 0.0, running + ends[n] - begin)
        longest = np.maximum(longest, running)
    return {
        "first_visible": first,
        "last_visible": last,
        "longest_without_at_least": longest,
        "longest_without_at_most": longest,
    }


def print_wrong(terrain: Terrain, stands: Stands, found: BlackoutMap, count: int) -> None:
    """Share of cells that each map has wrong."""
    rng = np.random.default_rng(8)
    row, column = rng.integers(0, SIZE, (2, count))
    truth = by_definition(terrain, stands, column, row)
    shares = {
        name: 100.0
        * np.mean(~np.isclose(getattr(found, name)[row, column], values, rtol=1e-5, equal_nan=True))
        for name, values in truth.items()
    }
    never = float(np.mean(np.isnan(truth["first_visible"])))
    print(f"  {count} cells drawn, {never:.1%} of them never seen; wrong:", end="")
    print("".join(f" {name} {share:.4f} %" for name, share in shares.items()))


def one_ground(name: str, terrain: Terrain, *, rounds: int, checked: int) -> None:
    """Prints a ground's figures."""
    print(f"\n{name}: {STANDS} stands over {SIZE} x {SIZE} cells")
    places, stands = winding(terrain)
    few = Stands(*(values[:2] for values in (stands.latitude_deg, stands.longitude_deg, stands.antenna_m, stands.time)), 2.0)  # fmt: skip
    blackout_map(terrain, few, TARGET_M, threads=THREADS)  # compiles
    kept: list[BlackoutMap] = []

    def ours() -> float:
        began = time.perf_counter()
        kept[:] = [blackout_map(terrain, stands, TARGET_M, threads=THREADS)]
        return time.perf_counter() - began

    gdal = system_gdal()
    if gdal is None:
        print(line("relaysim, two threads", in_turns({"ours": ours}, rounds)["ours"], 1.0, "s"))
    else:
        cells = np.rint(places[:: STANDS // TIMED]).astype(int).tolist()
        with gdal.raster(terrain) as band:

            def theirs() -> float:
                took = [gdal.viewshed(band, terrain, (c, r), UP_M, TARGET_M)[0] for c, r in cells]
                return sum(took) * STANDS / len(cells)

            took = in_turns({"ours": ours, "GDAL": theirs}, rounds)
        print(line(f"{STANDS} x GDAL {gdal.version} ({len(cells)} timed)", took["GDAL"], 1.0, "s"))
        print(line("relaysim, two threads", took["ours"], 1.0, "s", took["GDAL"]))
    print_wrong(terrain, stands, kept[0], checked)


def main() -> None:
    """Measures and prints."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true", help="the fractal ground only, one round, fewer cells")
    asked = words.parse_args()
    print(machine())
    for name, terrain in grounds(SIZE).items():
        if terrain.heights_m.shape == (SIZE, SIZE) and (name == "fractal" or not asked.quick):
            one_ground(name, terrain, rounds=1 if asked.quick else 3, checked=300 if asked.quick else 3000)


if __name__ == "__main__":
    main()
