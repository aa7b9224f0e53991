"""docs/validation-flights.md is what the code says now: sections 1 to 6 made again, the form of section 7."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """docs/build_flight_validation.py as a module."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    return importlib.import_module("build_flight_validation")


def test_the_page_is_not_stale(builder, capsys):
    """`docs/build_flight_validation.py --check` finds nothing: every figure of sections 1 to 6, the form of section 7."""
    code = builder.main(["--check"])
    assert (code, capsys.readouterr().out) == (0, ""), (
        "run python docs/build_flight_validation.py --tables, or without --tables where section 7 is named"
    )


def test_check_names_a_figure_that_is_stale(builder, capsys, monkeypatch, tmp_path):
    """A figure that is not what the code gives is shown beside the one that is; the page is left as it is."""
    text = builder.PAGE.read_text(encoding="utf-8")
    wrong = re.sub(r"\| flights \| 72 \| 72 \|", "| flights | 72 | 71 |", text, count=1)
    page = tmp_path / "validation-flights.md"
    page.write_text(wrong, encoding="utf-8")
    monkeypatch.setattr(builder, "PAGE", page)
    monkeypatch.setattr(builder, "tables", lambda: _sections(builder, text))
    assert builder.main(["--check"]) == 1
    assert "stale: '| flights | 72 | 71 |', now '| flights | 72 | 72 |'" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == wrong


def test_a_page_without_runs_is_not_whole(builder, capsys, monkeypatch, tmp_path):
    """Without section 7 --check says how to make it."""
    monkeypatch.setattr(builder, "PAGE", tmp_path / "none.md")
    assert builder.main(["--check"]) == 1
    assert "no section 7" in capsys.readouterr().out


def test_the_flights_of_a_run_must_add_up(builder):
    """Section 7 tells what became of every flight, and begins with the terrain of the scenario."""
    runs = builder.kept()
    assert builder.mission.faults(runs) == []
    [first] = re.findall(r"^\| as recorded \| (\d+) \|", runs, re.MULTILINE)[:1]
    wrong = runs.replace(f"| as recorded | {first} |", f"| as recorded | {int(first) - 1} |", 1)
    assert any("flights told of 72" in fault for fault in builder.mission.faults(wrong))
    other = re.sub(r"^### On `[^`]+`", "### On `elsewhere`", runs, count=1, flags=re.MULTILINE)
    assert any("elsewhere" in fault for fault in builder.mission.faults(other))
    assert any(
        "rows it should" in fault
        for fault in builder.mission.faults(runs.replace("| late |", "| too late |"))
    )


def test_unknown_options_are_refused(builder, capsys):
    """--check and --tables stand alone; anything else that begins with a dash says how it is used."""
    assert builder.main(["--all"]) == 2
    assert builder.main(["--check", "a.tif"]) == 2
    assert "--tables" in capsys.readouterr().err


def _sections(builder: ModuleType, text: str) -> list[str]:
    """Sections 1 to 6 as the page has them."""
    return ["## 1." + text.split("\n\n## 1.", 1)[1].split(f"\n\n{builder.BEGIN}")[0]]
