"""What a link costs and how far it is off: python benchmarks/bench_radio.py [reference_losses.json]

Prints the machine; the cold compile time of the kernels (an empty numba cache, in a process of its own); milliseconds
a link alone, in a batch, and by pywaveprop where that is installed, in turns; what two threads are worth here, and
what they are worth to plain arithmetic; what halving the grid changes; and the error against the reference losses
where the file is there.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from numba import njit
from wave_peer import pywaveprop

from relaysim.radio.ground import Ground
from relaysim.radio.parabolic_equation import choose_grid, parabolic_equation_losses_db
from relaysim.radio.profile import Profile

REFERENCE = Path(__file__).parents[2] / "shared" / "truth" / "reference_losses.json"
FREQUENCY_HZ = 914e6
REGOLITH = Ground(relative_permittivity=3.6, loss_tangent=0.017)
LINKS = 200
ENSEMBLE = 128  # as many as a run asks for at a time
ROUNDS = 7
THREAD_ROUNDS = 60
# What two cores of one's own are worth to plain arithmetic: less where others use them, more where others were in the way
# of the one thread.
QUIET = 1.85, 2.05


def compile_seconds() -> tuple[float, float]:
    """Seconds to import the kernels with an empty cache, and again with a full one; numba's own import
    apart."""
    code = (
        "import time, numba; t = time.perf_counter(); import relaysim.radio.wave_grounds, relaysim.radio.wave_groups;"
        "print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"NUMBA_CACHE_DIR": cache, "PYTHONPATH": str(Path(__file__).parents[1])}
        runs = [
            subprocess.run(
                [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
            )
            for _ in range(2)
        ]
    return float(runs[0].stdout), float(runs[1].stdout)


def rough_links(count: int) -> list[Profile]:
    """Links of 474 m over hills of 8 m, rover 1.2 m, helicopter 0.5 m."""
    draw = np.random.default_rng(7)
    distance = np.arange(475.0)
    phases = draw.uniform(0, 2 * np.pi, (count, 2))
    heights = [4 * np.sin(distance / 40 + a) + 0.5 * np.sin(distance / 7 + b) for a, b in phases]
    return [Profile(distance, height, 1.2, 0.5) for height in heights]


def losses(profiles: list[Profile], threads: int = 1, refine: int = 1) -> np.ndarray:
    return parabolic_equation_losses_db(
        profiles, frequency_hz=FREQUENCY_HZ, ground=REGOLITH, threads=threads, refine=refine
    )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def print_speed(profiles: list[Profile]) -> None:
    """Alone, in a batch and by the peer, in turns; ratios are taken within a round."""
    peer = pywaveprop(FREQUENCY_HZ, REGOLITH)
    losses(profiles)
    if peer:
        peer(profiles[0])  # makes its boundary ready
    times = []
    for profile in profiles[:ROUNDS]:
        batch = seconds(lambda: losses(profiles)) / len(profiles)
        alone = min(seconds(partial(losses, [profile])) for _ in range(5))
        theirs = seconds(partial(peer, profile)) if peer else np.nan
        times.append((batch, alone, theirs))
    table = 1e3 * np.array(times)
    for name, column in zip(("in a batch", "alone", "pywaveprop"), table.T, strict=True):
        if not np.isnan(column).any():
            print(f"{name:>12}: {column.min():.2f} ms a link at best, {np.median(column):.2f} median")
    if peer:
        for name, ours in zip(("in a batch", "alone"), table.T, strict=False):
            ratio = table[:, 2] / ours
            print(
                f"pywaveprop takes {ratio.min():.0f} times a link {name} at least, {np.median(ratio):.0f} median"
            )
        off = [losses([p])[0] - peer(p) for p in profiles[:10]]
        print(f"its losses differ by {np.sqrt(np.mean(np.square(off))):.2f} dB rms on these links")


@njit(nogil=True)
def arithmetic(turns: int) -> float:
    """Numbers that never leave the processor."""
    x = 1.0
    for _ in range(turns):
        x = x * 0.999999 + 1e-9
    return x


def print_threads(profiles: list[Profile]) -> None:
    """What a second thread is worth to the march, and to arithmetic without memory, which is timed before and after.

    Rounds in which arithmetic does not get what two free cores are worth (QUIET), because others use the machine, are told
    apart."""
    turns = 10_000_000

    def sums(threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(arithmetic, [turns, turns]))

    def worth(work: Callable[[int], object]) -> float:
        return seconds(lambda: work(1)) / seconds(lambda: work(2))

    def march(threads: int) -> object:
        return losses(profiles, threads)

    sums(2)
    assert np.array_equal(march(1), march(2)), "the number of threads changed a loss"
    turns = int(turns * seconds(lambda: march(2)) / seconds(lambda: sums(2)))
    rounds = np.array([(worth(sums), worth(march), worth(sums)) for _ in range(THREAD_ROUNDS)])
    controls = rounds[:, [0, 2]]
    quiet = ((controls >= QUIET[0]) & (controls <= QUIET[1])).all(axis=1)
    print(f"{len(profiles)} links, two threads for one, medians (and middle halves):")
    for name, some in (("two cores free", quiet), ("all", quiet | True)):
        if some.any():
            low, middle, high = np.percentile(rounds[some, 1], [25, 50, 75])
            control = np.median(controls[some])
            print(
                f"{name:>15}: {middle:.2f} times ({low:.2f}-{high:.2f}), arithmetic {control:.2f};"
                f" {some.sum()} rounds of {some.size}"
            )


def print_convergence(profiles: list[Profile]) -> None:
    """What halving step and spacing changes, and what a third of both changes after that."""
    once, twice, thrice = (losses(profiles, refine=refine) for refine in (1, 2, 3))
    for name, change in (
        ("the grid taken to half of it", once - twice),
        ("half of it to a third", twice - thrice),
    ):
        size = np.abs(change)
        print(
            f"from {name}: median {np.median(size):.3f}, p95 {np.percentile(size, 95):.3f},"
            f" worst {size.max():.3f} dB"
        )


def print_errors(path: Path) -> None:
    """The error at every link and receiver height of the reference file."""
    reference = json.loads(path.read_text(encoding="utf-8"))
    heights = [float(h) for h in reference["receiver_heights_m"]]
    print("error against the integral equation, dB, at", *(f"{h:6g}" for h in heights), "m")
    errors = []
    for name, link in reference["links"].items():
        ground = np.array(link["distance_m"]), np.array(link["height_m"])
        found = losses([Profile(*ground, 1.2, h) for h in heights])
        errors.append(found - np.array(link["loss_db"]))
        print(f"{name:>45}", *(f"{e:+6.2f}" for e in errors[-1]))
    every = np.abs(np.concatenate(errors))
    print(
        f"rms {np.sqrt(np.mean(every**2)):.3f}, p95 {np.percentile(every, 95):.2f},"
        f" worst {every.max():.2f} dB"
    )
    assert every.max() < 0.5, "off by more than half a decibel somewhere"


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    cold, warm = compile_seconds()
    print(f"kernels: {cold:.2f} s to compile, {warm:.2f} s from the cache")
    profiles = rough_links(LINKS)
    print(f"{LINKS} links of 474 m, {choose_grid(profiles[0], FREQUENCY_HZ).cells} points each")
    print_speed(profiles)
    print_threads(profiles)
    print_threads(rough_links(ENSEMBLE))
    print_convergence(profiles)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    if path.exists():
        print_errors(path)
    else:
        print(f"no reference losses at {path}")


if __name__ == "__main__":
    main()
