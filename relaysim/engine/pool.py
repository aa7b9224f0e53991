"""Where jobs are done: anything behind a `concurrent.futures.Executor`."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Protocol

from relaysim.engine.batch import Ticket
from relaysim.engine.job import Work


class Pool(Protocol):
    """Workers that can be made anew when they break.

    Attributes:
        executor: takes `submit(do_batch, ticket, payloads)`; valid from `start` to `stop`, another one after `restart`.
        ticket: the first argument of every task: what leads a worker to the work's state. Small.
        width: how many tasks can be done at once; may change while running (a cluster's workers come and go). To ask may
            raise RelaysimError: no worker has been there for long, or one has come that runs another version.
        breaking: what a future raises when the worker that was doing this very task ended. After some such ends its job
            is held to be the cause. A task that was lost through no fault of its own (it was not begun, the connection
            went) raises CancelledError instead: it is given again, and nothing is counted. All else that a future
            raises ends the whole: it is no job's error, since `do_batch` lets none out.
    """

    @property
    def executor(self) -> Executor: ...

    @property
    def ticket(self) -> Ticket: ...

    @property
    def breaking(self) -> tuple[type[BaseException], ...]: ...

    @property
    def width(self) -> int: ...

    def start(self, work: Work) -> None:
        """Make the workers ready.

        Raises:
            InputError: they cannot be had (no cluster at that address, no such extra installed, another version there).
        """
        ...

    def restart(self) -> None:
        """New workers in place of broken ones; called whenever a task was lost, so cheap if none is broken.

        Futures of tasks that were under way all end: with their answer, one of `breaking` or CancelledError.

        Raises:
            RelaysimError: there can be no new ones.
        """
        ...

    def stop(self, *, now: bool) -> None:
        """End the workers that are ours; `now`: without waiting for tasks under way. Nothing of ours is left running.

        Also right before `start`, after a failed one, and twice.
        """
        ...
