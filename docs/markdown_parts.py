"""Markdown for the generated pages: pages, tables, anchors."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

MADE = "<!-- Made by docs/build_reference.py from the code. Do not edit: change the code, then run it. -->"


def page(title: str, *parts: str, made: str = MADE) -> str:
    """A page: title, the note that it is made, parts with a blank line between."""
    return "\n\n".join([f"# {title}", made, *(part for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [list(head), ["---"] * len(head), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def code(text: str) -> str:
    """Text as code; "" stays ""."""
    return f"`{text}`" if text else ""


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def link_to(heading: str, before: int = 0) -> str:
    """A link to a heading of the same page; `before` counts the headings above it with the same anchor."""
    return f"[{code(heading)}](#{slug(heading)}{f'-{before}' if before else ''})"


def numbers(found: Iterable[int], what: str = "flight") -> str:
    """ "flights 22-24, 29": numbers in their order, runs of them joined; "no flight" for none."""
    runs: list[list[int]] = []
    for number in sorted(found):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if not runs:
        return f"no {what}"
    several = len(runs) > 1 or len(runs[0]) > 1
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return f"{what}{'s' if several else ''} {', '.join(shown)}"


def wrapped(text: str, width: int = 130) -> str:
    """Markdown with its paragraphs and list items wrapped; tables, headings, code and comments stay as they are."""
    lines = []
    for line in text.split("\n"):
        if line.startswith(("|", "#", "<", " ")) or len(line) <= width:
            lines.append(line)
            continue
        indent = "  " if line.startswith("- ") else ""
        lines += textwrap.wrap(
            line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
