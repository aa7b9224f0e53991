"""The second terrain that ships: the same points, ground as far as 300 m from them, and how sure it is there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import rasterio

from relaysim.resources import data_folder
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.kriging import near_points
from relaysim.terrain.projection import projection_of
from relaysim.terrain.raster import open_raster
from relaysim.terrain.registry import SurveyRecipe, known_terrain, open_terrain

NAME = "jezero-survey-wide"
ENTRY = known_terrain(NAME)
assert ENTRY.survey is not None
RECIPE: SurveyRecipe = ENTRY.survey
PLACES = (
    Box(18.4400, 77.4400, 18.4440, 77.4440),  # near the landing
    Box(18.4250, 77.4400, 18.4300, 77.4440),  # out to the edge of what is known, south of flights 10 to 17
    Box(18.4910, 77.3290, 18.4950, 77.3330),  # at the western end of the drives
)


@pytest.fixture(scope="module")
def wide() -> Terrain:
    return open_terrain(NAME)


def points_m() -> tuple[np.ndarray, np.ndarray]:
    """Eastings and northings of all points, in the raster's frame."""
    points = RECIPE.points(data_folder("terrain"))
    return projection_of(RECIPE.crs, 0.0).forward(points.latitude_deg, points.longitude_deg)


def test_the_file_is_the_registrys() -> None:
    """Size and checksum are those of the registry, at most 2 MB, and its tag names the recipe's variogram and reach."""
    file = data_folder("terrain") / str(ENTRY.file)
    data = file.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (ENTRY.size_bytes, ENTRY.sha256)
    assert len(data) <= 2_000_000
    with rasterio.open(file) as raster:
        method = raster.tags()["METHOD"]
    law, reach = RECIPE.variogram, RECIPE.method
    assert f"{law.scale_m2:g} h^{law.exponent:g} m2" in method
    assert method.endswith(f"known to {reach.known_radius_m:g} m from a point")


@pytest.mark.parametrize("place", PLACES)
def test_parts_built_again_are_what_ships(wide: Terrain, place: Box) -> None:
    """Heights, sigma and what is unknown come out of the tables as in the file: to the centimetre they are rounded to.

    The whole takes a minute: `python terrain/build.py --check` compares it byte for byte.
    """
    part = RECIPE.build(data_folder("terrain"), "part", bounds=place)
    rows, cols = np.nonzero(np.isfinite(part.heights_m))
    assert len(rows) > 1000
    col, row = (np.round(a).astype(int) for a in wide.grid_coordinates(*part.geographic(cols, rows)))
    assert part.sigma_m is not None and wide.sigma_m is not None
    np.testing.assert_allclose(part.heights_m[rows, cols], wide.heights_m[row, col], atol=0.0101)
    np.testing.assert_allclose(part.sigma_m[rows, cols], wide.sigma_m[row, col], atol=0.0101)
    same = np.isfinite(wide.heights_m[row.min() : row.max() + 1, col.min() : col.max() + 1])
    np.testing.assert_array_equal(
        np.isfinite(part.heights_m[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1]), same
    )


def test_known_to_300_m_and_no_farther(wide: Terrain) -> None:
    """A cell is known if and only if its centre is within 300 m of a point; known heights have a sigma."""
    x, y = points_m()
    col, row = (a / 5.0 for a in (x - wide.transform.c, wide.transform.f - y))
    near = near_points(col - 0.5, row - 0.5, wide.heights_m.shape, 60.0, 60.0)
    np.testing.assert_array_equal(np.isfinite(wide.heights_m), near)
    assert wide.sigma_m is not None
    np.testing.assert_array_equal(np.isfinite(wide.sigma_m), near)


def away_m(terrain: Terrain) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rows, cols, metres to the nearest point) of every 23rd known cell."""
    rows, cols = (index[::23] for index in np.nonzero(np.isfinite(terrain.heights_m)))
    x, y = points_m()
    at_x, at_y = projection_of(RECIPE.crs, 0.0).forward(*terrain.geographic(cols, rows))
    near = [((at_x[i] - x) ** 2 + (at_y[i] - y) ** 2).min() for i in range(len(rows))]
    return rows, cols, np.sqrt(near)


def test_sigma_grows_with_the_distance_from_points(wide: Terrain) -> None:
    """The farther from every point, the less certain: ring by ring, from below 1 m to some 10 m."""
    rows, cols, away = away_m(wide)
    assert wide.sigma_m is not None
    sigma = wide.sigma_m[rows, cols]
    rings = [(0, 10), (10, 20), (20, 40), (40, 80), (80, 120), (120, 160), (160, 200), (200, 250), (250, 300)]
    median = [np.median(sigma[(away >= low) & (away < high)]) for low, high in rings]
    assert np.all(np.diff(median) > 0.2)
    assert median[0] < 0.5 and 8.0 < median[-1] < 12.0


def test_sigma_tells_the_error_against_an_orbital_model(wide: Terrain, dem_folder: Path) -> None:
    """120-300 m from points two thirds of the heights of a separately made model are within a sigma, 80 % within two.

    A Gaussian band would hold 95 % within two: the rest is cliffs that nobody drove over (terrain/README.md).
    """
    fused = open_raster(dem_folder / "jezero_fused_5m.tif")
    rows, cols, away = away_m(wide)
    far = away >= 120.0
    off = np.abs(wide.heights_m[rows, cols] - fused.height_m(*wide.geographic(cols, rows)))[far]
    assert wide.sigma_m is not None
    in_sigmas = off / wide.sigma_m[rows, cols][far]
    assert np.isfinite(in_sigmas).all()
    assert 0.65 < np.mean(in_sigmas < 1.0) < 0.75  # 0.69 seen
    assert 0.80 < np.mean(in_sigmas < 2.0) < 0.95  # 0.84 seen


def test_near_the_points_it_is_the_other_survey_terrain(wide: Terrain) -> None:
    """Within 10 m of a point the two survey terrains agree within 0.1 m rms: same points, another law of roughness."""
    narrow = open_terrain("jezero-survey")
    rows, cols, away = away_m(wide)
    apart = wide.heights_m[rows, cols] - narrow.height_m(*wide.geographic(cols, rows))
    near = away < 10.0
    assert np.isfinite(apart[near]).all()
    assert np.sqrt(np.mean(apart[near] ** 2)) < 0.1


def test_as_of_a_sol() -> None:
    """As of a sol it is rebuilt from the rows of that sol and earlier, and says so; later it knows more."""
    round_about = Box(18.428, 77.440, 18.440, 77.452)  # flights 16 to 18
    early, late = (open_terrain(NAME, as_of_sol=sol, around=round_about) for sol in (150, 282))
    assert (early.as_of, late.as_of) == ("sol 150", "sol 282") and early.dated
    assert 0 < np.isfinite(early.heights_m).sum() < np.isfinite(late.heights_m).sum()
