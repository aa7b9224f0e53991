"""What was found once: each case as its files and what was asked, in tests/fuzz/kept/NAME."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fuzz.desk import Desk

KEPT = sorted(Path(__file__).with_name("kept").iterdir())


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.name)
def test_what_was_found_is_mended(case: Path) -> None:
    """A case that broke the rule once keeps it now."""
    files = {
        str(path.relative_to(case / "files")): path.read_bytes()
        for path in (case / "files").rglob("*")
        if path.is_file()
    }
    with Desk(files) as desk:
        for arguments in json.loads((case / "asked.json").read_text(encoding="utf-8")):
            assert desk.ask(*arguments).code in (1, 2)
