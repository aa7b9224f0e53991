"""The folder of a plan's files: whose it is, and whether it may be replaced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from relaysim.errors import OutputError
from relaysim.records.run_folder import ELSEWHERE, check_output_folder

SUMMARY = "summary.json"


def check_plan_folder(folder: Path, kind: str, files: frozenset[str], *, force: bool) -> None:
    """Refuse a place that must not be replaced or cannot be written, before any work is done.

    Args:
        kind: what the folder is to hold, as its summary.json says: "recovery", "sites" or "landing map".
        files: the names that such a folder may hold.

    Raises: OutputError: something else is there, or a plan of that kind without `force`, or no folder can be made there.
    """
    try:
        names = (
            {entry.name for entry in folder.iterdir()}
            if folder.is_dir() and not folder.is_symlink()
            else set()
        )
    except OSError as error:
        raise OutputError(f"{folder} cannot be read: {error.strerror or error}; {ELSEWHERE}") from error
    if not names or _cannot_be_renamed(folder):
        check_output_folder(folder, force=force)
        return
    summary = _summary(folder)
    if summary.get("kind") != kind or summary.get("made_by") != "relaysim":
        raise OutputError(
            f"{folder} holds something that relaysim did not make for this: it is left alone; {ELSEWHERE}"
        )
    if not force:
        raise OutputError(
            f"{folder} holds such a plan already ({kind}): --force replaces it, --out DIR writes elsewhere"
        )
    if others := names - files:
        raise OutputError(
            f"{folder} holds more than a plan ({', '.join(sorted(others))}), which --force would delete: move it away, or "
            f"{ELSEWHERE}"
        )


def _cannot_be_renamed(folder: Path) -> bool:
    """Whether a folder is the one that the user is in, or a mounted volume: `check_output_folder` refuses both."""
    return folder.is_mount() or folder.samefile(Path.cwd())


def _summary(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
