"""JSON with the line of each object and list, so that a fault in one of a thousand contacts can name it."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from relaysim.errors import ScenarioError
from relaysim.plans.origin import Origin

JsonPath = tuple[str | int, ...]
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[\[\]{},:\n]')


def load_json(text: str, file: str) -> Any:
    """The value of a JSON text.

    Raises: ScenarioError with the line: not JSON, a key that stands twice, or a number that is none (NaN).
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ScenarioError(
            [Origin(file, error.lineno).fault(f"this is not JSON: {error.msg}, column {error.colno}")]
        ) from None
    except RecursionError:
        raise ScenarioError(
            [Origin(file, 0).fault("this is no contact plan: it is nested too deeply")]
        ) from None
    except ValueError as error:
        raise ScenarioError([Origin(file, 0).fault(f"the JSON cannot be read: {error}")]) from None


def lines_of(text: str) -> dict[JsonPath, int]:
    """The line, from 1, on which each object and list of a valid JSON text begins, by its path."""
    found: dict[JsonPath, int] = {}
    path: list[str | int] = []
    line, word = 1, ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n":
            line += 1
        elif token in "[{":
            found[tuple(path)] = line
            path.append(0 if token == "[" else "")
        elif token in "]}":
            path.pop()
        elif token == ":":
            path[-1] = json.loads(word)
        elif token == ",":
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else ""
        else:
            word = token
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice}' stands twice in one object; one of them would be lost")
    return made


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")
