"""What is drawn by users: every mistake has its message, and what is right lies where it was drawn."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.errors import InputError
from relaysim.planning.geojson_shapes import read_shapes
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

BODY = Body.sphere("Somewhere", 1e6)
FRAME = LocalFrame(BODY, 10.0, 50.0)
TERRAIN = Terrain(
    "plain", BODY, np.zeros((41, 41)), None, Affine(0.01, 0, 49.8, 0, -0.01, 10.2), CRS.from_string("+proj=longlat +R=1000000"),
    "", "made up",
)  # fmt: skip
RING = [[50.0, 10.0], [50.1, 10.0], [50.1, 10.1], [50.0, 10.0]]
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{", "no GeoJSON"),
        (DEEP, "no GeoJSON"),
        ([1, 2], "no GeoJSON"),
        ({"type": "FeatureCollection"}, "without its list"),
        ({"type": "FeatureCollection", "features": []}, "no geometry in it"),
        ({"type": "Feature", "properties": None, "geometry": None}, "without a geometry"),
        ({"type": "LineString"}, "without coordinates"),
        ({"type": "Point", "coordinates": [50.0, 10.0]}, "a Point; wanted: LineString or Polygon"),
        ({"type": "LineString", "coordinates": [[50.0, 10.0], [50.0, 10.0]]}, "two different places"),
        ({"type": "LineString", "coordinates": [[50.0, 10.0]]}, "two different places"),
        ({"type": "LineString", "coordinates": [[50.0, 10.0], ["a", None]]}, "no list of"),
        ({"type": "LineString", "coordinates": [[50.0, 10.0], [50.0, 11.0]]}, "vertex 2 .*outside"),
        ({"type": "LineString", "coordinates": [[50.0, 10.0], [float("nan"), 10.0]]}, "vertex 2 .no number. is outside"),
        ({"type": "LineString", "coordinates": [[10.0, 50.0], [10.1, 50.1]]}, "swapped"),
        ({"type": "Polygon", "coordinates": [RING[:3]]}, "needs a ring"),
        ({"type": "Polygon", "coordinates": []}, "needs a ring"),
        ({"type": "Polygon", "coordinates": [[[50, 10], [50.1, 10.1], [50.1, 10], [50, 10.1], [50, 10]]]}, "crosses itself"),
    ],
)  # fmt: skip
def test_mistakes_are_told(written: object, message: str, tmp_path: Path) -> None:
    """Each names the option and the file, says what is wrong and what is wanted."""
    path = tmp_path / "drawn.geojson"
    path.write_text(written if isinstance(written, str) else json.dumps(written))
    with pytest.raises(InputError, match=rf"^--route .*drawn\.geojson: .*{message}"):
        read_shapes(path, FRAME, TERRAIN, ("LineString", "Polygon"), "--route")


def test_everything_in_a_file_is_read_under_its_name(tmp_path: Path) -> None:
    """Multi geometries and collections count one by one; names come from the features, cut when they are endless."""
    drawn = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": "<b>" * 4000}, "geometry": {"type": "Polygon", "coordinates": [RING]}},
            {"type": "Feature", "properties": None, "geometry": {"type": "MultiPolygon", "coordinates": [[RING], [RING]]}},
            {"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "coordinates": [RING]}]}},
        ],
    }  # fmt: skip
    (tmp_path / "drawn.geojson").write_text(json.dumps(drawn))
    found = read_shapes(tmp_path / "drawn.geojson", FRAME, TERRAIN, ("Polygon",), "--polygons")
    assert [one.name for one in found] == [("<b>" * 4000)[:80], "number 2", "number 2", "number 3"]
    # A triangle of 0.1 by 0.1 deg: half of its square, on a sphere of 1,000 km.
    side_m = np.radians(0.1) * 1e6
    assert found[0].geometry.area == pytest.approx(side_m**2 * np.cos(np.radians(10.05)) / 2, rel=2e-3)
    with pytest.raises(InputError, match="cannot be read"):
        read_shapes(tmp_path / "none.geojson", FRAME, TERRAIN, ("Polygon",), "--polygons")
