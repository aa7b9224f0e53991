"""From latitude and longitude to a raster's own coordinates and back, in bulk.

Geographic rasters and equirectangular ones on a sphere are linear in degrees and take a closed
form; everything else goes through PROJ, at about a microsecond a point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from rasterio._err import CPLE_BaseError  # what PROJ's refusal comes as; no public name
from rasterio.crs import CRS
from rasterio.warp import transform as warp_transform

from relaysim.terrain.body import Body, Floats

EARTH_RADIUS_M = 6_378_137.0
CYLINDRICAL = ("eqc", "merc", "webmerc", "cea", "mill", "gall")  # x is longitude, stretched
SAME_BODY = 0.005  # relative difference of radii up to which two figures are the same body


class Projection(Protocol):
    """Degrees to a raster's coordinates and back."""

    def forward(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        """(x, y) in the raster's units of places in degrees."""

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """(lat, lon) in degrees of places in the raster's units."""


@dataclass(frozen=True)
class LinearProjection:
    """x = x_0 + x_per_deg (lon - lon_0), y = y_0 + y_per_deg (lat - lat_0).

    Longitudes are taken within 180 degrees of `centre_lon_deg`, the middle of the raster.
    """

    x_0: float
    x_per_deg: float
    lon_0_deg: float
    y_0: float
    y_per_deg: float
    lat_0_deg: float
    centre_lon_deg: float

    def forward(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        near = lon + 360.0 * np.round((self.centre_lon_deg - lon) / 360.0)
        return (
            self.x_0 + self.x_per_deg * (near - self.lon_0_deg),
            self.y_0 + self.y_per_deg * (lat - self.lat_0_deg),
        )

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return (
            self.lat_0_deg + (y - self.y_0) / self.y_per_deg,
            self.lon_0_deg + (x - self.x_0) / self.x_per_deg,
        )


@dataclass(frozen=True)
class WarpedProjection:
    """Any projection PROJ knows; slower.

    Where x is longitude, stretched, it is taken within half a `turn` (360 degrees) of `centre_x`.
    """

    crs: CRS
    geographic: str
    centre_x: float = 0.0
    turn: float | None = None

    def forward(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        x, y = warp_points(self.geographic, self.crs, lon, lat)
        if self.turn is not None:
            x = x + self.turn * np.round((self.centre_x - x) / self.turn)
        return x, y

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = warp_points(self.crs, self.geographic, x, y)
        return lat, lon


def warp_points(source: CRS | str, target: CRS | str, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """PROJ's transform of arrays of any one shape, easting (longitude) first; nan where it has none."""
    shape = np.broadcast_shapes(first.shape, second.shape)
    first, second = (np.broadcast_to(a, shape).ravel() for a in (first, second))
    source, target = (CRS.from_string(c) if isinstance(c, str) else c for c in (source, target))
    good = np.isfinite(first) & np.isfinite(second)
    out = np.full((2, first.size), np.nan)
    if good.any():
        out[:, good] = _warped(source, target, first[good], second[good])
    out[~np.isfinite(out)] = np.nan
    return out[0].reshape(shape), out[1].reshape(shape)


def _warped(source: CRS, target: CRS, first: Floats, second: Floats) -> Floats:
    """(2, n) PROJ's transform. One point that it refuses makes it fail for all: then by halves."""
    try:
        return np.array(warp_transform(source, target, first.tolist(), second.tolist())[:2])
    except CPLE_BaseError:
        if first.size == 1:
            return np.full((2, 1), np.nan)
        half = first.size // 2
        parts = (np.s_[:half], np.s_[half:])
        return np.hstack([_warped(source, target, first[part], second[part]) for part in parts])


def projection_of(crs: CRS, centre_x: float) -> Projection:
    """The projection of a raster whose middle has the coordinate `centre_x`.

    On the Earth latitude and longitude are those of WGS 84; elsewhere those of the raster's own figure.
    """
    words: dict[str, Any] = crs.to_dict()
    body = body_of(crs)
    earth = not body.is_sphere and abs(body.equatorial_radius_m / EARTH_RADIUS_M - 1) < SAME_BODY
    plain = not {"pm", "towgs84", "axis"} & words.keys()
    if words.get("proj") == "longlat" and plain and (words.get("datum") == "WGS84" or not earth):
        return LinearProjection(0.0, 1.0, 0.0, 0.0, 1.0, 0.0, centre_x)
    if words.get("proj") == "eqc" and plain and body.is_sphere and words.get("units") == "m":
        return _equirectangular(words, body.equatorial_radius_m, centre_x)
    figure = f"+proj=longlat +a={body.equatorial_radius_m!r} +b={body.polar_radius_m!r} +no_defs"
    geographic = "EPSG:4326" if earth else figure
    return WarpedProjection(crs, geographic, centre_x, _turn(words, crs, geographic))


def turn_of(crs: CRS, centre_x: float) -> float | None:
    """How far x grows in 360 degrees where it is longitude, stretched; None for other projections."""
    projection = projection_of(crs, centre_x)
    if isinstance(projection, LinearProjection):
        return 360.0 * projection.x_per_deg
    return projection.turn if isinstance(projection, WarpedProjection) else None


def _turn(words: dict[str, Any], crs: CRS, geographic: str) -> float | None:
    """`turn_of` for what goes through PROJ."""
    if words.get("proj") == "longlat":
        return 360.0
    if words.get("proj") not in CYLINDRICAL:
        return None
    lon_0 = float(words.get("lon_0", 0.0))
    x, _ = warp_points(geographic, crs, np.zeros(2) + lon_0 + np.array([-1.0, 1.0]), np.zeros(2))
    return float(x[1] - x[0]) * 180.0


def _equirectangular(words: dict[str, Any], radius_m: float, centre_x: float) -> LinearProjection:
    """Closed form of PROJ's eqc on a sphere. Reference: Snyder 1987, p. 90."""
    degree_m = math.radians(1.0) * radius_m
    x_0, lon_0 = float(words.get("x_0", 0.0)), float(words.get("lon_0", 0.0))
    along = degree_m * math.cos(math.radians(float(words.get("lat_ts", 0.0))))
    return LinearProjection(
        x_0, along, lon_0,
        float(words.get("y_0", 0.0)), degree_m, float(words.get("lat_0", 0.0)),
        lon_0 + (centre_x - x_0) / along,
    )  # fmt: skip


def body_of(crs: CRS, name: str | None = None) -> Body:
    """The figure a CRS stands on.

    Raises: ValueError if the CRS names none.
    """
    figure = _find(crs.to_dict(projjson=True), "ellipsoid")
    if figure is None:
        raise ValueError("the coordinate system names no ellipsoid")
    a = _metres(figure["radius"] if "radius" in figure else figure["semi_major_axis"])
    if "radius" in figure:
        b = a
    elif "semi_minor_axis" in figure:
        b = _metres(figure["semi_minor_axis"])
    else:
        b = a * (1 - 1 / float(figure["inverse_flattening"]))
    label = str(figure.get("name", "unknown"))
    return Body(name or (label if label != "unknown" else f"body of {a / 1000:.6g} km"), a, b)


def counts_westward(crs: CRS) -> bool:
    """True if the system's longitudes grow to the west."""
    axes = _find(
        crs.to_dict(projjson=True).get("base_crs") or crs.to_dict(projjson=True), "coordinate_system"
    )
    return any(
        "ongitude" in axis["name"] and axis["direction"] == "west" for axis in (axes or {}).get("axis", [])
    )


def _metres(value: Any) -> float:
    """A length of PROJJSON: a number of metres, or a value with its unit."""
    if isinstance(value, dict):
        unit = value["unit"]
        factor = unit["conversion_factor"] if isinstance(unit, dict) else 1.0
        return float(value["value"]) * float(factor)
    return float(value)


def _find(node: Any, key: str) -> dict[str, Any] | None:
    """The first mapping called `key` anywhere in PROJJSON (bound and compound systems nest it)."""
    if isinstance(node, dict):
        if isinstance(node.get(key), dict):
            found: dict[str, Any] = node[key]
            return found
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            deeper = _find(child, key)
            if deeper is not None:
                return deeper
    return None
