"""Files of routes that a scenario names: read once, held against the body and the place of the scenario."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from relaysim.errors import Fault
from relaysim.path.files.file_text import MOST_BYTES
from relaysim.path.files.read_route import read_route
from relaysim.path.files.route_points import RoutePoints
from relaysim.scenario.document import Path_
from relaysim.scenario.load_tables import TableReader
from relaysim.scenario.schema import ScenarioModel
from relaysim.terrain.body import Body
from relaysim.terrain.projection import EARTH_RADIUS_M, SAME_BODY

# A point so far from the one before is a mistake; so is one so many times as far as points usually are.
FAR_M, FARTHER_M, TIMES_AS_FAR = 5_000.0, 100_000.0, 50.0
# Swapped coordinates are suspected where that brings the whole route so near, and so many times nearer.
NEAR_M, TIMES_AS_NEAR = 50_000.0, 10.0


def read_route_file(
    reader: TableReader, model: ScenarioModel, place: Path_, name: str, track: str | None, least: int
) -> RoutePoints | None:
    """The points of a route; None if there are none, with the fault noted.

    Args:
        place: where the scenario names it.
        track: the line to take, where the file holds several.
        least: how many points it must have.
    """
    key = ("route", name, track, least)
    found = reader.shelf.keep(key, lambda: _read_now(reader, place, name, track, least))
    if found is None:
        return None
    points, reader.digests[name] = found
    shown = str(reader.shown / name)
    fault = _fault(points, model, shown)
    if fault is not None:
        reader.faults.extend([fault])
        return None
    return points


def _read_now(
    reader: TableReader, place: Path_, name: str, track: str | None, least: int
) -> tuple[RoutePoints, str] | None:
    path, shown = reader.path(name), str(reader.shown / name)
    data = _bytes(path, shown)
    if data is None:
        message = f"there is no route file '{name}' (paths are relative to the scenario file)"
        reader.faults.add(place, message)
        return None
    points = data if isinstance(data, Fault) else read_route(data, shown, track=track, least=least)
    if isinstance(points, Fault):
        reader.faults.extend([points])
        return None
    assert isinstance(data, bytes)  # points were made of it
    return points, hashlib.sha256(data).hexdigest()


def _bytes(path: Path, shown: str) -> bytes | Fault | None:
    """The bytes of a file; None if there is no such file."""
    try:
        if path.is_dir():
            return Fault(shown, 0, 0, "", "this is a folder, not a route file")
        if path.stat().st_size > MOST_BYTES:
            message = f"the file is larger than {MOST_BYTES // 1_000_000} MB: no route is; thin its points"
            return Fault(shown, 0, 0, "", message)
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Fault(shown, 0, 0, "", f"the route file cannot be read: {reason}")


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
    if points.globe == "Earth" and not earth:
        return (
            f"{points.form} holds places on the Earth (WGS 84), and the scenario's body {name} has a radius of"
            f" {body.radius_m / 1000:,.0f} km: use GeoJSON or CSV with the body's own latitudes and longitudes"
        )
    if points.globe not in ("", "Earth") and earth:
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
    usual_m = float(np.median(steps_m))
    jumps = (steps_m > FARTHER_M) | ((steps_m > FAR_M) & (steps_m > TIMES_AS_FAR * usual_m))
    if not jumps.any():
        return None
    point = int(np.flatnonzero(jumps)[0]) + 1
    message = (
        f"this point is {steps_m[point - 1] / 1000:,.0f} km from the one before it in line {points.line(point - 1)}"
        f" (points are {usual_m:,.0f} m apart as a rule): a wrong digit, or a point of another route?"
    )
    return Fault(file, points.line(point), 1, "", message)
