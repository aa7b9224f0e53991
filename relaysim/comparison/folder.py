"""The folder of a comparison: whose it is, whether it may be replaced, and its files, all of them or none."""

from __future__ import annotations

from pathlib import Path

from relaysim.comparison.comparison import Comparison
from relaysim.comparison.facts import comparison_csv, comparison_facts
from relaysim.records.answer_folder import AnswerFiles, check_answer_folder
from relaysim.records.run_folder import replacing, write_json

PAGE, TABLE, FACTS = "comparison.html", "comparison.csv", "comparison.json"
_FILES = AnswerFiles("comparison", "comparison", FACTS, frozenset({PAGE, TABLE, FACTS}))


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
    check_answer_folder(folder, _FILES, force=force)


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
