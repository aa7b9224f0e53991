"""Products of two runs: how many and how much by kind and status, and how long they were on their way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from relaysim.comparison.figures_apart import Figure
from relaysim.report.node import Node
from relaysim.report.product_tables import STATUSES, quantile

_SHARES = (("median latency", 0.5), ("90 % latency", 0.9), ("greatest latency", 1.0))


def product_figures(a: Sequence[Node], b: Sequence[Node]) -> tuple[Figure, ...]:
    """Counts and bits by kind and status.

    Raises:
        InputError: a value is not what it should be.
    """
    ours, theirs = _counted(a), _counted(b)
    kinds = sorted({kind for kind, _ in (*ours, *theirs)})
    found = []
    for kind in kinds:
        for status in STATUSES:
            one, other = ours.get((kind, status), (0.0, 0.0)), theirs.get((kind, status), (0.0, 0.0))
            if one[0] or other[0]:
                found.append(Figure("products", f"{kind} {status}", "products", "products", one[0], other[0]))
                found.append(Figure("products", f"{kind} {status}", "volume", "bit", one[1], other[1]))
    return tuple(found)


def latency_figures(a: Sequence[Node], b: Sequence[Node]) -> tuple[Figure, ...]:
    """Latencies of what was delivered, by kind: quantiles (the smallest latency that so many do not exceed).

    Raises:
        InputError: a value is not what it should be.
    """
    ours, theirs = _latencies(a), _latencies(b)
    found = []
    for kind in sorted({*ours, *theirs}):
        for quantity, share in _SHARES:
            values = [quantile(sorted(side.get(kind, ())), share) for side in (ours, theirs)]
            one, other = (None if math.isnan(value) else value for value in values)
            found.append(Figure("latency", kind, quantity, "s", one, other))
    return tuple(found)


def first_data_figures(a: Sequence[Node], b: Sequence[Node]) -> tuple[Figure, ...]:
    """How long the first data of each flight took home: to Earth, or what the scenario has in its place.

    Raises:
        InputError: a value is not what it should be.
    """
    ours, theirs = ({row.text("flight"): row.number("latency_s") for row in rows} for rows in (a, b))
    return tuple(
        Figure(
            "latency",
            f"flight {flight}",
            "first data home after",
            "s",
            ours.get(flight),
            theirs.get(flight),
        )
        for flight in dict.fromkeys([*ours, *theirs])
    )


def _counted(products: Sequence[Node]) -> dict[tuple[str, str], tuple[float, float]]:
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for one in products:
        key = one.text("kind"), one.text("status")
        count, bits = found.get(key, (0.0, 0.0))
        found[key] = count + 1.0, bits + (one.number("size_bits") or 0.0)
    return found


def _latencies(products: Sequence[Node]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for one in products:
        latency_s = one.number("latency_s")
        if one.text("status") == "delivered" and latency_s is not None:
            found[one.text("kind")].append(latency_s)
    return found
