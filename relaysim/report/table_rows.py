"""The rows of a run's CSV tables, as far as they can be read."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from itertools import compress
from types import MappingProxyType

from relaysim.report.node import Node

# The tables that the page is built from, and the columns it cannot do without.
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "blackouts.csv": ("level", "start_utc", "end_utc", "duration_s", "cause"),
    "contacts.csv": ("source", "destination", "start_utc", "end_utc"),
    "flights.csv": ("flight", "outcome", "takeoff_utc", "landing_utc"),
    "gate.csv": ("flight", "attempt", "utc", "check", "passed"),
    "decisions.csv": ("what", "flight", "deadline_utc", "why"),
    "pictures.csv": ("flight", "picture", "camera", "product", "utc", "rover_in_frame"),
    "power.csv": ("sol", "charge_least_wh", "charge_most_wh", "brown_outs"),
    "blackout_causes.csv": ("blackout_id", "level", "start_utc", "end_utc", "cause"),
    "products.csv": ("product_id", "kind", "size_bits", "status", "created_utc"),
})  # fmt: skip

# Of the long tables only what the page asks for is kept: a run of 1,000 sols has tens of thousands of rows.
_KEPT = {
    "contacts.csv": ("source", "destination", "start_utc", "end_utc", "duration_s", "capacity_bits", "carried_bits", "mean_age_s"),
    "products.csv": (
        "product_id", "kind", "flight", "source", "destination", "size_bits", "status", "reason", "created_utc", "at_rover_utc",
        "delivered_utc", "latency_s",
    ),
}  # fmt: skip


def read_rows(name: str, text: str) -> tuple[tuple[Node, ...], str]:
    """A node a row of the table of that name, and what is wrong with it: "" where it is whole.

    Rows up to the fault are given. Only the columns that the page asks for are kept; equal values are kept once.
    """
    reader = csv.reader(io.StringIO(text, newline=""))
    names = next(reader, None)
    if not names:
        return (), "is empty, it should at least name its columns"
    missing = [column for column in TABLES[name] if column not in names]
    if missing:
        return (), f"has no column {', '.join(missing)}"
    asked = _KEPT.get(name, names)
    columns = [column for column in names if column in asked]
    is_asked = [column in asked for column in names]
    # A last line without an end may have lost a part of its last value: it says nothing.
    is_cut = not text.endswith("\n")
    rows: list[Node] = []
    fault = ""
    try:
        for line in filter(None, reader):
            if len(line) != len(names):
                fault = f"row {len(rows) + 2} has {len(line)} values for {len(names)} columns"
                break
            values = map(sys.intern, compress(line, is_asked))
            rows.append(Node(dict(zip(columns, values, strict=True)), f"{name} row {len(rows) + 2}"))
        else:
            rows = rows[:-1] if is_cut else rows
    except csv.Error as error:
        fault = f"line {reader.line_num} is not CSV ({error})"
    return tuple(rows), "is cut short" if is_cut else fault
