"""A value of a study as the text of an override, "path=value", that gives the same value when it is read."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from relaysim.scenario.document import parse_value

# What is surely text, and bare: a number and its unit, which a long range has by the thousand.
_QUANTITY = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)? [A-Za-z][A-Za-z0-9/]*")


def setting_text(path: str, value: Any) -> str:
    """The override that puts a value of YAML at a path; null removes the key.

    Raises:
        ValueError: the value cannot be written so (control characters).
    """
    return f"{path.strip()}={value_text(value)}"


def value_text(value: Any) -> str:
    """YAML of a value in one line: text bare where that reads back as the same text."""
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, str) and (_QUANTITY.fullmatch(value) or _is_bare(value)):
        return value
    text = _flow(value)
    if not _reads_back(text, value):
        raise ValueError("this value cannot be handed to a scenario: it holds characters that YAML refuses")
    return text


def _is_bare(text: str) -> bool:
    return text == text.strip() and "\n" not in text and _reads_back(text, text)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key, ensure_ascii=False)}: {_flow(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return json.dumps(value, ensure_ascii=False)


def _reads_back(text: str, value: Any) -> bool:
    try:
        # Of floats the text: nan is not equal to itself.
        return repr(parse_value(text)) == repr(value)
    except ValueError:
        return False
