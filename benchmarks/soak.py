"""2,000 sols in one run: memory over simulated time.

    python benchmarks/soak.py [SOLS]

first-flight, prolonged: the rover drives on its recorded way and then stands, orbiters and stations pass, products are made
and sent every day. The resident memory is read each time the run tells of a local day; the slope is that of the least squares
after WARM_UP sols.
"""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import relaysim

FIRST_SOL, WARM_UP = 55, 500  # by then the drives are foreseen, which takes memory once
MB = 2**20


def resident_mb() -> float:
    """Memory of this process that is in use now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MB


def soak(sols: int, folder: Path) -> tuple[list[tuple[int, float]], list[tuple[str, float]]]:
    """(sol, MB) over the run, and (phase, MB) as each phase of it began."""
    days: list[tuple[int, float]] = []
    phases: list[tuple[str, float]] = []

    def say(told: str) -> None:
        if day := re.match(r"simulating sol (\d+)", told):
            days.append((int(day[1]) - FIRST_SOL, resident_mb()))
        else:
            phases.append((told, resident_mb()))

    relaysim.run("first-flight", folder, overrides=[f"end=sol {FIRST_SOL + sols}"], progress=say)
    return days, phases


def slope_mb(days: list[tuple[int, float]], after: int) -> float:
    """MB per 100 sols after some; of too few samples nan."""
    sol, mb = np.array([day for day in days if day[0] >= after]).reshape(-1, 2).T
    return float(100 * np.polyfit(sol, mb, 1)[0]) if len(sol) > 2 else float("nan")


def main() -> None:
    sols = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        days, phases = soak(sols, Path(folder) / "run")
    print("   sol      MB")
    for sol, mb in days[:: max(1, len(days) // 20)]:
        print(f"{sol:6} {mb:7.1f}")
    for phase, mb in phases:
        print(f"as it began {phase}: {mb:.1f} MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{sols} sols: {time.perf_counter() - began:.0f} s, {time.process_time():.0f} s of processor, "
        f"{slope_mb(days, min(WARM_UP, sols // 2)):+.2f} MB per 100 sols, peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
