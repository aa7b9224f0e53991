"""The tables about flights and the gate that let them go or held them."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.report.node import Node
from relaysim.report.tables import Cell, Table
from relaysim.report.times import NONE, Times, figure

_BAD = {"lost", "held", "land_now", "closed"}


def flight_table(flights: Sequence[Node], times: Times) -> Table:
    """Planned and flown, outcome, and what the link did; one row a flight."""
    headings = (
        "Flight",
        "Take-off, UTC@",
        "Duration#",
        "Distance#",
        "Outcome",
        "Link at take-off@",
        "Link lost, UTC@",
        "Margin at landing#",
    )
    return Table(
        "Flights, planned and flown", headings, tuple(_flight_row(flight, times) for flight in flights)
    )


def _flight_row(flight: Node, times: Times) -> tuple[Cell, ...]:
    takeoff, lost = flight.when("takeoff_utc"), flight.when("link_lost_utc")
    attempts = flight.integer("attempts")
    tried = f"{attempts} attempts" if attempts is not None and attempts > 1 else ""
    outcome, link = flight.text("outcome"), flight.text("link_at_takeoff", NONE)
    height = flight.number("link_lost_altitude_m")
    return (
        Cell(flight.text("flight"), flight.text("purpose")),
        Cell(
            times.cell_utc(takeoff),
            ", ".join(part for part in (times.local(takeoff), tried) if part not in ("", NONE)),
        ),
        _pair(flight, "duration_s", "s"),
        _pair(flight, "distance_m", "m"),
        Cell(
            "",
            flight.text("reason"),
            badge=f"{'warn ' if outcome in _BAD else 'fine '}{outcome.replace('_', ' ')}",
        ),
        Cell(link, figure(flight.number("margin_at_takeoff_db"), 1, "dB")),
        Cell(
            "not lost" if lost is None and takeoff is not None else times.cell_utc(lost),
            "" if height is None else f"{figure(height)} m up",
        ),
        Cell(figure(flight.number("margin_at_landing_db"), 1, "dB")),
    )


def _pair(flight: Node, key: str, unit: str) -> Cell:
    planned = flight.number(f"planned_{key}")
    return Cell(
        figure(flight.number(key), 1, unit), "" if planned is None else f"planned {figure(planned, 1, unit)}"
    )


def gate_tables(gate: Sequence[Node], times: Times) -> list[tuple[str, Table]]:
    """The gate's checks by flight, each with a line that says how many attempts there were and how many passed."""
    flights: dict[str, list[Node]] = {}
    for check in gate:
        flights.setdefault(check.text("flight"), []).append(check)
    headings = ("Attempt", "When, UTC@", "Check", "Value", "Limit", "Passed")
    found = []
    for flight, checks in flights.items():
        failed = [check for check in checks if not check.flag("passed")]
        verdict = f"{len(failed)} failed" if failed else "all passed"
        attempts = len({check.text("attempt") for check in checks})
        heading = f"Flight {flight}: {attempts} attempt{'' if attempts == 1 else 's'}, {len(checks)} checks, {verdict}"
        found.append(
            (
                heading,
                Table(
                    f"Gate of flight {flight}", headings, tuple(_check_row(check, times) for check in checks)
                ),
            )
        )
    return found


def _check_row(check: Node, times: Times) -> tuple[Cell, ...]:
    utc_s = check.when("utc")
    return (
        Cell(check.text("attempt")),
        Cell(times.cell_utc(utc_s), times.local(utc_s)),
        Cell(check.text("check").replace("_", " ")),
        Cell(check.text("value", NONE)),
        Cell(check.text("limit", NONE)),
        Cell("", badge="fine yes" if check.flag("passed") else "warn no"),
    )
