"""Files of routes that a scenario names: read once, held against the body and the place of the scenario."""

from __future__ import annotations

import hashlib

import numpy as np

from relaysim.errors import Fault
from relaysim.path.files.file_text import MOST_BYTES
from relaysim.path.files.read_route import read_route
from relaysim.path.files.route_points import RoutePoints
from relaysim.scenario.document import Path_
from relaysim.scenario.load_tables import TableReader
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_route import RouteFile
from relaysim.terrain.body import Body
from relaysim.terrain.projection import EARTH_RADIUS_M, SAME_BODY

# A point so far from the one before is a mistake; so is one so many times as far as points usually are.
FAR_M, FARTHER_M, TIMES_AS_FAR = 5_000.0, 100_000.0, 50.0
# Swapped coordinates are suspected where that brings the whole route so near, and so many times nearer.
NEAR_M, TIMES_AS_NEAR = 50_000.0, 10.0


def read_route_file(
    reader: TableReader, model: ScenarioModel, place: Path_, route: RouteFile, least: int
) -> RoutePoints | None:
    """The points of a route; None if there are none, with the fault noted.

    Args:
        place: where the scenario names the file.
        least: how many points it must have.
    """
    data = route_bytes(reader, place, route.file)
    if data is None:
        return None
    key = ("route", route.file, route.track, least)
    points = reader.shelf.keep(key, lambda: _read(reader, data, route, least))
    fault = _fault(points, model, str(reader.shown / route.file)) if points is not None else None
    if fault is not None:
        reader.faults.extend([fault])
        return None
    return points


def route_bytes(reader: TableReader, place: Path_, name: str) -> bytes | None:
    """What a route file holds; None if it cannot be read, with the fault noted."""
    data = reader.shelf.keep(("bytes", name), lambda: _read_bytes(reader, place, name))
    if data is not None:
        reader.digests[name] = hashlib.sha256(data).hexdigest()
    return data


def _read(reader: TableReader, data: bytes, route: RouteFile, least: int) -> RoutePoints | None:
    found = read_route(data, str(reader.shown / route.file), track=route.track, least=least)
    if isinstance(found, Fault):
        reader.faults.extend([found])
        return None
    return found


def _read_bytes(reader: TableReader, place: Path_, name: str) -> bytes | None:
    path = reader.path(name)
    try:
        if path.is_dir():
            what = "this is a folder, not a route file"
        elif path.stat().st_size > MOST_BYTES:
            what = f"the file is larger than {MOST_BYTES // 1_000_000} MB: no route is; thin its points"
        else:
            return path.read_bytes()
    except FileNotFoundError:
        message = f"there is no route file '{name}' (paths are relative to the scenario file)"
        reader.faults.add(place, message)
        return None
    except (OSError, ValueError) as error:
        what = f"the route file cannot be read: {getattr(error, 'strerror', None) or error}"
    reader.faults.extend([Fault(str(reader.shown / name), 0, 0, "", what)])
    return None


def _fault(points: RoutePoints, model: ScenarioModel, file: str) -> Fault | None:
    """What speaks against a route in this scenario; None if nothing does, or too little of the scenario is known."""
    if model.body is None or model.body.radius_m is None:
        return None
    body = model.body.figure
    message = _wrong_globe(points, body, model.body.name or "the body")
    if message:
        return Fault(file, points.line(0), 1, "", message)
    if _is_swapped(points, body, model):
        message = (
            f"latitude and longitude look swapped: as they stand, the route is"
            f" {_away_m(points, body, model, False) / 1000:,.0f} km from the helicopter, the other way round"
            f" {_away_m(points, body, model, True) / 1000:,.1f} km"
        )
        return Fault(file, points.line(0), 1, "", message)
    return _jump(points, body, file)


def _wrong_globe(points: RoutePoints, body: Body, name: str) -> str:
    earth = abs(body.equatorial_radius_m / EARTH_RADIUS_M - 1.0) < SAME_BODY
    if points.on_wgs_84 and not earth:
        return (
            f"{points.form} holds places on the Earth (WGS 84), and the scenario's body {name} has a radius of"
            f" {body.radius_m / 1000:,.0f} km: use GeoJSON or CSV with the body's own latitudes and longitudes"
        )
    if points.globe and earth:
        return f"the file says that its places are on '{points.globe[:40]}', and the scenario's body is as large as the Earth"
    return ""


def _away_m(points: RoutePoints, body: Body, model: ScenarioModel, swapped: bool) -> float:
    """How far the route is from the helicopter at the least; nan where that cannot be told."""
    here = model.helicopter
    if here is None or here.latitude_deg is None or here.longitude_deg is None:
        return float("nan")
    lat, lon = points.latitude_deg, points.longitude_deg
    if swapped:
        lat, lon = lon, lat
        if (np.abs(lat) > 90.0).any():
            return float("nan")
    return float(np.min(body.distance_m(here.latitude_deg, here.longitude_deg, lat, lon)))


def _is_swapped(points: RoutePoints, body: Body, model: ScenarioModel) -> bool:
    swapped_m = _away_m(points, body, model, True)
    # Comparisons with nan are false.
    return swapped_m < NEAR_M and swapped_m * TIMES_AS_NEAR < _away_m(points, body, model, False)


def _jump(points: RoutePoints, body: Body, file: str) -> Fault | None:
    lat, lon = points.latitude_deg, points.longitude_deg
    steps_m = body.distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])
    if not len(steps_m):
        return None
    # Opposite each other on an ellipsoid: the way there is known only roughly.
    steps_m = np.where(np.isnan(steps_m), np.pi * body.polar_radius_m, steps_m)
    usual_m = float(np.median(steps_m))
    jumps = (steps_m > FARTHER_M) | ((steps_m > FAR_M) & (steps_m > TIMES_AS_FAR * usual_m))
    if not jumps.any():
        return None
    point = int(np.flatnonzero(jumps)[0]) + 1
    usual = f" (points are {usual_m:,.0f} m apart as a rule)" if len(steps_m) > 2 else ""
    message = (
        f"{points.called(point)} is {steps_m[point - 1] / 1000:,.0f} km from the one before it in line {points.line(point - 1)}"
        f"{usual}: a wrong digit, or a point of another route?"
    )
    return Fault(file, points.line(point), 1, "", message)
