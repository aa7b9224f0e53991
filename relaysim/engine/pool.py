"""Where jobs are done: anything behind a `concurrent.futures.Executor`."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, Protocol

from relaysim.engine.job import Work


class Pool(Protocol):
    """Workers that can be made anew when they break.

    Attributes:
        executor: takes `submit(do_batch, ticket, batch)`; valid from `start` to `stop`, another one after `restart`.
        ticket: the first argument of every task: what leads a worker to the work's state. Small.
        width: how many tasks can be done at once; may change while running (a cluster's workers come and go).
        breaking: what a future raises when it was the worker that failed and not its job.
    """

    executor: Executor
    ticket: Any
    width: int
    breaking: tuple[type[BaseException], ...]

    def start(self, work: Work) -> None:
        """Make the workers ready.

        Raises:
            InputError: they cannot be had (no cluster at that address, no such extra installed, another version there).
        """
        ...

    def restart(self) -> None:
        """New workers in place of broken ones; tasks that were under way are lost, and given again by the caller."""
        ...

    def stop(self, *, now: bool) -> None:
        """End the workers that are ours; `now`: without waiting for tasks under way. Nothing of ours is left running."""
        ...
