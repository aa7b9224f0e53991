"""The way to Earth: when each flight's data arrived, what is still stuck where, what each leg carried, and what was late."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.node import Node
from relaysim.report.tables import Cell, Table, duration_cell, volume_cell
from relaysim.report.times import NONE, Times, figure
from relaysim.report.undelivered import EARTH, by_flight, whereabouts
from relaysim.units import format_duration


def flight_data_table(products: Sequence[Node], times: Times, far_end: FarEnd = FAR_END) -> Table:
    """When the first and the last of each flight's data reached Earth, and where the rest is as the run ends."""
    rows = tuple(_flight_row(flight, some, times, far_end) for flight, some in by_flight(products).items())
    headings = (
        "Flight#",
        "Products#",
        "Volume#",
        f"First {far_end.there}@",
        f"Last {far_end.there}@",
        "Half within#",
        f"Not {far_end.there}",
    )
    return Table("Each flight's data", headings, rows)


def first_data_table(passages: Sequence[Node], times: Times, far_end: FarEnd = FAR_END) -> Table:
    """The parts of the way: since when each node had the first product of a flight and kind, and what each part took."""
    rows = []
    for passage in passages:
        stops = passage.children("stops")
        way = " → ".join(_stop(stop, n > 0, far_end) for n, stop in enumerate(stops))
        made = stops[0].when("utc") if stops else None
        rows.append(
            (
                Cell(passage.text("flight")),
                Cell(passage.text("name")),
                _instant(made, times),
                duration_cell(passage.number("latency_s") or 0.0),
                Cell(way),
            )
        )
    headings = (
        "Flight#",
        "First",
        "Made@",
        f"{far_end.there[:1].upper()}{far_end.there[1:]} after#",
        "Its way",
    )
    return Table(f"How the first data of each flight reached {far_end.name}", headings, tuple(rows))


def first_passages(passages: Sequence[Node]) -> dict[str, Node]:
    """By flight the first product that had to wait for a session: what was sent in the air was at the rover at once."""
    found: dict[str, Node] = {}
    for passage in passages:
        stops = passage.children("stops")
        if len(stops) > 1 and (stops[1].number("after_s") or 0.0) > 0.0:
            found.setdefault(passage.text("flight"), passage)
    return found


def first_data_sentence(passages: Sequence[Node], most: int = 6, far_end: FarEnd = FAR_END) -> str:
    """For a terminal: how long after each landing Earth had first data, the slowest part by part; "" without any."""
    found = first_passages(passages)
    slowest = max(found.values(), key=_latency_s, default=None)
    parts = []
    for flight, passage in list(found.items())[:most]:
        parts.append(f"{flight} after {format_duration(_latency_s(passage))}")
        if passage is slowest:
            stops = passage.children("stops")[1:]
            steps = (
                f"{_node(stop, far_end)} {format_duration(stop.number('after_s') or 0.0)}" for stop in stops
            )
            parts[-1] += f" ({', then '.join(steps)})"
    if len(found) > most:
        parts.append(f"{len(found) - most} more in summary.json")
    return f"First data {far_end.there}: flight {', '.join(parts)}." if parts else ""


def _latency_s(passage: Node) -> float:
    return passage.number("latency_s") or 0.0


def _node(stop: Node, far_end: FarEnd) -> str:
    return far_end.node if stop.text("node") == EARTH else stop.text("node")


def _stop(stop: Node, is_later: bool, far_end: FarEnd) -> str:
    return _node(stop, far_end) + (f" ({format_duration(stop.number('after_s') or 0.0)})" if is_later else "")


def _flight_row(flight: str, products: Sequence[Node], times: Times, far_end: FarEnd) -> tuple[Cell, ...]:
    arrived = sorted(instant for one in products if (instant := one.when("delivered_utc")) is not None)
    latencies = sorted(value for one in products if (value := one.number("latency_s")) is not None)
    half = duration_cell(latencies[(len(latencies) - 1) // 2]) if latencies else Cell(NONE)
    return (
        Cell(flight),
        Cell(f"{len(products):,}"),
        volume_cell(sum(one.number("size_bits") or 0.0 for one in products)),
        _instant(arrived[0] if arrived else None, times),
        _instant(arrived[-1] if arrived else None, times),
        half,
        Cell(whereabouts(products, far_end) or "all there"),
    )


def _instant(utc_s: float | None, times: Times) -> Cell:
    return Cell(NONE) if utc_s is None else Cell(times.cell_utc(utc_s), times.local(utc_s))


def leg_table(contacts: Sequence[Node]) -> Table:
    """What each leg could carry and what it carried, both directions apart; those that carried nothing are left out."""
    legs = _legs(contacts)
    headings = ("From", "To", "Windows#", "Open for#", "Could carry#", "Carried#", "Used#", "Mean age#")
    rows = tuple(_leg_row(*pair, some) for pair, some in sorted(legs.items()) if _sum(some, "carried_bits"))
    return Table("What each leg carried", headings, rows)


def idle_legs_sentence(contacts: Sequence[Node]) -> str:
    """Which legs had windows but carried nothing; "" without any."""
    idle = [pair for pair, some in sorted(_legs(contacts).items()) if not _sum(some, "carried_bits")]
    return f"Open, but carried nothing: {', '.join(' to '.join(pair) for pair in idle)}." if idle else ""


def _legs(contacts: Sequence[Node]) -> dict[tuple[str, str], list[Node]]:
    legs: dict[tuple[str, str], list[Node]] = {}
    for contact in contacts:
        legs.setdefault((contact.text("source"), contact.text("destination")), []).append(contact)
    return legs


def _age_bit_s(contact: Node) -> float:
    return (contact.number("mean_age_s") or 0.0) * (contact.number("carried_bits") or 0.0)


def _sum(contacts: Sequence[Node], key: str) -> float:
    return sum(contact.number(key) or 0.0 for contact in contacts)


def _leg_row(source: str, destination: str, contacts: Sequence[Node]) -> tuple[Cell, ...]:
    capacity, carried = _sum(contacts, "capacity_bits"), _sum(contacts, "carried_bits")
    return (
        Cell(source),
        Cell(destination),
        Cell(f"{len(contacts):,}"),
        duration_cell(_sum(contacts, "duration_s")),
        volume_cell(capacity),
        volume_cell(carried),
        Cell(figure(100.0 * carried / capacity, 1, "%") if capacity else NONE),
        duration_cell(sum(_age_bit_s(contact) for contact in contacts) / carried) if carried else Cell(NONE),
    )


def decision_table(decisions: Sequence[Node], times: Times) -> Table:
    """What had to be on Earth before the next plan, what was late, and why."""
    headings = (
        "Plan",
        "Flight#",
        "Deadline@",
        "Data",
        "Needed#",
        "On time#",
        "Late#",
        "Missing#",
        "To spare#",
        "Why not",
    )
    return Table(
        "What the next plan waited for", headings, tuple(_decision_row(row, times) for row in decisions)
    )


def _decision_row(row: Node, times: Times) -> tuple[Cell, ...]:
    margin_s = row.number("margin_s")
    spare = NONE if margin_s is None else ("" if margin_s >= 0 else "−") + format_duration(abs(margin_s))
    counts = ("needed_products", "on_time_products", "late_products", "missing_products")
    return (
        Cell(row.text("what")),
        Cell(row.text("flight", NONE)),
        _instant(row.when("deadline_utc"), times),
        Cell(row.text("needed_kinds", NONE)),
        *(Cell(f"{row.integer(key) or 0:,}") for key in counts),
        Cell(spare, key=margin_s),
        Cell(row.text("why", NONE)),
    )


def cause_table(parts: Sequence[Node], times: Times) -> Table:
    """Blackouts divided by cause: parts that overlap had two."""
    headings = ("Blackout#", "Level", "From, UTC@", "To, UTC@", "Lasted#", "Cause")
    rows = tuple(
        (
            Cell(part.text("blackout_id")),
            Cell(part.text("level")),
            _instant(part.when("start_utc"), times),
            _instant(part.when("end_utc"), times),
            duration_cell((part.when("end_utc") or 0.0) - (part.when("start_utc") or 0.0)),
            Cell(part.text("cause")),
        )
        for part in parts
    )
    return Table("Blackouts by cause", headings, rows)
