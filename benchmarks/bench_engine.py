"""The engine of campaigns: what a job costs beside its work, and what a second worker brings.

    python benchmarks/bench_engine.py [--quick]

Empty jobs tell the overhead: giving, taking, shards on the disk and the index, all told; once as it is for few jobs,
with the start of the workers, and once for many. Then jobs that need nothing but a processor, by one worker and by two,
in turns; beside them the same work without the engine, by one plain interpreter and by two that share it from the start:
more than those two gain, this machine does not give. Every table is compared with what the jobs answer here.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine_work import KINDS, SCHEMA, jobs, work_of
from truth import in_turns, line, machine

from relaysim.engine.local_pool import LocalPool
from relaysim.engine.run_jobs import run_jobs
from relaysim.engine.shards import Shards

FEW, MANY, QUICK_MANY = 1000, 200_000, 20_000
ALONE = Path(__file__).with_name("engine_work.py")


@contextlib.contextmanager
def empty_shards():
    with tempfile.TemporaryDirectory() as folder:
        yield Shards(Path(folder) / "shards", SCHEMA, "benchmark")


def by_engine(kind: str, count: int, workers: int) -> float:
    """Seconds, from the call until workers are gone and all is on the disk."""
    with empty_shards() as shards:
        began = time.perf_counter()
        tally = run_jobs(jobs(count), work_of(kind), shards, LocalPool(workers), attempts=1, total=count)
        took = time.perf_counter() - began
        assert tally.done == count
        values = shards.table(["value"])["value"].to_pylist()
        assert len(values) == count
        assert all(values[n] == KINDS[kind](n) for n in range(0, count, max(count // 20, 1)))
    return took


def without(kind: str, count: int, processes: int) -> float:
    """Seconds that so many plain interpreters take, job n done by the one of number n modulo them."""
    began = time.perf_counter()
    words = [sys.executable, str(ALONE), kind]
    running = [
        subprocess.Popen([*words, str(first), str(count), str(processes)]) for first in range(processes)
    ]
    assert [one.wait() for one in running] == [0] * processes
    return time.perf_counter() - began


def overhead(many: int, rounds: int) -> None:
    """Milliseconds a job of empty jobs."""
    print("\nempty jobs, shards and index written")
    for count, what in ((FEW, "start of the workers included"), (many, "the same")):
        rivals: dict[str, Callable[[], float]] = {
            f"{count} jobs, {workers} workers": lambda n=count, w=workers: by_engine("nothing", n, w)
            for workers in (1, 2)
        }
        for name, took in in_turns(rivals, rounds).items():
            print(line(name, took, 1000.0 / count, f"ms a job ({what})"))


def second_worker(kind: str, count: int, rounds: int) -> None:
    """How many times faster two are."""
    print(f"\n{kind}: {count} jobs of one processor's time each")
    took = in_turns(
        {
            "engine, 1 worker": lambda: by_engine(kind, count, 1),
            "engine, 2 workers": lambda: by_engine(kind, count, 2),
            "1 interpreter": lambda: without(kind, count, 1),
            "2 interpreters": lambda: without(kind, count, 2),
        },
        rounds,
    )
    for one, two in (("engine, 1 worker", "engine, 2 workers"), ("1 interpreter", "2 interpreters")):
        print(line(one, took[one], 1.0, "s"))
        print(line(two, took[two], 1.0, "s"))
        gains = sorted(a / b for a, b in zip(took[one], took[two], strict=True))
        print(f"  {two}: {gains[len(gains) // 2]:.2f} times as fast as one ({gains[0]:.2f}-{gains[-1]:.2f})")


def main() -> None:
    """Measures and prints."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true", help="fewer jobs, two rounds")
    quick = words.parse_args().quick
    print(machine())
    overhead(QUICK_MANY if quick else MANY, 2 if quick else 5)
    for kind in ("hashes", "arrays"):
        second_worker(kind, 150 if quick else 800, 2 if quick else 5)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of the parent {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
