"""The line at which a value of a JSON document stands."""

from __future__ import annotations

import json
import re

from relaysim.path.files.route_points import Place

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


def line_of(text: str, place: Place) -> int:
    """The line (from 1) at which the value of a path of keys and indices begins; 0 if there is none.

    The text must be sound JSON.
    """
    if isinstance(place, int):
        return place
    wanted, here, is_key = list(place), list[str | int | None](), False
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
        elif is_key:
            here[-1] = json.loads(token)
        elif here == wanted:
            return text.count("\n", 0, match.start()) + 1
        elif token in "[{":
            here.append(0 if token == "[" else None)
            is_key = token == "{"
    return 0
