"""Degrees as people write them: decimal numbers are read, everything else is told what to write."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?", re.ASCII)
_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)
_PARTS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def read_degrees(text: str, what: str) -> float:
    """A decimal number of degrees; what is beyond all bounds is left to `fault_of_points`.

    Args:
        what: "latitude" or "longitude", for messages.

    Raises:
        ValueError: not a decimal number; the message says what to write.
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    if not text:
        raise ValueError(f"there is no {what}")
    shown = repr(text if len(text) <= 40 else f"{text[:37]}...")
    if _COMMA.fullmatch(text):
        raise ValueError(f"{shown} is written with a decimal comma: write {text.replace(',', '.')}")
    sexagesimal = _of_sexagesimal(text)
    if sexagesimal is not None:
        raise ValueError(f"{shown} is not a {what} in decimal degrees: write {sexagesimal:.6f}")
    raise ValueError(f"{shown} is not a {what} in decimal degrees (such as 18.4799)")


def _of_sexagesimal(text: str) -> float | None:
    """Decimal degrees of "18 29.5 N" or "18°29'30\\"S"; None if the text is nothing of the kind."""
    letters = re.sub(r"[\d.\s°º'′’\"″”:+-]|deg|min|sec", "", text, flags=re.IGNORECASE).upper()
    parts = [float(part) for part in _PARTS.findall(text)]
    if letters not in ("", "N", "S", "E", "W", "O") or not 1 <= len(parts) <= 3 or len(text) > 40:
        return None
    if any(part >= 60.0 for part in parts[1:]):
        return None
    value = sum(part / 60.0**power for power, part in enumerate(parts))
    return math.copysign(value, -1.0 if letters in ("S", "W") or text.lstrip().startswith("-") else 1.0)
