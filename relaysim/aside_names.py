"""Hidden names beside a place to write to; each says which process has it, so that what a killed one left is known as such."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path

_LONGEST_NAME = 40  # of the original in the hidden one, which must not grow over what a file system takes
_OWNER = re.compile(r"\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.part")


def name_aside(path: Path) -> Path:
    """A hidden name beside `path` that nothing has yet.

    What a process of this machine that was killed has left beside `path` is removed: whoever writes there next, tidies.
    """
    start = f".{path.name[:_LONGEST_NAME]}"
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f"{glob.escape(start)}.*.part"):
            if _is_nobodys(left.name[len(start) :]):
                drop(left)
    return path.parent / f"{start}.{_machine()}-{os.getpid()}-{secrets.token_hex(4)}.part"


def drop(aside: Path) -> None:
    """Remove what is under a hidden name, if anything is; a signal that comes in the midst of it waits until it is gone."""
    try:
        _remove(aside)
    except BaseException:
        _remove(aside)
        raise


def _is_nobodys(ending: str) -> bool:
    """Whether the process that a hidden name names was one of this machine, and is gone."""
    owner = _OWNER.fullmatch(ending)
    if owner is None or owner[1] != _machine():
        return False
    try:
        os.kill(int(owner[2]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # somebody else's, who lives
    return False


def _machine() -> str:
    """Tells apart the machines, and the containers, that may share a folder: each counts its processes anew."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return hashlib.blake2s(f"{os.uname().nodename} {space}".encode(), digest_size=4).hexdigest()


def _remove(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            left.unlink()
