"""The lines at which values of a JSON document stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from relaysim.path.files.route_points import Place

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
Keys = list[str | int | None]


def line_of(text: str, place: Place) -> int:
    """The line (from 1) at which the value of a path of keys and indices begins; 0 if there is none.

    The text must be sound JSON.
    """
    if isinstance(place, int):
        return place
    wanted = list(place)
    start = next((start for here, start in _values(text) if here == wanted), None)
    return 0 if start is None else text.count("\n", 0, start) + 1


def member_lines(text: str, key: str) -> list[int]:
    """The lines (from 1) at which the members of a list begin, by the key of the list in the outermost object."""
    found, line, counted = [], 1, 0
    for here, start in _values(text):
        if len(here) == 2 and here[0] == key:
            line, counted = line + text.count("\n", counted, start), start
            found.append(line)
    return found


def _values(text: str) -> Iterator[tuple[Keys, int]]:
    """Path and start of every value. The path is changed as the reading goes on: look at it at once."""
    here, is_key = Keys(), False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == ",":
            last = here[-1]
            is_key = not isinstance(last, int)
            here[-1] = last + 1 if isinstance(last, int) else None
        elif token == ":":
            is_key = False
        elif token in "]}":
            here.pop()
            is_key = False
        elif is_key:
            here[-1] = json.loads(token)
        else:
            yield here, match.start()
            if token in "[{":
                here.append(0 if token == "[" else None)
                is_key = token == "{"
