"""What the tutorial and the how-to pages show is what the commands print."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_tutorial", DOCS / "build_tutorial.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass looks there for its annotations
    spec.loader.exec_module(module)
    return module


tutorial = _load()


@pytest.mark.parametrize("page", tutorial.pages(), ids=lambda page: page.stem)
def test_a_page_shows_what_its_commands_print(page):
    """Played in an empty folder, every page comes out as it is; `python docs/build_tutorial.py` refreshes it."""
    assert tutorial.play(page).splitlines() == page.read_text(encoding="utf-8").splitlines()


def test_every_page_has_something_to_play():
    """A page whose blocks are not recognised would pass for nothing; two are about pages in a browser."""
    in_a_browser = {"read-a-report.md", "try-places.md"}
    for page in (page for page in tutorial.pages() if page.name not in in_a_browser):
        blocks = [block["language"] for block in tutorial.BLOCK.finditer(page.read_text(encoding="utf-8"))]
        assert "console" in blocks, page.name


def test_lines_left_out_stay_left_out():
    """`...` stands for the lines between its neighbours, also when a neighbour's words have changed."""
    printed = ["a", "b", "c", "d", "E"]
    assert tutorial.with_gaps(["a", "...", "d", "e"], printed) == ["a", "...", "d", "E"]
    assert tutorial.with_gaps(["...", "c", "..."], printed) == ["...", "c", "..."]
    assert tutorial.with_gaps(["...", "gone", "..."], printed) == printed
    assert tutorial.with_gaps([], printed) == printed


def test_an_edit_must_find_its_lines(tmp_path):
    """A diff is applied where its old lines stand; if they stand nowhere, or twice, it is refused."""
    file = tmp_path / "file.yaml"
    file.write_text("a: 1\nb: 2\na: 3\n", encoding="utf-8")
    tutorial.edit(file, "-b: 2\n+b: 4\n+c: 5\n...\n a: 3\n+d: 6\n")
    assert file.read_text(encoding="utf-8") == "a: 1\nb: 4\nc: 5\na: 3\nd: 6\n"
    with pytest.raises(ValueError, match="do not stand there once"):
        tutorial.edit(file, "-b: 2\n+b: 9\n")


def test_sections_are_replaced_whole(tmp_path):
    """A section of YAML takes the place of the one of its name, with all that is indented below it."""
    file = tmp_path / "file.yaml"
    file.write_text("a: 1\nb:\n  c: 2\n  - d\ne: 3\n", encoding="utf-8")
    tutorial.replace_sections(file, "b:\n  x: 9\na: 0\n")
    assert file.read_text(encoding="utf-8") == "a: 0\nb:\n  x: 9\ne: 3\n"
