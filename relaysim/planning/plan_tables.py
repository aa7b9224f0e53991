"""Rows and shapes of a plan as CSV and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from relaysim.terrain.frame import LocalFrame

Cell = float | int | str | bool | None
DEGREES = 8  # decimals: 1 mm


def csv_text(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str]) -> str:
    """Rows under a heading; an empty cell for None and for nan."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_written(row[name]) for name in columns] for row in rows)
    return text.getvalue()


def feature(
    geometry: shapely.Geometry, frame: LocalFrame, properties: Mapping[str, Cell | Sequence[str]]
) -> dict[str, Any]:
    """A GeoJSON feature (RFC 7946) of a shape of the local frame; nan is null."""
    placed = shapely.transform(
        geometry, lambda xy: np.column_stack(frame.to_geographic(xy[:, 0], xy[:, 1])[::-1])
    )
    return {
        "type": "Feature",
        "properties": {name: plain(value) for name, value in properties.items()},
        "geometry": json.loads(
            shapely.to_geojson(shapely.transform(placed, lambda xy: np.round(xy, DEGREES)))
        ),
    }


def collection(features: Sequence[Mapping[str, Any]], body_name: str) -> dict[str, Any]:
    """A FeatureCollection; its places are latitudes and longitudes on the scenario's body."""
    return {"type": "FeatureCollection", "body": body_name, "features": list(features)}


def plain(value: Any, digits: int = 3) -> Any:
    """A value for JSON: floats rounded, nan and infinite as None, sequences as lists."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, float | np.floating):
        return round(float(value), digits) if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [plain(one, digits) for one in value]
    return value


def _written(value: Cell) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or (isinstance(value, float) and not math.isfinite(value)) else value
