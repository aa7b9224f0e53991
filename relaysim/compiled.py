"""Compilation of kernels: kept for the next start where that is possible, done anew where it is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba import njit
from numba.core import event
from numba.core.compiler import Compiler
from numba.core.typeinfer import register_dispatcher
from numba.extending import is_jitted

from relaysim.kernel_files import KernelFiles, one_process_at_a_time

# For functions that only other kernels call: no counts of array holders, and no faces for Python and C, which would
# take as long to compile again. They become part of their callers: an array is seven words to hand over, and tuples of
# twenty arrays once for every few dozen rays took as long as the rays.
INNER = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
# For one that Python calls, with all its arrays made there: no counts either.
OUTER = {"_nrt": False, "no_cfunc_wrapper": True}

Decorator = Callable[[Callable[..., Any]], Any]


class _Apart(Compiler):
    """numba's compiler, told that no two arrays of a function overlap."""

    def define_pipelines(self) -> Any:
        self.state.flags.noalias = True
        return super().define_pipelines()  # type: ignore[no-untyped-call]  # numba has hardly any types


def compiled(
    signature: str | None = None, *, counted: bool = True, inner: bool = True, apart: bool = False
) -> Decorator:
    """Compile a function without the interpreter's lock, with numpy's meaning of a division by zero.

    With a signature it is compiled (or loaded) at once, without one at its first call. The result is kept
    beside the package or in the user's cache folder, until the function or a kernel it calls is changed. Where
    neither can be written (a system-wide installation, a user without a home) it is compiled at every start:
    slower by seconds, the same numbers. Of several processes that lack a kernel one compiles it, the others
    wait for it.

    Not `counted`: it keeps no counts of who holds its arrays, and must not make any: its callers hold them while it runs. Counts
    are shared, and two threads that ask the same raster for microseconds at a time would spend most of them waiting for each
    other. `inner`, too: only other kernels call it. `apart`: no array that it writes overlaps another, so that loops need not
    find that out each time: fifty comparisons for a dozen arrays.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"} | (
        {} if counted else INNER if inner else OUTER
    )
    if apart:
        options["pipeline_class"] = _Apart

    def decorate(function: Callable[..., Any]) -> Any:
        kernel = njit(**options)(function)
        if not is_jitted(kernel):  # NUMBA_DISABLE_JIT
            return kernel
        _keep(kernel, options)
        if signature is not None:
            with register_dispatcher(kernel):
                kernel.compile(signature)
            kernel.disable_compile()
        return kernel

    return decorate


def _keep(kernel: Any, options: dict[str, Any]) -> None:
    """Have the kernel's code kept, where there is a place for it."""
    try:
        files = KernelFiles(kernel.py_func, repr(options))
    except RuntimeError:  # numba: "cannot cache function"
        return
    kernel._cache = files
    kernel.compile = one_process_at_a_time(kernel.compile, files)


class Compiling(event.Listener):
    """Whether a kernel is being compiled just now, and for how long any were, seconds."""

    def __init__(self) -> None:
        self._depth, self._since, self.total_s = 0, 0.0, 0.0

    @property
    def now(self) -> bool:
        """True while one is."""
        return self._depth > 0

    def on_start(self, event: Any) -> None:
        """A kernel's compilation begins, perhaps within that of another."""
        self._since = self._since if self._depth else time.monotonic()
        self._depth += 1

    def on_end(self, event: Any) -> None:
        """It is over, or has failed."""
        self._depth -= 1
        if not self._depth:
            self.total_s += time.monotonic() - self._since


@contextmanager
def watched() -> Iterator[Compiling]:
    """What is compiled within the block, in whichever thread; what is loaded does not count."""
    with event.install_listener("numba:compile", Compiling()) as compiling:
        yield compiling
