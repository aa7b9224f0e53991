"""Whatever bytes a file holds, they are a route or one fault: never another exception, never long in the reading."""

from __future__ import annotations

import contextlib
import json
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.errors import Fault
from relaysim.path.files.mmgis import is_layer, traverse
from relaysim.path.files.read_route import read_route
from relaysim.path.files.route_points import NoRouteError, RoutePoints

CSV = b"name,lat,lon,utc\na,46.5,8.1,2026-05-01T06:00:00Z\nb,46.6,8.2,2026-05-01T07:00:00+02:00\n"
GPX = (
    b'<?xml version="1.0"?><gpx><trk><name>a</name><trkseg><trkpt lat="46.5" lon="8.1"><time>2026-05-01T06:00:00Z</time>'
    b'</trkpt><trkpt lat="46.6" lon="8.2"/></trkseg></trk><rte><rtept lat="1" lon="2"/></rte><wpt lat="1" lon="2"/></gpx>'
)
KML = (
    b"<kml><Placemark><name>a</name><LineString><coordinates>8.1,46.5 8.2,46.6,3</coordinates></LineString></Placemark>"
    b"<Placemark><gx:Track><when>2026-05-01T06:00:00Z</when><gx:coord>8.1 46.5 0</gx:coord></gx:Track></Placemark></kml>"
).replace(b"<kml>", b'<kml xmlns:gx="g">')
GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "crs": {"properties": {"name": "CRS84"}},
        "features": [
            {
                "type": "Feature",
                "properties": {"coordTimes": ["2026-05-01T06:00:00Z", "2026-05-01T07:00:00Z"]},
                "geometry": {"type": "LineString", "coordinates": [[8.1, 46.5], [8.2, 46.6, 5]]},
            },
            {
                "type": "Feature",
                "properties": {"sol": 3, "RMC": "a", "name": "b"},
                "geometry": {
                    "type": "GeometryCollection",
                    "geometries": [{"type": "Point", "coordinates": [8, 46]}],
                },
            },
        ],
    }
).encode()
LAYER = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "sol": sol,
                    "SCLK_START": sol,
                    "SCLK_END": sol + 0.5,
                    "fromRMC": "a",
                    "toRMC": "b",
                },
                "geometry": {"type": "LineString", "coordinates": [[8.1, 46.5], [8.2, 46.6, 5]]},
            }
            for sol in (1, 2)
        ],
    }
).encode()
SAMPLES = {"csv": CSV, "gpx": GPX, "kml": KML, "geojson": GEOJSON, "layer": LAYER}
PIECES = (
    b"",
    b"\0",
    b"nan",
    b"1e999",
    b"-",
    b",",
    b"<",
    b"</",
    b"]",
    b"{",
    b'"',
    b"null",
    b"\xff",
    b"\r\n",
    b"9" * 30,
    b"&a;",
    b"true",
    b"\n",
)


def read(data: bytes) -> None:
    """Reads a file in every way, and looks at what comes of it."""
    started = time.perf_counter()
    for track in (None, "a", "points"):
        found = read_route(data, "way", track=track, least=1)
        assert isinstance(found, RoutePoints | Fault)
        if isinstance(found, RoutePoints):
            assert np.isfinite(found.latitude_deg).all() and (np.abs(found.latitude_deg) <= 90).all()
            assert all(found.line(n) >= 1 for n in range(min(len(found), 5)))
        else:
            assert (
                found.message and "\n" not in found.message and 0 <= found.line <= len(data.splitlines()) + 1
            )
    if is_layer(data):
        with contextlib.suppress(NoRouteError):
            assert traverse(data)[0].line >= 1
    assert time.perf_counter() - started < 3.0


@pytest.mark.parametrize("kind", SAMPLES)
def test_damaged_files(kind: str) -> None:
    """Pieces put in, cut out, doubled and swapped at random."""
    draw = random.Random(kind)
    for _ in range(150):
        data = bytearray(SAMPLES[kind])
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(data) + 1)
            end = min(len(data), at + draw.randint(0, 12))
            data[at:end] = draw.choice([draw.choice(PIECES), bytes(data[at:end]) * 2, draw.randbytes(2)])
        read(bytes(data))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Bytes of no format at all."""
    read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "coordinates",
                    "features",
                    "geometry",
                    "properties",
                    "crs",
                    "name",
                    "sol",
                    "SCLK_START",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    JSON,
    st.sampled_from(["Feature", "FeatureCollection", "LineString", "MultiLineString", "Point", "MultiPoint"]),
)
def test_any_json(value: object, kind: str) -> None:
    """Sound JSON of any shape below a type of GeoJSON."""
    document = {"type": kind, "coordinates": value, "features": value, "geometry": value, "properties": value}
    read(json.dumps(document).encode())
