"""The terrain that ships: made from its tables, true to them, dated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import relaysim.errors
from relaysim.errors import TerrainError
from relaysim.resources import data_folder
from relaysim.terrain.body import Body
from relaysim.terrain.build import build_survey_terrain
from relaysim.terrain.build_file import local_crs
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.raster import open_raster
from relaysim.terrain.registry import KnownTerrain, SurveyRecipe, list_terrains, open_terrain
from relaysim.terrain.survey import SurveyPoints

ENTRY: KnownTerrain = next(entry for entry in list_terrains() if entry.survey)
assert ENTRY.survey is not None
RECIPE: SurveyRecipe = ENTRY.survey
RIDGE = Box(18.480, 77.362, 18.486, 77.374)


def in_python(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs Python with this relaysim on its path."""
    root = str(Path(relaysim.errors.__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment
    )


@pytest.fixture(scope="module")
def points() -> SurveyPoints:
    return RECIPE.points(data_folder("terrain"))


@pytest.fixture(scope="module")
def shipped() -> Terrain:
    return open_terrain(ENTRY.name)


def test_rebuilt_byte_for_byte() -> None:
    """The builder makes the very file that ships, and the registry has its checksum."""
    script = data_folder("terrain") / "build.py"
    answer = in_python([str(script), "--check", ENTRY.name])
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "as built" in answer.stdout


def test_tables_are_small(points: SurveyPoints) -> None:
    """At most 6,000 rows, all dated, none later than sol 1110, each with its source."""
    assert len(points) <= 6000 and points.dated
    assert points.sol.max() <= 1110 and np.all(points.source != "")
    assert set(points.kind) == {"stops", "track", "landings"}
    assert (points.kind == "landings").sum() == 73


def test_passes_its_points(points: SurveyPoints, shipped: Terrain) -> None:
    """The surface passes 95 % of the points within 0.6 m, and knows the ground at all of them."""
    off = shipped.height_m(points.latitude_deg, points.longitude_deg) - points.height_m
    assert np.isfinite(off).all()
    assert np.percentile(np.abs(off), 95) < 0.6
    sigma = shipped.sigma_at_m(points.latitude_deg, points.longitude_deg)
    assert np.percentile(sigma, 95) < 0.35


def test_far_ground_is_unknown(points: SurveyPoints, shipped: Terrain) -> None:
    """Cells are known up to 120 m from a point and no farther; known heights have a sigma."""
    known = np.isfinite(shipped.heights_m)
    np.testing.assert_array_equal(known, np.isfinite(shipped.sigma_m))
    rows, cols = (index[::97] for index in np.nonzero(known))
    lat, lon = shipped.geographic(cols, rows)
    away = shipped.body.distance_m(lat[:, None], lon[:, None], points.latitude_deg, points.longitude_deg).min(
        axis=1
    )
    assert away.max() < 120.1
    assert known.any(axis=0)[[0, -1]].all() and known.any(axis=1)[[0, -1]].all()


def test_rows_are_the_files(shipped: Terrain) -> None:
    """The file opens by its path as by its name, and is a plain GeoTIFF with a described second band."""
    again = open_raster(data_folder("terrain") / str(ENTRY.file))
    assert again.sha256 == shipped.sha256 == ENTRY.sha256
    assert again.sigma_m is not None and again.dated and again.as_of is None
    assert shipped.body == Body.sphere("Mars", 3_396_190.0)


def test_a_part_is_the_whole(shipped: Terrain) -> None:
    """Built in a box as of the last sol, the terrain has the very heights that ship."""
    part = RECIPE.build(data_folder("terrain"), "part", bounds=RIDGE)
    rows, cols = np.nonzero(np.isfinite(part.heights_m))
    col, row = shipped.grid_coordinates(*part.geographic(cols, rows))
    whole = shipped.heights_m[np.round(row).astype(int), np.round(col).astype(int)]
    np.testing.assert_allclose(part.heights_m[rows, cols], whole, atol=0.0101)
    assert len(rows) > 1000


@pytest.mark.parametrize("sol", [776, 821])
def test_as_of_uses_no_later_row(points: SurveyPoints, sol: int) -> None:
    """As of a sol the terrain is the same whatever was measured later."""
    answer = open_terrain(ENTRY.name, as_of_sol=sol, around=RIDGE)
    assert answer.as_of == f"sol {sol}" and answer.dated
    later = points.sol > sol
    spoilt = SurveyPoints(
        points.latitude_deg, points.longitude_deg, np.where(later, 9e3, points.height_m),
        points.sol, points.kind, points.source, True,
    )  # fmt: skip
    same = build_survey_terrain(
        spoilt, name="x", body=RECIPE.body, crs=RECIPE.crs, variogram=RECIPE.variogram,
        method=RECIPE.method, as_of=sol, bounds=RIDGE,
    )  # fmt: skip
    assert same.sha256 == answer.sha256


def test_as_of_knows_less() -> None:
    """What is known grows with the sols: every cell known as of a sol is known later."""
    counts = [
        np.isfinite(open_terrain(ENTRY.name, as_of_sol=s, around=RIDGE).heights_m).sum()
        for s in (776, 840, 1110)
    ]
    assert counts[0] < counts[1] <= counts[2]


def test_as_of_too_early() -> None:
    """Before the first point, or where nothing was known yet, the error says when."""
    with pytest.raises(TerrainError, match=r"the first survey point is of sol 13"):
        open_terrain(ENTRY.name, as_of_sol=3)
    with pytest.raises(TerrainError, match=r"no ground is known there as of sol 100"):
        open_terrain(ENTRY.name, as_of_sol=100, around=RIDGE)


def test_agrees_with_the_fused_model(points: SurveyPoints, shipped: Terrain, dem_folder: Path) -> None:
    """Along the track the surface is that of a model fused with the same track, within 0.2 m rms."""
    fused = open_raster(dem_folder / "jezero_fused_5m.tif")
    apart = shipped.height_m(points.latitude_deg, points.longitude_deg) - fused.height_m(
        points.latitude_deg, points.longitude_deg
    )
    assert np.sqrt(np.nanmean(apart**2)) < 0.2  # 0.13 m seen
    assert np.isfinite(apart).mean() > 0.99


def test_no_heavy_imports() -> None:
    """Opening a raster needs no compiler: numba is not imported."""
    code = "import sys, relaysim.terrain.raster, relaysim.terrain.registry; sys.exit('numba' in sys.modules)"
    assert in_python(["-c", code]).returncode == 0


@pytest.mark.parametrize(("lat", "lon"), [(10.0, 180.0), (-10.0, 0.0), (89.9995, 30.0), (-88.0, 180.0)])
def test_points_at_the_edges_of_longitude(lat: float, lon: float) -> None:
    """Points on both sides of 180 or 0 degrees, or round a pole, are neighbours: one small raster holds them."""
    moon = Body.sphere("Moon", 1_737_400.0)
    frame = LocalFrame(moon, lat, lon)
    x, y = (a.ravel() for a in np.meshgrid(np.arange(-60, 61, 20.0), np.arange(-60, 61, 20.0)))
    at_lat, at_lon = frame.to_geographic(x, y)
    names = np.full(x.size, "made")
    points = SurveyPoints(
        at_lat, (at_lon + 180) % 360 - 180, 5.0 + x / 50, np.ones(x.size, dtype=np.int64), names, names, True
    )
    terrain = build_survey_terrain(points, name="t", body=moon, crs=local_crs(points, moon))
    assert max(terrain.heights_m.shape) < 80
    np.testing.assert_allclose(terrain.height_m(at_lat, at_lon), points.height_m, atol=0.3)
    assert terrain.cell_extent_m == pytest.approx((5.0, 5.0), rel=1e-2)
