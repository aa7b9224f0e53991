"""Faults of the flights: numbers, order, times within the scenario, a record or a plan for each.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc
from relaysim.scenario.check_link import mode_names, no_such_mode
from relaysim.scenario.document import Path_
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_flights import Flight
from relaysim.scenario.tables import Tables


@dataclass(frozen=True)
class FlightChecks:
    """What the checks look at.

    Attributes:
        records_known: the table of flights was read, or none is named; else nothing is said about records.
        clock: for messages; None while it is faulty.
        vehicle: what the helicopter is called in messages.
        flies_level: it heeds the height and speed of a cruise, and times at waypoints; None where that cannot be told.
    """

    model: ScenarioModel
    tables: Tables
    records_known: bool
    clock: LocalClock | None
    vehicle: str = "helicopter"
    flies_level: bool | None = True


def check_flights(context: FlightChecks, faults: FaultList) -> None:
    """Adds the faults of the flights."""
    before: Flight | None = None
    for index, flight in enumerate(context.model.flights or ()):
        if flight is None or flight.flight is None:
            continue
        _check_number(flight, before, index, faults)
        _check_plan(context, flight, index, faults)
        _check_mode(context, flight, index, faults)
        if context.records_known:
            _check_source(context, flight, index, faults)
            _check_takeoff(context, flight, before, index, faults)
        before = flight


def takeoff_utc_s(flight: Flight, tables: Tables) -> float:
    """When a flight is to take off: as the scenario says, else as recorded; nan if neither is known."""
    if flight.takeoff_utc_s is not None:
        return flight.takeoff_utc_s
    record = tables.flights.get(flight.flight)
    return record.takeoff_utc_s if record is not None else math.nan


def _check_number(flight: Flight, before: Flight | None, index: int, faults: FaultList) -> None:
    if before is None or flight.flight > before.flight:
        return
    if flight.flight == before.flight:
        message = f"flight {flight.flight} stands in the list twice"
    else:
        message = f"flights stand in order: {flight.flight} comes after {before.flight}"
    faults.add(("flights", index, "flight"), message)


def _check_plan(context: FlightChecks, flight: Flight, index: int, faults: FaultList) -> None:
    path = ("flights", index)
    keys = [key for key in ("waypoints", "route") if faults.given(*path, key)]
    planned = bool(keys)
    if len(keys) == 2:
        faults.add((*path, "route"), "'route' gives the waypoints: remove one of the two", at_key=True)
    for key in ("altitude", "speed"):
        if context.flies_level is None:
            continue
        if not context.flies_level:
            if faults.given(*path, key):
                message = f"a {context.vehicle} has no cruise: remove this key"
                faults.add((*path, key), message, at_key=True)
        elif planned and not faults.given(*path, key):
            faults.add((*path, keys[0]), f"a flight planned by waypoints needs '{key}', too", at_key=True)
        elif not planned and faults.given(*path, key):
            message = f"'{key}' belongs to a flight planned by waypoints; this one has none"
            faults.add((*path, key), message, at_key=True)
    _check_waypoints(context, flight, path, faults)
    cut, duration_s = flight.land_now, flight.planned_duration_s
    if cut is not None and cut.after_s is not None and duration_s is not None and cut.after_s >= duration_s:
        faults.add(
            (*path, "land_now", "after"), "the flight is planned to end before that (planned_duration)"
        )


def _check_waypoints(context: FlightChecks, flight: Flight, path: Path_, faults: FaultList) -> None:
    """Times that such a vehicle cannot keep at its waypoints."""
    points = flight.waypoints or ()
    for number, point in enumerate(points):
        if point is None:
            continue
        place = (*path, "waypoints", number)
        if context.flies_level and point.stay_s is not None:
            message = f"a {context.vehicle} does not land at its waypoints: remove this key, or make two flights of it"
            faults.add((*place, "stay"), message, at_key=True)
        elif point.stay_s is not None and number + 1 == len(points):
            message = "at the last waypoint it stays until its next flight in any case: remove this key"
            faults.add((*place, "stay"), message, at_key=True)
        if context.flies_level is False and point.at_s is not None:
            message = f"a {context.vehicle} cannot choose when it gets there: remove this key"
            faults.add((*place, "at"), message, at_key=True)


def _check_mode(context: FlightChecks, flight: Flight, index: int, faults: FaultList) -> None:
    names = mode_names(context.model.link)
    if flight.mode is not None and names and flight.mode not in names:
        faults.add(("flights", index, "mode"), no_such_mode(flight.mode, names))


def _check_source(context: FlightChecks, flight: Flight, index: int, faults: FaultList) -> None:
    given = [key for key in ("takeoff", "waypoints", "route") if faults.given("flights", index, key)]
    planned = "takeoff" in given and len(given) > 1
    if planned or flight.flight in context.tables.flights:
        return
    plan = "takeoff, waypoints, altitude and speed" if context.flies_level else "takeoff and waypoints"
    helicopter = context.model.helicopter
    if helicopter is not None and helicopter.flights is not None:
        known = _ranges(sorted(context.tables.flights))
        message = (
            f"flight {flight.flight} is not in {helicopter.flights}, which holds {known}; plan it with {plan}"
        )
    else:
        message = (
            f"there is no table of flights (helicopter.flights): plan flight {flight.flight} with {plan}"
        )
    faults.add(("flights", index, "flight"), message)


def _check_takeoff(
    context: FlightChecks, flight: Flight, before: Flight | None, index: int, faults: FaultList
) -> None:
    model, takeoff = context.model, takeoff_utc_s(flight, context.tables)
    path = ("flights", index, "takeoff" if flight.takeoff_utc_s is not None else "flight")
    # Every comparison with nan, an unknown time, is false: nothing is said about it.
    if model.start_utc_s is not None and takeoff < model.start_utc_s:
        outside = f"before the scenario starts ({_when(model.start_utc_s, context.clock)})"
    elif model.end_utc_s is not None and takeoff >= model.end_utc_s:
        outside = f"after the scenario ends ({_when(model.end_utc_s, context.clock)})"
    else:
        outside = ""
    if outside:
        faults.add(path, f"flight {flight.flight} takes off {_when(takeoff, context.clock)}, {outside}")
    elif (
        before is not None
        and before.flight < flight.flight
        and takeoff <= takeoff_utc_s(before, context.tables)
    ):
        faults.add(path, f"flight {flight.flight} takes off no later than flight {before.flight} before it")


def _when(utc_s: float, clock: LocalClock | None) -> str:
    return f"{format_utc(utc_s)}, {clock.format(utc_s)}" if clock is not None else format_utc(utc_s)


def _ranges(numbers: list[int]) -> str:
    if not numbers:
        return "no flight"
    if len(numbers) == numbers[-1] - numbers[0] + 1:
        return f"flights {numbers[0]} to {numbers[-1]}"
    return f"flights {', '.join(map(str, numbers[:20]))}{' ...' if len(numbers) > 20 else ''}"
