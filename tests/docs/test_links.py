"""Every link of the pages leads somewhere, and every page is found from the front in two clicks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRONT, INDEX = ROOT / "README.md", ROOT / "docs" / "README.md"
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = sorted(
    [FRONT, *DOCS, *(ROOT / "terrain").rglob("README.md"), *(ROOT / "scenarios").rglob("README.md")]
)
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)|<(?:img|a)\s[^>]*?(?:src|href)=\"([^\"]+)\"")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page):
    """Links between the pages name files that exist, and headings that stand in them."""
    broken = []
    for target in _links(page):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists():
            broken.append(f"{target}: there is no {name}")
        elif anchor and file.suffix == ".md" and anchor not in _anchors(file):
            broken.append(f"{target}: {file.name} has no such heading")
    assert broken == []


@pytest.mark.parametrize("front", [FRONT, INDEX], ids=["README", "docs-README"])
def test_every_page_is_two_clicks_away(front):
    """Whoever looks for an answer opens README.md or docs/README.md, clicks, and clicks again."""
    first = _linked(front)
    second = {page for near in first for page in _linked(near)}
    assert {page for page in DOCS if page not in first | second | {front}} == set()


def test_every_page_stands_in_the_index():
    """docs/README.md names every page but the single decisions, which have an index of their own."""
    named = _linked(INDEX) | {INDEX}
    assert {page.name for page in DOCS if page not in named and page.parent.name != "decisions"} == set()


def _linked(page: Path) -> set[Path]:
    """The pages that a page links to."""
    names = (target.partition("#")[0] for target in _links(page))
    return {(page.parent / name).resolve() for name in names if name.endswith(".md")}


def _prose(page: Path) -> str:
    return re.sub(r"^(```|~~~).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def _links(page: Path) -> list[str]:
    found = [first or second for first, second in LINK.findall(_prose(page))]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def _anchors(page: Path) -> set[str]:
    """The anchors GitHub gives the headings of a page; a repeated one gets -1, -2 ..."""
    text, seen = _prose(page), dict[str, int]()
    anchors = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        anchors.add(f"{slug}-{seen[slug]}" if slug in seen else slug)
        seen[slug] = seen.get(slug, 0) + 1
    return anchors
