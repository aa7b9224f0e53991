"""The route of the rover as drives and their paths, as if tables had given them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc
from relaysim.errors import Fault
from relaysim.path.files.mmgis import is_layer
from relaysim.path.files.route_points import RoutePoints
from relaysim.path.route import Floats
from relaysim.scenario.check_sections import MOST_DAYS
from relaysim.scenario.load_tables import TableReader
from relaysim.scenario.load_traverse import traverse_drives
from relaysim.scenario.route_file import read_route_file, route_bytes
from relaysim.scenario.route_legs import MOVED_M, Leg, daily_spans, legs_at_speed, legs_in_time
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_route import DriveRoute
from relaysim.scenario.tables import Drive, DrivePath
from relaysim.scenario.traverse_legs import SolLeg
from relaysim.terrain.frame import LocalFrame

Drives = tuple[tuple[Drive, ...], dict[int, DrivePath], RoutePoints | None]
NO_DRIVES: Drives = ((), {}, None)
ROUTE = ("rover", "route")


def load_rover_route(model: ScenarioModel, reader: TableReader, clock: LocalClock | None) -> Drives:
    """Drives, their paths by number (from 1), the points of the file; none while anything about the route is faulty.

    Args:
        model: maybe partial; it has a route.
        clock: None while the scenario's is faulty.
    """
    route = model.rover.route
    assert route is not None  # the caller has looked
    _check_hours(route, reader)
    if route.file is None:
        return NO_DRIVES
    data = route_bytes(reader, (*ROUTE, "file"), route.file)
    if data is None or clock is None or model.body is None or model.body.radius_m is None:
        return NO_DRIVES
    body = model.body.figure
    if is_layer(data):
        return _drives(*traverse_drives(route, data, body, clock, reader))
    points = read_route_file(reader, model, (*ROUTE, "file"), route, least=2)
    if points is None or not _is_sound(route, reader):
        return NO_DRIVES
    frame = LocalFrame(body, float(points.latitude_deg[0]), float(points.longitude_deg[0]))
    legs = _legs(route, points, frame, clock, reader)
    if route.start_utc_s is None:
        _check_dates(legs, model, reader)
    return _drives([(clock.day(float(leg.utc_s[0])), leg) for leg in legs], frame, points)


def _check_hours(route: DriveRoute, reader: TableReader) -> None:
    hours = route.hours
    if hours is None:
        return
    if hours.from_s is not None and hours.to_s is not None and hours.to_s <= hours.from_s:
        reader.faults.add((*ROUTE, "hours", "to"), "the hours end before they begin")
    if not reader.faults.given(*ROUTE, "speed"):
        message = "'hours' cut a drive at even speed into days: give 'speed', too, or remove 'hours'"
        reader.faults.add((*ROUTE, "hours"), message, at_key=True)


def _check_dates(legs: Sequence[Leg], model: ScenarioModel, reader: TableReader) -> None:
    """A recording of other days would leave the rover standing at one of its ends, without a word."""
    if not legs or model.start_utc_s is None or model.end_utc_s is None:
        return
    sets_off, arrives = float(legs[0].utc_s[0]), float(legs[-1].utc_s[-1])
    if sets_off < model.end_utc_s and arrives > model.start_utc_s:
        return
    when = "after the scenario's end" if sets_off >= model.end_utc_s else "before the scenario's start"
    message = (
        f"by its times the route is driven from {format_utc(sets_off)} to {format_utc(arrives)}, {when}: say with 'start' when"
        " the rover sets off, or change the scenario's 'start' and 'end'; one that stands has 'latitude' and 'longitude'"
    )
    reader.faults.add(ROUTE, message, at_key=True)


def _is_sound(route: DriveRoute, reader: TableReader) -> bool:
    """Whether every key of the route that is written could be read."""
    values = {"start": route.start_utc_s, "speed": route.speed_mps, "track": route.track}
    if any(value is None and reader.faults.given(*ROUTE, key) for key, value in values.items()):
        return False
    if not reader.faults.given(*ROUTE, "hours"):
        return True
    hours = route.hours
    return route.speed_mps is not None and hours is not None and (hours.from_s or 0.0) < (hours.to_s or 0.0)


def _legs(
    route: DriveRoute, points: RoutePoints, frame: LocalFrame, clock: LocalClock, reader: TableReader
) -> list[Leg]:
    """The drives of a route; [] if its times do not do, with the fault noted."""
    x_m, y_m = frame.to_local(points.latitude_deg, points.longitude_deg)
    file = str(reader.shown / route.file)
    if np.hypot(x_m, y_m).max() <= MOVED_M:
        message = (
            "the route goes nowhere: all its points are within a metre; give latitude and longitude instead"
        )
        reader.faults.extend([Fault(file, points.line(0), 1, "", message)])
        return []
    if route.speed_mps is not None:
        return _at_speed(route, points, (x_m, y_m), clock, reader)
    untimed = np.flatnonzero(np.isnan(points.utc_s))
    if len(untimed) == len(points):
        message = "the file has no times: say when the rover drives with 'start' and 'speed'"
        reader.faults.add(ROUTE, message, at_key=True)
        return []
    if len(untimed):
        point = points.called(int(untimed[0]))
        message = f"{point} has no time, others have: give it one, or 'start' and 'speed' in the scenario"
        reader.faults.extend([Fault(file, points.line(int(untimed[0])), 1, "", message)])
        return []
    late_s = 0.0 if route.start_utc_s is None else route.start_utc_s - float(points.utc_s[0])
    legs = legs_in_time(points.utc_s + late_s, x_m, y_m)
    if any(leg.utc_s[-1] <= leg.utc_s[0] for leg in legs):
        message = "the route is driven in no time: points far apart have the same time"
        reader.faults.extend([Fault(file, points.line(0), 1, "", message)])
        return []
    return legs


def _at_speed(
    route: DriveRoute,
    points: RoutePoints,
    way: tuple[Floats, Floats],
    clock: LocalClock,
    reader: TableReader,
) -> list[Leg]:
    start = float(points.utc_s[0]) if route.start_utc_s is None else route.start_utc_s
    if np.isnan(start):
        reader.faults.add(
            ROUTE, "the file has no times: say when the rover sets off with 'start'", at_key=True
        )
        return []
    hours = None if route.hours is None else (route.hours.from_s, route.hours.to_s)
    spans = islice(daily_spans(clock, start, hours), MOST_DAYS)
    legs = legs_at_speed(*way, route.speed_mps or np.inf, spans)
    whole_m = float(np.hypot(*(np.diff(one) for one in way)).sum())
    if sum(leg.length_m for leg in legs) < 0.999 * whole_m:
        message = f"at this speed the {whole_m:,.0f} m take more than {MOST_DAYS:,} local days"
        reader.faults.add((*ROUTE, "speed"), message)
        return []
    return legs


def _drives(legs: Sequence[SolLeg], frame: LocalFrame, points: RoutePoints | None = None) -> Drives:
    drives, paths = [], {}
    for number, (day, leg) in enumerate(legs, start=1):
        start, end = float(leg.utc_s[0]), float(leg.utc_s[-1])
        drives.append(Drive(number, day, start, end, leg.length_m, ""))
        leg = leg.thinned()
        latitude_deg, longitude_deg = frame.to_geographic(leg.x_m, leg.y_m)
        paths[number] = DrivePath(latitude_deg, longitude_deg, (leg.utc_s - start) / (end - start))
    return tuple(drives), paths, points
