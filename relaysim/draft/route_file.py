"""A rover's way from a file of the user's, held against the terrain."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from relaysim.draft.ground import Ground
from relaysim.draft.way import Way
from relaysim.errors import Fault, InputError, OutsideTerrain, ScenarioError
from relaysim.path.files.read_route import read_route
from relaysim.path.files.route_points import Floats, RoutePoints
from relaysim.terrain.grid import Box
from relaysim.terrain.raster import part


def read_points(file: Path) -> RoutePoints:
    """The places of a route.

    Raises: InputError if the file cannot be read; ScenarioError with the line of what is wrong in it.
    """
    try:
        data = file.read_bytes()
    except IsADirectoryError:
        raise InputError(
            f"{file}: is a folder; give a file with the route (CSV, GeoJSON, GPX, KML)"
        ) from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error
    found = read_route(data, str(file))
    if isinstance(found, Fault):
        raise ScenarioError([found])
    return found


def check_on_raster(points: RoutePoints, file: Path, source: str, box: Box) -> None:
    """Refuses a route that begins off the terrain, before ground is read for it.

    Raises: OutsideTerrain with the line, and whether the axes look swapped.
    """
    lat, lon = points.latitude_deg, points.longitude_deg
    off = ~_inside(lat, lon, box)
    if not off.any():
        return
    first = int(np.argmax(off))
    swapped = off.all() and _inside(lon, lat, box).all()
    hint = (
        "latitude and longitude look swapped" if swapped else "name a terrain that covers it with --terrain"
    )
    raise OutsideTerrain(
        f"{file}:{points.line(first)}: latitude {lat[first]:.5f}, longitude {lon[first]:.5f} is outside the terrain "
        f"{source} ({part(box)}): {hint}"
    )


def check_known(points: RoutePoints, file: Path, ground: Ground) -> None:
    """Refuses a route over ground that nobody knows: the rover's link would be unknown there.

    Raises: InputError with the line of the first such place.
    """
    unknown = np.isnan(ground.terrain.height_m(points.latitude_deg, points.longitude_deg))
    if unknown.any():
        first = int(np.argmax(unknown))
        raise InputError(
            f"{file}:{points.line(first)}: terrain {ground.terrain.name} has no height at latitude "
            f"{points.latitude_deg[first]:.5f}, longitude {points.longitude_deg[first]:.5f}: fill the terrain, or lead the "
            "route round it"
        )


def way_of(points: RoutePoints, named: str, ground: Ground) -> Way:
    """What a draft says of the route; `named` is the file as the scenario names it."""
    lat, lon = points.latitude_deg, points.longitude_deg
    length_m = float(ground.body.distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum())
    if np.isnan(points.utc_s).any():
        return Way(named, length_m)
    return Way(named, length_m, float(points.utc_s[0]), float(points.utc_s[-1]))


def _inside(lat: Floats, lon: Floats, box: Box) -> NDArray[np.bool_]:
    turned = (lon - box.west_deg) % 360.0 + box.west_deg
    return (lat >= box.south_deg) & (lat <= box.north_deg) & (turned <= box.east_deg)
