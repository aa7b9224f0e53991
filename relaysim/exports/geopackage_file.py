"""Layers as a GeoPackage: one SQLite file with a table a layer, which QGIS opens by itself.

Reference: OGC 12-128r17, GeoPackage Encoding Standard 1.3.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from relaysim.clock.utc import format_utc
from relaysim.exports.feature import Feature, Layer
from relaysim.exports.run_layers import RunLayers

_APPLICATION_ID = 0x47504B47  # "GPKG"
_VERSION = 10300
# Systems of one's own begin above those of the EPSG.
_OWN_SRS, _WGS_84_SRS = 100_001, 4326
_TYPES = {"text": "TEXT", "real": "REAL", "integer": "INTEGER", "flag": "BOOLEAN"}
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
 organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
 description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
 srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
 srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
 CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
 CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE run (what TEXT NOT NULL, words TEXT NOT NULL);
"""


def geopackage(run: RunLayers) -> bytes:
    """The file: the same run gives the same bytes with the same SQLite."""
    base = sqlite3.connect(":memory:", isolation_level=None)
    try:
        base.execute("PRAGMA page_size = 4096")
        base.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("BEGIN")
        for statement in filter(str.strip, _TABLES.split(";")):
            base.execute(statement)
        srs_id = _write_systems(base, run)
        for layer in run.layers:
            _write_layer(base, layer, srs_id, run.end_utc_s)
        _write_run(base, run)
        base.execute("COMMIT")
        return base.serialize()
    finally:
        base.close()


def _write_systems(base: sqlite3.Connection, run: RunLayers) -> int:
    """The systems that every GeoPackage has, and the body's own; its number."""
    globe = run.globe
    rows: list[tuple[Any, ...]] = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian system"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic system"),
        ("WGS 84", _WGS_84_SRS, "EPSG", 4326, type(globe)("Earth", 6_378_137.0).wkt, "longitude and latitude on the Earth"),
    ]  # fmt: skip
    if not globe.is_earth:
        rows.append(
            (
                f"{globe.label}, {'sphere' if globe.body.is_sphere else 'ellipsoid'}",
                _OWN_SRS,
                "NONE",
                _OWN_SRS,
                globe.wkt,
                globe.words,
            )
        )
    base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", rows)
    return _WGS_84_SRS if globe.is_earth else _OWN_SRS


def _write_layer(base: sqlite3.Connection, layer: Layer, srs_id: int, changed_utc_s: float) -> None:
    columns = ["name TEXT", "start_utc DATETIME", "end_utc DATETIME", "start_sol INTEGER", "end_sol INTEGER"]
    columns += [f'"{name}" {_TYPES[kind]}' for name, kind in layer.columns.items()]
    base.execute(
        f'CREATE TABLE "{layer.name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {layer.shape.upper()}, '
        f"{', '.join(columns)}, colour TEXT)"
    )
    lon = np.concatenate([feature.longitude_deg for feature in layer.features])
    lat = np.concatenate([feature.latitude_deg for feature in layer.features])
    box = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    base.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (layer.name, layer.name, layer.title, _instant(changed_utc_s), *box, srs_id),
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
        (layer.name, layer.shape.upper(), srs_id),
    )
    marks = ", ".join("?" * (len(columns) + 3))
    base.executemany(f'INSERT INTO "{layer.name}" VALUES ({marks})', _rows(layer, srs_id))


def _rows(layer: Layer, srs_id: int) -> Iterator[tuple[Any, ...]]:
    for number, feature in enumerate(layer.features, start=1):
        values = [_value(feature.values.get(name)) for name in layer.columns]
        times = (
            _instant(feature.start_utc_s),
            _instant(feature.end_utc_s),
            feature.start_day,
            feature.end_day,
        )
        yield (number, _blob(layer, feature, srs_id), feature.name, *times, *values, feature.colour)


def _value(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _blob(layer: Layer, feature: Feature, srs_id: int) -> bytes:
    """The standard's header (no envelope for a point, else that of x and y), then well-known binary.

    Reference: the standard, clause 2.1.3.
    """
    lon, lat = feature.longitude_deg, feature.latitude_deg
    places = np.stack([lon, lat], axis=1)
    if layer.shape == "Point":
        envelope, flags = b"", 0b001
    else:
        flags = 0b011
        envelope = struct.pack("<4d", lon.min(), lon.max(), lat.min(), lat.max())
    header = b"GP" + struct.pack("<BBi", 0, flags, srs_id)
    shape = shapely.Point(places[0]) if layer.shape == "Point" else shapely.LineString(places)
    binary: bytes = shapely.to_wkb(shape, byte_order=1, flavor="iso")
    return header + envelope + binary


def _write_run(base: sqlite3.Connection, run: RunLayers) -> None:
    """What the run is, as a table without places."""
    rows = [
        ("scenario", run.scenario), ("title", run.title), ("kind", run.kind), ("frame", run.globe.words),
        ("start_utc", _instant(run.start_utc_s)), ("end_utc", _instant(run.end_utc_s)),
        *(("left out", words) for words in run.left_out),
    ]  # fmt: skip
    base.executemany("INSERT INTO run VALUES (?, ?)", rows)
    base.execute(
        "INSERT INTO gpkg_contents VALUES ('run', 'attributes', 'run', 'what the run is', ?, NULL, NULL, NULL, NULL, NULL)",
        (_instant(run.end_utc_s),),
    )


def _instant(utc_s: float) -> str:
    """The standard's DATETIME (clause 1.1.1.1.3)."""
    return format_utc(utc_s, 3)
