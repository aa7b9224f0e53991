"""How far the jobs are, how fast, and how long they will take."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW_S = 20.0  # the rate is that of these last seconds
_MARKS_S = 0.5  # and counted at moments so far apart
_SAID_S = 0.2


@dataclass(frozen=True)
class Progress:
    """Where the jobs stand.

    Attributes:
        done: jobs with a row, those of earlier sessions included; failed: jobs given up in this session.
        total: all jobs.
        per_second: jobs that ended lately, a second; nan before any has.
        left_s: seconds until all have, at that rate; nan before any has.
        workers: tasks that can be done at once.
    """

    done: int
    failed: int
    total: int
    per_second: float
    left_s: float
    workers: int


@dataclass(frozen=True)
class Tally:
    """What came of the jobs.

    Attributes:
        done: jobs with a row, those of earlier sessions included.
        failed: jobs that raised, or ended their workers, as often as they were tried.
        before: of `done`, how many were finished when this session began.
        total: all jobs.
    """

    done: int
    failed: int
    before: int
    total: int


class ProgressMeter:
    """Tells `say` of the progress, at most five times a second. `clock` gives seconds."""

    def __init__(
        self,
        say: Callable[[Progress], None] | None,
        total: int,
        before: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say, self._total, self._before, self._clock = say, total, before, clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])
        self._said = -math.inf

    def tell(self, done: int, failed: int, workers: int, *, at_once: bool = False) -> None:
        """Say it, if it is time to: `done` and `failed` in this session."""
        now = self._clock()
        ended = done + failed
        if now - self._marks[-1][0] >= _MARKS_S:
            self._marks.append((now, ended))
            while len(self._marks) > 2 and now - self._marks[1][0] > _WINDOW_S:
                self._marks.popleft()
        if self._say is None or (now - self._said < _SAID_S and not at_once):
            return
        self._said = now
        since, had = self._marks[0]
        rate = (ended - had) / (now - since) if ended > had and now > since else math.nan
        left = max(self._total - self._before - ended, 0)
        done += self._before
        self._say(Progress(done, failed, self._total, rate, left / rate if left else 0.0, workers))
