"""The work as it reaches a Dask worker: once, as a piece of data that all tasks depend on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController, threadpool_limits

from relaysim.engine.batch import State
from relaysim.engine.dask_versions import Versions, refuse_others, versions_here
from relaysim.engine.job import Arrays, Row, Work

# Of this process: a worker may have several threads, and several campaigns at once; what is done in a job (Numba,
# caches, the libraries' number of threads) is not made for that.
_alone = threading.Lock()


class Shipment:
    """A ticket that holds the work, and the state that was made of it in this process.

    Dask keeps one in every worker that has tasks, hands it to workers that join later, and lets it go when the
    campaign's client does, or is gone: the state goes with it. Only one job is done at a time in a process.
    """

    def __init__(self, work: Work, expected: Versions) -> None:
        """`expected`: what a worker must run."""
        self._work = work
        self._expected = expected
        self._state: State | None = None

    def __reduce__(self) -> tuple[type[Shipment], tuple[Work, Versions]]:
        return Shipment, (self._work, self._expected)

    def __sizeof__(self) -> int:
        """Bytes, for Dask's reckoning of what a worker holds."""
        return object.__sizeof__(self) + sum(array.nbytes for array in self._work.arrays.values())

    def state(self) -> State:
        with _alone:
            if self._state is None:
                # A worker that joined later has not been asked yet.
                refuse_others(self._expected, {f"worker on {socket.gethostname()}": versions_here()})
                self._state = self._made()
            return self._state

    def _made(self) -> State:
        with threadpool_limits(1):
            state = State.of(self._work, _read_only(self._work.arrays))
        return replace(state, do=_Alone(state.do, ThreadpoolController()))


@dataclass(frozen=True)
class _Alone:
    """`do`, while no other thread of this process does a job, with one thread in each numerical library."""

    do: Callable[[Any, Any], Row]
    libraries: ThreadpoolController

    def __call__(self, prepared: Any, payload: Any) -> Row:
        with _alone, self.libraries.limit(limits=1):
            return self.do(prepared, payload)


def plain(work: Work) -> Work:
    """The work with arrays that can be sent: no memory maps, C order, as they are on local workers."""
    return replace(work, arrays={name: np.asarray(array, order="C") for name, array in work.arrays.items()})


def _read_only(arrays: Arrays) -> Arrays:
    views = {name: array.view() for name, array in arrays.items()}
    for view in views.values():
        view.flags.writeable = False
    return views
