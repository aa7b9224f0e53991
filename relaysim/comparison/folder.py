"""The folder of a comparison: whose it is, whether it may be replaced, and its files, all of them or none."""

from __future__ import annotations

import json
from pathlib import Path

from relaysim.comparison.comparison import Comparison
from relaysim.comparison.facts import comparison_csv, comparison_facts
from relaysim.errors import OutputError
from relaysim.records.run_folder import ELSEWHERE, check_output_folder, replacing, write_json

PAGE, TABLE, FACTS = "comparison.html", "comparison.csv", "comparison.json"
_FILES = frozenset({PAGE, TABLE, FACTS})


def default_folder(a: Path, b: Path) -> Path:
    """comparisons/A-vs-B, by the last names of both."""
    names = [
        (path.resolve().stem if path.is_file() else path.resolve().name)[:80] or "run" for path in (a, b)
    ]
    return Path("comparisons") / "-vs-".join(names)


def check_comparison_folder(folder: Path, *, force: bool) -> None:
    """Refuse a place that must not be replaced or cannot be written, before any work is done.

    Raises:
        OutputError: something else is there, or a comparison without `force`, or no folder can be made there.
    """
    try:
        is_folder = folder.is_dir() and not folder.is_symlink()
        names = {entry.name for entry in folder.iterdir()} if is_folder else set()
        cannot_be_renamed = bool(names) and (folder.is_mount() or folder.samefile(Path.cwd()))
    except OSError as error:
        raise OutputError(f"{folder} cannot be read: {error.strerror or error}; {ELSEWHERE}") from error
    if not names or cannot_be_renamed:
        check_output_folder(folder, force=force)
        return
    if not _is_comparison(folder):
        raise OutputError(
            f"{folder} holds something that is no comparison of relaysim: it is left alone; {ELSEWHERE}"
        )
    if not force:
        raise OutputError(
            f"{folder} holds a comparison already: --force replaces it, --out DIR writes elsewhere"
        )
    if others := names - _FILES:
        raise OutputError(
            f"{folder} holds more than a comparison ({', '.join(sorted(others))}), which --force would delete: move it "
            f"away, or {ELSEWHERE}"
        )


def _is_comparison(folder: Path) -> bool:
    try:
        found = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and (found.get("made_by"), found.get("kind")) == ("relaysim", "comparison")


def write_comparison(found: Comparison, folder: Path) -> None:
    """Page, table and facts, whole or not at all.

    Raises:
        OutputError: the disk or its permissions refuse.
    """
    from relaysim.comparison.page import comparison_page

    page, table, facts = comparison_page(found), comparison_csv(found), comparison_facts(found)
    with replacing(folder) as aside:
        (aside / PAGE).write_text(page, encoding="utf-8", newline="\n")
        (aside / TABLE).write_text(table, encoding="utf-8", newline="")
        write_json(aside / FACTS, facts)
