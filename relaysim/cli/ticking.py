"""A sign of life while one long call runs, and how much of its time went into compiling."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from relaysim.cli.progress import Progress

TICK_S = 0.5
_WORTH_SAYING_S = 1.0


@dataclass
class Work:
    """A long call: what is being done, which may change on the way, and for how long kernels were compiled for it."""

    what: str
    compiled_s: float = 0.0

    def time_words(self, wall_s: float) -> str:
        """How long all took, for people; a first time is told apart from those that follow."""
        if self.compiled_s < _WORTH_SAYING_S:
            return f"{wall_s:.1f} s"
        return (
            f"{wall_s:.1f} s, {self.compiled_s:.1f} s of it to compile for this machine, the first time only"
        )


@contextmanager
def ticking(say: Progress, what: str) -> Iterator[Work]:
    """Says within the block, twice a second, what is being done and for how long already.

    The compiled kernels let other threads run; where one is being compiled, that is what is said.
    """
    from relaysim.compiled import watched

    began, over, work = time.monotonic(), threading.Event(), Work(what)
    with watched() as compiling:

        def tick() -> None:
            while not over.wait(TICK_S):
                now = "compiling for this machine, the first time only" if compiling.now else work.what
                say(f"{now}, {time.monotonic() - began:.0f} s")

        clock = threading.Thread(target=tick, daemon=True)
        clock.start()
        try:
            yield work
        finally:
            over.set()
            clock.join()
            work.compiled_s = compiling.total_s
