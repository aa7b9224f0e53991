"""One line on a terminal that says what is being done; nothing when the output is not a terminal."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable


class Progress:
    """Rewrites one line on standard error, at most ten times a second, from one second on."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._began = self._last = time.monotonic()
        self._written = False

    def __call__(self, what: str, *, at_once: bool = False) -> None:
        """Say what is being done now; `at_once` what must not be missed because something else was just said."""
        now = time.monotonic()
        if self._shown and (at_once or (now - self._began > 1.0 and now - self._last > 0.1)):
            self._last, self._written = now, True
            sys.stderr.write(f"\r\x1b[K{what}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._written:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class ByteProgress:
    """What is being done to a file, with the share done, the rate and the time left.

    `clock` gives seconds; rates are those of the last `WINDOW_S` seconds.
    """

    WINDOW_S = 10.0

    def __init__(self, line: Progress, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._line, self._name, self._clock = line, name, clock
        self._what = ""
        self._marks: deque[tuple[float, int]] = deque()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say what is being done, and how many bytes of how many are done."""
        self._line(self.words(what, done, total), at_once=what != self._what and bool(self._what))
        self._what = what

    def words(self, what: str, done: int, total: int) -> str:
        """The line."""
        now = self._clock()
        if what != self._what or (self._marks and done < self._marks[-1][1]):
            self._marks.clear()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] > self.WINDOW_S:
            self._marks.popleft()
        began, had = self._marks[0]
        rate = (done - had) / (now - began) if now > began else 0.0
        text = f"{self._name}: {what}, {done / 1e6:,.1f} of {total / 1e6:,.1f} MB, {done / max(total, 1):.0%}"
        if rate > 0:
            text += f", {rate / 1e6:,.1f} MB/s, {duration((total - done) / rate)} left"
        return text


def duration(seconds: float) -> str:
    """A time for people: 0 s, 59 s, 3 min, 2 h 05 min."""
    minutes = round(seconds / 60)
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
