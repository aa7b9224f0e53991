"""What runs in a worker process of this machine: it makes the work ready, then does task after task.

Started by `relaysim.engine.local_process` with a socket to its parent, and with a pipe as standard input that
closes when the parent ends.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import threading
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from relaysim.engine.batch import State
from relaysim.engine.shared_arrays import Place, mapped

_LOOK_S = 1.0  # how often it looks whether its parent is still there, should the pipe not tell

# Of this process: the work it was started for, by the ticket's token. Filled once, before the first task.
_ready: dict[str, State | Exception] = {}


@dataclass(frozen=True)
class Hello:
    """The first message to a worker.

    Attributes:
        token: what the tickets of this work say.
        work: the pickled work, without its arrays.
        arrays: number of the open file they are in; places: where.
    """

    token: str
    work: bytes
    arrays: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class LocalTicket:
    """Leads to the state that this process made when it was started."""

    token: str

    def state(self) -> State:
        state = _ready[self.token]
        if isinstance(state, Exception):
            raise state
        return state


def main(socket: int) -> None:
    """Serve the parent at the other end of this socket until it hangs up or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all of a terminal; the parent decides
    alive = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
    parent = Connection(socket)
    try:
        _make_ready(pickle.loads(parent.recv_bytes()))
        parent.send_bytes(b"ready")
        while True:
            parent.send_bytes(_answer(parent.recv_bytes()))
    except (EOFError, OSError):
        os._exit(0)  # at once: threads that the work began must not keep it


def _end_with_parent(alive: int) -> None:
    """End this process when the parent has: also when that was killed, also in the midst of a job."""
    parent = os.getppid()
    while not select.select([alive], [], [], _LOOK_S)[0]:
        if os.getppid() != parent:
            break
    os._exit(1)


def _make_ready(hello: Hello) -> None:
    """An error is kept for the first task to tell: the parent asks for nothing but tasks."""
    try:
        work = pickle.loads(hello.work)
        _ready[hello.token] = State.of(work, mapped(hello.arrays, hello.places))
    except Exception as error:
        _ready[hello.token] = error
    os.close(hello.arrays)  # what is mapped stays


def _answer(task: bytes) -> bytes:
    """Pickled (True, what the function returned) or (False, what it raised)."""
    try:
        function, args, kwargs = pickle.loads(task)
        answer: tuple[bool, Any] = True, function(*args, **kwargs)
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except BaseException as error:
        told = RuntimeError("".join(traceback.format_exception(error)))
        return pickle.dumps((False, told), pickle.HIGHEST_PROTOCOL)
