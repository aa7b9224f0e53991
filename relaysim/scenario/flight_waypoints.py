"""Waypoints of flights from route files, as if the scenario listed them."""

from __future__ import annotations

from relaysim.errors import Fault
from relaysim.scenario.load_tables import TableReader
from relaysim.scenario.route_file import read_route_file
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_airfields import Waypoint
from relaysim.scenario.schema_flights import Flight

# More than any plan of a flight holds: a recording of one, sample by sample, is no plan.
MOST_WAYPOINTS = 2_000


def with_flight_routes(model: ScenarioModel, reader: TableReader) -> ScenarioModel:
    """The model with the points of their route files as waypoints of its flights; those whose file is faulty lack them."""
    flights = tuple(
        flight if flight is None or flight.route is None else _with_route(model, flight, index, reader)
        for index, flight in enumerate(model.flights or ())
    )
    return model.model_copy(update={"flights": flights}) if flights else model


def _with_route(model: ScenarioModel, flight: Flight, index: int, reader: TableReader) -> Flight:
    route = flight.route
    if route is None or route.file is None or flight.waypoints is not None:
        return flight
    place = ("flights", index, "route", "file")
    points = read_route_file(reader, model, place, route, least=1)
    if points is None:
        return flight
    if len(points) > MOST_WAYPOINTS:
        message = f"the route has {len(points):,} points; a flight has at most {MOST_WAYPOINTS:,} waypoints: thin it"
        reader.faults.extend(
            [Fault(str(reader.shown / route.file), points.line(MOST_WAYPOINTS), 1, "", message)]
        )
        return flight
    places = zip(points.latitude_deg.tolist(), points.longitude_deg.tolist(), strict=True)
    waypoints = tuple(Waypoint.model_construct(latitude_deg=lat, longitude_deg=lon) for lat, lon in places)
    return flight.model_copy(update={"waypoints": waypoints})
