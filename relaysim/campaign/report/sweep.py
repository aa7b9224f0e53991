"""A factor that is a quantity going through a range: what the outcome is plotted against."""

from __future__ import annotations

import re
from collections.abc import Mapping

from relaysim.campaign.report.plain import Json
from relaysim.campaign.study.study import Study, Variant

_QUANTITY = re.compile(r"^\s*([-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\S.*?)?\s*$")
_LEAST, _MOST_SERIES = 3, 6


def sweep(study: Study) -> Json | None:
    """The factor whose labels are quantities of one unit, in order, with a series for each choice of the other factors.

    None where there is no such factor, there are more than six other choices, or levels come twice.
    """
    for name, label in study.factor_labels.items():
        quantities = _quantities(study.variants, name)
        if quantities is None:
            continue
        series = _series(study.variants, name, quantities)
        if series is None:
            continue
        unit = next(unit for _, unit in quantities.values())
        return {"factor": name, "label": label, "unit": unit, "series": series}
    return None


def _quantities(variants: tuple[Variant, ...], name: str) -> dict[str, tuple[float, str]] | None:
    """Value and unit by label; None unless all are quantities of one unit that go up or down."""
    found: dict[str, tuple[float, str]] = {}
    for one in variants:
        text = one.levels.get(name, "")
        match = _QUANTITY.match(text)
        if match is None:
            return None
        found[text] = (float(match[1].replace("−", "-")), match[2] or "")
    values = [value for value, _ in found.values()]
    in_order = values in (sorted(set(values)), sorted(set(values), reverse=True))
    return (
        found
        if len(values) >= _LEAST and in_order and len({unit for _, unit in found.values()}) == 1
        else None
    )


def _series(
    variants: tuple[Variant, ...], name: str, quantities: Mapping[str, tuple[float, str]]
) -> list[Json] | None:
    """Points by the labels of the other factors, by ascending value."""
    series: dict[str, list[tuple[float, int]]] = {}
    for one in variants:
        others = ", ".join(label for factor, label in one.levels.items() if factor != name)
        series.setdefault(others, []).append((quantities[one.levels[name]][0], one.number))
    for points in series.values():
        points.sort()
        if len({value for value, _ in points}) < len(points):
            return None
    if len(series) > _MOST_SERIES or max(len(points) for points in series.values()) < _LEAST:
        return None
    return [
        {"label": others, "points": [{"value": value, "variant": number} for value, number in points]}
        for others, points in series.items()
    ]
