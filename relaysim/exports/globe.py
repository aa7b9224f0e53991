"""The body on which a run's places lie, its local frame, and how other programs are told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relaysim.errors import InputError
from relaysim.exports.feature import Floats
from relaysim.exports.plain_text import plain
from relaysim.report.node import MEND, Node
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.projection import EARTH_RADIUS_M, SAME_BODY
from relaysim.units import parse_quantity

_LONGEST_NAME = 60
WGS_84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)


@dataclass(frozen=True)
class Globe:
    """A sphere or an ellipsoid of revolution with a name, as the run's scenario has it.

    polar_radius_m: None is a sphere.
    """

    name: str
    radius_m: float
    polar_radius_m: float | None = None

    @property
    def is_earth(self) -> bool:
        """Whether places are those of WGS 84, as relaysim takes them on the Earth."""
        return abs(self.radius_m / EARTH_RADIUS_M - 1.0) < SAME_BODY

    @property
    def body(self) -> Body:
        """The figure."""
        polar_m = self.radius_m if self.polar_radius_m is None else self.polar_radius_m
        return Body(self.name, self.radius_m, polar_m)

    @property
    def figure(self) -> str:
        """The figure in words: "a sphere of 3396.19 km"."""
        if self.body.is_sphere:
            return f"a sphere of {self.radius_m / 1000:.10g} km"
        polar_m = self.body.polar_radius_m
        return f"an ellipsoid of {self.radius_m / 1000:.10g} km at the equator and {polar_m / 1000:.10g} km at the poles"

    @property
    def words(self) -> str:
        """The frame of longitudes and latitudes, for people."""
        if self.is_earth:
            return "longitude east and latitude in degrees, as in the scenario, taken as WGS 84"
        return (
            f"longitude east and latitude in degrees on {self.label}, {self.figure}: "
            "planetocentric, or planetographic where the terrain of the scenario is"
        )

    @property
    def label(self) -> str:
        """The name, short and on one line."""
        return plain(self.name, _LONGEST_NAME) or "the body"

    @property
    def wkt(self) -> str:
        """The geographic system as well-known text.

        Reference: OGC 01-009, clause 7 (WKT 1), which GeoPackage asks for.
        """
        if self.is_earth:
            return WGS_84
        a, b = self.radius_m, self.body.polar_radius_m
        shape, flattening = ("sphere", 0.0) if a == b else ("ellipsoid", a / (a - b))
        name = f"{self.label}, {shape} of {a:.10g} m".replace('"', "'")
        return (
            f'GEOGCS["{name}",DATUM["{name}",SPHEROID["{name}",{a:.10g},{flattening:.12g}]],'
            'PRIMEM["Reference meridian",0],UNIT["degree",0.0174532925199433]]'
        )


def read_globe(manifest: Node) -> Globe:
    """The body of a run's manifest.json.

    Raises:
        InputError: it names none, or no radius.
    """
    scenario = manifest.child("scenario")
    body = None if scenario is None else scenario.child("body")
    if body is None:
        raise InputError(
            f"{manifest.place}: names no body, so that no place of the run can be put on a map; {MEND}"
        )
    globe = Globe(body.text("name"), _length_m(body, "radius"))
    if body.values.get("polar_radius") is None:
        return globe
    return replace(globe, polar_radius_m=_length_m(body, "polar_radius"))


def _length_m(body: Node, key: str) -> float:
    try:
        found = parse_quantity(body.text(key), "length")
        Body.sphere("", found)
    except ValueError:
        raise body.fault(key, "a length above 0") from None
    return found


@dataclass(frozen=True)
class Ground:
    """Metres of the run's local frame to degrees.

    The longitude of the frame's origin is taken between -180 and 180; what lies across that meridian goes on beyond it.
    """

    frame: LocalFrame

    def place(self, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
        """(longitude, latitude) in degrees of places in metres."""
        lat, lon = self.frame.to_geographic(x_m, y_m)
        return lon, lat

    def near(self, longitude_deg: float) -> float:
        """A longitude within half a turn of the origin's."""
        away = longitude_deg - self.frame.longitude_deg
        return longitude_deg - 360.0 * round(away / 360.0)


def read_ground(globe: Globe, geometry: Node) -> Ground:
    """The local frame of geometry.json on its body.

    Raises:
        InputError: it names no origin.
    """
    site = geometry.child("site")
    if site is None:
        raise InputError(
            f"{geometry.place}: names no site, so that its places in metres cannot be put on a map"
        )
    lat, lon = site.need("latitude_deg"), site.need("longitude_deg")
    if not -90.0 <= lat <= 90.0:
        raise site.fault("latitude_deg", "a latitude, -90 to 90")
    return Ground(LocalFrame(globe.body, lat, (lon + 180.0) % 360.0 - 180.0))
