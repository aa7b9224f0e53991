"""Numbers as JSON holds them: no more digits than anyone reads, null for what is not known."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def number(value: float) -> float | None:
    """The value to six significant digits; None for nan and infinity."""
    value = float(value)
    return float(f"{value:.6g}") if math.isfinite(value) else None


def numbers(values: Iterable[float]) -> list[float | None]:
    """Several, as `number`."""
    return [number(value) for value in values]


def estimate(found: Any) -> Json:
    """Value, low and high of anything that has them."""
    return {"value": number(found.value), "low": number(found.low), "high": number(found.high)}
