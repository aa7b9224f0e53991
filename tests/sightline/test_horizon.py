"""The skyline: against cones, ridges and level bodies that have a closed form, and the rim of Jezero."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from relaysim.sightline import End
from relaysim.sightline.horizon import Skyline, horizon_deg
from relaysim.terrain.raster import open_raster

sys.path.insert(0, str(Path(__file__).parent))
from small_grounds import MARS_M, end, ground, hills

MOLA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dem" / "jezero_mola_megdr_128ppd.tif"
AZIMUTHS = np.arange(0.0, 360.0, 7.5)
FLAT_M = 1e15  # the radius of a body without a bulge


def far_from_middle(cells: int, cell_m: float) -> np.ndarray:
    """Distances from the middle of a square raster."""
    down, across = np.indices((cells, cells)) - (cells - 1) / 2
    return np.hypot(down, across) * cell_m


def test_a_bowl_stands_equally_high_all_round() -> None:
    """In a cone that opens upward (1 m in 10), seen from 2 m up, the rim at 500 m is 48 m higher: 5.484 deg."""
    terrain = ground(0.1 * far_from_middle(401, 5.0), radius_m=MARS_M)
    found = horizon_deg(terrain, end(terrain, 200.0, 200.0, 2.0), AZIMUTHS, 500.0)
    drop_m = 500.0**2 / (2.0 * MARS_M)
    expected = np.degrees(np.arctan((50.0 - 2.0 - drop_m) / 500.0))
    assert found == pytest.approx(np.full(AZIMUTHS.shape, expected), abs=2e-3)


def test_a_ridge_stands_where_it_lies() -> None:
    """A wall 100 m high along the whole east, 1 km off: at azimuth a it is 1 km / sin a away, and none in the west."""
    heights = np.zeros((801, 801))
    heights[:, 600] = 100.0
    terrain = ground(heights)
    azimuths = np.array([90.0, 60.0, 120.0, 45.0, 270.0, 200.0])
    found = horizon_deg(terrain, end(terrain, 400.0, 400.0, 1.0), azimuths, 1900.0)
    away_m = 1000.0 / np.sin(np.radians(azimuths[:4]))
    expected = np.degrees(np.arctan((99.0 - away_m**2 / (2.0 * MARS_M)) / away_m))
    assert found[:4] == pytest.approx(expected, abs=2e-3)
    assert np.all(found[4:] < 0.0)


def test_on_a_level_body_the_horizon_dips() -> None:
    """From h above a smooth body of radius R it lies sqrt(2 h / R) below level: 0.0439 deg from 1 m on Mars."""
    terrain = ground(np.zeros((201, 201)), cell_m=50.0)
    found = horizon_deg(terrain, end(terrain, 100.0, 100.0, 1.0), AZIMUTHS, 4000.0)
    assert found == pytest.approx(np.full(AZIMUTHS.shape, -np.degrees(np.sqrt(2.0 / MARS_M))), abs=1e-6)


def test_nothing_on_rough_ground_stands_above_the_horizon() -> None:
    """No node of hilly ground stands above it in its own azimuth, and in no azimuth is there more than nodes explain."""
    terrain = ground(10.0 * hills(3, (121, 121)))
    seat = end(terrain, 60.0, 60.0, 2.0)
    eye_m = float(terrain.height_m(seat.latitude_deg, seat.longitude_deg)) + 2.0
    down, across = (array.ravel() - 60 for array in np.indices(terrain.heights_m.shape))
    away_m = 5.0 * np.hypot(down, across)
    near = (away_m > 0.0) & (away_m < 295.0)
    slope = (terrain.heights_m.ravel()[near] - eye_m) / away_m[near] - away_m[near] / (2.0 * MARS_M)
    found = horizon_deg(terrain, seat, np.degrees(np.arctan2(across, -down))[near], 295.0)
    assert np.all(found >= np.degrees(np.arctan(slope)) - 1e-6)
    assert np.max(found) < np.degrees(np.arctan(np.max(slope))) + 0.3


def test_unknown_ground_hides_nothing() -> None:
    """Behind a strip of unknown ground a wall still stands; without any known ground there is no answer."""
    heights = np.zeros((201, 201))
    heights[:, 120:130], heights[:, 150] = np.nan, 60.0
    terrain = ground(heights)
    seat = end(terrain, 100.0, 100.0, 1.0)
    drop_m = 250.0**2 / (2.0 * MARS_M)
    assert horizon_deg(terrain, seat, 90.0, 450.0) == pytest.approx(
        np.degrees(np.arctan((59.0 - drop_m) / 250.0)), abs=1e-6
    )
    heights = np.zeros((201, 201))
    heights[:, :100] = np.nan
    seat = end(ground(heights), 100.0, 100.0, 1.0)
    assert np.isnan(horizon_deg(ground(heights), seat, 270.0, 450.0))
    assert np.isnan(horizon_deg(ground(heights), End(0.0, 5.0, 1.0), 270.0, 450.0))


def test_the_rasters_edge_ends_the_view() -> None:
    """A radius beyond the raster sees what the raster holds."""
    terrain = ground(0.1 * far_from_middle(201, 5.0))
    seat = end(terrain, 100.0, 100.0, 2.0)
    assert horizon_deg(terrain, seat, 90.0, 5e4) == pytest.approx(
        horizon_deg(terrain, seat, 90.0, 500.0), abs=1e-4
    )


def test_a_radius_must_be_positive() -> None:
    """A radius of zero is refused in words."""
    terrain = ground(np.zeros((5, 5)))
    with pytest.raises(ValueError, match="radius_m must be positive"):
        horizon_deg(terrain, end(terrain, 2.0, 2.0, 1.0), 0.0, 0.0)


def test_a_skyline_goes_all_round() -> None:
    """Between two azimuths it is linear, across north too; what is unknown stays nan or becomes what was asked for."""
    line = Skyline(np.array([0.0, 90.0, 180.0, 270.0]), np.array([4.0, 0.0, 2.0, np.nan]))
    assert line.at([0.0, 45.0, 360.0, 405.0, -315.0]) == pytest.approx([4.0, 2.0, 4.0, 2.0, 2.0])
    assert np.isnan(line.at([225.0, 270.0, 359.0])).all()
    terrain = ground(0.1 * far_from_middle(101, 5.0))
    found = Skyline.of(terrain, end(terrain, 50.0, 50.0, 2.0), 240.0, count=36)
    assert found.at([5.0, 355.0]) == pytest.approx(
        horizon_deg(terrain, end(terrain, 50.0, 50.0, 2.0), [0.0, 0.0], 240.0), abs=0.02
    )
    nowhere = Skyline.of(ground(np.full((5, 5), np.nan)), End(0.0, 0.0, 1.0), 10.0, count=4, unknown_deg=0.0)
    assert nowhere.elevations_deg.tolist() == [0.0, 0.0, 0.0, 0.0]


def test_the_rim_of_jezero() -> None:
    """From the landing site the crater's rim and the delta stand up to 0.5-6 deg high in MOLA's heights, all known."""
    if not MOLA.is_file():
        pytest.skip("needs the heights of shared/data/dem beside the checkout")
    found = horizon_deg(open_raster(MOLA), End(18.4447, 77.4508, 2.0), np.arange(0.0, 360.0, 1.0), 60_000.0)
    assert 0.5 < float(np.max(found)) < 6.0
    west = found[240:300]
    assert float(np.min(west)) > 0.5
    assert not np.isnan(found).any()
