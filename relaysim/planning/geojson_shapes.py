"""Routes, corridors and sites that a user has drawn: GeoJSON read into the scenario's local frame."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from relaysim.errors import InputError
from relaysim.path.route import Floats
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

MOST_BYTES = 5_000_000
LONGEST_NAME = 80
_SINGLE = {"MultiLineString": "LineString", "MultiPolygon": "Polygon"}


@dataclass(frozen=True)
class Shape:
    """A line or an area of a file.

    Attributes:
        name: property `name` of its feature, else its number in the file.
        geometry: in the scenario's local frame, metres.
    """

    name: str
    geometry: shapely.LineString | shapely.Polygon


def read_shapes(
    path: Path, frame: LocalFrame, terrain: Terrain, kinds: Sequence[str], what: str
) -> tuple[Shape, ...]:
    """All lines or areas of a GeoJSON file (RFC 7946: longitude first, degrees), which must lie within the terrain.

    Args:
        kinds: which are wanted, of "LineString" and "Polygon"; those of multi geometries count one by one.
        what: the option that names the file, for messages.

    Raises: InputError for a file that cannot be read or is no GeoJSON, a geometry of another kind, places outside the
    terrain or with latitude and longitude swapped, an area whose outline crosses itself, or no geometry at all.
    """
    place, found = f"{what} {path}: ", []
    for number, (name, kind, rings) in enumerate(_geometries(_read(path, place), place), 1):
        where = f"{place}geometry {number} ({name}): "
        if kind not in kinds:
            raise InputError(f"{where}a {kind}; wanted: {' or '.join(kinds)}")
        local = [_local(ring, frame, terrain, where) for ring in rings]
        found.append(Shape(name, _shape(kind, local, where)))
    if not found:
        raise InputError(f"{place}no geometry in it; wanted: {' or '.join(kinds)}")
    return tuple(found)


def _read(path: Path, place: str) -> Any:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{place}larger than {MOST_BYTES / 1e6:g} MB: leave out what is not asked about")
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{place}cannot be read ({error.strerror or error})") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}no GeoJSON: {error}") from error


def _geometries(data: Any, place: str) -> Iterator[tuple[str, str, list[Any]]]:
    """(name, kind, rings or the one line) of everything in a GeoJSON object."""
    for name, geometry in _features(data, "", place):
        if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str):
            raise InputError(
                f"{place}a feature without a geometry: wanted an object with type and coordinates"
            )
        kind, within = geometry["type"], geometry.get("coordinates")
        if kind == "GeometryCollection":
            for one in geometry.get("geometries") or ():
                yield from _geometries(
                    {"type": "Feature", "geometry": one, "properties": {"name": name}}, place
                )
            continue
        if not isinstance(within, list):
            raise InputError(f"{place}a {kind[:LONGEST_NAME]} without coordinates")
        parts = within if kind in _SINGLE else [within]
        single = _SINGLE.get(kind, kind[:LONGEST_NAME])
        for part in parts:
            yield name, single, [part] if single == "LineString" else (part if isinstance(part, list) else [])


def _features(data: Any, name: str, place: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(data, dict) or "type" not in data:
        raise InputError(f"{place}no GeoJSON: wanted an object with a `type`, such as a FeatureCollection")
    if data["type"] == "FeatureCollection":
        if not isinstance(data.get("features"), list):
            raise InputError(f"{place}no GeoJSON: a FeatureCollection without its list `features`")
        for number, feature in enumerate(data["features"], 1):
            yield from _features(feature, f"number {number}", place)
    elif data["type"] == "Feature":
        properties = data.get("properties")
        given = properties.get("name") if isinstance(properties, dict) else None
        yield (
            str(given)[:LONGEST_NAME] if given not in (None, "") else name or "number 1",
            data.get("geometry"),
        )
    else:
        yield name or "number 1", data


def _local(ring: Any, frame: LocalFrame, terrain: Terrain, where: str) -> Floats:
    """(n, 2) of the vertices of a line or ring."""
    try:
        lon, lat = np.array([[float(point[0]), float(point[1])] for point in ring], dtype=np.float64).T
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        raise InputError(f"{where}its coordinates are no list of [longitude, latitude]") from None
    outside = ~_within(terrain, lat, lon)
    if outside.any():
        n = int(np.argmax(outside))
        raise InputError(f"{where}{_outside(terrain, lat, lon, n)}")
    return np.column_stack(frame.to_local(lat, lon))


def _within(terrain: Terrain, lat: Floats, lon: Floats) -> Any:
    valid = np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90.0) & (np.abs(lon) <= 360.0)
    col, row = terrain.grid_coordinates(np.where(valid, lat, 0.0), np.where(valid, lon, 0.0))
    rows, cols = terrain.heights_m.shape
    return valid & (col >= 0) & (col <= cols - 1) & (row >= 0) & (row <= rows - 1)


def _outside(terrain: Terrain, lat: Floats, lon: Floats, n: int) -> str:
    box = terrain.extent
    covered = (
        f"terrain {terrain.name} was read for latitude {box.south_deg:.4f} to {box.north_deg:.4f}, longitude "
        f"{box.west_deg:.4f} to {box.east_deg:.4f}, which is where the scenario's vehicles move"
    )
    if bool(np.all(_within(terrain, lon, lat))):
        return f"latitude and longitude are swapped: GeoJSON has the longitude first ({covered})"
    place = f"longitude {lon[n]:g}, latitude {lat[n]:g}" if math.isfinite(lon[n] + lat[n]) else "no number"
    return f"vertex {n + 1} ({place}) is outside: {covered}"


def _shape(kind: str, rings: list[Floats], where: str) -> shapely.LineString | shapely.Polygon:
    if kind == "LineString":
        if len(rings[0]) < 2 or np.ptp(rings[0], axis=0).max() == 0.0:
            raise InputError(f"{where}a line needs two different places")
        return shapely.LineString(rings[0])
    if not rings or any(len(ring) < 4 for ring in rings):
        raise InputError(f"{where}an area needs a ring of at least three places and the first one again")
    area = shapely.Polygon(rings[0], rings[1:])
    if not area.is_valid or area.area == 0.0:
        why = shapely.is_valid_reason(area).split("[")[0].lower()
        raise InputError(
            f"{where}its outline crosses itself or encloses nothing ({why}): draw it without crossings"
        )
    return area
