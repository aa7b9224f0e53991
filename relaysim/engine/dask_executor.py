"""An executor on a Dask cluster that loses no future."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class DaskExecutor(Executor):
    """`Client.get_executor()`, but for tasks that are given while the connection to the scheduler is broken.

    Dask's own would keep them for a connection that may never come: here they are cancelled at once.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        # Two tasks that look alike are two tasks.
        self._inner: Executor = client.get_executor(pure=False)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        if self._client.status == "running":
            try:
                return self._inner.submit(fn, *args, **kwargs)
            except Exception:
                if self._client.status == "running":
                    raise
        lost: Future[_T] = Future()
        lost.cancel()
        lost.set_running_or_notify_cancel()
        return lost

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; wait for those given, or else cancel them. Workers stay."""
        self._inner.shutdown(wait=wait)
