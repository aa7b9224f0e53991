"""A run's folder: written aside and renamed into place, so that it is whole or not there at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relaysim.aside_names import drop, name_aside
from relaysim.errors import OutputError
from relaysim.records.write_aside import existing_parent, missing_parents, put_in_place, remove_empty

MANIFEST = "manifest.json"
# Every file of a run, and nothing else: what --force may replace.
RUN_FILES = frozenset({
    MANIFEST, "timing.json", "summary.json", "geometry.json", "blackouts.csv", "contacts.csv", "flights.csv",
    "gate.csv", "products.csv", "events.parquet", "report.html", "data_per_sol.csv", "blackout_causes.csv", "decisions.csv",
    "power.csv", "pictures.csv", "summary.md",
})  # fmt: skip
# Made from the others at any time: a run is complete without.
_REMADE = frozenset({"summary.md"})
# What came with each schema: a run of an earlier relaysim is complete without.
_SINCE = {
    2: frozenset({"data_per_sol.csv", "blackout_causes.csv", "decisions.csv"}),
    3: frozenset({"power.csv", "pictures.csv"}),
}
ELSEWHERE = "choose another place with --out"


def check_output_folder(folder: Path, *, force: bool) -> None:
    """Refuse a place that must not be replaced or can't be written, before any work is done.

    Raises:
        OutputError: something other than a complete relaysim run is there, or a run without `force`,
            or no folder can be made there.
    """
    try:
        _check_what_is_there(folder, force)
        parent = existing_parent(folder)
        if not parent.is_dir():
            raise OutputError(f"{folder} cannot be written: {parent} is not a folder; {ELSEWHERE}")
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}; {ELSEWHERE}") from error
    try:
        # Asking for permission is not enough: a disk may be mounted read-only, or take no folders at all.
        _try_folder(name_aside(parent / folder.name))
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(
            f"{folder} cannot be written: no folder can be made in {parent} ({why}); {ELSEWHERE}"
        ) from error


def _try_folder(trial: Path) -> None:
    """Make a folder and take it away again."""
    try:
        trial.mkdir()
    finally:
        drop(trial)


def _check_what_is_there(folder: Path, force: bool) -> None:
    if folder.is_symlink():
        raise OutputError(f"{folder} is a link: name the folder it leads to, or {ELSEWHERE}")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is not a folder: {ELSEWHERE}")
    if folder.samefile(Path.cwd()):
        raise OutputError(
            f"{folder} is the folder you are in, it cannot be replaced: name a new one, as in --out result"
        )
    if folder.is_mount():
        raise OutputError(
            f"{folder} is a mounted volume, it cannot be replaced: name a folder in it, as in --out {folder / 'run'}"
        )
    names = {entry.name for entry in folder.iterdir()}
    if names:
        _check_run(folder, names, force)


def _check_run(folder: Path, names: set[str], force: bool) -> None:
    """What stands there must be a complete run, and nothing but one, to be replaced."""
    manifest = _manifest(folder)
    if manifest is None:
        raise OutputError(
            f"{folder} holds something that is no complete relaysim run: it is left alone; {ELSEWHERE}"
        )
    if missing := _files_of(manifest) - names:
        raise OutputError(
            f"{folder} holds a relaysim run without its {', '.join(sorted(missing))}: being incomplete it is left alone; "
            f"remove it yourself, or {ELSEWHERE}"
        )
    if not force:
        raise OutputError(f"{folder} holds a run already: --force replaces it, --out DIR writes elsewhere")
    if others := names - RUN_FILES:
        raise OutputError(
            f"{folder} holds more than a run ({', '.join(sorted(others))}), which --force would delete: "
            f"move it away, or {ELSEWHERE}"
        )


def is_complete_run(folder: Path) -> bool:
    """Whether a folder is a run that relaysim finished: its manifest names relaysim, and no file is missing."""
    try:
        manifest = _manifest(folder)
        return manifest is not None and {entry.name for entry in folder.iterdir()} >= _files_of(manifest)
    except OSError:
        return False


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of what relaysim made; None where it did not."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("made_by") == "relaysim" else None


def _files_of(manifest: dict[str, Any]) -> frozenset[str]:
    """The files of a complete run, by the version of its columns."""
    schema = manifest.get("schema")
    later = [files for since, files in _SINCE.items() if isinstance(schema, int) and schema < since]
    return RUN_FILES.difference(_REMADE, *later)


def missing_files(folder: Path) -> frozenset[str]:
    """The files that a finished run of this folder's schema has and this folder lacks; none where the manifest cannot be read."""
    manifest = _manifest(folder)
    return (
        frozenset() if manifest is None else _files_of(manifest) - {entry.name for entry in folder.iterdir()}
    )


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder` to write into; it takes the place of `folder` if the block succeeds.

    On any error, Ctrl-C included, the new folder is removed and what stood there before stays.

    Raises:
        OutputError: the disk or its permissions refuse.
    """
    aside, made = name_aside(folder), missing_parents(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside.mkdir()
        yield aside
        put_in_place(aside, folder)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        # What is left aside is the unfinished run, or the older one that was replaced.
        try:
            drop(aside)
        finally:
            remove_empty(made)


def write_json(path: Path, value: object, *, in_lines: bool = True) -> None:
    """JSON with stable key order and a final newline.

    in_lines: a value a line, for people; else all in one, which is written ten times as fast.
    """
    text = json.dumps(value, indent=1 if in_lines else None, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def check_output_file(path: Path, *, force: bool) -> None:
    """Refuse a file that must not be replaced or written, before any work is done.

    Raises:
        OutputError: it exists, it belongs to a run, or it is a folder.
    """
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder: {ELSEWHERE}")
        if _manifest(path.parent) is not None:
            raise OutputError(f"{path.parent} holds a run, whose files are left alone: {ELSEWHERE}")
        if path.exists() and not force:
            raise OutputError(f"{path} exists: --force replaces it")
        parent = existing_parent(path)
        if not parent.is_dir():
            raise OutputError(f"{path} cannot be written: {parent} is not a folder; {ELSEWHERE}")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}; {ELSEWHERE}") from error


def write_file(path: Path, text: str, *, force: bool) -> None:
    """One file, written aside and renamed; an existing one is replaced only with `force`.

    Raises:
        OutputError: as `check_output_file`, or the disk or its permissions refuse.
    """
    check_output_file(path, force=force)
    aside, made = name_aside(path), missing_parents(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8", newline="")
        aside.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        try:
            drop(aside)
        finally:
            remove_empty(made)
