"""Routes as GeoJSON: lines and points, as bare geometries, features or collections of them.

Reference: RFC 7946; the older member `crs` of GeoJSON 2008 is read, and refused where it is no longitude and latitude.
Times, of which GeoJSON knows none, are taken from `coordTimes` (or `times`), a list as long as the coordinates, and
for points from `utc` or `time`.
"""

from __future__ import annotations

import json
import math
import re
from functools import partial
from typing import Any

from relaysim.clock.utc import parse_zoned
from relaysim.path.files.file_text import text_of
from relaysim.path.files.json_lines import line_of
from relaysim.path.files.route_points import MOST_POINTS, Locate, NoRouteError, Place, Strand

_LINES, _POINTS, _AREAS = (
    ("LineString", "MultiLineString"),
    ("Point", "MultiPoint"),
    ("Polygon", "MultiPolygon"),
)
_TIME_LISTS, _TIMES = ("coordTimes", "times"), ("utc", "time", "timestamp", "datetime")
# OGC's longitude and latitude, EPSG's of WGS 84, and the IAU's of a body on its sphere (49900 is that of Mars).
_GEOGRAPHIC = re.compile(
    r"CRS:?84$|EPSG:+(\d|\.)*:?(4326|4979)$|IAU(_2015|2000)?:+(2015:)?\d+00$", re.IGNORECASE
)
MOST_SHAPES = 100_000


def read_json(data: bytes) -> tuple[Any, Locate]:
    """A JSON document, and what tells the lines of its values.

    Raises:
        NoRouteError: not JSON, with the line.
    """
    text = text_of(data)
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise NoRouteError(error.lineno, f"the JSON is broken here: {error.msg}") from None
    except ValueError as error:
        raise NoRouteError(0, f"the JSON cannot be read: {error}") from None
    except RecursionError:
        raise NoRouteError(0, "lists stand too deep in one another: this is no route") from None
    return document, partial(line_of, text)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def geojson_strands(document: Any, locate: Locate) -> list[Strand]:
    """A strand for each line, and all points as one.

    Raises:
        NoRouteError: with the line of what is wrong.
    """
    reader = _Reader(locate)
    reader.check_frame(document)
    reader.read(document, (), {})
    if reader.areas and not any(map(len, [*reader.lines, reader.loose])):
        raise NoRouteError(
            locate(reader.areas[0]), "a polygon is an area, not a route: draw a line (LineString)"
        )
    return [*reader.lines, reader.loose]


class _Reader:
    def __init__(self, locate: Locate) -> None:
        self.locate = locate
        self.lines: list[Strand] = []
        self.loose = Strand.empty("points", "", 1)
        self.areas: list[Place] = []

    def fault(self, place: Place, message: str) -> NoRouteError:
        return NoRouteError(self.locate(place), message)

    def check_frame(self, document: Any) -> None:
        """Refuses coordinates of a map projection."""
        crs = document.get("crs") if isinstance(document, dict) else None
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else None
        if isinstance(name, str) and not _GEOGRAPHIC.search(name.strip()):
            raise self.fault(
                ("crs",),
                f"the coordinates are of {name[:60]!r}, not longitude and latitude: export the file in degrees"
                " (CRS84, EPSG:4326, or the longitude and latitude of the body)",
            )

    def read(self, node: Any, place: tuple[str | int, ...], properties: dict[str, Any]) -> None:
        """Adds what a feature, a geometry or a collection of them holds."""
        kind = node.get("type") if isinstance(node, dict) else None
        if kind == "FeatureCollection":
            self._each(node, place, "features", properties)
        elif kind == "GeometryCollection":
            self._each(node, place, "geometries", properties)
        elif kind == "Feature":
            own = node.get("properties")
            if node.get("geometry") is not None:
                self.read(node["geometry"], (*place, "geometry"), own if isinstance(own, dict) else {})
        elif kind in _LINES:
            self._add_line(node, kind, place, properties)
        elif kind in _POINTS:
            self._add_points(node, kind, place, properties)
        elif kind in _AREAS:
            self.areas.append(place)
        else:
            raise self.fault(
                place,
                f"{_shown(kind)} is no GeoJSON: a type such as FeatureCollection or LineString is wanted",
            )

    def _each(self, node: Any, place: tuple[str | int, ...], key: str, properties: dict[str, Any]) -> None:
        members = node.get(key)
        if not isinstance(members, list):
            raise self.fault(place, f"there is no list '{key}'")
        if len(members) > MOST_SHAPES:
            raise self.fault(
                place, f"the file has {len(members):,} {key}: a route has at most {MOST_SHAPES:,}"
            )
        if len(place) > 40:
            raise self.fault(place, "collections stand too deep in one another: this is no route")
        for index, member in enumerate(members):
            self.read(member, (*place, key, index), properties)

    def _add_line(
        self, node: Any, kind: str, place: tuple[str | int, ...], properties: dict[str, Any]
    ) -> None:
        strand = Strand.empty("line", _name(properties), place)
        where = (*place, "coordinates")
        if kind == "LineString":
            parts = [(node.get("coordinates"), where)]
        else:
            members = self._list(node.get("coordinates"), where)
            parts = [(member, (*where, index)) for index, member in enumerate(members)]
        times = _times(properties)
        count = sum(len(part) for part, _ in parts if isinstance(part, list))
        if times and kind == "MultiLineString" and all(isinstance(one, list) for one in times):
            times = [time for one in times for time in one]
        if times and len(times) != count:
            raise self.fault(
                place, f"the line has {len(times)} times and {count} places: they must be as many"
            )
        if count > MOST_POINTS:
            raise self.fault(
                place, f"the line has {count:,} points; a route has at most {MOST_POINTS:,}: thin it"
            )
        for part, at in parts:
            for index, position in enumerate(self._list(part, at)):
                utc_s = self._instant(times[len(strand)], (*at, index)) if times else math.nan
                self._add(strand, position, (*at, index), utc_s, "")
        self.lines.append(strand)

    def _add_points(
        self, node: Any, kind: str, place: tuple[str | int, ...], properties: dict[str, Any]
    ) -> None:
        where, time = (
            (*place, "coordinates"),
            next((properties[key] for key in _TIMES if properties.get(key)), None),
        )
        utc_s = math.nan if time is None else self._instant(time, where)
        if kind == "Point":
            self._add(self.loose, node.get("coordinates"), where, utc_s, _name(properties))
            return
        for index, position in enumerate(self._list(node.get("coordinates"), where)):
            self._add(self.loose, position, (*where, index), utc_s, _name(properties))

    def _add(
        self, strand: Strand, position: Any, place: tuple[str | int, ...], utc_s: float, name: str
    ) -> None:
        numbers = position[:2] if isinstance(position, list) else []
        if len(numbers) < 2 or not all(
            isinstance(n, int | float) and not isinstance(n, bool) for n in numbers
        ):
            raise self.fault(
                place, f"{_shown(position)} is no place: [longitude, latitude] in degrees is wanted"
            )
        try:
            strand.add(float(numbers[1]), float(numbers[0]), utc_s, place, name)
        except OverflowError:
            raise self.fault(place, "a coordinate is too large for a number") from None

    def _instant(self, time: Any, place: tuple[str | int, ...]) -> float:
        if not isinstance(time, str):
            raise self.fault(place, f"{_shown(time)} is no time: write it as text (2023-04-27T04:09:49Z)")
        try:
            return parse_zoned(time)
        except ValueError as error:
            raise self.fault(place, str(error)) from None

    def _list(self, value: Any, place: tuple[str | int, ...]) -> list[Any]:
        if not isinstance(value, list):
            raise self.fault(place, f"{_shown(value)} is no list of coordinates")
        return value


def _name(properties: dict[str, Any]) -> str:
    name = next((properties[key] for key in ("name", "Name", "title") if properties.get(key)), "")
    return str(name)[:80] if isinstance(name, str | int) else ""


def _times(properties: dict[str, Any]) -> list[Any]:
    nested = properties.get("coordinateProperties")
    for holder in (properties, nested if isinstance(nested, dict) else {}):
        for key in _TIME_LISTS:
            if isinstance(holder.get(key), list):
                return list(holder[key])
    return []


def _shown(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
