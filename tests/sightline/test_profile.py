"""Ground profiles for the radio: spacing, bulge, unknown ground, and agreement with the terrain's own sampling."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.sightline import profiles
from relaysim.terrain.grid import bilinear

RADIUS_M = 3_396_190.0


def test_samples_are_the_surface_raised_by_the_bulge() -> None:
    """Each sample is the bilinear height at its place plus d1 d2 / (2 R)."""
    rng = np.random.default_rng(1)
    heights = rng.normal(size=(40, 50))
    c1, c2 = rng.uniform(0, 49, (2, 30))
    r1, r2 = rng.uniform(0, 39, (2, 30))
    distance = 5.0 * np.hypot(c2 - c1, r2 - r1)
    found = profiles(heights, c1, r1, c2, r2, distance, 5_000.0, 1.0)
    assert len(found) == 30
    for n, ground in enumerate(found):
        t = np.linspace(0.0, 1.0, ground.size)
        d1 = t * distance[n]
        surface = bilinear(heights, c1[n] + (c2[n] - c1[n]) * t, r1[n] + (r2[n] - r1[n]) * t)
        np.testing.assert_allclose(ground, surface + d1 * (distance[n] - d1) / 10_000.0, atol=1e-4)


def test_steps_are_even_and_never_above_the_one_asked_for() -> None:
    """A link of d metres has ceil(d / step) steps, at least one, and both of its ends."""
    distance = np.array([500.0, 500.5, 0.3, 0.0, 3 * 0.1])
    zero = np.zeros(5)
    found = profiles(np.zeros((3, 3)), zero, zero, zero + 2, zero + 2, distance, RADIUS_M, 1.0)
    assert np.diff(found.offsets).tolist() == [501, 502, 2, 2, 2]
    np.testing.assert_allclose(found.step_m, [1.0, 500.5 / 501, 0.3, 0.0, 0.3])
    tenth = profiles(np.zeros((3, 3)), zero, zero, zero + 2, zero + 2, distance, RADIUS_M, 0.1)
    assert np.diff(tenth.offsets)[4] == 4  # 3 * 0.1 is three steps of 0.1, whatever binary says


def test_unknown_ground_is_nan_where_it_has_weight_and_nowhere_else() -> None:
    """Beside an unknown node the profile is nan; on the line of its neighbours it is not."""
    heights = np.zeros((5, 9))
    heights[1, 4] = np.nan
    beside = profiles(heights, 0.0, 1.5, 8.0, 1.5, 8.0, np.inf, 0.5)[0]
    on_line = profiles(heights, 0.0, 2.0, 8.0, 2.0, 8.0, np.inf, 0.5)[0]
    assert np.flatnonzero(np.isnan(beside)).tolist() == [7, 8, 9]
    assert not np.isnan(on_line).any()


def test_outside_the_raster_is_nan_and_its_edge_is_not() -> None:
    """The outermost centres are the last known places; a hair of rounding beyond them is still on them."""
    heights = np.ones((4, 6))
    leaving = profiles(heights, 2.0, 1.0, 8.0, 1.0, 6.0, np.inf, 1.0)[0]
    assert np.isnan(leaving).tolist() == [False] * 4 + [True] * 3
    edge = profiles(heights, -1e-9, 3.0 + 1e-9, 5.0 + 1e-9, 3.0, 5.0, np.inf, 0.3)[0]
    assert (edge == 1.0).all()
    nowhere = profiles(heights, np.nan, 0.0, np.nan, 1.0, 3.0, np.inf, 1.0)[0]
    assert np.isnan(nowhere).all()


def test_a_raster_of_one_row() -> None:
    """A raster may be a single row of cells."""
    ground = profiles(np.array([[0.0, 4.0, 0.0]]), 0.0, 0.0, 2.0, 0.0, 2.0, np.inf, 0.5)[0]
    assert ground.tolist() == [0.0, 2.0, 4.0, 2.0, 0.0]


def test_float32_rasters_are_sampled_in_double() -> None:
    """A float32 raster gives the samples of the same numbers in float64, to the last bit."""
    heights = np.random.default_rng(2).normal(-2500.0, 3.0, (20, 20)).astype(np.float32)
    single = profiles(heights, 1.2, 3.4, 17.8, 15.9, 100.0, RADIUS_M, 1.0)
    double = profiles(heights.astype(np.float64), 1.2, 3.4, 17.8, 15.9, 100.0, RADIUS_M, 1.0)
    assert single.ground_m.tobytes() == double.ground_m.tobytes()


def test_a_step_that_is_no_step_is_refused() -> None:
    """A step of nothing would take for ever."""
    with pytest.raises(ValueError, match="step_m must be positive"):
        profiles(np.zeros((3, 3)), 0.0, 0.0, 1.0, 1.0, 5.0, RADIUS_M, 0.0)
