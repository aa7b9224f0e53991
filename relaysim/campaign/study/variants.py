"""The variants of a study: combinations of its factors' levels, or the rows of a list."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from relaysim.campaign.study.levels import Level
from relaysim.campaign.study.schema_factors import VariantRow
from relaysim.campaign.study.setting_text import setting_text
from relaysim.campaign.study.study import Variant


@dataclass(frozen=True)
class ChosenFactor:
    """A factor with its name and levels.

    Attributes:
        number: its place in the file.
    """

    number: int
    name: str
    label: str
    levels: tuple[Level, ...]


def variant_count(design: str, levels: Sequence[int]) -> int:
    """How many variants factors with so many levels make, without making them."""
    return prod(levels) if design == "grid" else 1 + sum(count - 1 for count in levels)


def variants_of(design: str, factors: Sequence[ChosenFactor], base: str) -> tuple[Variant, ...]:
    """Every combination (the last factor changes fastest), or each level alone beside the first of all others.

    Args:
        base: name of the only variant where nothing is chosen.
    """
    written = [[_written(level.values) for level in factor.levels] for factor in factors]
    variants = []
    for number, places in enumerate(_combinations(design, [len(factor.levels) for factor in factors])):
        chosen = [factor.levels[place] for factor, place in zip(factors, places, strict=True)]
        variants.append(
            Variant(
                number=number,
                name=", ".join(level.label for level in chosen) or base,
                levels={factor.name: level.label for factor, level in zip(factors, chosen, strict=True)},
                settings=tuple(
                    itertools.chain.from_iterable(
                        texts[place] for texts, place in zip(written, places, strict=True)
                    )
                ),
            )
        )
    return tuple(variants)


def listed_variants(rows: Sequence[VariantRow]) -> tuple[Variant, ...]:
    """The rows of a list; they have no factors, and so no levels."""
    return tuple(Variant(number, row.label, {}, _written(row.settings)) for number, row in enumerate(rows))


def spread_variants(design: str, levels: Sequence[int], most: int) -> list[int]:
    """Numbers of a few variants that meet the factors' levels, all of them if no factor has more than `most`."""
    total = variant_count(design, levels)
    if total <= most:
        return list(range(total))
    if design != "grid":
        return sorted({round(place * (total - 1) / (most - 1)) for place in range(most)})
    rows = min(max(levels), most)
    numbers = []
    for row in range(rows):
        number = 0
        for count in levels:
            number = number * count + (row % count if count <= rows else row * (count - 1) // (rows - 1))
        numbers.append(number)
    return sorted(set(numbers))


def _combinations(design: str, counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if design == "grid":
        yield from itertools.product(*(range(count) for count in counts))
        return
    yield (0,) * len(counts)
    for index, count in enumerate(counts):
        for place in range(1, count):
            yield tuple(place if other == index else 0 for other in range(len(counts)))


def _written(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(setting_text(path, value) for path, value in values.items())
