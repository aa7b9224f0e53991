"""The folder of a plan's files."""

from __future__ import annotations

from pathlib import Path

from relaysim.records.answer_folder import AnswerFiles, check_answer_folder

SUMMARY = "summary.json"


def check_plan_folder(folder: Path, kind: str, files: frozenset[str], *, force: bool) -> None:
    """Refuse a place that must not be replaced or cannot be written, before any work is done.

    Args:
        kind: what the folder is to hold, as its summary.json says: "recovery", "sites" or "landing map".
        files: the names that such a folder may hold.

    Raises: OutputError as `check_answer_folder`.
    """
    check_answer_folder(folder, AnswerFiles(kind, f"plan ({kind})", SUMMARY, files), force=force)
