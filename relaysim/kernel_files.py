"""Files in which compiled kernels are kept: right, whoever reads, writes or is killed at the same moment.

numba's own way has gaps. It numbers the files of a kernel without looking who else does: of two processes that compile
it at once for two kinds of arrays, one could file its code under the other's kind, for good. It names a file before the
code is in it. And it takes a kernel for unchanged while its own source is, although it holds the code of all it calls.

Here a file is named by what it holds, is whole before the index names it, and belongs to all sources it was made from:
right answers need no lock. There is one, to save work: who misses a kernel waits for whoever compiles it just then.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.compiler_lock import global_compiler_lock
from numba.core.runtime.nrt import rtsys

# Longer than any kernel takes. Who waited so long compiles it himself: the other process may be stopped.
LONGEST_WAIT_S = 120.0
_LOOK_EVERY_S = 0.01
_Cache: Any = FunctionCache  # numba has hardly any types
_CacheFile: Any = IndexDataCacheFile


class KernelFiles(_Cache):  # type: ignore[misc]
    """The kept code of one kernel, for every kind of arguments it was compiled for; a numba cache.

    options: how it is compiled; code compiled otherwise is not taken.

    Raises: RuntimeError where nothing can be kept.
    """

    def __init__(self, function: Callable[..., Any], options: str = "") -> None:
        super().__init__(function)
        self._options = options
        self._handle: int | None = None
        self._files: _Files | None = None

    @functools.cached_property
    def stamp(self) -> str:
        """Of the kernel's source, and of what it takes from elsewhere: kernels it calls, constants, classes."""
        own = repr((self._impl.locator.get_source_stamp(), self._options))
        self.__dict__["stamp"] = own  # for a kernel that calls itself
        return hashlib.sha256("\n".join([own, *_taken_by(self._py_func)]).encode()).hexdigest()

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """The code kept for these arguments; None if there is none, and then no other process compiles it before `over`."""
        if self._files is None:  # not before: now all that the kernel names is there
            self._files = _Files(self._cache_path, self._impl.filename_base, self.stamp)
            self._cache_file = self._files
        kept = self._load_compiled(signature, target_context)
        if kept is None and self._take_turn():
            kept = self._load_compiled(signature, target_context)
        return kept

    def _load_compiled(self, signature: Any, target_context: Any) -> Any:
        """As numba's own `load_overload`, but without getting ready to compile: that imports all that kernels may be
        written with, and SciPy, a quarter of a second of every command. Compiled code needs only numba's memory; whoever
        then compiles gets ready for it there."""
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(signature, target_context)

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep the code; on a full disk it is not kept."""
        with contextlib.suppress(OSError):
            super().save_overload(signature, data)

    def over(self) -> None:
        """Let others have their turn."""
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                self._lock.unlink()
            os.close(handle)

    @property
    def _lock(self) -> Path:
        return Path(self._cache_path, f"{self._impl.filename_base}.lock")

    def _take_turn(self) -> bool:
        """True with the lock held; False without it: it is held already, the wait was too long, or none can be had."""
        if self._handle is not None:
            return False
        with contextlib.suppress(OSError, ImportError):
            self._handle = _locked(self._lock, LONGEST_WAIT_S)
        return self._handle is not None


class _Files(_CacheFile):  # type: ignore[misc]
    """One kernel's index and the files of code it names."""

    def save(self, key: Any, data: Any) -> None:
        kept = self._load_index()
        if not kept:  # what is there is of another state of the sources
            for former in Path(self._cache_path).glob(self._data_name_pattern.replace("{number:d}", "*")):
                former.unlink(missing_ok=True)
        name = self._data_name(
            int(hashlib.sha256(repr((self._source_stamp, key)).encode()).hexdigest()[:15], 16)
        )
        self._save_data(name, data)
        self._save_index(self._load_index() | {key: name})

    def _load_index(self) -> dict[Any, str]:
        try:
            found: dict[Any, str] = super()._load_index()
        except (EOFError, ValueError, pickle.UnpicklingError):  # cut short when the machine went down
            found = {}
        return found

    def _load_data(self, name: str) -> Any:
        try:
            return super()._load_data(name)
        except (EOFError, ValueError, pickle.UnpicklingError) as error:
            raise OSError(f"{name}: damaged") from error


def one_process_at_a_time(compile_for: Callable[[Any], Any], files: KernelFiles) -> Callable[[Any], Any]:
    """A dispatcher's `compile`, that ends its turn with the files when it is done or has failed."""

    def call(signature: Any) -> Any:
        with global_compiler_lock:  # threads of this process
            try:
                return compile_for(signature)
            finally:
                files.over()

    return call


def _locked(path: Path, longest_s: float) -> int | None:
    """The lock's file, open and held; None if another process has held it for all that time.

    The lock is of the process: a fork does not inherit it, a kill frees it, and a kernel compiled within the
    compilation of itself does not wait for itself.
    """
    import fcntl

    until_s = time.monotonic() + longest_s
    while time.monotonic() < until_s:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_nlink:  # else its last holder took it away just now
                return handle
        except (BlockingIOError, PermissionError):
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        time.sleep(_LOOK_EVERY_S)
    return None


def _taken_by(function: Callable[..., Any]) -> Iterator[str]:
    """A line for each thing of its module's that the function names, by which a change of that thing is seen."""
    package = function.__module__.partition(".")[0]
    for name in sorted(_names(function.__code__)):
        if name in function.__globals__:
            yield f"{name} {_trace(function.__globals__[name], package)}"


def _names(code: CodeType) -> set[str]:
    inner = [_names(part) for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*inner)


def _trace(value: Any, package: str) -> str:
    """What changes when the value does; nothing for what comes from another package."""
    if isinstance(files := getattr(value, "_cache", None), KernelFiles):
        return files.stamp
    if value is None or isinstance(value, int | float | complex | str | bytes | np.generic):
        return repr(value)
    if isinstance(value, tuple):
        return f"({', '.join(_trace(part, package) for part in value)})"
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    if name is None or name.partition(".")[0] != package:
        return ""
    return _source(getattr(sys.modules.get(name), "__file__", None))


@functools.cache  # a file is read once a process
def _source(file: str | None) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest() if file else ""
