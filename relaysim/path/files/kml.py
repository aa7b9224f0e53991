"""Routes as KML: lines, tracks in time, places.

Reference: OGC 07-147r2; Google, KML Reference, gx:Track, and the attribute `hint` ("target=mars") of documents whose
places are not on the Earth.
"""

from __future__ import annotations

import math
import re

from relaysim.clock.utc import parse_zoned
from relaysim.path.files.degrees import read_degrees
from relaysim.path.files.route_points import NoRouteError, Strand
from relaysim.path.files.xml_nodes import XmlNode

_OF_WGS_84 = frozenset({"earth"})
_TUPLE = re.compile(r"\S+")


def kml_globe(root: XmlNode) -> str:
    """The body other than the Earth that the document names as its target; "" where it names none."""
    hint = root.attributes.get("hint", "").strip()
    target = hint.partition("=")[2].strip() if hint.startswith("target=") else ""
    return "" if target.lower() in _OF_WGS_84 else target


def kml_strands(root: XmlNode) -> list[Strand]:
    """A strand for each placemark with a line or a track, and all placemarks with a point as one.

    Raises:
        NoRouteError: coordinates or times that are none, or nothing but areas; with the line.
    """
    found, loose, areas = [], Strand.empty("points", "", root.line), []
    for mark in root.walk():
        if mark.name != "Placemark":
            continue
        name = mark.text_of("name")
        strand = Strand.empty("line", name, mark.line)
        for node in mark.walk():
            if node.name == "LineString":
                _add_coordinates(strand, node, math.nan, "")
            elif node.name == "Track":
                _add_track(strand, node)
            elif node.name == "Point":
                _add_coordinates(loose, node, _when(mark), name)
            elif node.name in ("Polygon", "LinearRing"):
                areas.append(node.line)
        found.append(strand)
    if areas and not any(map(len, [*found, loose])):
        raise NoRouteError(areas[0], "a polygon is an area, not a route: draw a path (LineString)")
    return [*found, loose]


def _when(mark: XmlNode) -> float:
    """The time of a placemark; nan if it has none."""
    text = next((stamp.text_of("when") for stamp in mark.all("TimeStamp")), "")
    return _instant(text, mark.line) if text else math.nan


def _instant(text: str, line: int) -> float:
    try:
        return parse_zoned(text)
    except ValueError as error:
        raise NoRouteError(line, str(error)) from None


def _place(texts: list[str], line: int) -> tuple[float, float]:
    if len(texts) < 2 or not texts[1].strip():
        message = "longitude and latitude are wanted, in <coordinates> with a comma and no space in between"
        raise NoRouteError(line, f"{' '.join(texts).strip()[:40]!r} is no place: {message}")
    try:
        return read_degrees(texts[1], "latitude"), read_degrees(texts[0], "longitude")
    except ValueError as error:
        raise NoRouteError(line, str(error)) from None


def _add_coordinates(strand: Strand, node: XmlNode, utc_s: float, name: str) -> None:
    for coordinates in node.all("coordinates"):
        text, line, counted = coordinates.text, coordinates.line, 0
        for match in _TUPLE.finditer(text):
            line, counted = line + text.count("\n", counted, match.start()), match.start()
            latitude, longitude = _place(match[0].split(","), line)
            strand.add(latitude, longitude, utc_s, line, name)


def _add_track(strand: Strand, node: XmlNode) -> None:
    """Times and places stand in two lists, in the same order."""
    times, places = list(node.all("when")), list(node.all("coord"))
    if times and len(times) != len(places):
        raise NoRouteError(
            node.line, f"the track has {len(times)} times and {len(places)} places: they must be as many"
        )
    for number, coord in enumerate(places):
        latitude, longitude = _place(coord.text.split(), coord.line)
        utc_s = _instant(times[number].text.strip(), times[number].line) if times else math.nan
        strand.add(latitude, longitude, utc_s, coord.line)
