"""A run in other programs' formats: read back by other means, at the places and times of its own files."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from rasterio.crs import CRS
from rasterio.warp import transform

from relaysim.clock.utc import parse_utc
from relaysim.errors import InputError, NoResult, OutputError
from relaysim.exports.export import FORMATS, export
from relaysim.path.files.read_route import read_route
from relaysim.path.files.route_points import RoutePoints

RunMaker = Callable[..., Path]
KML = {"k": "http://www.opengis.net/kml/2.2", "gx": "http://www.google.com/kml/ext/2.2"}
START, LOST, HEARD, END = (
    "2023-04-22T00:00:00.0Z",
    "2023-04-22T05:50:00.5Z",
    "2023-04-25T16:55:00.0Z",
    "2023-04-27T03:17:56.2Z",
)
SITE, RADIUS_M = (18.47989172, 77.36885496), 3_396_190.0
BEND = [
    (0.0, 180.0),
    (40.0, 150.0),
    (65.0, 150.0),
]  # to where the straight line is lost, 1,000 s into the second leg
HOSTILE = '<script>alert("&\'")</script>\n\x00\x0b\u202eevil,"; DROP TABLE x; --' + "n" * 10_000


def metres(places: Any) -> np.ndarray:
    """(n, 2) of x, y in the run's local frame by PROJ, of longitudes and latitudes."""
    lon, lat = zip(*(place[:2] for place in places), strict=True)
    sphere = f"+R={RADIUS_M} +no_defs"
    x, y = transform(
        f"+proj=longlat {sphere}", f"+proj=aeqd +lat_0={SITE[0]} +lon_0={SITE[1]} {sphere}", lon, lat
    )
    return np.stack([x, y], axis=1)


def near(places: Any, wanted: list[tuple[float, float]]) -> bool:
    """Within 0.1 m; files hold more, this is the rounding of geometry.json."""
    found = metres(places)
    return found.shape == (len(wanted), 2) and float(np.abs(found - np.array(wanted)).max()) < 0.1


def features(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The features of a GeoJSON file by layer."""
    found: dict[str, list[dict[str, Any]]] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        found.setdefault(feature["properties"]["layer"], []).append(feature)
    return found


def test_geojson_places_and_times(run_folder: RunMaker, tmp_path: Path) -> None:
    """Drives are cut where a state of the link changes; each piece has its place, times, local days and margins."""
    done = export(run_folder(), tmp_path / "run.geojson")
    layers = features(tmp_path / "run.geojson")
    assert {name: len(found) for name, found in layers.items()} == dict(done.counts)
    track = layers["rover_track"]
    told = [(f["properties"]["radio"], f["properties"]["sightline"]) for f in track]
    assert told == [("open", "clear"), ("open", "blocked"), ("closed", "blocked"), ("open", "blocked")]
    assert near(track[0]["geometry"]["coordinates"], BEND)
    for one, after in pairwise(
        track[2:]
    ):  # the second drive is one way in two pieces, cut where it was heard again
        assert one["geometry"]["coordinates"][-1] == after["geometry"]["coordinates"][0]
        assert one["properties"]["end_utc"] == after["properties"]["start_utc"] == HEARD
    first = track[0]["properties"]
    assert first["vertex_utc"] == [
        "2023-04-22T02:46:40.0Z",
        "2023-04-22T03:20:00.0Z",
        "2023-04-22T03:36:40.0Z",
    ]
    assert (first["start_sol"], first["end_sol"], first["least_margin_db"]) == (100, 100, 20.0)
    stops = layers["rover_stops"]
    assert [(f["properties"]["radio_at_start"], f["properties"]["radio_at_end"]) for f in stops] == [
        ("open", "open"), ("open", "closed"), ("open", "open")
    ]  # fmt: skip
    assert near([f["geometry"]["coordinates"] for f in stops], [(0.0, 180.0), (90.0, 150.0), (0.0, 180.0)])


def test_the_helicopter_and_what_lay_between(run_folder: RunMaker, tmp_path: Path) -> None:
    """Sites end at the next take-off; blackouts have the times of blackouts.csv; contacts those of contacts.csv."""
    export(run_folder(), tmp_path / "run.geojson")
    layers = features(tmp_path / "run.geojson")
    first, second = layers["helicopter_sites"]
    assert (first["properties"]["start_utc"], first["properties"]["end_utc"]) == (
        START,
        "2023-04-22T05:48:20.0Z",
    )
    assert (
        near([second["geometry"]["coordinates"]], [(-220.0, 33.0)]) and second["properties"]["end_utc"] == END
    )
    flight = layers["helicopter_flights"]
    assert [f["properties"]["radio"] for f in flight] == ["open", "closed"]
    assert flight[0]["properties"]["vertex_height_m"] == [0.0, 10.0, 10.0, 9.5]
    (blackout,) = layers["blackouts"]
    assert (blackout["properties"]["start_utc"], blackout["properties"]["end_utc"]) == (LOST, HEARD)
    assert near(blackout["geometry"]["coordinates"], [(90.0, 150.0), (-201.0, 30.15)])
    began, at_stop = layers["blocking_ridges"]
    assert began["geometry"]["coordinates"] == [77.3664, 18.4816]
    assert (at_stop["properties"]["end_utc"], at_stop["properties"]["above_sightline_m"]) == (
        "2023-04-25T16:53:20.0Z",
        7.3,
    )
    (contact,) = layers["contacts"]
    assert near(contact["geometry"]["coordinates"], [(0.0, 0.0), (90.0, 150.0)])
    told = contact["properties"]
    assert (told["source"], told["min_margin_db"], told["open_end"]) == ("Scout", 12.5, False)
    assert told["start_utc"] == "2023-04-22T04:10:00.0Z"


def test_a_frame_is_told(run_folder: RunMaker, tmp_path: Path) -> None:
    """GeoJSON is of WGS 84: on another body the file names its own sphere, in words and for GDAL."""
    done = export(run_folder(), tmp_path / "run.json", format="geojson")
    head = json.loads((tmp_path / "run.json").read_text())
    assert "Mars, a sphere of 3396.19 km" in head["relaysim"]["frame"] == done.frame
    assert CRS.from_wkt(head["crs"]["properties"]["name"]).to_dict()["R"] == RADIUS_M


def test_an_ellipsoid_is_told_with_both_its_radii(run_folder: RunMaker, tmp_path: Path) -> None:
    """The frame of GeoJSON and GeoPackage is the body's own ellipsoid, and so are the places."""
    folder = run_folder(body=("Mars", "3396.19 km"))
    export(folder, tmp_path / "sphere.json", format="geojson")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenario"]["body"]["polar_radius"] = "3376.2 km"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    export(folder, tmp_path / "run.json", format="geojson")
    sphere, told = (json.loads((tmp_path / name).read_text()) for name in ("sphere.json", "run.json"))
    assert "3396.19 km at the equator and 3376.2 km at the poles" in told["relaysim"]["frame"]
    assert told["relaysim"]["body"]["polar_radius_m"] == 3376200.0
    figure = CRS.from_wkt(told["crs"]["properties"]["name"]).to_dict()
    assert (figure["a"], figure["rf"]) == (3396190.0, pytest.approx(3396.19 / 19.99))
    assert told["features"][0]["geometry"] != sphere["features"][0]["geometry"]
    export(folder, tmp_path / "run.gpkg")
    with sqlite3.connect(tmp_path / "run.gpkg") as base:
        assert ("Mars, ellipsoid",) in base.execute("SELECT srs_name FROM gpkg_spatial_ref_sys").fetchall()


def test_on_the_earth_it_is_wgs_84(run_folder: RunMaker, tmp_path: Path) -> None:
    """There the frame needs no words of its own, and KML names no other planet."""
    folder = run_folder(body=("Earth", "6371 km"))
    export(folder, tmp_path / "run.geojson")
    assert "crs" not in json.loads((tmp_path / "run.geojson").read_text())
    export(folder, tmp_path / "run.kml")
    assert "hint" not in ET.parse(tmp_path / "run.kml").getroot().attrib
    export(folder, tmp_path / "run.gpkg")
    with sqlite3.connect(tmp_path / "run.gpkg") as base:
        assert base.execute("SELECT DISTINCT srs_id FROM gpkg_geometry_columns").fetchall() == [(4326,)]


def test_a_site_on_the_meridian_of_180_is_in_one_piece(run_folder: RunMaker, tmp_path: Path) -> None:
    """Longitudes go on beyond 180 rather than round the body; ridges, in degrees already, are put beside."""
    folder = run_folder()
    found = json.loads((folder / "geometry.json").read_text())
    found["site"]["longitude_deg"] = 539.999
    found["obstructions"][0]["longitude_deg"] = -179.9995
    (folder / "geometry.json").write_text(json.dumps(found))
    export(folder, tmp_path / "run.geojson")
    layers = features(tmp_path / "run.geojson")
    places = np.vstack([f["geometry"]["coordinates"] for f in layers["rover_track"]])
    assert 179.99 < places[:, 0].min() < 180.0 < places[:, 0].max() < 180.01
    assert layers["blocking_ridges"][1]["geometry"]["coordinates"][0] == 180.0005


def test_geopackage(run_folder: RunMaker, tmp_path: Path) -> None:
    """The tables that OGC 12-128r17 asks for, the body's own frame, and the same features as the GeoJSON."""
    done = export(run_folder(), tmp_path / "run.gpkg")
    export(tmp_path / "run", tmp_path / "run.geojson")
    base = sqlite3.connect(tmp_path / "run.gpkg")
    pragmas = [base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    assert pragmas == [0x47504B47, 10300]
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    systems = dict(base.execute("SELECT srs_id, definition FROM gpkg_spatial_ref_sys"))
    assert systems.keys() > {-1, 0, 4326}
    tables = base.execute(
        "SELECT table_name, srs_id, geometry_type_name FROM gpkg_geometry_columns"
    ).fetchall()
    assert {name for name, *_ in tables} == set(done.counts)
    layers = features(tmp_path / "run.geojson")
    for name, srs_id, kind in tables:
        assert CRS.from_wkt(systems[srs_id]).to_dict()["R"] == RADIUS_M
        rows = base.execute(f'SELECT geom, start_utc, name FROM "{name}" ORDER BY fid').fetchall()
        shapes = [read_geometry(blob, srs_id) for blob, _, _ in rows]
        assert {shape.geom_type.upper() for shape in shapes} == {kind}
        box = base.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", (name,)
        )
        assert box.fetchone() == pytest.approx(shapely.total_bounds(shapes), abs=1e-12)
        for shape, row, feature in zip(shapes, rows, layers.get(name, []), strict=name in layers):
            assert shapely.equals_exact(shape, shapely.geometry.shape(feature["geometry"]), 1e-8)
            assert parse_utc(row[1]) == parse_utc(feature["properties"]["start_utc"])
            assert row[2] == feature["properties"]["name"]
    assert done.counts["positions"] == 7 + 2 * 2 + 4
    assert ("left out", "1 contacts between earth and Rover: no place on this ground") in base.execute(
        "SELECT * FROM run"
    )
    base.close()


def read_geometry(blob: bytes, srs_id: int) -> Any:
    """The standard's header, checked, and the shape behind it."""
    assert blob[:3] == b"GP\0" and int.from_bytes(blob[4:8], "little", signed=True) == srs_id
    envelope = {0: 0, 1: 32}[blob[3] >> 1 & 7]
    shape = shapely.from_wkb(blob[8 + envelope :])
    if envelope:
        west, east, south, north = np.frombuffer(blob[8:40], "<f8")
        assert (west, south, east, north) == shape.bounds
    return shape


def test_kml(run_folder: RunMaker, tmp_path: Path) -> None:
    """Places and spans of time are those of the run; the vehicles are tracks; the planet is named for Google Earth."""
    export(run_folder(), tmp_path / "run.kml")
    root = ET.parse(tmp_path / "run.kml").getroot()
    assert root.get("hint") == "target=mars"
    folders = {f.findtext("k:name", "", KML).split(":")[0]: f for f in root.iterfind(".//k:Folder", KML)}
    tracks = folders["vehicles in time"].findall(".//gx:Track", KML)
    assert [len(track.findall("k:when", KML)) for track in tracks] == [7, 8]
    coordinates = [[float(v) for v in (c.text or "").split()] for c in tracks[0].iterfind("gx:coord", KML)]
    assert near(coordinates[2:4], [(40.0, 150.0), (90.0, 150.0)])
    piece = folders["rover_track"].find("k:Placemark", KML)
    assert piece is not None
    line = [place.split(",") for place in piece.findtext(".//k:coordinates", "", KML).split()]
    assert near([[float(v) for v in place] for place in line], BEND)
    span = folders["blackouts"].find(".//k:TimeSpan", KML)
    assert span is not None and [child.text for child in span] == [LOST, HEARD]


def test_czml(run_folder: RunMaker, tmp_path: Path) -> None:
    """The vehicles' positions are seconds from the epoch, in order; the line between them changes with the radio."""
    export(run_folder(), tmp_path / "run.czml")
    packets = json.loads((tmp_path / "run.czml").read_text(encoding="utf-8"))
    assert (packets[0]["id"], packets[0]["version"]) == ("document", "1.0")
    assert packets[0]["clock"]["interval"] == f"{START}/{END}"
    assert len({packet["id"] for packet in packets}) == len(packets)
    rover = packets[1]["position"]
    samples = np.array(rover["cartographicDegrees"]).reshape(-1, 4)
    assert rover["epoch"] == START and (np.diff(samples[:, 0]) > 0).all()
    assert near(samples[2:4, 1:], [(40.0, 150.0), (90.0, 150.0)])
    colours = packets[3]["polyline"]["material"]["solidColor"]["color"]
    assert [colour["interval"] for colour in colours] == [
        f"{START}/{LOST}",
        f"{LOST}/{HEARD}",
        f"{HEARD}/{END}",
    ]
    assert colours[0]["rgba"] == colours[2]["rgba"] != colours[1]["rgba"]


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_names_and_equal_bytes(run_folder: RunMaker, tmp_path: Path, format: str) -> None:
    """Names are text whatever they hold, and cut; what XML forbids is replaced; the same run gives the same bytes."""
    folder = run_folder((HOSTILE, "3396190 m"), HOSTILE, HOSTILE, (HOSTILE, HOSTILE))
    ending = FORMATS[format][0]
    for name in ("a", "b"):
        export(folder, tmp_path / f"{name}{ending}")
    content = (tmp_path / f"a{ending}").read_bytes()
    assert content == (tmp_path / f"b{ending}").read_bytes()
    names = told_names(tmp_path / f"a{ending}", format)
    assert names and all("<script>alert" in name and len(name) < 200 and "\x00" not in name for name in names)
    assert any("\ufffd" in name and "\u202e" in name for name in names)


def told_names(path: Path, format: str) -> list[str]:
    """The names of the features of the rover's track."""
    if format == "geojson":
        return [feature["properties"]["name"] for feature in features(path)["rover_track"]]
    if format == "czml":
        packets = json.loads(path.read_text(encoding="utf-8"))
        return [packet["name"] for packet in packets if packet["id"].startswith("rover_track")]
    if format == "kml":
        folders = ET.parse(path).getroot().iterfind(".//k:Folder", KML)
        found = next(f for f in folders if f.findtext("k:name", "", KML).startswith("rover_track"))
        return [mark.findtext("k:name", "", KML) for mark in found.iterfind("k:Placemark", KML)]
    with sqlite3.connect(path) as base:
        definition = base.execute(
            "SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id > 5000"
        ).fetchone()[0]
        assert CRS.from_wkt(definition).to_dict()["R"] == RADIUS_M
        return [name for (name,) in base.execute("SELECT name FROM rover_track")]


def test_what_a_run_does_not_hold_is_told(run_folder: RunMaker, tmp_path: Path) -> None:
    """Without its geometry the ridges of blackouts.csv are left; the rest is told, and nothing at all is no result."""
    folder = run_folder()
    (folder / "contacts.csv").unlink()
    done = export(folder, tmp_path / "a.gpkg")
    assert "contacts" not in done.counts and any(w.startswith("contacts.csv: missing") for w in done.left_out)
    (folder / "geometry.json").write_text('{"site": ')
    done = export(folder, tmp_path / "b.kml")
    assert dict(done.counts) == {"blocking_ridges": 1}
    assert any(words.startswith("geometry.json:1:10: is not JSON") for words in done.left_out)
    (folder / "blackouts.csv").unlink()
    with pytest.raises(NoResult, match=r"nothing in it has a place on a map: geometry\.json"):
        export(folder, tmp_path / "c.czml")
    (folder / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"manifest\.json: names no body"):
        export(folder, tmp_path / "c.czml")
    assert not (tmp_path / "c.czml").exists()


@pytest.mark.parametrize(
    ("rover", "says"),
    [
        ({"track": "none"}, "geometry.json: rover: track should be a list"),
        ({"track": [[0.0, 0.0, 1e300], [1.0, 1.0, 2e300]]}, "times that no calendar has"),
        (
            {"track": [[0.0, 0.0, None], [1.0, 1.0, 5.0]]},
            "geometry.json: rover: track: places that are no numbers",
        ),
        (
            {"track": [[None, 0.0, 1682121600.0], [1.0, 1.0, 1682121700.0]]},
            "geometry.json: rover: track: places",
        ),
    ],
)
def test_values_that_make_no_sense(
    run_folder: RunMaker, tmp_path: Path, rover: dict[str, Any], says: str
) -> None:
    """A broken part of geometry.json is told and left out."""
    folder = run_folder()
    found = json.loads((folder / "geometry.json").read_text())
    found["rover"].update(rover)
    (folder / "geometry.json").write_text(json.dumps(found))
    done = export(folder, tmp_path / "a.geojson")
    assert any(says in words for words in done.left_out), done.left_out
    assert "rover_track" not in done.counts and done.counts["blocking_ridges"] >= 1


@pytest.mark.parametrize(
    ("out", "asked", "says"),
    [
        ("a.shp", None, "name a format with --format: geojson, gpkg, kml, czml"),
        ("a.shp", "shp", "there is no format 'shp'; allowed: geojson, gpkg, kml, czml"),
        ("a.kml", "gpkg", "give it a name that ends in .gpkg"),
        ("there.kml", None, "exists: --force replaces it"),
        ("run/a.kml", None, "holds a run, whose files are left alone"),
        ("folder.kml", None, "is a folder"),
        ("there.kml/a.kml", None, "is not a folder"),
    ],
)
def test_places_and_formats_that_cannot_be(
    run_folder: RunMaker, tmp_path: Path, out: str, asked: str | None, says: str
) -> None:
    """Refused with what to do, and nothing is touched."""
    folder = run_folder()
    (tmp_path / "folder.kml").mkdir()
    (tmp_path / "there.kml").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=says):
        export(folder, tmp_path / out, format=asked)
    assert sorted(tmp_path.rglob("*")) == before and (tmp_path / "there.kml").read_text() == "mine"


def test_a_full_disk_leaves_what_was_there(run_folder: RunMaker, tmp_path: Path) -> None:
    """The reason is given, the older file is whole, nothing else is left."""
    folder = run_folder()
    (tmp_path / "a.gpkg").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        for out in ("a.gpkg", "new/folder/a.gpkg"):
            with pytest.raises(OutputError, match=r"a\.gpkg cannot be written: File too large"):
                export(folder, tmp_path / out, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    assert sorted(tmp_path.rglob("*")) == before and (tmp_path / "a.gpkg").read_text() == "mine"


def test_a_vehicle_of_an_exported_run_is_a_route_again(run_folder: RunMaker, tmp_path: Path) -> None:
    """KML of a run is read as route files are: the vehicle by its name, its body other than the Earth."""
    export(run_folder(), tmp_path / "run.kml")
    found = read_route((tmp_path / "run.kml").read_bytes(), "run.kml", track="Rover")
    assert isinstance(found, RoutePoints)
    assert (found.on_wgs_84, found.globe) == (False, "mars")
    assert len(found) == 7  # as `test_kml` counts them
    assert found.utc_s[0] == parse_utc(START)
    assert near(
        np.column_stack([found.longitude_deg, found.latitude_deg])[2:4], [(40.0, 150.0), (90.0, 150.0)]
    )
