"""A folder of plans or comparisons is replaced only where its own facts say what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from relaysim.errors import OutputError
from relaysim.records.answer_folder import AnswerFiles, check_answer_folder

FILES = AnswerFiles("sites", "plan (sites)", "summary.json", frozenset({"summary.json"}))


@pytest.mark.parametrize("facts", ["[" * 100_000, '{"made_by": "relaysim", "kind": "recovery"}', "7", "\x00"])
def test_what_does_not_say_so_is_left_alone(tmp_path: Path, facts: str) -> None:
    """Facts of another kind, broken ones, and ones nested without end are nobody's to replace, with --force too."""
    (tmp_path / "summary.json").write_text(facts, encoding="utf-8")
    with pytest.raises(OutputError, match=r"is no plan \(sites\) of relaysim: it is left alone"):
        check_answer_folder(tmp_path, FILES, force=True)


def test_its_own_kind_is_replaced_with_force_alone(tmp_path: Path) -> None:
    """An answer of the same kind needs --force, and nothing else may lie in it."""
    (tmp_path / "summary.json").write_text('{"made_by": "relaysim", "kind": "sites"}', encoding="utf-8")
    check_answer_folder(tmp_path, FILES, force=True)
    with pytest.raises(OutputError, match="--force replaces it"):
        check_answer_folder(tmp_path, FILES, force=False)
    (tmp_path / "mine.txt").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match=r"holds more than a plan \(sites\) \(mine\.txt\)"):
        check_answer_folder(tmp_path, FILES, force=True)
