"""Routes as GPX 1.0 and 1.1: tracks, routes, waypoints.

Reference: Topografix, GPX 1.1 schema. Its places are on the Earth, WGS 84, its times ISO 8601 in UTC.
"""

from __future__ import annotations

import math

from relaysim.clock.utc import parse_zoned
from relaysim.path.files.degrees import read_degrees
from relaysim.path.files.route_points import NoRouteError, Strand
from relaysim.path.files.xml_nodes import XmlNode


def gpx_strands(root: XmlNode) -> list[Strand]:
    """Tracks (their segments joined) and routes, each a strand, and all loose waypoints as one.

    Raises:
        NoRouteError: a point without place, or a time that is none; with the line.
    """
    found = []
    for track in root.all("trk"):
        strand = Strand.empty("track", track.text_of("name"), track.line)
        for segment in track.all("trkseg"):
            _add(strand, segment, "trkpt")
        found.append(strand)
    for route in root.all("rte"):
        strand = Strand.empty("route", route.text_of("name"), route.line)
        _add(strand, route, "rtept")
        found.append(strand)
    loose = Strand.empty("points", "", root.line)
    _add(loose, root, "wpt")
    return [*found, loose]


def _add(strand: Strand, parent: XmlNode, tag: str) -> None:
    for node in parent.all(tag):
        try:
            latitude = read_degrees(node.attributes.get("lat", ""), "latitude")
            longitude = read_degrees(node.attributes.get("lon", ""), "longitude")
            time = node.text_of("time")
            utc_s = parse_zoned(time) if time else math.nan
        except ValueError as error:
            raise NoRouteError(node.line, str(error)) from None
        strand.add(latitude, longitude, utc_s, node.line, node.text_of("name"))
