"""The command `relaysim`: errors and interruptions turned into messages and exit codes."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType

from relaysim.errors import InputError, NoResult, ScenarioError

_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP")
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
# A second Ctrl-C within this time is the same wish: it must not cut the tidying up short.
_SAME_WISH_S = 1.0
# What a run makes lives to its end: the collector finds next to nothing, and at Python's 700 new objects takes 8 % of a mission.
_OBJECTS_A_COLLECTION = (50_000, 20, 20)


class StoppedBySignal(BaseException):
    """A signal that ends the command; no exception that anything on the way would handle."""


def main() -> None:
    """Run the command line: exit 2 for the user's mistake, 1 for a result that cannot be had."""
    gc.set_threshold(*_OBJECTS_A_COLLECTION)
    try:
        with _stopping():
            # Only now: loading it takes a moment in which Ctrl-C must be answered already.
            from relaysim.cli.commands import app

            app()
    except ScenarioError as error:
        _stop(str(error), 2)  # every line begins with its file: editors find the place
    except InputError as error:
        _stop(_with_notes(error), 2)
    except NoResult as error:
        _stop(_with_notes(error), 1)
    except StoppedBySignal as stopped:
        # What can be gone on with says so in a note of its own.
        told = getattr(stopped, "__notes__", []) or ["nothing half-written is left"]
        _stop(f"relaysim: interrupted; {'; '.join(told)}", 128 + int(stopped.args[0]))
    except MemoryError:
        _stop("relaysim: not enough memory; a smaller part of the terrain, or larger cells, need less", 1)
    except BrokenPipeError:
        # The reader of our output has gone (head, less): nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        if error.errno not in _DISK:
            raise
        _stop(f"relaysim: the output cannot be written: {error.strerror}", 1)


def _with_notes(error: Exception) -> str:
    """The message, and what was added to it on its way that it does not say itself (that one can go on, say)."""
    text = str(error)
    notes = [note for note in getattr(error, "__notes__", []) if "--resume" not in text]
    return "; ".join([f"relaysim: {text}", *notes])


@contextlib.contextmanager
def _stopping() -> Iterator[None]:
    """Within the block, signals that end a program raise StoppedBySignal, so that everything is tidied up.

    A signal that is ignored (nohup, a job in the background) stays so.
    """
    last = -_SAME_WISH_S

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if last - before >= _SAME_WISH_S:
            raise StoppedBySignal(number)

    known = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    former = {number: signal.getsignal(number) for number in known}
    former = {n: f for n, f in former.items() if f in (signal.SIG_DFL, signal.default_int_handler)}
    for number in former:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _stop(message: str, code: int) -> None:
    with contextlib.suppress(OSError):  # nobody reads standard error, or its disk is full
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()
    raise SystemExit(code)
