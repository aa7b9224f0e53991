"""A worker process of this machine as its parent sees it."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection

from relaysim.engine.local_worker import Hello

_LOOK_S = 1.0  # how often it looks whether a worker that says nothing is still there
_BEGIN = "import sys; sys.path[:] = {path!r}; from relaysim.engine.local_worker import main; main({socket})"
# Each worker has one core. These are read when the libraries are loaded.
_ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS",
)  # fmt: skip


class WorkerEnded(Exception):
    """The worker process ended while it was doing a task; says how."""


class LocalProcess:
    """A fresh interpreter that shares nothing with its parent but a socket and the file of arrays.

    A plain process rather than multiprocessing's: that runs the caller's script anew in each worker, and needs a
    process more to watch over them. Not forked: threads and locks of the parent would come along.
    """

    def __init__(self, hello: Hello) -> None:
        """Start it; then `begin` it.

        Raises: OSError if the system has no process left.
        """
        ours, theirs = socket.socketpair()
        begin = _BEGIN.format(path=sys.path, socket=theirs.fileno())
        with theirs, _without_interruption():
            self._process = subprocess.Popen(
                [sys.executable, "-c", begin],
                stdin=subprocess.PIPE,  # never written to: it closes when this process ends
                stdout=2,  # what a job prints must not get among this process's own output
                pass_fds=(theirs.fileno(), hello.arrays),
                env=one_thread(os.environ),
            )
        self._line = Connection(ours.detach())
        self._hello: Hello | None = hello

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def begin(self) -> None:
        """Have it make the work ready, and wait for that; the first call alone does anything. Raises: WorkerEnded."""
        if self._hello is not None:
            self.ask(pickle.dumps(self._hello))
            self._hello = None

    def ask(self, message: bytes) -> bytes:
        """Its answer. Raises: WorkerEnded."""
        try:
            self._line.send_bytes(message)
            while not self._line.poll(_LOOK_S):
                # A process that the worker started may hold the other end open after it.
                if self._process.poll() is not None and not self._line.poll(0):
                    raise EOFError
            return self._line.recv_bytes()
        except (EOFError, OSError):
            raise WorkerEnded(self._how()) from None

    def idle_and_ended(self) -> bool:
        """True if it has ended since its last answer."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End it at once, whatever it does. May be called from another thread."""
        self._process.kill()

    def close(self) -> None:
        """End it and forget it."""
        self._process.kill()
        self._line.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _how(self) -> str:
        self._process.kill()  # should it have closed its socket only
        code = self._process.wait()
        if code >= 0:
            return f"exit code {code}"
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
        return f"killed by signal {-code}"


def one_thread(environment: Mapping[str, str]) -> dict[str, str]:
    """That environment, in which numerical libraries use one thread."""
    return {**environment, **dict.fromkeys(_ONE_THREAD, "1")}


@contextlib.contextmanager
def _without_interruption() -> Iterator[None]:
    """A process begun in this block never sees Ctrl-C, not even before its first line; ours comes after the block."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
