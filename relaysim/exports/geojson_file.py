"""Layers as GeoJSON.

RFC 7946 knows WGS 84 alone. For another body its frame stands in `crs`, as the earlier specification had it, and
GDAL, so QGIS, reads it there; programs that keep to the RFC pass over it and would draw the run on the Earth.

Reference: RFC 7946; GeoJSON Format Specification 1.0 (2008), clause 3.
"""

from __future__ import annotations

import json
from typing import Any

from relaysim.exports.feature import Feature, Floats, Layer
from relaysim.exports.globe import Globe
from relaysim.exports.run_layers import RunLayers
from relaysim.records.csv_table import utc_text

DECIMALS = 8  # of a degree: 0.6 mm on a body of 3,400 km


def geojson(run: RunLayers) -> bytes:
    """One collection; each feature names its layer."""
    # The head comes first in the file, so that whoever opens it in an editor reads it.
    head: dict[str, Any] = {
        "type": "FeatureCollection",
        "name": run.scenario,
        "relaysim": {
            "title": run.title, "kind": run.kind, "frame": run.globe.words,
            "body": _body(run.globe),
            "start_utc": utc_text(run.start_utc_s), "end_utc": utc_text(run.end_utc_s),
            "layers": {layer.name: layer.title for layer in run.layers}, "left_out": list(run.left_out),
        },
    }  # fmt: skip
    if not run.globe.is_earth:
        head["crs"] = {"type": "name", "properties": {"name": run.globe.wkt}}
    rows = [
        json.dumps(_feature(layer, feature), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        for layer in run.layers
        for feature in layer.features
    ]
    text = json.dumps(head, ensure_ascii=False, allow_nan=False, indent=1)
    return (text.removesuffix("\n}") + ',\n "features": [\n' + ",\n".join(rows) + "\n]}\n").encode()


def _body(globe: Globe) -> dict[str, Any]:
    polar = {} if globe.body.is_sphere else {"polar_radius_m": globe.polar_radius_m}
    return {"name": globe.label, "radius_m": globe.radius_m, **polar}


def _feature(layer: Layer, feature: Feature) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "layer": layer.name, "name": feature.name,
        "start_utc": utc_text(feature.start_utc_s), "end_utc": utc_text(feature.end_utc_s),
        "start_sol": feature.start_day, "end_sol": feature.end_day, **feature.values,
    }  # fmt: skip
    if feature.utc_s is not None:
        properties["vertex_utc"] = [utc_text(utc_s) for utc_s in feature.utc_s.tolist()]
    if feature.height_m is not None:
        properties["vertex_height_m"] = rounded(feature.height_m, 1)
    # Reference: simplestyle-spec 1.1.0, which web maps colour by.
    properties["marker-color" if layer.shape == "Point" else "stroke"] = feature.colour
    places = [list(place) for place in zip(*degrees(feature), strict=True)]
    coordinates = places[0] if layer.shape == "Point" else places
    return {
        "type": "Feature",
        "geometry": {"type": layer.shape, "coordinates": coordinates},
        "properties": properties,
    }


def degrees(feature: Feature) -> tuple[list[float], list[float]]:
    """(longitudes, latitudes), rounded."""
    return rounded(feature.longitude_deg, DECIMALS), rounded(feature.latitude_deg, DECIMALS)


def rounded(values: Floats, decimals: int) -> list[float]:
    """Numbers for a file; never -0."""
    return [round(value, decimals) + 0.0 for value in values.tolist()]
