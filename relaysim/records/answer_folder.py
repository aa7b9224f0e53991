"""A folder of an answer's files (a plan, a comparison): whose it is, and whether it may be replaced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from relaysim.errors import OutputError
from relaysim.records.run_folder import ELSEWHERE, check_output_folder


@dataclass(frozen=True)
class AnswerFiles:
    """What a folder of one kind of answer holds.

    Attributes:
        kind: as its file of facts says.
        called: what messages call it.
        facts: the JSON file that says whose the folder is.
        names: all files that such a folder may hold.
    """

    kind: str
    called: str
    facts: str
    names: frozenset[str]


def check_answer_folder(folder: Path, files: AnswerFiles, *, force: bool) -> None:
    """Refuse a place that must not be replaced or cannot be written, before any work is done.

    Raises:
        OutputError: something else is there, or an answer of that kind without `force`, or no folder can be made there.
    """
    try:
        is_folder = folder.is_dir() and not folder.is_symlink()
        names = {entry.name for entry in folder.iterdir()} if is_folder else set()
        # `check_output_folder` refuses both: the folder that the user is in, and a mounted volume.
        cannot_be_renamed = bool(names) and (folder.is_mount() or folder.samefile(Path.cwd()))
    except OSError as error:
        raise OutputError(f"{folder} cannot be read: {error.strerror or error}; {ELSEWHERE}") from error
    if not names or cannot_be_renamed:
        check_output_folder(folder, force=force)
        return
    called = files.called
    if not _is_ours(folder / files.facts, files.kind):
        raise OutputError(
            f"{folder} holds something that is no {called} of relaysim: it is left alone; {ELSEWHERE}"
        )
    if not force:
        raise OutputError(
            f"{folder} holds a {called} already: --force replaces it, --out DIR writes elsewhere"
        )
    if others := names - files.names:
        raise OutputError(
            f"{folder} holds more than a {called} ({', '.join(sorted(others))}), which --force would delete: move it "
            f"away, or {ELSEWHERE}"
        )


def _is_ours(facts: Path, kind: str) -> bool:
    try:
        found = json.loads(facts.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and (found.get("made_by"), found.get("kind")) == ("relaysim", kind)
