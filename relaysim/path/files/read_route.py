"""A route from the bytes of a file, whatever kind of file it is."""

from __future__ import annotations

from relaysim.errors import Fault
from relaysim.path.files.choice import chosen
from relaysim.path.files.csv_route import read_csv
from relaysim.path.files.fault_of_points import check_points
from relaysim.path.files.file_text import check_bytes
from relaysim.path.files.geojson import geojson_strands, read_json
from relaysim.path.files.gpx import gpx_strands
from relaysim.path.files.kml import kml_globe, kml_strands
from relaysim.path.files.route_points import (
    MOST_POINTS,
    NoRouteError,
    RoutePoints,
    line_itself,
    points_of,
)
from relaysim.path.files.xml_nodes import read_xml


def read_route(data: bytes, file: str, *, track: str | None = None, least: int = 2) -> RoutePoints | Fault:
    """The points of a route, or the one fault that says why there are none.

    What a file is shows in its bytes, not in its name: CSV, GeoJSON, GPX or KML.

    Args:
        file: how messages name it.
        track: the name of the line to take, where the file holds several.
        least: how many points the route must have.
    """
    try:
        check_bytes(data)
        points = _points(data, track)
        if len(points) > MOST_POINTS:
            message = f"the route has {len(points):,} points; at most {MOST_POINTS:,} are taken: thin it"
            raise NoRouteError(points.line(MOST_POINTS), message)
        check_points(points, least)
    except NoRouteError as error:
        return Fault(file, error.line, 1 if error.line else 0, "", error.message)
    return points


def _points(data: bytes, track: str | None) -> RoutePoints:
    first = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"<":
        return _from_xml(data, track)
    if first in (b"{", b"["):
        document, locate = read_json(data)
        return points_of(chosen(geojson_strands(document, locate), track, locate), "GeoJSON", locate)
    if track is not None:
        raise NoRouteError(
            0, f"'track: {track}' chooses a line of a GPX, KML or GeoJSON file; a CSV table has but one"
        )
    return read_csv(data)


def _from_xml(data: bytes, track: str | None) -> RoutePoints:
    root = read_xml(data)
    if root.name == "gpx":
        return points_of(chosen(gpx_strands(root), track, line_itself), "GPX", line_itself, on_wgs_84=True)
    if root.name == "kml":
        strand, globe = chosen(kml_strands(root), track, line_itself), kml_globe(root)
        return points_of(strand, "KML", line_itself, on_wgs_84=not globe, globe=globe)
    raise NoRouteError(
        root.line, f"the file is XML, and neither GPX nor KML: it begins with <{root.name[:40]}>"
    )
