"""What the table of flights says of the link."""

from __future__ import annotations

import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.report.flight_tables import flight_table
from relaysim.report.node import Node
from relaysim.report.times import Times

TIMES = Times(LocalClock(88775.244, 0.0), 0.0, 1e6, "UTC")
FLOWN = {"flight": "17", "outcome": "completed", "takeoff_utc": "1970-01-02T00:00:00Z", "landing_utc": "1970-01-02T00:02:00Z",
         "link_at_takeoff": "open", "margin_at_takeoff_db": "11.36", "link_lost_utc": "1970-01-02T00:01:58Z",
         "link_lost_altitude_m": "1.49", "margin_at_landing_db": "-1.20"}  # fmt: skip
CHANCES = {"probability_at_takeoff": "0.9779", "probability_at_landing": "0.4290"}


@pytest.mark.parametrize(
    ("row", "takeoff", "landing"),
    [
        (FLOWN | CHANCES, "11.4 dB (98%)", "1.5 m up, landed -1.2 dB (43%)"),
        (FLOWN, "11.4 dB", "1.5 m up, landed -1.2 dB"),
    ],
)
def test_margins_stand_with_their_probability(row: dict[str, str], takeoff: str, landing: str) -> None:
    """At take-off and touchdown; a run that says nothing uncertain, or an older one, has the margin alone."""
    (cells,) = flight_table([Node(row, "flights.csv")], TIMES).rows
    assert [
        cell.second.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ") for cell in cells[5:7]
    ] == [takeoff, landing]
