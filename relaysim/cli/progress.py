"""One line on a terminal that says what is being done; nothing when the output is not a terminal."""

from __future__ import annotations

import sys
import time


class Progress:
    """Rewrites one line on standard error, at most ten times a second, from one second on."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._began = self._last = time.monotonic()
        self._written = False

    def __call__(self, what: str) -> None:
        """Say what is being done now."""
        now = time.monotonic()
        if self._shown and now - self._began > 1.0 and now - self._last > 0.1:
            self._last, self._written = now, True
            sys.stderr.write(f"\r\x1b[K{what}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._written:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
