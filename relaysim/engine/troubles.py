"""Jobs that went wrong: how often, and when it is enough."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.engine.job import Job

# A worker may be ended by something else (a person, want of memory). A second time with the same job alone on it is
# held to be the job's doing, whatever the number of attempts.
_FEWEST_ENDS = 2


@dataclass
class _Trouble:
    raised: int = 0
    ended: int = 0


@dataclass(frozen=True)
class Failure:
    """A job that is given up: its last error, and how often it was tried."""

    job: Job
    error: str
    attempts: int


class Troubles:
    """Counts for the few jobs that need it."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts
        self._of: dict[int, _Trouble] = {}

    def tries(self, job: Job) -> int:
        """The how-manieth try it was that came out well: ends of workers are not counted, they may be nobody's fault."""
        return 1 + (self._of[job.number].raised if job.number in self._of else 0)

    def raised(self, job: Job, error: str) -> Failure | None:
        """It raised: None if it is to be tried again."""
        trouble = self._of.setdefault(job.number, _Trouble())
        trouble.raised += 1
        if trouble.raised < self._attempts:
            return None
        return Failure(job, error, trouble.raised + trouble.ended)

    def ended_its_worker(self, job: Job, how: str) -> Failure | None:
        """Its worker ended while it did nothing but this job: None if it is to be tried again."""
        trouble = self._of.setdefault(job.number, _Trouble())
        trouble.ended += 1
        if trouble.ended < max(self._attempts, _FEWEST_ENDS):
            return None
        return Failure(job, f"its worker process ended: {how}", trouble.raised + trouble.ended)
