"""What a link costs and how far it is off: python benchmarks/bench_radio.py [reference_losses.json]

Prints the machine, the cold compile time of the kernels (an empty numba cache, in a process of its own),
milliseconds a link on one thread and on two, and the error against the reference losses where the file is
there.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from relaysim.radio.ground import Ground
from relaysim.radio.parabolic_equation import choose_grid, parabolic_equation_losses_db
from relaysim.radio.profile import Profile

REFERENCE = Path(__file__).parents[2] / "shared" / "truth" / "reference_losses.json"
FREQUENCY_HZ = 914e6
REGOLITH = Ground(relative_permittivity=3.6, loss_tangent=0.017)
LINKS = 200


def compile_seconds() -> tuple[float, float]:
    """Seconds to import the kernels with an empty cache, and again with a full one; numba's own import
    apart."""
    code = (
        "import time, numba; t = time.perf_counter(); import relaysim.radio.wave_march;"
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


def best_ms_a_link(profiles: list[Profile], threads: int) -> tuple[float, np.ndarray]:
    """Best of five passes over the batch, and the losses."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        losses = parabolic_equation_losses_db(
            profiles, frequency_hz=FREQUENCY_HZ, ground=REGOLITH, threads=threads
        )
        best = min(best, time.perf_counter() - start)
    return 1e3 * best / len(profiles), losses


def print_errors(path: Path) -> None:
    """The error at every link and receiver height of the reference file."""
    reference = json.loads(path.read_text(encoding="utf-8"))
    heights = [float(h) for h in reference["receiver_heights_m"]]
    print("error against the integral equation, dB, at", *(f"{h:6g}" for h in heights), "m")
    errors = []
    for name, link in reference["links"].items():
        ground = np.array(link["distance_m"]), np.array(link["height_m"])
        profiles = [Profile(*ground, 1.2, h) for h in heights]
        found = parabolic_equation_losses_db(profiles, frequency_hz=FREQUENCY_HZ, ground=REGOLITH)
        errors.append(found - np.array(link["loss_db"]))
        print(f"{name:>45}", *(f"{e:+6.2f}" for e in errors[-1]))
    every = np.abs(np.concatenate(errors))
    print(
        f"rms {np.sqrt(np.mean(every**2)):.3f}, p95 {np.percentile(every, 95):.2f},"
        f" worst {every.max():.2f} dB"
    )
    assert every.max() < 1.0, "off by more than 1 dB somewhere"


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    cold, warm = compile_seconds()
    print(f"kernels: {cold:.2f} s to compile, {warm:.2f} s from the cache")
    profiles = rough_links(LINKS)
    one, first = best_ms_a_link(profiles, threads=1)
    two, second = best_ms_a_link(profiles, threads=2)
    assert np.array_equal(first, second), "the number of threads changed a loss"
    cells = choose_grid(profiles[0], FREQUENCY_HZ).cells
    print(f"{LINKS} links of 474 m, {cells} points each: {one:.2f} ms a link on one thread, {two:.2f} on two")
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    if path.exists():
        print_errors(path)
    else:
        print(f"no reference losses at {path}")


if __name__ == "__main__":
    main()
