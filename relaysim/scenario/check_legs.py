"""Legs of planned flights that are too long to be meant: latitude and longitude exchanged, a sign lost.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from relaysim.scenario.airfields import waypoint_key
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_airfields import Waypoint

Place = tuple[float, float]


def check_legs(model: ScenarioModel, faults: FaultList) -> None:
    """Adds a fault for every leg that takes longer than a local day at the flight's speed."""
    body, clock, helicopter = model.body, model.clock, model.helicopter
    if body is None or body.radius_m is None or clock is None or clock.day_length_s is None:
        return
    figure, fields = body.figure, _fields(model)
    here = None if helicopter is None else _known(helicopter.latitude_deg, helicopter.longitude_deg)
    for index, flight in enumerate(model.flights or ()):
        points = (flight.waypoints if flight is not None else None) or ()
        # A recorded flight, or a faulty one, ends somewhere that is not looked up here.
        here = here if points else None
        for number, point in enumerate(points):
            there = _place(point, fields)
            if here is not None and there is not None and flight.speed_mps is not None:
                length_m = float(figure.distance_m(*here, *there))
                if length_m > flight.speed_mps * clock.day_length_s:
                    message = _too_far(number, length_m, flight.speed_mps)
                    faults.add(("flights", index, *waypoint_key(flight, number)), message)
                    there = None  # not to be believed: the way on from it is no second fault
            here = there


def _too_far(number: int, length_m: float, speed_mps: float) -> str:
    return (
        f"waypoint {number + 1} lies {length_m / 1000.0:,.0f} km from the place before it, {length_m / speed_mps / 3600.0:,.0f} "
        "h of flight: is a sign wrong, or are latitude and longitude exchanged?"
    )


def _fields(model: ScenarioModel) -> dict[str, Place | None]:
    return {
        field.name: _known(field.latitude_deg, field.longitude_deg)
        for field in model.airfields or ()
        if field is not None and field.name is not None
    }


def _place(point: Waypoint | None, fields: dict[str, Place | None]) -> Place | None:
    if point is None:
        return None
    if point.airfield is not None:
        return fields.get(point.airfield)
    return _known(point.latitude_deg, point.longitude_deg)


def _known(latitude_deg: float | None, longitude_deg: float | None) -> Place | None:
    return None if latitude_deg is None or longitude_deg is None else (latitude_deg, longitude_deg)
