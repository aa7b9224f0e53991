"""The levels of a chosen factor, from its values, its range or its choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from relaysim.campaign.study.schema_factors import Factor, LevelRange
from relaysim.campaign.study.setting_text import value_text
from relaysim.scenario.document import Path_


@dataclass(frozen=True)
class Level:
    """One level of a factor.

    Attributes:
        label: what people read.
        values: by path in the scenario.
        place: where the study file says it, within its factor.
    """

    label: str
    values: Mapping[str, Any]
    place: Path_


def levels_of(factor: Factor) -> tuple[Level, ...]:
    """The levels of a sound factor, in the order of the file."""
    if factor.choices is not None:
        return tuple(
            Level(choice.label, choice.settings, ("choices", index))
            for index, choice in enumerate(factor.choices)
        )
    assert factor.path is not None  # checked
    if factor.level_range is not None:
        texts = range_values(factor.level_range)
        return tuple(Level(label_of(text), {factor.path: text}, ("range",)) for text in texts)
    values = factor.values or ()
    labels = factor.labels or tuple(label_of(value) for value in values)
    pairs = zip(values, labels, strict=True)
    return tuple(
        Level(label, {factor.path: value}, ("values", index)) for index, (value, label) in enumerate(pairs)
    )


def range_count(given: LevelRange) -> int:
    """How many levels a sound range has, without making them."""
    if given.count is not None:
        return given.count
    assert given.step is not None  # checked
    start, end, step = (_exact(one.value) for one in (given.start, given.end, given.step))
    with localcontext(prec=100):
        return int((end - start) / step) + 1


def range_values(given: LevelRange) -> list[Any]:
    """The values of a sound range as the scenario writes them, in decimals: 0.6 m, 0.9 m, not 0.8999999999999999 m."""
    start, end = _exact(given.start.value), _exact(given.end.value)
    count = range_count(given)
    step = _exact(given.step.value) if given.step is not None else (end - start) / (count - 1)
    numbers = [float(f"{start + step * index:.12g}") for index in range(count)]
    if not given.start.unit:
        return [int(number) if number.is_integer() else number for number in numbers]
    return [f"{number:.12g} {given.start.unit}" for number in numbers]


def label_of(value: Any) -> str:
    """What people read for a value that has no label."""
    if value is None:
        return "none"
    text = value.strip() if isinstance(value, str) else value_text(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _exact(number: float) -> Decimal:
    return Decimal(repr(number))
