"""A sign of life while one long call runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from relaysim.cli.progress import Progress

TICK_S = 0.5


@contextmanager
def ticking(say: Progress, what: str) -> Iterator[None]:
    """Says within the block, twice a second, what is being done and for how long already.

    The compiled kernels let other threads run.
    """
    began, over = time.monotonic(), threading.Event()

    def tick() -> None:
        while not over.wait(TICK_S):
            say(f"{what}, {time.monotonic() - began:.0f} s")

    clock = threading.Thread(target=tick, daemon=True)
    clock.start()
    try:
        yield
    finally:
        over.set()
        clock.join()
