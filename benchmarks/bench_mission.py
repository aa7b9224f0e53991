"""The whole mission from outside: ingenuity-mission with an empty cache of losses and with a full one, and where it goes.

    python benchmarks/bench_mission.py [--quick]

Each figure is a whole process. Kernels are compiled before; a cold run solves every link, a warm one finds them kept. The answer is
checked, so that a fast wrong run is not a good one. With --quick there is one warm run instead of three.
"""

from __future__ import annotations

import cProfile
import csv
import os
import platform
import pstats
import statistics
import sys
import tempfile
import time
from pathlib import Path

STAGES = {
    "terrain, scenario, way to Earth": ("load_scenario", "build_world"),
    "links while something moves": ("track_motions",),
    "the run as a whole": ("simulate",),
    "blackouts with their doubt": ("blackout_rows",),
    "all files": ("write_run",),
    "the page": ("build_report",),
}


def timed(out: Path, cache: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak memory (MB) of one run."""
    command = [
        sys.executable,
        "-m",
        "relaysim",
        "run",
        "ingenuity-mission",
        "--out",
        str(out),
        "--force",
        "--quiet",
    ]
    began = time.perf_counter()
    pid = os.posix_spawn(sys.executable, command, dict(os.environ) | {"RELAYSIM_CACHE_DIR": str(cache)})
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed ({status})")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024.0


def check(run: Path) -> None:
    """Stops unless the longest silence of sessions is that of flight 52, and no flight took off without a link."""
    with (run / "blackouts.csv").open(encoding="utf-8", newline="") as file:
        sessions = [row for row in csv.DictReader(file) if row["level"] == "session"]
    with (run / "flights.csv").open(encoding="utf-8", newline="") as file:
        flown = [row for row in csv.DictReader(file) if row["outcome"] != "held"]
    longest = max(sessions, key=lambda row: float(row["duration_s"]))
    if longest["end_sol"] != "837" or any(row["link_at_takeoff"] != "open" for row in flown):
        raise SystemExit("the answer is wrong: the silence of flight 52, or a take-off without a link")


def stages(out: Path, cache: Path) -> None:
    """Prints where a warm run's time goes; the profiler about doubles it, so only shares are told."""
    os.environ["RELAYSIM_CACHE_DIR"] = str(cache)
    import relaysim

    profile = cProfile.Profile()
    profile.runcall(relaysim.run, "ingenuity-mission", out, force=True)
    found = pstats.Stats(profile)
    rows = found.stats.items()  # type: ignore[attr-defined]
    total = next(row[3] for (_, _, name), row in rows if name == "run" and row[0] == 1)
    for stage, names in STAGES.items():
        spent = sum(row[3] for (file, _, name), row in rows if name in names and "relaysim" in file)
        print(f"  {100.0 * spent / total:3.0f} %  {stage}")


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        out, cache, first = Path(folder) / "run", Path(folder) / "cache", Path(folder) / "first"
        timed(Path(folder) / "compiled", first)
        wall, cpu, peak = timed(out, cache)
        print(f"cold: {wall:.1f} s, {cpu:.1f} s of processor, peak {peak:.0f} MB")
        warm = [timed(out, cache) for _ in range(1 if "--quick" in sys.argv else 3)]
        wall, cpu = (statistics.median(one[n] for one in warm) for n in (0, 1))
        print(f"warm: {wall:.1f} s, {cpu:.1f} s of processor, peak {max(one[2] for one in warm):.0f} MB")
        check(out)
        print("of a warm run (simulating holds the links, the files hold the blackouts):")
        stages(out, cache)


if __name__ == "__main__":
    main()
