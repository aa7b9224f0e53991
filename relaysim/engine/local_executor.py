"""An executor on worker processes of this machine that knows which task a worker was doing when it ended."""

from __future__ import annotations

import pickle
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from relaysim.engine.local_process import LocalProcess, WorkerEnded
from relaysim.errors import NoResult

_STARTS = 3  # a worker that ends before it is ready is started anew so often, one after another

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True)
class _Task:
    future: Future[Any]
    call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class LocalExecutor(Executor):
    """Some worker processes, each with a thread here that gives it one task after another.

    The standard library's ProcessPoolExecutor breaks as a whole when a worker dies: all tasks are lost, none can be
    blamed, every worker has to make its work ready again; nor can it be stopped at once. Here the task that a dead
    worker was doing fails alone (WorkerEnded), a new worker takes the next.
    """

    def __init__(self, workers: int, start: Callable[[], LocalProcess]) -> None:
        """`start` begins a process; the first ones begin with the first tasks."""
        self._start = start
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()  # of what follows
        self._processes: dict[int, LocalProcess] = {}
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._serve, args=(n,), name=f"worker {n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()
        with self._lock:
            if self._stopped:
                raise RuntimeError("the executor has been stopped")
            self._tasks.put(_Task(future, (fn, args, kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; end the workers when those given are done, or cancelled if so asked."""
        with self._lock:
            self._stopped = True
        if cancel_futures:
            self._cancel_waiting()
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            self._join()

    def kill(self) -> None:
        """End now: tasks under way are lost, those waiting cancelled. No worker is left when it returns."""
        with self._lock:
            self._stopped = True
            for process in self._processes.values():
                process.kill()
        self.shutdown(cancel_futures=True)

    def pids(self) -> list[int]:
        """Numbers of the processes there are now."""
        with self._lock:
            return [process.pid for process in self._processes.values()]

    def _cancel_waiting(self) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return
            if task is not None:
                task.future.cancel()

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _serve(self, slot: int) -> None:
        """The life of a thread: tasks until there are no more."""
        while (task := self._tasks.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                answer = self._ask(slot, pickle.dumps(task.call, pickle.HIGHEST_PROTOCOL))
            except BaseException as error:
                task.future.set_exception(error)
            else:
                task.future.set_result(answer)
            del task  # not until the next one comes
        self._end(slot)

    def _ask(self, slot: int, task: bytes) -> Any:
        process = self._process(slot)
        try:
            well, answer = pickle.loads(process.ask(task))
        except WorkerEnded:
            self._end(slot)
            raise
        if not well:
            raise answer
        return answer

    def _process(self, slot: int) -> LocalProcess:
        """A worker that is ready. Raises NoResult if there can be none: no task is to blame then."""
        how = ""
        for _ in range(_STARTS):
            with self._lock:
                process = self._processes.get(slot)
                if self._stopped and process is None:
                    raise WorkerEnded("stopped")
                if process is None:
                    process = self._processes[slot] = self._begun()
            try:
                process.begin()
                if not process.idle_and_ended():  # killed from outside as it was idle: nobody's fault
                    return process
            except WorkerEnded as ended:
                how = f": {ended}"
            self._end(slot)
        raise NoResult(
            f"the worker processes end before they are ready{how}; is there enough memory for them? Fewer need less: "
            "--workers 1"
        )

    def _begun(self) -> LocalProcess:
        try:
            return self._start()
        except OSError as error:
            raise NoResult(
                f"no worker process can be started ({error.strerror or error}); fewer need less: --workers 1"
            ) from error

    def _end(self, slot: int) -> None:
        with self._lock:
            process = self._processes.pop(slot, None)
        if process is not None:
            process.close()
