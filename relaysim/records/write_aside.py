"""The one step that puts what was written aside in its place, and the folders above it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


def put_in_place(aside: Path, folder: Path) -> None:
    """Rename the folder `aside` to `folder`; an older folder there is then at `aside`.

    Where the system can exchange two folders this is one step: whoever looks, or pulls the plug, finds the
    older or the newer one. Elsewhere there is an instant with neither, but none with half of one.
    """
    if not folder.exists():
        aside.rename(folder)
    elif not _exchanged(aside, folder):
        old = aside.with_suffix(".old")
        try:
            folder.rename(old)
            aside.rename(folder)
        except BaseException:
            if old.exists() and not folder.exists():
                old.rename(folder)
            raise
        old.rename(aside)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two paths in one step; False where the system or the file system cannot."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def existing_parent(path: Path) -> Path:
    """The innermost folder above a path that exists (or what stands where a folder should be)."""
    return next(parent for parent in path.absolute().parents if parent.exists())


def missing_parents(path: Path) -> list[Path]:
    """Folders above a path that do not exist yet, innermost first."""
    found = []
    for parent in path.absolute().parents:
        if parent.exists():
            break
        found.append(parent)
    return found


def remove_empty(folders: Sequence[Path]) -> None:
    """Take away folders that were made for something that did not come; those that hold anything stay."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def keep_names(folder: Path) -> None:
    """Make the system write the folder itself, too: a name that a power cut takes back is a file lost."""
    with contextlib.suppress(OSError):  # some file systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
