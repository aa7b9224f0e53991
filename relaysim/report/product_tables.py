"""What became of every product: the count that must add up, and how long delivery took."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from relaysim.report.node import Node
from relaysim.report.tables import Cell, Table, duration_cell, volume_cell
from relaysim.report.times import NONE, figure
from relaysim.report.undelivered import HELICOPTER, ROVER, reason_of

STATUSES = ("delivered", "queued", "expired", "dropped")


def identity_sentence(products: Sequence[Node]) -> str:
    """created = delivered + queued + expired + dropped, in this run's numbers."""
    counts = Counter(product.text("status") for product in products)
    parts = " + ".join(f"{counts[status]:,} {status}" for status in STATUSES)
    adds_up = sum(counts[status] for status in STATUSES) == len(products)
    return f"{len(products):,} created = {parts}" + ("" if adds_up else ": this does NOT add up")


def relay_sentence(products: Sequence[Node]) -> str:
    """Whether everything delivered that the rover or the helicopter sent or got has a time at the rover.

    Landers' data go their own way, and are counted apart.
    """
    delivered = [product for product in products if product.text("status") == "delivered"]
    if not delivered:
        return "Nothing was delivered."
    own = [
        one
        for one in delivered
        if one.text("source") in (ROVER, HELICOPTER) or one.text("destination") == HELICOPTER
    ]
    around = sum(1 for product in own if product.when("at_rover_utc") is None)
    if around:
        return f"{around:,} of {len(own):,} delivered products have no time at the rover."
    if len(own) == len(delivered):
        return f"All {len(own):,} delivered products passed through the rover."
    others = len(delivered) - len(own)
    return f"Of the delivered products {len(own):,} passed through the rover, {others:,} came from landers."


def product_table(products: Sequence[Node]) -> Table:
    """Counts and volume by kind and status, with a sum."""
    kinds = list(dict.fromkeys(product.text("kind") for product in products))
    rows = [_count_row(kind, [one for one in products if one.text("kind") == kind]) for kind in sorted(kinds)]
    if len(rows) > 1:
        rows.append(_count_row("all", products))
    headings = (
        "Kind",
        "Created#",
        *(f"{status.capitalize()}#" for status in STATUSES),
        "Volume created#",
        "Volume delivered#",
    )
    return Table(
        "Products by kind and by what became of them",
        headings,
        tuple(rows),
        len(rows) - 1 if len(rows) > 1 else -1,
    )


def _count_row(kind: str, products: Sequence[Node]) -> tuple[Cell, ...]:
    counts = Counter(product.text("status") for product in products)
    created_bits = sum(product.number("size_bits") or 0.0 for product in products)
    delivered_bits = sum(
        one.number("size_bits") or 0.0 for one in products if one.text("status") == "delivered"
    )
    cells = [Cell(f"{counts[status]:,}") for status in STATUSES]
    return (
        Cell(kind),
        Cell(f"{len(products):,}"),
        *cells,
        volume_cell(created_bits),
        volume_cell(delivered_bits),
    )


def latency_table(products: Sequence[Node]) -> Table:
    """How long delivered products were on their way, by kind."""
    by_kind: dict[str, list[float]] = {}
    for product in products:
        latency = product.number("latency_s")
        if product.text("status") == "delivered" and latency is not None:
            by_kind.setdefault(product.text("kind"), []).append(latency)
    rows = []
    for kind, latencies in sorted(by_kind.items()):
        latencies.sort()
        shown = [duration_cell(quantile(latencies, share)) for share in (0.0, 0.5, 0.9, 0.99, 1.0)]
        rows.append((Cell(kind), Cell(f"{len(latencies):,}"), *shown))
    return Table(
        "Time from creation to delivery",
        ("Kind", "Delivered#", "Least#", "Half by#", "90 % by#", "99 % by#", "Most#"),
        tuple(rows),
    )


def quantile(ascending: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed; nan of none."""
    if not ascending:
        return math.nan
    return ascending[max(math.ceil(share * len(ascending)) - 1, 0)]


def dropped_table(products: Sequence[Node]) -> Table:
    """Why products were dropped, expired or wait: each status with its reasons."""
    counts = Counter(
        (one.text("status"), reason_of(one, NONE)) for one in products if one.text("status") != "delivered"
    )
    rows = tuple(
        (Cell(status), Cell(reason), Cell(figure(count, 0)))
        for (status, reason), count in sorted(counts.items())
    )
    return Table("Why products did not arrive", ("Status", "Reason", "Products#"), rows)
