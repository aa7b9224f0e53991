"""Flights of both sides, by their number."""

from __future__ import annotations

from relaysim.comparison.flight_row import FlightRow
from relaysim.comparison.flights import flight_figures, landing_body
from relaysim.comparison.wording import difference_of
from relaysim.report.node import Node
from relaysim.terrain.body import Body

MARS = Body.sphere("Mars", 3_396_190.0)
FLOWN = FlightRow("52", "completed", "", 1000.0, 1145.0, 145.0, 374.0, (18.48, 77.36), 10.36, -24.6, 14.1)


def test_distances_are_those_on_the_body_of_the_run() -> None:
    """The canyon lies on an ellipsoid, and its rays are bent as over a larger one: distances are the ellipsoid's own."""
    body = {"name": "Earth", "radius": "6378.137 km", "polar_radius": "6356.752314 km"}
    for scenario, figure in (
        ({"body": body}, Body("Earth", 6_378_137.0, 6_356_752.314)),
        ({"body": {"radius": "far"}}, None),
        ({}, None),
    ):
        assert landing_body(Node({"scenario": scenario}, "manifest.json")) == figure


def test_flights_are_matched_by_number_and_told_where_they_differ() -> None:
    """A second later, cut short, landed 60 m away (a thousandth of a degree of latitude); flight 53 in A alone."""
    other = FlightRow(
        "52", "land_now", "script", 1001.0, 1120.0, 119.0, 300.0, (18.481, 77.36), 10.36, -20.6, 12.0
    )
    held = FlightRow("53", "held", "no link", None, None, None, None, None)
    found = flight_figures([FLOWN, held], [other], MARS, of_runs=True)
    assert [(one.item, one.quantity, difference_of(one)) for one in found if not one.is_same] == [
        ("flight 52", "outcome", ""),
        ("flight 52", "take-off", "+1 s"),
        ("flight 52", "landing", "−25 s"),
        ("flight 52", "duration", "−26 s"),
        ("flight 52", "distance", "−74.00 m"),
        ("flight 52", "margin at landing", "+4.00 dB"),
        ("flight 52", "energy", "−2.10 Wh"),
        ("flight 52", "landing place", "59.27 m apart"),
        ("flight 53", "flight", ""),
    ]


def test_of_a_flight_that_never_took_off_in_one_run_all_is_told() -> None:
    """Held in one and flown in the other: between runs the empty cells are differences, beside a record they are not."""
    held = FlightRow("52", "held", "no link", None, None, None, None, None)
    of_runs = flight_figures([FLOWN], [held], MARS, of_runs=True)
    assert "take-off" in {one.quantity for one in of_runs if not one.is_same}
    told = flight_figures([FLOWN], [held], MARS, of_runs=False)
    assert {one.quantity for one in told if not one.is_same} == {"outcome"}
