"""Every faulty scenario of tests/invalid gives exactly the message beside it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "invalid"
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def _regenerate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("regenerate_invalid", FOLDER / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", CASES)
def test_message(name: str) -> None:
    """A faulty scenario gives all its faults, word for word, with file, line and column."""
    expected = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert expected
    assert _regenerate().message(FOLDER / f"{name}.yaml") == expected


def test_every_message_has_its_scenario() -> None:
    """No message is left behind when its scenario goes."""
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == CASES


def test_no_foreign_wording() -> None:
    """The wording of the libraries underneath never reaches the user."""
    for path in FOLDER.glob("*.txt"):
        text = path.read_text(encoding="utf-8").lower()
        for foreign in (
            "input should",
            "validation error",
            "pydantic",
            "traceback",
            "value error",
            "extra inputs",
        ):
            assert foreign not in text, path.name
