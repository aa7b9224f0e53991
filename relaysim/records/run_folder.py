"""A run's folder: written aside and renamed into place, so that it is whole or not there at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relaysim.errors import OutputError

MANIFEST = "manifest.json"


def check_output_folder(folder: Path, *, force: bool) -> None:
    """Refuse a place that must not be replaced or can't be written, before any work is done.

    Raises:
        OutputError: something other than a complete relaysim run is there, or a run without `force`,
            or the parent folder cannot be made or written.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputError(f"{folder} is not a folder: choose another place with --out")
    if folder.exists() and any(folder.iterdir()):
        if not is_complete_run(folder):
            raise OutputError(f"{folder} holds something that is no complete relaysim run: it is left alone; choose another place with --out")
        if not force:
            raise OutputError(f"{folder} holds a run already: --force replaces it, --out DIR writes elsewhere")
    parent = _existing_parent(folder)
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{folder} cannot be written: no permission in {parent}; choose another place with --out")


def is_complete_run(folder: Path) -> bool:
    """Whether a folder is a run that relaysim finished (its manifest names relaysim as its maker)."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("made_by") == "relaysim"


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder` to write into; it takes the place of `folder` if the block succeeds.

    On any error, Ctrl-C included, the new folder is removed and what stood there before stays.

    Raises:
        OutputError: the disk or its permissions refuse.
    """
    aside: Path | None = None
    made = _missing_parents(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        aside.chmod(0o755)
        yield aside
        _swap(aside, folder)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        if aside is not None and aside.exists():
            shutil.rmtree(aside, ignore_errors=True)
        for parent in made:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def write_json(path: Path, value: object) -> None:
    """JSON with stable key order and a final newline."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def write_file(path: Path, text: str, *, force: bool) -> None:
    """One file, written aside and renamed; an existing one is replaced only with `force`.

    Raises:
        OutputError: it exists, or the disk or its permissions refuse.
    """
    if path.exists() and not force:
        raise OutputError(f"{path} exists: --force replaces it")
    aside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8", newline="")
        aside.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        aside.unlink(missing_ok=True)


def _swap(aside: Path, folder: Path) -> None:
    """Rename `aside` to `folder`; an older run moves out of the way first and goes last."""
    if not folder.exists():
        aside.rename(folder)
        return
    old = aside.with_suffix(".old")
    folder.rename(old)
    try:
        aside.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _existing_parent(folder: Path) -> Path:
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    return parent


def _missing_parents(folder: Path) -> list[Path]:
    """Parents that do not exist yet, innermost first: removed again if nothing comes of the run."""
    parents = []
    parent = folder.absolute().parent
    while not parent.exists():
        parents.append(parent)
        parent = parent.parent
    return parents
