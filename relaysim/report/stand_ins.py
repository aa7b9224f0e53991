"""What one file of a run says in the place of another that is missing."""

from __future__ import annotations

from typing import Any

from relaysim.errors import InputError
from relaysim.report.node import Node
from relaysim.units import parse_quantity

# Tables whose rows summary.json repeats, and the count that it holds of others.
_REPEATED = {"blackouts.csv": "blackouts", "flights.csv": "flights"}
_COUNTS = {"products.csv": "products_created"}


def rows_of_summary(name: str, summary: Node) -> tuple[Node, ...]:
    """The rows of a table as summary.json repeats them; empty where it does not."""
    try:
        return tuple(summary.children(_REPEATED[name])) if name in _REPEATED else ()
    except InputError:
        return ()


def rows_counted(name: str, summary: Node) -> int | None:
    """How many rows a table has, by summary.json; None where it does not say."""
    try:
        if name in _REPEATED:
            return len(summary.items(_REPEATED[name])) if _REPEATED[name] in summary.values else None
        counts = summary.child("counts")
        return None if counts is None or name not in _COUNTS else counts.integer(_COUNTS[name])
    except InputError:
        return None


def summary_of_manifest(manifest: Node) -> Node:
    """The head of a summary.json (names, span, clock, terrain), from what manifest.json says of the same.

    Raises:
        InputError: the manifest's values are of the wrong kind.
    """
    nothing = Node({}, manifest.place)
    scenario, terrain = manifest.child("scenario") or nothing, manifest.child("terrain") or nothing
    found: dict[str, Any] = {
        key: manifest.values.get(key) for key in ("kind", "seed", "start_utc", "end_utc")
    }
    found |= {"scenario": scenario.text("name"), "title": scenario.text("title", scenario.text("name"))}
    found |= {
        "terrain": terrain.text("name"),
        "terrain_sha256": terrain.text("sha256"),
        "as_of": terrain.text("as_of"),
    }
    found["reporting_time_zone"] = scenario.text("reporting_time_zone", "UTC")
    clock = scenario.child("clock")
    if clock is not None:
        found["clock"] = {
            "day_name": clock.text("day", "day"),
            "time_name": clock.text("time", "local"),
            "day_length_s": _day_length_s(clock),
            "day_zero_utc": clock.text("day_zero"),
        }
    return Node(found, manifest.place)


def _day_length_s(clock: Node) -> float:
    try:
        return parse_quantity(clock.text("day_length"), "duration")
    except ValueError:
        raise clock.fault("day_length", "a duration") from None
