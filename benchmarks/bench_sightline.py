"""What a sightline and a profile sample cost: `python benchmarks/bench_sightline.py`.

Links of 500 m at random places of a 5 m raster of made-up relief, float32, as many as a campaign asks for at once.
Prints microseconds a link, nanoseconds a profile sample, the seconds of the first call (compilation, or loading
from numba's cache), and the value the clearances add up to, so that a fast wrong answer shows.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from relaysim.sightline import profiles
from relaysim.sightline.profile import flat, grid

LINKS, LENGTH_M, CELL_M, RADIUS_M, STEP_M = 20_000, 500.0, 5.0, 3_396_190.0, 1.0


def relief(rows: int = 1459, columns: int = 2174) -> NDArray[np.float32]:
    """Hills of some 20 m over 100-300 m: sums of waves with drawn directions, the same on every machine."""
    rng = np.random.default_rng(1)
    y, x = np.mgrid[:rows, :columns] * CELL_M
    heights = np.zeros((rows, columns))
    for length_m in (300.0, 200.0, 150.0, 100.0):
        turn, phase = rng.uniform(0.0, 2.0 * np.pi, 2)
        heights += 4.0 * np.sin(2 * np.pi / length_m * (x * np.cos(turn) + y * np.sin(turn)) + phase)
    return heights.astype(np.float32)


def best_s(action: Callable[[], object], repeats: int = 5) -> float:
    """Shortest wall time of several runs, seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measures and prints."""
    heights, rng = grid(relief()), np.random.default_rng(2)
    reach = LENGTH_M / CELL_M
    c1 = rng.uniform(reach, heights.shape[1] - 1 - reach, LINKS)
    r1 = rng.uniform(reach, heights.shape[0] - 1 - reach, LINKS)
    turn = rng.uniform(0.0, 2.0 * np.pi, LINKS)
    ends = [
        flat(x) for x in (c1, r1, np.full(LINKS, 20.0), c1 + reach * np.cos(turn), r1 + reach * np.sin(turn))
    ]
    height2, distance = flat(np.full(LINKS, 10.0)), flat(np.full(LINKS, LENGTH_M))
    out = [np.empty(LINKS) for _ in range(4)]

    start = time.perf_counter()
    from relaysim.sightline import kernel

    lines: Callable[..., None] = kernel.lines

    def sightlines(count: int = LINKS) -> None:
        first = [flat(x[:count]) for x in (*ends, height2, distance)]
        lines(heights, *first, RADIUS_M, *(x[:count] for x in out))

    def sampled(count: int = LINKS) -> None:
        a, b, _, c, d = (flat(x[:count]) for x in ends)
        profiles(heights, a, b, c, d, distance[:count], RADIUS_M, STEP_M)

    sightlines(1)
    sampled(1)
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(f"first call          {time.perf_counter() - start:8.2f} s")
    print(f"sightline           {best_s(sightlines) / LINKS * 1e6:8.2f} us a link of {LENGTH_M:.0f} m")
    print(f"profile             {best_s(sampled) / (LINKS * (LENGTH_M / STEP_M + 1)) * 1e9:8.2f} ns a sample")
    print(f"checksum            {np.nansum(out[0]):.6f} m, {np.mean(out[0] < 0):.4f} blocked")


if __name__ == "__main__":
    main()
