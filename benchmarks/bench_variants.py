"""One run of blackout-52-uncertainty inside a campaign's worker: where its time goes, alone and with two workers side by side.

    python benchmarks/bench_variants.py [--quick]

Each variant is measured by itself: as of sol 776 the rover soon drives onto unknown ground, and there is little to solve.
Processor seconds of a run do not depend on what else the machine does, but for what two cores share. The answers are
checked: over the terrain as it is the silence lasts between 30 and 100 sols in most runs.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from typing import Any

from relaysim.campaign.runs.one_run import campaign_work, do, jobs, prepare
from relaysim.campaign.runs.row import run_row
from relaysim.campaign.study.load_study import load_study
from relaysim.engine.job import Work
from relaysim.simulation.recorder import Recorder
from relaysim.simulation.simulate import simulate

STUDY = "blackout-52-uncertainty"
RUNS = 40


def parts_of_runs(base: Any, payloads: list[Any]) -> list[tuple[int, float, float, float]]:
    """(variant, seconds of processor for the world, the simulation, the outcomes) of each run."""
    found = []
    for spec in payloads:
        marks = [time.process_time()]
        world = base.world(spec)
        marks.append(time.process_time())
        run = simulate(world, recorder=Recorder(world.clock, events=False))
        marks.append(time.process_time())
        run_row(spec, run, base.outcomes)
        marks.append(time.process_time())
        found.append((spec.variant, *(b - a for a, b in pairwise(marks))))
    return found


def worker(work: Work, payloads: list[Any], barrier: Any) -> tuple[float, list[float]]:
    """Wall seconds of a worker's runs, both beginning at once, and the silences found over the terrain as it is, where it landed."""
    base = prepare(work.context, work.arrays)
    do(base, payloads[0])  # compiles, or loads what is compiled
    barrier.wait()
    began = time.perf_counter()
    rows = [do(base, spec) for spec in payloads]
    silences = [row["silence_days"] for row in rows if row["variant"] == 0]
    return time.perf_counter() - began, [days for days in silences if days is not None]


def side_by_side(work: Work, payloads: list[Any], workers: int) -> float:
    """Wall seconds a run of one worker takes while so many work; the answers are checked."""
    context = multiprocessing.get_context("spawn")
    with (
        context.Manager() as manager,
        ProcessPoolExecutor(workers, mp_context=context) as pool,
    ):
        barrier = manager.Barrier(workers)
        futures = [pool.submit(worker, work, payloads, barrier) for _ in range(workers)]
        found = [future.result() for future in futures]
    silences = found[0][1]
    if any(other[1] != silences for other in found):
        raise SystemExit("the answer is wrong: two workers disagree")
    if sum(30.0 < days < 100.0 for days in silences) < 0.5 * len(silences):
        raise SystemExit(f"the answer is wrong: silences of {silences} sols")
    return max(wall for wall, _ in found) / len(payloads)


def main() -> None:
    runs = 10 if "--quick" in sys.argv else RUNS
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    study = load_study(STUDY)
    began = time.perf_counter()
    work = campaign_work(study)
    print(f"read once, in the parent          {time.perf_counter() - began:.2f} s")
    payloads = [job.payload for job, _ in zip(jobs(study, work), range(runs), strict=False)]
    began = time.perf_counter()
    base = prepare(work.context, work.arrays)
    for spec in payloads[:2]:
        do(base, spec)
    print(f"made ready in a worker, with 2 runs {time.perf_counter() - began:.2f} s")
    parts = parts_of_runs(base, payloads)
    for variant in study.variants:
        own = [row[1:] for row in parts if row[0] == variant.number]
        world, simulated, outcomes = (1000.0 * statistics.median(column) for column in zip(*own, strict=True))
        print(
            f"{variant.name}: scenario, world and drawn ground {world:.0f} ms, simulation {simulated:.0f} ms, outcomes "
            f"{outcomes:.1f} ms (processor, medians of {len(own)})"
        )
    alone, both = side_by_side(work, payloads, 1), side_by_side(work, payloads, 2)
    print(f"a run, one worker {alone:.3f} s, two side by side {both:.3f} s (wall): {both / alone:.2f} times")
    print(f"{study.runs} runs on 2 cores at that pace: {study.runs * both / 2.0:.0f} s")


if __name__ == "__main__":
    main()
