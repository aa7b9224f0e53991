"""The layers of NASA's MMGIS ("Where is Perseverance?"): traverse, stops, flights and their tracks, as GeoJSON.

They give the sol of everything, and times as counts of the spacecraft's clock. Keys as served in 2021 to 2026.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from relaysim.path.files.geojson import MOST_SHAPES, read_json
from relaysim.path.files.route_points import Floats, Locate, NoRouteError, Place

Feature = dict[str, Any]


@dataclass(frozen=True, eq=False)
class LayerDrive:
    """One drive of a traverse.

    Attributes:
        sol: its sol.
        latitude_deg, longitude_deg: (n,) its path, two or more points.
        start_count, end_count: of the spacecraft's clock; nan where the layer has none.
        begins, ends: the stops (RMC) it leads between.
        place: where the file has it; `line` makes a line of it.
    """

    sol: int
    latitude_deg: Floats
    longitude_deg: Floats
    start_count: float
    end_count: float
    begins: str
    ends: str
    place: Place
    locate: Locate

    @property
    def line(self) -> int:
        """The line of the file (from 1) at which it stands."""
        return self.locate(self.place)


def is_layer(data: bytes) -> bool:
    """Whether a file can be a layer of MMGIS: GeoJSON with sols."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return head == b"{" and (b'"SCLK_START"' in data or b'"RMC"' in data)


def traverse(data: bytes) -> tuple[LayerDrive, ...]:
    """The drives of a traverse layer, or those between the stops of a layer of waypoints, in the order of the file.

    Raises:
        NoRouteError: neither of the two, with the line.
    """
    document, locate = read_json(data)
    features = features_of(document, locate)
    kinds = {_kind(feature) for feature in features}
    if kinds == {"LineString"}:
        return tuple(_drive(feature, locate, index) for index, feature in enumerate(features))
    if kinds == {"Point"}:
        return _between_stops(features, locate)
    raise NoRouteError(1, "the layer holds neither drives (lines) nor stops (points) alone")


def features_of(document: Any, locate: Locate) -> list[Feature]:
    """The features of a layer, each with properties and a geometry.

    Raises:
        NoRouteError: there are none, too many, or one lacks them.
    """
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise NoRouteError(1, "the layer has no features")
    if len(features) > MOST_SHAPES:
        raise NoRouteError(1, f"the layer has {len(features):,} features; at most {MOST_SHAPES:,} are read")
    for index, feature in enumerate(features):
        parts = [
            feature.get(key) if isinstance(feature, dict) else None for key in ("properties", "geometry")
        ]
        if not all(isinstance(part, dict) for part in parts):
            raise NoRouteError(
                locate(("features", index)), "a feature of the layer lacks properties or geometry"
            )
    return features


def number(feature: Feature, key: str, locate: Locate, index: int) -> float:
    """A number among the properties of a feature.

    Raises:
        NoRouteError: there is none.
    """
    value = feature["properties"].get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        raise NoRouteError(locate(("features", index)), f"the feature has no number '{key}'")
    return float(value)


def path(feature: Feature, locate: Locate, index: int) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of the points of a feature, degrees, each (n,).

    Raises:
        NoRouteError: they are no places.
    """
    coordinates = feature["geometry"].get("coordinates")
    rows = [coordinates] if _kind(feature) == "Point" else coordinates
    try:
        places = np.array([row[:2] for row in rows], dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError, KeyError, IndexError, OverflowError):
        raise NoRouteError(
            locate(("features", index)), "the coordinates of the feature are no places"
        ) from None
    if not len(places) or not (np.isfinite(places).all() and (np.abs(places) <= [360.0, 90.0]).all()):
        raise NoRouteError(
            locate(("features", index)), "the coordinates of the feature are no places in degrees"
        )
    return places[:, 1], places[:, 0]


def _kind(feature: Feature) -> str:
    return str(feature["geometry"].get("type"))


def _drive(feature: Feature, locate: Locate, index: int) -> LayerDrive:
    latitude, longitude = path(feature, locate, index)
    begins, ends = (str(feature["properties"].get(key, "")) for key in ("fromRMC", "toRMC"))
    start, end = (number(feature, key, locate, index) for key in ("SCLK_START", "SCLK_END"))
    sol, place = _sol(feature, locate, index), ("features", index)
    return LayerDrive(sol, latitude, longitude, start, end, begins, ends, place, locate)


def _sol(feature: Feature, locate: Locate, index: int) -> int:
    sol = number(feature, "sol", locate, index)
    if sol != int(sol) or sol < 0:
        raise NoRouteError(locate(("features", index)), f"{sol:g} is no sol")
    return int(sol)


def _between_stops(features: Sequence[Feature], locate: Locate) -> tuple[LayerDrive, ...]:
    """Straight from stop to stop; what was driven on one sol is one drive."""
    ends = [path(feature, locate, index) for index, feature in enumerate(features)]
    sols = [_sol(feature, locate, index) for index, feature in enumerate(features)]
    found: list[LayerDrive] = []
    first = 0
    for index in range(1, len(features)):
        if index + 1 < len(features) and sols[index + 1] == sols[index]:
            continue
        lat, lon = (np.concatenate([end[axis] for end in ends[first : index + 1]]) for axis in (0, 1))
        begins, ends_at = (str(features[n]["properties"].get("RMC", "")) for n in (first, index))
        place = ("features", index)
        found.append(LayerDrive(sols[index], lat, lon, math.nan, math.nan, begins, ends_at, place, locate))
        first = index
    if not found:
        raise NoRouteError(1, "the layer has only one stop: a route needs two or more")
    return tuple(found)
