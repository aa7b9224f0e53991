"""A flight as a comparison looks at it, of a run or of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.report.node import Node


@dataclass(frozen=True)
class FlightRow:
    """One flight; None for what is not told, "" for words that are not.

    Attributes:
        takeoff_utc_s: None also of a flight that never took off.
    """

    flight: str
    outcome: str
    reason: str
    takeoff_utc_s: float | None
    landing_utc_s: float | None
    duration_s: float | None
    distance_m: float | None
    landing_deg: tuple[float, float] | None
    margin_at_takeoff_db: float | None = None
    margin_at_landing_db: float | None = None
    energy_wh: float | None = None


def flight_rows(rows: Sequence[Node]) -> tuple[FlightRow, ...]:
    """The rows of a run's flights.csv.

    Raises:
        InputError: a value is not what it should be.
    """
    return tuple(_row(row) for row in rows)


def _row(row: Node) -> FlightRow:
    lat, lon = row.number("landing_lat_deg"), row.number("landing_lon_deg")
    return FlightRow(
        row.text("flight"),
        row.text("outcome"),
        row.text("reason"),
        row.when("takeoff_utc"),
        row.when("landing_utc"),
        row.number("duration_s"),
        row.number("distance_m"),
        None if lat is None or lon is None else (lat, lon),
        row.number("margin_at_takeoff_db"),
        row.number("margin_at_landing_db"),
        row.number("energy_wh"),
    )
