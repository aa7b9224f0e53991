"""Airfields and waypoints: their faults, and where the waypoints of a flight lie.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from relaysim.path.route import Floats
from relaysim.scenario.document import Path_, path_text
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest_word
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_airfields import Waypoint
from relaysim.scenario.schema_flights import Flight

MOST_SHOWN = 20  # names in a message


def waypoint_places(model: ScenarioModel, flight: Flight) -> tuple[Floats, Floats]:
    """Latitude and longitude of a flight's waypoints, degrees, each (n,); both (0,) without waypoints.

    The model must have been checked: every airfield named is there.
    """
    fields = {field.name: (field.latitude_deg, field.longitude_deg) for field in model.airfields}
    places = [_place(point, fields) for point in flight.waypoints or ()]
    return np.array([lat for lat, _ in places]), np.array([lon for _, lon in places])


def waypoint_key(flight: Flight, number: int | None = None) -> Path_:
    """Where a flight says what is wrong with a waypoint (from 0), or with all: in its list, or by its route file."""
    if flight.route is not None:
        return ("route",)
    return ("waypoints",) if number is None else ("waypoints", number)


def waypoint_times_s(flight: Flight) -> Floats:
    """When a flight is to reach its waypoints, s from take-off, (n,); nan where it is free."""
    return np.array([math.nan if point.at_s is None else point.at_s for point in flight.waypoints or ()])


def waypoint_stays_s(flight: Flight) -> Floats:
    """How long a flight stands at each of its waypoints, s, (n,); 0 where nothing is said of it."""
    return np.array([0.0 if point.stay_s is None else point.stay_s for point in flight.waypoints or ()])


def check_airfields(model: ScenarioModel, faults: FaultList) -> None:
    """Adds the faults of airfields, and of the waypoints of all flights."""
    names = _names(model, faults)
    for index, flight in enumerate(model.flights or ()):
        points = (flight.waypoints if flight is not None and flight.route is None else None) or ()
        for number, point in enumerate(points):
            if point is not None:
                _check_place(point, ("flights", index, "waypoints", number), names, faults)
        _check_times(points, ("flights", index, "waypoints"), faults)


def _place(point: Waypoint, fields: dict[str, tuple[float, float]]) -> tuple[float, float]:
    if point.airfield is not None:
        return fields[point.airfield]
    assert point.latitude_deg is not None and point.longitude_deg is not None  # checked: it has a place
    return point.latitude_deg, point.longitude_deg


def _names(model: ScenarioModel, faults: FaultList) -> list[str] | None:
    """The names of all airfields; None if one of them is faulty: then nothing is said about unknown ones."""
    first: dict[str, Path_] = {}
    whole = model.airfields is not None
    for index, field in enumerate(model.airfields or ()):
        path: Path_ = ("airfields", index, "name")
        if field is None or field.name is None:
            whole = False
        elif field.name in first:
            message = f"the airfield '{field.name}' stands in the list twice (first {_where(first[field.name], faults)})"
            faults.add(path, f"{message}: give one of them another name")
        else:
            first[field.name] = path
    return list(first) if whole else None


def _where(path: Path_, faults: FaultList) -> str:
    if faults.origins.option(path) is not None:  # it may be the same one: say which item
        return f"at {path_text(path)}"
    return f"in line {faults.document.places[path].value[0]}"


def _check_place(point: Waypoint, path: Path_, names: list[str] | None, faults: FaultList) -> None:
    written = [key for key in ("latitude", "longitude") if _has_value((*path, key), faults)]
    if _has_value((*path, "airfield"), faults):
        for key in written:
            message = f"the waypoint is an airfield, which has a {key} of its own: remove one of them"
            faults.add((*path, key), message, at_key=True)
        if point.airfield is not None and names is not None and point.airfield not in names:
            faults.add((*path, "airfield"), _no_such_airfield(point.airfield, names))
    elif not written:
        faults.add(path, "the waypoint has no place: give latitude and longitude, or an airfield")
    elif len(written) == 1:
        lacking = "longitude" if written == ["latitude"] else "latitude"
        faults.add(path, f"missing key '{lacking}'")


def _has_value(path: Path_, faults: FaultList) -> bool:
    """Whether a key stands there with a value, right or wrong."""
    current: Any = faults.document.data
    for part in path:
        if isinstance(current, dict) and part not in current:
            return False
        current = current[part]
    return current is not None


def _no_such_airfield(name: str, names: list[str]) -> str:
    if not names:
        return f"'{name}' is no airfield, there are none: list it in the section 'airfields', or give latitude and longitude"
    folded = {one.casefold(): one for one in names}
    within = [one for key, one in folded.items() if name.casefold() in key]
    close = nearest_word(name.casefold(), list(folded))
    meant = folded[close] if close else within[0] if len(within) == 1 else None
    hint = f"; did you mean {meant}?" if meant else ";"
    more = " ..." if len(names) > MOST_SHOWN else ""
    return f"'{name}' is no airfield{hint} there are: {', '.join(names[:MOST_SHOWN])}{more}"


def _check_times(points: tuple[Waypoint, ...], path: Path_, faults: FaultList) -> None:
    before_s, before = -math.inf, -1
    for number, point in enumerate(points):
        if point is None or point.at_s is None:
            continue
        if point.at_s <= before_s:
            faults.add(
                (*path, number, "at"),
                f"waypoints stand in the order of time: this one is reached at {point.at_s:g} s, waypoint {before + 1} before"
                f" it at {before_s:g} s",
            )
        else:
            before_s, before = point.at_s, number
