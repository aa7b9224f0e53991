"""The pool of worker processes on this machine."""

from __future__ import annotations

import pickle
import secrets
from dataclasses import replace

from relaysim.engine.job import Work
from relaysim.engine.local_executor import LocalExecutor
from relaysim.engine.local_process import LocalProcess, WorkerEnded
from relaysim.engine.local_worker import Hello, LocalTicket
from relaysim.engine.shared_arrays import SharedArrays


class LocalPool:
    """So many worker processes here, one thread each. Also one worker is a process: a job that dies takes no more along.

    They end with this process, be it by kill -9.
    """

    breaking: tuple[type[BaseException], ...] = (WorkerEnded,)

    def __init__(self, workers: int) -> None:
        self.width = workers
        self.executor: LocalExecutor
        self.ticket = LocalTicket(secrets.token_hex(8))
        self._arrays: SharedArrays | None = None
        self._running = False

    def start(self, work: Work) -> None:
        arrays = self._arrays = SharedArrays(work.arrays)
        hello = Hello(self.ticket.token, pickle.dumps(replace(work, arrays={})), arrays.handle, arrays.places)
        self.executor = LocalExecutor(self.width, lambda: LocalProcess(hello))
        self._running = True

    def restart(self) -> None:
        """Nothing to do: the executor starts another process in place of one that ended."""

    def stop(self, *, now: bool) -> None:
        if self._running and now:
            self.executor.kill()
        elif self._running:
            self.executor.shutdown()
        self._running = False
        if self._arrays is not None:
            self._arrays.close()
