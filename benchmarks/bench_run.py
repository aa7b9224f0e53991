"""The main job as a user waits for it: start-up, a cold first run, warm runs, peak memory.

    python benchmarks/bench_run.py

Each figure is a whole process, timed from outside. A cold run compiles every kernel (an empty cache); a warm
one finds them compiled. The answer is checked, so that a fast wrong run is not a good one.
"""

from __future__ import annotations

import csv
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

HELP_RUNS, WARM_RUNS = 7, 5


def timed(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak memory (MB) of one relaysim command."""
    began = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "relaysim", *arguments],
        environment,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"relaysim {' '.join(arguments)} failed ({status})")
    return time.perf_counter() - began, usage.ru_maxrss / 1024.0


def end_sol(run: Path) -> str:
    """The sol of the first session after the longest session blackout."""
    with (run / "blackouts.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "session"]
    return max(rows, key=lambda row: float(row["duration_s"]))["end_sol"]


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    environment = dict(os.environ)
    helps = [timed(["--help"], environment)[0] for _ in range(HELP_RUNS)]
    print(f"relaysim --help      median {statistics.median(helps):.3f} s of {HELP_RUNS}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        command = ["run", "flight-52-blackout", "--out", str(out), "--force", "--quiet"]
        cold = timed(command, environment | {"NUMBA_CACHE_DIR": str(Path(folder) / "cache")})
        print(f"first run, compiling {cold[0]:.1f} s, peak {cold[1]:.0f} MB")
        warm = [timed(command, environment) for _ in range(WARM_RUNS + 1)][1:]
        wall, peak = statistics.median(w for w, _ in warm), max(p for _, p in warm)
        print(f"later runs           median {wall:.2f} s of {WARM_RUNS}, peak {peak:.0f} MB")
        if end_sol(out) != "837":
            raise SystemExit("the answer is wrong: the first session after the silence is not on sol 837")


if __name__ == "__main__":
    main()
