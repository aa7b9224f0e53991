"""Runs of 100 to 1,000 sols with the whole way to Earth: processor time per sol, and memory above the imports.

    python benchmarks/bench_long_run.py [--quick]

first-flight, prolonged: the helicopter stays at its airfield, the rover drives on, orbiters and stations pass. Each length is a
process of its own; the report is part of it.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FIRST_SOL = 55
# What every run imports, and nothing else.
IMPORTS = (
    "import numba, pyarrow.parquet, rasterio, shapely, simpy, pydantic, ruamel.yaml, jinja2, jplephem;"
    "import relaysim.simulation.simulate, relaysim.report.page, relaysim.scenario.build_world"
)


def measured(arguments: list[str]) -> tuple[float, float]:
    """Processor seconds and peak memory (MB) of one Python process."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        raise SystemExit(f"python {' '.join(arguments)} failed ({status})")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024.0


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    _, baseline = measured(["-c", IMPORTS])
    print(f"imports alone: {baseline:.0f} MB")
    lengths = (100, 200) if "--quick" in sys.argv else (100, 300, 1000)
    with tempfile.TemporaryDirectory() as folder:
        for sols in lengths:
            began = time.perf_counter()
            cpu_s, peak = measured(
                ["-m", "relaysim", "run", "first-flight", "--set", f"end=sol {FIRST_SOL + sols}", "--quiet", "--out",
                 str(Path(folder) / str(sols))]
            )  # fmt: skip
            wall_s = time.perf_counter() - began
            above = peak - baseline
            print(
                f"{sols:5} sols: {wall_s:5.1f} s, {1e3 * cpu_s / sols:5.1f} ms of processor a sol, {above:4.0f} MB above"
            )


if __name__ == "__main__":
    main()
