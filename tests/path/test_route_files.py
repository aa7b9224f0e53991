"""Route files: every format gives the same points; whatever is wrong with a file is one message with its line."""

from __future__ import annotations

import json

import numpy as np
import pytest

from relaysim.errors import Fault
from relaysim.path.files.json_lines import line_of, member_lines
from relaysim.path.files.read_route import read_route
from relaysim.path.files.route_points import RoutePoints

CSV = "name,latitude_deg,longitude_deg,utc\nbase,46.5,8.1,2026-05-01T06:00:00Z\n,46.505,8.1,2026-05-01T06:10:00Z\nend,46.505,8.12,2026-05-01T06:20:00Z\n"
GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">
 <trk>
  <name>morning</name>
  <trkseg>
   <trkpt lat="46.5" lon="8.1"><ele>700</ele><time>2026-05-01T06:00:00Z</time><name>base</name></trkpt>
   <trkpt lat="46.505" lon="8.1"><time>2026-05-01T08:10:00+02:00</time></trkpt>
  </trkseg>
  <trkseg>
   <trkpt lat="46.505" lon="8.12"><time>2026-05-01T06:20:00.000Z</time><name>end</name></trkpt>
  </trkseg>
 </trk>
 <wpt lat="46.6" lon="8.2"><name>hut</name></wpt>
</gpx>
"""
KML = """<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<Placemark><name>morning</name><gx:Track>
<when>2026-05-01T06:00:00Z</when><when>2026-05-01T06:10:00Z</when><when>2026-05-01T06:20:00Z</when>
<gx:coord>8.1 46.5 700</gx:coord><gx:coord>8.1 46.505 700</gx:coord>
<gx:coord>8.12 46.505 700</gx:coord>
</gx:Track></Placemark>
</Document></kml>
"""
KML_LINE = """<kml><Placemark><name>plan</name><LineString><tessellate>1</tessellate><coordinates>
 8.1,46.5,0
 8.1,46.505 8.12,46.505
</coordinates></LineString></Placemark></kml>
"""
LINE = {"type": "LineString", "coordinates": [[8.1, 46.5, 700], [8.1, 46.505], [8.12, 46.505]]}
TIMES = ["2026-05-01T06:00:00Z", "2026-05-01T06:10:00Z", "2026-05-01T06:20:00Z"]
FEATURE = {"type": "Feature", "properties": {"name": "morning", "coordTimes": TIMES}, "geometry": LINE}
POINTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": n, "utc": t},
            "geometry": {"type": "Point", "coordinates": c},
        }
        for n, t, c in zip(["base", "", "end"], TIMES, LINE["coordinates"], strict=True)
    ],
}


def points(data: str | bytes | dict[str, object], **wishes: object) -> RoutePoints:
    """The route of a file."""
    found = read_route(_bytes(data), "way", **wishes)  # type: ignore[arg-type]
    assert isinstance(found, RoutePoints), found
    return found


def fault(data: str | bytes | dict[str, object], **wishes: object) -> str:
    """Why a file holds no route, with its line."""
    found = read_route(_bytes(data), "way", **wishes)  # type: ignore[arg-type]
    assert isinstance(found, Fault), found
    return str(found)


def _bytes(data: str | bytes | dict[str, object]) -> bytes:
    if isinstance(data, bytes):
        return data
    return (data if isinstance(data, str) else json.dumps(data, indent=1)).encode()


@pytest.mark.parametrize(
    "data", [CSV, GPX, KML, FEATURE, POINTS], ids=["csv", "gpx", "kml", "line", "points"]
)
def test_every_format_gives_the_same_route(data: str | dict[str, object]) -> None:
    """Places and times are the same from CSV, GPX (segments joined, offsets converted), KML and GeoJSON."""
    found = points(data)
    np.testing.assert_array_equal(found.latitude_deg, [46.5, 46.505, 46.505])
    np.testing.assert_array_equal(found.longitude_deg, [8.1, 8.1, 8.12])
    np.testing.assert_array_equal(found.utc_s, 1777615200.0 + np.array([0.0, 600.0, 1200.0]))


@pytest.mark.parametrize(
    "data",
    [
        LINE,
        KML_LINE,
        {"type": "GeometryCollection", "geometries": [LINE]},
        {"type": "MultiLineString", "coordinates": [LINE["coordinates"][:2], LINE["coordinates"][2:]]},  # type: ignore[index]
        {"type": "Feature", "properties": None, "geometry": LINE},
        "Lat,LONGITUDE\n46.5,8.1\n\n# a remark\n46.505,8.1\n46.505,8.12",
    ],
)
def test_untimed_routes(data: str | dict[str, object]) -> None:
    """Bare geometries, collections and tables without times are routes, too; their times are nan."""
    found = points(data)
    np.testing.assert_array_equal(found.longitude_deg, [8.1, 8.1, 8.12])
    assert np.isnan(found.utc_s).all()


def test_names_of_points() -> None:
    """Points keep their names, where the file has some."""
    assert points(CSV).names == points(GPX).names == points(POINTS).names == ("base", "", "end")


def test_lines_of_points() -> None:
    """Each point knows its line of the file, also in JSON."""
    assert [points(CSV).line(n) for n in range(3)] == [2, 3, 4]
    assert [points(GPX).line(n) for n in range(3)] == [6, 7, 10]
    assert [points(KML_LINE).line(n) for n in range(3)] == [2, 3, 3]
    text = json.dumps(FEATURE, indent=1).splitlines()
    assert text[points(FEATURE).line(2) - 1].strip() == "["
    assert text[points(FEATURE).line(2)].strip() == "8.12,"


@pytest.mark.parametrize("data", [CSV, GPX, KML, json.dumps(FEATURE, indent=1)])
def test_marks_and_line_ends_of_other_systems(data: str) -> None:
    """A byte-order mark and CRLF change nothing, lines included."""
    found = points(b"\xef\xbb\xbf" + data.replace("\n", "\r\n").encode())
    assert (len(found), [found.line(n) for n in range(3)]) == (3, [points(data).line(n) for n in range(3)])


def test_which_line_of_several() -> None:
    """Tracks that follow one another in time are one route; else the user says which; loose points by "points"."""
    second = GPX.replace("morning", "noon").replace("T06", "T10").replace("T08:10:00+02:00", "T10:10:00Z")
    both = GPX.replace(" <wpt", second[second.index(" <trk>") : second.index(" <wpt")] + " <wpt")
    assert len(points(both)) == 6
    assert points(both, track="noon").line(0) == 16
    assert points(both, track="points", least=1).names == ("hut",)
    assert fault(both, track="dusk") == (
        "way: the file holds no line 'dusk'; there are: 'morning' (line 3, 3 points), 'noon' (line 13, 3 points),"
        " 'points' (line 2, 1 point)"
    )
    assert fault(both.replace("<time>2026-05-01T10:00:00Z</time>", "")) == (
        "way:13:1: the file holds 2 lines: 'morning' (line 3, 3 points), 'noon' (line 13, 3 points); say which is the"
        " route with 'track: morning'"
    )
    assert fault(both.replace("noon", "morning"), track="morning").startswith(
        "way:13:1: the file holds 2 lines of the name 'morning'"
    )


BAD_CSV = {
    "semicolons": ("lat;lon\n46,5;8,1\n", "way:1:1: the columns are separated by semicolons"),
    "decimal commas": ('lat,lon\n"46,5","8,1"\n', "way:2:1: '46,5' is written with a decimal comma: write 46.5"),
    "bare commas": ("lat,lon\n46,5,8,1\n", "way:2:1: the row has 4 cells, the header 2: are these decimal commas?"),
    "minutes": ("lat,lon\n18 29.5 N,77 1 0 E\n", "way:2:1: '18 29.5 N' is not a latitude in decimal degrees: write 18.491667"),
    "south": ("lat,lon\n18.1,77°30'36\"W\n", "way:2:1: '77°30\\'36\"W' is not a longitude in decimal degrees: write -77.510000"),
    "words": ("lat,lon\nhere,there\n", "way:2:1: 'here' is not a latitude in decimal degrees (such as 18.4799)"),
    "blank": ("lat,lon\n46.5,\n", "way:2:1: there is no longitude"),
    "nan": ("lat,lon\nnan,8\n", "way:2:1: 'nan' is not a latitude"),
    "too large": ("lat,lon\n1e999,8\n", "way:2:1: a coordinate is nan or infinite"),
    "feet": ("x_ft,y_ft\n1,2\n", "way:1:1: the table is in feet (x_ft, y_ft); a route needs the columns latitude_deg"),
    "eastings": ("easting,northing\n1,2\n", "way:1:1: the table is in coordinates of a map projection"),
    "metres as degrees": ("lat,lon\n46.5,8.1\n5150000,431000\n", "way:3:1: 431000, 5.15e+06 are no degrees"),
    "no header": ("46.5,8.1\n46.6,8.2\n", "way:1:1: the first row must name the columns"),
    "other columns": ("when,where\n1,2\n", "way:1:1: there is no column 'latitude_deg'"),
    "two latitudes": ("lat,latitude,lon\n1,2,3\n", "way:1:1: two columns could be the latitude: lat, latitude"),
    "header only": ("lat,lon\n", "way:1:1: the table has a header and no rows"),
    "remarks only": ("# nothing\n", "way: the table is empty"),
    "empty": ("\n", "way: the file is empty"),
    "one point": ("lat,lon\n46.5,8.1\n", "way:2:1: the route has only 1 point: it needs 2 or more"),
    "one place": ("lat,lon\n46.5,8.1\n46.5,8.1\n", "way:2:1: all 2 points of the route are the same place"),
    "swapped": ("lat,lon\n146.5,8.1\n146.6,8.1\n", "way:2:1: latitude 146.5 is beyond 90: latitude and longitude look swapped"),
    "beyond": ("lat,lon\n46.5,8.1\n46.6,-190\n", "way:3:1: longitude -190 is not between -180 and 360"),
    "no zone": ("lat,lon,utc\n1,2,2026-05-01 10:00\n", "way:2:1: '2026-05-01 10:00' does not say its time zone: write 2026-05-01T10:00Z"),
    "no time": ("lat,lon,utc\n1,2,noon\n", "way:2:1: 'noon' is not a time (2023-04-27T04:09:49Z)"),
    "no such day": ("lat,lon,utc\n1,2,2026-02-30T10:00Z\n", "way:2:1: '2026-02-30T10:00Z' is not a time: day is out of range"),
    "back": (
        "lat,lon,utc\n1,2,2026-05-01T10:00Z\n1,3,\n1,4,2026-05-01T09:00Z\n",
        "way:4:1: the time goes back: 2026-05-01T09:00:00Z comes after 2026-05-01T10:00:00Z in line 2",
    ),
    "open quotes": ('lat,lon\n46.5,8.1\n"46', "way:3:1: not a CSV table: unexpected end of data"),
    "track": ("lat,lon\n1,2\n", "way: 'track: a' chooses a line of a GPX, KML or GeoJSON file"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_CSV)
def test_bad_tables(name: str) -> None:
    """What is wrong with a table of points, each with its line and what to write."""
    text, message = BAD_CSV[name]
    assert fault(text, **({"track": "a"} if name == "track" else {})).startswith(message)


BAD_BYTES = {
    "utf-16": (CSV.encode("utf-16"), "way: the file is UTF-16 text: save it as UTF-8"),
    "utf-16 without mark": (CSV.encode("utf-16-le"), "way:1:1: the file is UTF-16 text: save it as UTF-8"),
    "latin-1": (CSV.replace("end", "Höhe").encode("latin-1"), "way:4:1: the file is not UTF-8 text (byte 0xf6)"),
    "zero": (CSV.encode().replace(b"end", b"e\0d"), "way:4:1: the file holds a zero byte: it is no text"),
    "zip": (b"PK\x03\x04abc", "way: the file is a zip archive (KMZ, XLSX)"),
    "unclosed": (GPX.encode()[:300], "way:7:1: the XML is broken here: the file ends within <time> of line 7; is it whole?"),
    "encoding": (GPX.replace("UTF-8", "klingon").encode(), "way:1:1: the XML cannot be read: unknown encoding"),
    "laughs": (
        b'<?xml version="1.0"?>\n<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n<gpx>&b;</gpx>',
        "way:2:1: the file declares a document type (<!DOCTYPE>), which no route needs: remove it",
    ),
    "deep": (b"<gpx>\n" + b"<a>" * 100, "way:2:1: elements stand more than 60 deep in one another"),
    "web page": (b"<html>\n</html>", "way:1:1: the file is XML, and neither GPX nor KML: it begins with <html>"),
    "no place": (GPX.replace(' lon="8.12"', "").encode(), "way:10:1: there is no longitude"),
    "gpx time": (GPX.replace("06:20:00.000Z", "06:20").encode(), "way:10:1: '2026-05-01T06:20' does not say"),
    "no track": (b"<gpx></gpx>", "way: the file holds no route: neither a line nor points"),
    "kml words": (KML_LINE.replace("46.505 ", "north ").encode(), "way:3:1: 'north' is not a latitude"),
    "kml single": (KML_LINE.replace(",46.505 ", " ").encode(), "way:3:1: '8.1' is no place"),
    "kml spaced": (KML_LINE.replace("8.1,46.505 ", "8.1, 46.505 ").encode(), "way:3:1: '8.1' is no place: longitude and latitude are wanted, in"),
    "kml times": (KML.replace("<when>2026-05-01T06:20:00Z</when>", "").encode(), "way:2:1: the track has 2 times and 3 places"),
    "kml area": (b"<kml><Placemark>\n<Polygon/></Placemark></kml>", "way:2:1: a polygon is an area, not a route"),
    "kml swapped": (KML_LINE.replace("8.1,46.5,0", "8.1,146.5,0").encode(), "way:2:1: latitude 146.5 is beyond 90: latitude and longitude look swapped (GeoJSON and KML put"),
    "json": (b'{"type":\n', "way:2:1: the JSON is broken here: Expecting value"),
    "json nan": (b'{"type": NaN}', "way: the JSON cannot be read: NaN is no number of JSON"),
    "json deep": (b"[" * 100_000, "way: lists stand too deep in one another"),
    "json digits": (b"[" + b"9" * 5000 + b"]", "way: the JSON cannot be read: "),
    "not geojson": (b'{"a": 1}', "way:1:1: nothing is no GeoJSON"),
    "topology": (b'\n{"type": "Topology"}', "way:2:1: 'Topology' is no GeoJSON"),
    "list": (b"[[8.1, 46.5]]", "way:1:1: nothing is no GeoJSON"),
    "no features": (b'{"type": "FeatureCollection"}', "way:1:1: there is no list 'features'"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_BYTES)
def test_bad_files(name: str) -> None:
    """What is wrong with other files, each with its line."""
    data, message = BAD_BYTES[name]
    assert fault(data).startswith(message)


def geojson(**changes: object) -> dict[str, object]:
    """A feature with other coordinates or properties."""
    geometry = {**LINE, **{key: value for key, value in changes.items() if key in ("type", "coordinates")}}
    properties = {key: value for key, value in changes.items() if key not in ("type", "coordinates")}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


BAD_GEOJSON = {
    "area": (geojson(type="Polygon"), "way:4:1: a polygon is an area, not a route: draw a line (LineString)"),
    "flat": (geojson(coordinates=[8.1, 46.5]), "way:7:1: 8.1 is no place: [longitude, latitude]"),
    "words": (geojson(coordinates=[["8.1", "46.5"]]), "way:7:1: ['8.1', '46.5'] is no place"),
    "true": (geojson(coordinates=[[True, 46.5]]), "way:7:1: [True, 46.5] is no place"),
    "none": (geojson(coordinates=None), "way:6:1: nothing is no list of coordinates"),
    "huge": (geojson(coordinates=[[10**400, 1]]), "way:7:1: a coordinate is too large for a number"),
    "swapped": (geojson(coordinates=[[46.5, 108.1], [46.6, 108.1]]), "way:7:1: latitude 108.1 is beyond 90: latitude and longitude look swapped (GeoJSON"),
    "projected": (geojson(coordinates=[[431000, 5150000], [431001, 5150000]]), "way:7:1: 431000, 5.15e+06 are no degrees"),
    "times": (geojson(coordTimes=TIMES[:2]), "way:9:1: the line has 2 times and 3 places"),
    "unix times": (geojson(coordTimes=[1, 2, 3]), "way:13:1: 1 is no time: write it as text"),
    "no zone": (geojson(coordTimes=["2026-05-01T06:00:00"] * 3), "way:13:1: '2026-05-01T06:00:00' does not say its time zone"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_GEOJSON)
def test_bad_geojson(name: str) -> None:
    """What is wrong with GeoJSON, each with the line of the value concerned."""
    data, message = BAD_GEOJSON[name]
    assert fault(data).startswith(message)


@pytest.mark.parametrize(
    ("crs", "good"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4326", True),
        ("EPSG:4326", True),
        ("urn:ogc:def:crs:IAU:2015:49900", True),
        ("urn:ogc:def:crs:EPSG::32632", False),
        ("urn:ogc:def:crs:IAU:2015:49910", False),
    ],
)
def test_frames_of_geojson(crs: str, good: bool) -> None:
    """Longitude and latitude pass, the coordinates of a map projection are refused by their name."""
    document = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": crs}},
        "features": [FEATURE],
    }
    if good:
        assert len(points(document)) == 3
    else:
        assert fault(document).startswith(
            f"way:3:1: the coordinates are of '{crs}', not longitude and latitude"
        )


def test_a_table_of_a_million_rows_is_refused_at_its_first_row_too_many() -> None:
    """What no route is is not read to its end."""
    data = b"lat,lon\n" + b"46.5,8.1\n" * 1_000_000
    assert fault(data) == (
        "way:200002:1: the table has some 1,000,001 rows; a route has at most 200,000: thin it"
    )


def test_a_line_of_too_many_points_is_refused_before_it_is_read() -> None:
    """GeoJSON has its points in one piece: they are counted first."""
    line = {"type": "LineString", "coordinates": [[8.1, 46.5]] * 200_001}
    message = "way:1:1: the line has 200,001 points; a route has at most 200,000: thin it"
    assert fault(json.dumps(line)) == message


def test_lines_of_values_in_json() -> None:
    """A value is found by its keys, whatever brackets, quotes and commas stand in texts before it."""
    text = '{"a ]}\\"": "[{,",\n "b": [\n  {"c": [1,\n   -2e3]}, [],\n  null]\n}'
    for place, line in (
        ((), 1),
        (('a ]}"',), 1),
        (("b",), 2),
        (("b", 0, "c"), 3),
        (("b", 0, "c", 1), 4),
        (("b", 2), 5),
        (("b", 3), 0),
        (("b", 2, "x"), 0),
    ):
        assert line_of(text, place) == line
    assert member_lines(text, "b") == [3, 4, 5]
    assert member_lines(text, "c") == []
