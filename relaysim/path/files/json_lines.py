"""The lines at which values of a JSON document stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from relaysim.path.files.route_points import Place

_BLANK = re.compile(r"[\s,:]*")
_DECODER = json.JSONDecoder()


def line_of(text: str, place: Place) -> int:
    """The line (from 1) at which the value of a path of keys and indices begins; 0 if there is none, or it cannot be told.

    The text must be sound JSON.
    """
    if isinstance(place, int):
        return place
    start: int | None = _skip_blank(text, 0)
    try:
        for key in place:
            start = None if start is None else _member(text, start, key)
    except RecursionError:  # what could just be read, fewer calls deep
        return 0
    return 0 if start is None else text.count("\n", 0, start) + 1


def member_lines(text: str, key: str) -> list[int]:
    """The lines (from 1) at which the members of a list begin, by the key of the list in the outermost object."""
    holder = _member(text, _skip_blank(text, 0), key)
    found, line, counted = [], 1, 0
    for _, start in _members(text, holder) if holder is not None else ():
        line, counted = line + text.count("\n", counted, start), start
        found.append(line)
    return found


def _member(text: str, start: int, key: str | int) -> int | None:
    return next((begin for name, begin in _members(text, start) if name == key), None)


def _members(text: str, start: int) -> Iterator[tuple[str | int, int]]:
    """Keys (or indices) and starts of what an object or a list that begins at `start` holds; none of other values.

    Values are passed over by the decoder, which is far quicker than to look at their parts.
    """
    if text[start] not in "{[":
        return
    index, at = 0, _skip_blank(text, start + 1)
    while text[at] not in "}]":
        key: str | int = index
        if text[start] == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip_blank(text, at)
        yield key, at
        _, at = _DECODER.raw_decode(text, at)
        index, at = index + 1, _skip_blank(text, at)


def _skip_blank(text: str, at: int) -> int:
    """Where the next key, value or end stands, behind white space, comma and colon."""
    match = _BLANK.match(text, at)
    return at if match is None else match.end()
