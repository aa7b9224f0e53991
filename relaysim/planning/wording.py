"""Words and lines that all the planners' answers share."""

from __future__ import annotations

import textwrap

COLUMNS = 98
# What a forecast knows that nobody did: said wherever one is shown.
PLAN_AS_IT_IS = "as the scenario has it, later drives, stops and headings too, recorded ones among them"


def wrapped(line: str) -> list[str]:
    """A sentence in lines of at most COLUMNS; rows of tables, which begin with a space, as they are."""
    return [line] if line.startswith(" ") or len(line) <= COLUMNS else textwrap.wrap(line, COLUMNS)


def one_line(text: str, longest: int = 200) -> str:
    """A text from data for one line of a terminal or a picture: no control or direction characters, not endless."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else f"{line[: longest - 3]}..."
