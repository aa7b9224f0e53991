"""What no reader can see in one point: numbers that are no places, times that go back, routes that lead nowhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.utc import format_utc
from relaysim.path.files.route_points import NoRouteError, RoutePoints

PROJECTED = 1000.0  # numbers beyond this are no degrees, by whatever mistake


def check_points(points: RoutePoints, least: int) -> None:
    """Raises the first fault of a route.

    Args:
        least: how many points it must have; two or more of them must differ where it is two or more.

    Raises:
        NoRouteError: with the line of the first point concerned.
    """
    _check_places(points)
    if len(points) < least:
        only = "no point" if not len(points) else f"{len(points)} point" + "s" * (len(points) != 1)
        raise NoRouteError(
            points.line(0) if len(points) else 0, f"the route has only {only}: it needs {least} or more"
        )
    if least > 1 and not (np.ptp(points.latitude_deg) or np.ptp(points.longitude_deg)):
        raise NoRouteError(points.line(0), f"all {len(points)} points of the route are the same place")
    _check_times(points)


def _check_places(points: RoutePoints) -> None:
    lat, lon = points.latitude_deg, points.longitude_deg
    unknown = ~(np.isfinite(lat) & np.isfinite(lon))
    metres = ~unknown & ((np.abs(lat) > PROJECTED) | (np.abs(lon) > PROJECTED))
    beyond = ~unknown & ~metres & ((np.abs(lat) > 90.0) | (lon < -180.0) | (lon > 360.0))
    if (point := _first(unknown)) is not None:
        raise NoRouteError(
            points.line(point),
            "a coordinate is nan or infinite: every point needs a latitude and a longitude",
        )
    if (point := _first(metres)) is not None:
        raise NoRouteError(
            points.line(point),
            f"{lon[point]:g}, {lat[point]:g} are no degrees: they look like metres or feet of a map projection;"
            " export longitude and latitude in degrees",
        )
    if (point := _first(beyond)) is not None:
        raise NoRouteError(points.line(point), _beyond(points, point))


def _beyond(points: RoutePoints, point: int) -> str:
    """What a coordinate beyond its bounds may mean."""
    lat, lon = float(points.latitude_deg[point]), float(points.longitude_deg[point])
    if abs(lat) <= 90.0:
        return f"longitude {lon:g} is not between -180 and 360"
    if (np.abs(points.longitude_deg) > 90.0).any():
        return f"latitude {lat:g} is not between -90 and 90"
    order = " (GeoJSON and KML put the longitude first)" if points.form in ("GeoJSON", "KML") else ""
    return f"latitude {lat:g} is beyond 90: latitude and longitude look swapped{order}"


def _check_times(points: RoutePoints) -> None:
    """Times may stand still, as instruments repeat a second, and never go back."""
    known = np.flatnonzero(~np.isnan(points.utc_s))
    back = np.flatnonzero(np.diff(points.utc_s[known]) < 0)
    if len(back):
        before, point = int(known[back[0]]), int(known[back[0] + 1])
        raise NoRouteError(
            points.line(point),
            f"the time goes back: {format_utc(float(points.utc_s[point]))} comes after"
            f" {format_utc(float(points.utc_s[before]))} in line {points.line(before)}",
        )


def _first(mask: NDArray[np.bool_]) -> int | None:
    found = np.flatnonzero(mask)
    return int(found[0]) if len(found) else None
