"""One process at a time: a lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from relaysim.terrain.part_file import writing


class Held(Exception):
    """Another process holds the lock."""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Within the block no other process holds the lock `path`, a file that comes and goes with it.

    The system frees it when the process ends, be it by kill -9; the file left then hinders nobody.

    Raises: Held if it is held and `wait` is False; OutputError if the file cannot be made.
    """
    with writing(path):
        handle = _taken(path, wait)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)


def _taken(path: Path, wait: bool) -> int:
    """The lock's file, open and held."""
    import fcntl  # here: systems without it can still do what needs no lock

    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            if _is_still(path, handle):
                return handle
        except BaseException as error:
            os.close(handle)
            if isinstance(error, BlockingIOError):
                raise Held(str(path)) from None
            raise
        os.close(handle)  # its former holder took the file away as we waited for it


def _is_still(path: Path, handle: int) -> bool:
    """True if the open file is the one of that name now."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False
