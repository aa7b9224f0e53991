"""The brute-force rays themselves: against dense sampling, and against the clearances of links."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from relaysim.sightline import End, clearances
from relaysim.terrain.grid import Terrain, bilinear

sys.path.insert(0, str(Path(__file__).parent))
from exact_rays import snapped
from small_grounds import all_rays, end, ground, rough


def samples(terrain: Terrain, observer: End, target_m: float, column: int, row: int) -> tuple[float, float]:
    """Clearance and height of one cell from many samples of its ray: never below the truth, and near it."""
    c0, r0 = (
        snapped(float(x)) for x in terrain.grid_coordinates(observer.latitude_deg, observer.longitude_deg)
    )
    place = observer.latitude_deg, observer.longitude_deg
    distance = float(terrain.body.distance_m(*place, *terrain.geographic(column, row)))
    lines = [
        (np.arange(80) - start) / (stop - start) for start, stop in ((c0, column), (r0, row)) if start != stop
    ]
    t = np.concatenate([np.linspace(0.0, 1.0, 20_001), np.geomspace(1e-6, 1.0, 5_001), *lines])
    t = t[(t > 0.0) & (t <= 1.0)]
    lifted = bilinear(terrain.heights_m, c0 + (column - c0) * t, r0 + (row - r0) * t)
    lifted += distance**2 / (2.0 * terrain.body.radius_m) * t * (1.0 - t)
    z0 = float(bilinear(terrain.heights_m, c0, r0)) + observer.antenna_m
    z1 = float(terrain.heights_m[row, column]) + target_m
    clearance = min(float(np.min(z0 + (z1 - z0) * t - lifted)), observer.antenna_m)
    return clearance, min(z1 - (z0 + float(np.max((lifted - z0) / t))), target_m)


@pytest.mark.parametrize("seed", range(6))
def test_the_truth_is_what_dense_sampling_approaches(seed: int) -> None:
    """The reference itself: no sample of a ray lies below its least clearance or its height, and some come near."""
    terrain = ground(rough(seed), 5.0 if seed % 2 else 500.0)
    rng = np.random.default_rng(seed)
    observer = end(terrain, *(rng.uniform(0, 22, 2) if seed % 3 else (7, 11)), 2.0)
    truth = all_rays(terrain, observer, 0.5)
    for n in rng.choice(truth.clearance_m.size, 40, replace=False):
        row, column = divmod(int(n), 31)
        clearance, height = samples(terrain, observer, 0.5, column, row)
        assert -1e-5 < clearance - truth.clearance_m[n] < 1e-3
        assert -1e-5 < height - truth.height_m[n] < 0.05 + 0.01 * abs(height)


@pytest.mark.parametrize("seed", range(4))
def test_the_truth_and_the_clearances_of_links_are_the_same(seed: int) -> None:
    """The reference and `clearances` were written apart and agree to rounding, unknown ground included."""
    heights = rough(seed)
    heights[np.random.default_rng(seed).random(heights.shape) < 0.01 * seed] = np.nan
    heights[4:6, 6:8] = 1.0
    terrain = ground(heights)
    observer = end(terrain, 6.4, 4.7, 2.0)
    truth = all_rays(terrain, observer, 0.5)
    down, across = np.indices(heights.shape)
    places = terrain.geographic(across.ravel(), down.ravel())
    links = clearances(terrain, observer.latitude_deg, observer.longitude_deg, 2.0, *places, 0.5)
    assert np.array_equal(links.clear, truth.visible)
    assert np.array_equal(links.blocked, truth.blocked)
    known = ~np.isnan(links.clearance_m)
    np.testing.assert_allclose(links.clearance_m[known], truth.clearance_m[known], atol=1e-10)
