"""Which jobs go into the next task, and how many."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Iterable, Sequence

from relaysim.engine.job import Job

_TASK_S = 0.3  # a task shall take about so long: giving it costs a thousandth of that
_MOST = 2000  # jobs a task: their rows are held until they are written
_GROWTH = 4  # a task has at most so many times the jobs of those before
_RECENT = 0.3  # weight of the latest task in what a job is held to take


class Giving:
    """Jobs in the order in which they are given: first those of which there is a doubt, then new ones.

    Jobs are taken from the iterable only as they are given: there may be a million.
    """

    def __init__(self, jobs: Iterable[Job], expected: int) -> None:
        """`expected`: how many there will be; the last tasks are made smaller, so that all workers end together."""
        self._new = iter(jobs)
        self._left = expected
        self._again: deque[Job] = deque()
        self._alone: deque[Job] = deque()
        self._size = 1
        self._job_s = math.nan

    def again(self, jobs: Iterable[Job]) -> None:
        """Give these once more."""
        self._again.extend(jobs)

    def alone(self, jobs: Iterable[Job]) -> None:
        """Give these once more, each as a task of its own: one of them may be the end of its worker."""
        self._alone.extend(jobs)

    def next_task(self, width: int) -> Sequence[Job]:
        """The next jobs; none if there are none to give now. `width`: tasks that are done at once."""
        if self._alone:
            return [self._alone.popleft()]
        size = self._next_size(width)
        if self._again:
            return [self._again.popleft() for _ in range(min(size, len(self._again)))]
        task = list(itertools.islice(self._new, size))
        self._left -= len(task)
        return task

    def took(self, jobs: int, seconds: float) -> None:
        """Learn from a task that is done."""
        if jobs:
            latest = seconds / jobs
            known = not math.isnan(self._job_s)
            self._job_s = _RECENT * latest + (1.0 - _RECENT) * self._job_s if known else latest

    def _next_size(self, width: int) -> int:
        if not math.isnan(self._job_s):
            wanted = _TASK_S / max(self._job_s, _TASK_S / _MOST)
            self._size = max(1, min(round(wanted), self._size * _GROWTH, _MOST))
        fair = math.ceil(self._left / (2 * width))
        return max(1, min(self._size, fair))
