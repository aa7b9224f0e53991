"""Which jobs a task is made of, and what is said of the progress."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pytest

from relaysim.engine.giving import Giving
from relaysim.engine.job import Job
from relaysim.engine.progress import Progress, ProgressMeter


def endless(taken: list[int]) -> Iterator[Job]:
    for number in range(1_000_000):
        taken.append(number)
        yield Job(number, "", None)


@pytest.mark.parametrize(("job_s", "most"), [(1e-6, 2000), (1e-3, 300), (0.1, 3), (5.0, 1)])
def test_tasks_grow_until_they_take_a_third_of_a_second(job_s: float, most: int) -> None:
    """Sizes 1, 4, 16, ... up to what takes some 0.3 s; at the end all workers get their share; none is taken early."""
    taken: list[int] = []
    given, sizes = 0, []
    giving = Giving(itertools.islice(endless(taken), 20 * most), 20 * most)
    while task := giving.next_task(2):
        given += len(task)
        sizes.append(len(task))
        assert len(taken) == given
        giving.took(len(task), len(task) * job_s)
    assert max(sizes) == most and sizes[:3] == [min(4**n, most) for n in range(3)]
    assert given == 20 * most and sizes[-1] == 1


def test_doubtful_jobs_go_alone_and_first() -> None:
    """A job that may have ended its worker is a task of its own; one that raised goes with others, before new ones."""
    giving = Giving(endless([]), 1000)
    task = giving.next_task(1)
    giving.took(1, 1e-6)
    task = giving.next_task(1)
    giving.again(task)
    giving.alone([Job(88, "", None), Job(99, "", None)])
    numbers = [[job.number for job in giving.next_task(1)] for _ in range(4)]
    assert numbers[:2] == [[88], [99]] and numbers[2] == [job.number for job in task] and numbers[3][0] == 5


def test_progress_tells_the_rate_of_late() -> None:
    """The rate is that of the last 20 s, the time left follows from it; what earlier sessions did is in `done` alone."""
    now, said = 0.0, []
    meter = ProgressMeter(said.append, total=1100, before=100, clock=lambda: now)
    meter.tell(0, 0, 2)
    assert math.isnan(said[0].left_s)
    for second in range(1, 41):
        now = float(second)
        meter.tell(10 * second if second <= 20 else 200 + 5 * (second - 20), 0, 2)
    now = 41.0
    meter.tell(304, 1, 3)
    assert said[-1] == Progress(404, 1, 1100, 5.0, 139.0, 3)
