"""The tables about flights and the gate that let them go or held them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from relaysim.report.node import Node
from relaysim.report.tables import Cell, Table
from relaysim.report.times import NONE, Times, figure

_BAD = {"lost", "held", "land_now", "closed"}
# Of a flight that tries more often, attempts with the same verdicts are one row a check.
_MOST_ATTEMPTS = 8


def flight_table(flights: Sequence[Node], times: Times) -> Table:
    """Planned and flown, outcome, what the link did, what it took; one row a flight."""
    headings = (
        "Flight",
        "Take-off, UTC@",
        "Duration#",
        "Distance#",
        "Outcome",
        "Link at take-off@",
        "Link lost, UTC@",
        "Energy#",
    )
    return Table(
        "Flights, planned and flown", headings, tuple(_flight_row(flight, times) for flight in flights)
    )


def _flight_row(flight: Node, times: Times) -> tuple[Cell, ...]:
    takeoff = flight.when("takeoff_utc")
    attempts = flight.integer("attempts")
    tried = f"{attempts} attempts" if attempts is not None and attempts > 1 else ""
    outcome, link = flight.text("outcome"), flight.text("link_at_takeoff", NONE)
    height = flight.number("link_lost_altitude_m")
    return (
        Cell(flight.text("flight"), flight.text("purpose")),
        Cell(
            times.cell_utc(takeoff),
            "" if times.local(takeoff) == NONE else times.local(takeoff),
        ),
        _pair(flight, "duration_s", "s"),
        _pair(flight, "distance_m", "m"),
        Cell(
            "",
            "; ".join(part for part in (tried, flight.text("reason")) if part),
            badge=f"{'warn ' if outcome in _BAD else 'fine '}{outcome.replace('_', ' ')}",
        ),
        Cell(link, _margin(flight, "takeoff")),
        Cell(
            _lost(flight, times),
            _landing(height, flight),
        ),
        Cell(figure(flight.number("energy_wh"), 1, "Wh"), _charge_left(flight)),
    )


def _lost(flight: Node, times: Times) -> str:
    """When the link was lost for the rest of the flight; over unknown ground nobody can say."""
    lost = flight.when("link_lost_utc")
    if lost is not None or flight.when("takeoff_utc") is None:
        return times.cell_utc(lost)
    landed = flight.when("landing_utc") is not None
    return "unknown" if landed and flight.number("margin_at_landing_db") is None else "not lost"


def _landing(lost_m: float | None, flight: Node) -> str:
    """How high the link was lost, and the margin at touchdown, with its probability."""
    parts = [] if lost_m is None else [f"{figure(lost_m)} m up"]
    margin = _margin(flight, "landing")
    return ", ".join([*parts, *([f"landed {margin}"] if margin else [])])


def _margin(flight: Node, instant: str) -> str:
    """The margin at take-off or landing, and how probable it is that the link closed; "" where there was none."""
    margin_db = flight.number(f"margin_at_{instant}_db")
    chance = flight.number(f"probability_at_{instant}")
    if margin_db is None:
        return ""
    told = figure(margin_db, 1, "dB")
    return told if chance is None else f"{told} ({chance:.0%})"


def _charge_left(flight: Node) -> str:
    """What the battery held as it landed; "" where power is not modelled."""
    charge_wh = flight.number("charge_at_landing_wh")
    return "" if charge_wh is None else f"left {figure(charge_wh, 1, 'Wh')}"


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
        attempts = [list(group) for _, group in groupby(checks, key=lambda check: check.text("attempt"))]
        count = f"{len(attempts)} attempt{'' if len(attempts) == 1 else 's'}"
        caption = f"Gate of flight {flight}"
        if len(attempts) > _MOST_ATTEMPTS:
            caption += "; attempts in a row with the same verdicts are one, with the values of the first"
        rows = tuple(_check_row(check, name, times) for name, one in _runs(attempts) for check in one)
        found.append(
            (f"Flight {flight}: {count}, {len(checks)} checks, {verdict}", Table(caption, headings, rows))
        )
    return found


def _runs(attempts: Sequence[list[Node]]) -> list[tuple[str, list[Node]]]:
    """(name, checks) of each attempt; of many, of the first of each run of attempts with equal verdicts."""
    if len(attempts) <= _MOST_ATTEMPTS:
        return [(one[0].text("attempt"), one) for one in attempts]
    found = []
    for _, group in groupby(attempts, key=lambda one: [(c.text("check"), c.flag("passed")) for c in one]):
        run = list(group)
        first, last = run[0][0].text("attempt"), run[-1][0].text("attempt")
        found.append((first if first == last else f"{first} to {last}", run[0]))
    return found


def _check_row(check: Node, attempt: str, times: Times) -> tuple[Cell, ...]:
    utc_s = check.when("utc")
    return (
        Cell(attempt),
        Cell(times.cell_utc(utc_s), times.local(utc_s)),
        Cell(check.text("check").replace("_", " ")),
        Cell(check.text("value", NONE)),
        Cell(check.text("limit", NONE)),
        Cell("", badge="fine yes" if check.flag("passed") else "warn no"),
    )
