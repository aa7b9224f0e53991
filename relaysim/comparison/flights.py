"""Flights of both sides by their number: outcome, times, length, landing place, margins, energy."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.comparison.figures_apart import Figure, Unit
from relaysim.comparison.flight_row import FlightRow
from relaysim.report.blackouts import latitude, longitude
from relaysim.report.node import Node
from relaysim.scenario import schema_place
from relaysim.terrain.body import Body

_NUMBERS: tuple[tuple[str, str, Unit], ...] = (
    ("take-off", "takeoff_utc_s", "utc"),
    ("landing", "landing_utc_s", "utc"),
    ("duration", "duration_s", "s"),
    ("distance", "distance_m", "m"),
    ("margin at take-off", "margin_at_takeoff_db", "dB"),
    ("margin at landing", "margin_at_landing_db", "dB"),
    ("energy", "energy_wh", "Wh"),
)


def landing_body(manifest: Node) -> Body | None:
    """The figure that distances between landing places are measured on; None where a run's manifest does not say."""
    scenario = manifest.values.get("scenario")
    body = scenario.get("body") if isinstance(scenario, dict) else None
    try:
        return schema_place.Body.model_validate(body).figure
    except ValueError:
        return None


def flight_figures(
    a: Sequence[FlightRow], b: Sequence[FlightRow], body: Body | None, *, of_runs: bool
) -> tuple[Figure, ...]:
    """Every quantity of every flight of either side.

    Args:
        body: on which the landing places lie; None leaves out how far apart they are.
        of_runs: both sides are runs, which tell all they have; what a record does not tell differs in nothing.
    """
    ours, theirs = ({row.flight: row for row in rows} for rows in (a, b))
    found: list[Figure] = []
    for flight in dict.fromkeys([*ours, *theirs]):
        item, one, other = f"flight {flight}", ours.get(flight), theirs.get(flight)
        if one is None or other is None:
            found.append(Figure("flights", item, "flight", "", _there(one), _there(other)))
            continue
        found += _of_both(item, one, other, body, of_runs=of_runs)
    return tuple(found)


def _there(row: FlightRow | None) -> str | None:
    return None if row is None else row.outcome.replace("_", " ") or "flown"


def _of_both(item: str, a: FlightRow, b: FlightRow, body: Body | None, *, of_runs: bool) -> list[Figure]:
    words = (a.outcome.replace("_", " "), b.outcome.replace("_", " "))
    found = [Figure("flights", item, "outcome", "", *words, known=all(words))]
    for quantity, name, unit in _NUMBERS:
        values = getattr(a, name), getattr(b, name)
        found.append(Figure("flights", item, quantity, unit, *values, known=of_runs or None not in values))
    if body is not None and a.landing_deg is not None and b.landing_deg is not None:
        apart = float(body.distance_m(*a.landing_deg, *b.landing_deg))
        here, there = (f"{latitude(lat)} {longitude(lon)}" for lat, lon in (a.landing_deg, b.landing_deg))
        found.append(Figure("flights", item, "landing place", "m", here, there, apart_m=apart))
    return found
