"""The pool of workers of a Dask cluster. Scheduler and workers are the user's: they are used, never ended."""

from __future__ import annotations

import contextlib
import time
import warnings
from concurrent.futures import Executor
from typing import Any

from relaysim.engine.batch import Ticket
from relaysim.engine.dask_connection import GONE_S, check_address, connect, quiet
from relaysim.engine.dask_executor import DaskExecutor
from relaysim.engine.dask_versions import Versions, refuse_others, versions_here, versions_there
from relaysim.engine.job import Work
from relaysim.errors import InputError, NoResult

_LOOK_S = 2.0  # how often it looks which workers there are
_CLOSE_S = 5.0  # how long to wait for a scheduler to take leave of it
_KEPT = "finished runs are kept, --resume goes on"


class DaskPool:
    """All worker processes of a cluster, those that join later too; each does one task at a time, whatever its threads.

    The work goes to the scheduler once, as a task that makes a `Shipment` of it; every batch depends on that. So Dask
    itself hands it from worker to worker, once to each, and makes it again if all that had it have ended. Dask gives a
    task whose worker has ended to another, and gives it up (KilledWorker) after as many ends as its scheduler allows
    (`distributed.scheduler.allowed-failures`, 3 where nobody has said otherwise).
    """

    breaking: tuple[type[BaseException], ...] = ()

    def __init__(self, address: str) -> None:
        """`address`: of the scheduler, tcp://HOST:PORT. Raises: InputError if it is none."""
        check_address(address)
        self.executor: Executor
        self.ticket: Ticket
        self._address = address
        self._work: Work
        self._expected: Versions = {}
        self._client: Any = None
        self._shipment: Any = None
        self._workers: frozenset[str] = frozenset()
        self._looked_s = self._seen_s = 0.0
        self._open = contextlib.ExitStack()

    @property
    def width(self) -> int:
        """How many worker processes there are, looked up every other second.

        Raises:
            InputError: one has joined that would not give the same results.
            NoResult: all have been gone for long.
        """
        if self._client is not None and time.monotonic() - self._looked_s > _LOOK_S:
            self._look()
        return max(len(self._workers), 1)

    def start(self, work: Work) -> None:
        from relaysim.engine.dask_shipment import plain

        self._work, self._expected = plain(work), {**versions_here(), "relaysim": work.version}
        self._join(patience_s=0.0)

    def restart(self) -> None:
        """Join the cluster again if the connection to its scheduler has broken, or someone has emptied it (Dask's
        `Client.restart`); else nothing: Dask sees to its workers."""
        if self._client is not None and self._client.status == "running" and not self._shipment.cancelled():
            return
        self.stop(now=True)
        try:
            self._join(patience_s=GONE_S)
        except InputError as error:
            raise NoResult(f"the connection to the cluster was lost; {_KEPT}\n{error}") from error

    def stop(self, *, now: bool) -> None:
        if self._client is not None:
            with contextlib.suppress(Exception):  # a scheduler that is gone has nothing of ours
                self.executor.shutdown(wait=not now)
        self._client = None
        self._open.close()

    def _join(self, patience_s: float) -> None:
        from relaysim.engine.dask_shipment import Shipment

        with contextlib.ExitStack() as opened:
            opened.enter_context(quiet())
            client = connect(self._address, patience_s)
            opened.callback(_leave, client)
            from distributed import KilledWorker

            self.breaking = (KilledWorker,)
            self._client, self._seen_s = client, time.monotonic()
            self._look()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a large graph: it is sent once
                self._shipment = client.submit(Shipment, self._work, self._expected, pure=False)
            opened.callback(self._shipment.release)
            self.ticket, self.executor = self._shipment, DaskExecutor(client)
            self._open = opened.pop_all()

    def _look(self) -> None:
        """See which workers there are, and hold new ones to the versions here."""
        self._looked_s = time.monotonic()
        if self._client.status != "running":
            return
        try:
            workers = frozenset(self._client.nthreads())
            versions = versions_there(self._client, self._expected) if workers - self._workers else {}
        except Exception:
            if self._client.status == "running":
                raise
            return  # the connection has broken: the tasks under way tell
        refuse_others(self._expected, versions)
        self._workers = workers
        if workers:
            self._seen_s = self._looked_s
        elif self._looked_s - self._seen_s > GONE_S:
            raise NoResult(
                f"cluster {self._address}: has had no worker for {GONE_S:.0f} s; {_KEPT} when there is one again"
            )


def _leave(client: Any) -> None:
    """The scheduler drops what this client has there, at the latest when the connection ends."""
    with contextlib.suppress(Exception):
        client.close(timeout=_CLOSE_S)
