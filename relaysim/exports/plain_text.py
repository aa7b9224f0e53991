"""Texts from data, made fit for every format."""

from __future__ import annotations

import re

# What XML 1.0 forbids even when escaped, and what JSON and SQLite hand on but no program can show.
# Reference: W3C, Extensible Markup Language (XML) 1.0, fifth edition, 2.2.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def allowed(text: str) -> str:
    """The text with U+FFFD for each character that XML does not allow."""
    return _FORBIDDEN.sub(REPLACEMENT, text)


def plain(text: str, longest: int) -> str:
    """The text on one line, cut to `longest` characters with an ellipsis."""
    line = " ".join(allowed(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
