"""All ridges on a line, and the free share of the first Fresnel zone, against dense sampling and known cases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.sightline import (
    End,
    Ends,
    clearances,
    fresnel_clearances,
    fresnel_radius_m,
    ridges,
    sightline,
)

sys.path.insert(0, str(Path(__file__).parent))
from small_grounds import MARS_M, end, ground, hills, rough

WAVELENGTH_M = 0.328


def densely(terrain: Any, first: End, second: End, count: int = 400_001) -> Any:
    """Fractions of the way and the line's height above the ground there, known everywhere."""
    lat = np.linspace(first.latitude_deg, second.latitude_deg, count)
    lon = np.linspace(first.longitude_deg, second.longitude_deg, count)
    t = np.linspace(0.0, 1.0, count)
    distance = float(
        terrain.body.distance_m(
            first.latitude_deg, first.longitude_deg, second.latitude_deg, second.longitude_deg
        )
    )
    ground_m = terrain.height_m(lat, lon)
    z1, z2 = ground_m[0] + first.antenna_m, ground_m[-1] + second.antenna_m
    return t, z1 + (z2 - z1) * t - ground_m - distance**2 / (2 * MARS_M) * t * (1 - t), distance


@pytest.mark.parametrize("seed", range(6))
def test_ridges_are_the_stretches_where_the_ground_stands_above_the_line(seed: int) -> None:
    """As many as dense sampling finds, each with its begin, end, highest point and height; the worst one blocks."""
    terrain = ground(rough(seed) if seed % 2 else hills(seed))
    first, second = end(terrain, 2.3 + seed, 20.1, 1.0), end(terrain, 27.9, 1.7 + seed, 0.5)
    for a, b in ((first, second), (second, first)):
        t, clearance, distance = densely(terrain, a, b)
        below = np.concatenate(([False], clearance < 0.0, [False]))
        begins, ends = (
            np.flatnonzero(np.diff(below.astype(int)) == 1),
            np.flatnonzero(np.diff(below.astype(int)) == -1),
        )
        deep = [k for k, (i, j) in enumerate(zip(begins, ends, strict=True)) if clearance[i:j].min() < -1e-4]
        found = [ridge for ridge in ridges(terrain, a, b) if ridge.top.above_sightline_m > 1e-4]
        assert len(found) == len(deep)
        for ridge, k in zip(found, deep, strict=True):
            i, j = begins[k], ends[k]
            worst = i + int(np.argmin(clearance[i:j]))
            assert ridge.begin_m == pytest.approx(t[i] * distance, abs=distance * 1e-5)
            assert ridge.end_m == pytest.approx(t[j - 1] * distance, abs=distance * 1e-5)
            assert ridge.top.above_sightline_m == pytest.approx(-clearance[worst], abs=1e-3)
        line = sightline(terrain, a, b)
        if found:
            highest = max(found, key=lambda ridge: ridge.top.above_sightline_m)
            assert line.obstruction is not None
            assert highest.top.above_sightline_m == pytest.approx(
                line.obstruction.above_sightline_m, abs=1e-9
            )
            assert highest.top.distance_m == pytest.approx(line.obstruction.distance_m, abs=1e-6)


def test_not_one_of_many_ridges_is_left_out() -> None:
    """A saw with 300 teeth has 300 ridges, from either end in the order of the way."""
    heights = np.zeros((3, 601))
    heights[:, 1::2] = 5.0
    terrain = ground(heights, 1.0)
    first, second = end(terrain, 0.0, 1.0, 1.0), end(terrain, 600.0, 1.0, 1.0)
    there, back = ridges(terrain, first, second), ridges(terrain, second, first)
    assert len(there) == len(back) == 300
    np.testing.assert_allclose(
        [ridge.top.distance_m for ridge in there], np.arange(1.0, 600.0, 2.0), atol=0.1
    )
    np.testing.assert_allclose(
        [ridge.top.distance_m for ridge in back], [ridge.top.distance_m for ridge in there], atol=0.2
    )


@pytest.mark.parametrize("seed", range(6))
def test_the_free_share_is_the_least_of_clearance_over_the_zones_radius(seed: int) -> None:
    """No sample lies below it, and some come near; both directions say the same."""
    terrain = ground(hills(seed))
    first, second = end(terrain, 1.4, 3.2 + seed, 3.0), end(terrain, 28.6, 17.3, 4.0)
    t, clearance, distance = densely(terrain, first, second)
    radius = fresnel_radius_m(t * distance, (1 - t) * distance, WAVELENGTH_M)
    sampled = clearance[1:-1] / radius[1:-1]
    shares = []
    for a, b in ((first, second), (second, first)):
        ends = Ends.above_ground(
            terrain,
            a.latitude_deg,
            a.longitude_deg,
            a.antenna_m,
            b.latitude_deg,
            b.longitude_deg,
            b.antenna_m,
        )
        found = fresnel_clearances(terrain, ends, WAVELENGTH_M)
        shares.append(float(found.share[0]))
    assert shares[0] == shares[1]
    assert -1e-6 < sampled.min() - shares[0] < 1e-3


def test_on_flat_ground_the_zone_is_freest_to_touch_in_the_middle() -> None:
    """Antennas of equal height over a plane: the share is height over the radius half way, where the bulge is most."""
    terrain = ground(np.zeros((5, 201)))
    first, second = end(terrain, 0, 2, 2.0), end(terrain, 200, 2, 2.0)
    ends = Ends.above_ground(
        terrain, first.latitude_deg, first.longitude_deg, 2.0, second.latitude_deg, second.longitude_deg, 2.0
    )
    found = fresnel_clearances(terrain, ends, WAVELENGTH_M)
    middle = (2.0 - 1000.0**2 / (8 * MARS_M)) / float(fresnel_radius_m(500.0, 500.0, WAVELENGTH_M))
    assert float(found.share[0]) == pytest.approx(middle, rel=1e-9)
    assert float(found.fraction[0]) == pytest.approx(0.5, abs=1e-6)


def test_unknown_ground_makes_the_share_unknown_unless_known_ground_blocks() -> None:
    """nan on the way: no share is claimed; a wall on the way: negative, whatever else is unknown."""
    heights = np.zeros((7, 41))
    heights[:, 20] = np.nan
    for wall_m, known in ((0.0, False), (9.0, True)):
        heights[:, 10] = wall_m
        terrain = ground(heights)
        first, second = end(terrain, 1, 3, 2.0), end(terrain, 39, 3, 2.0)
        ends = Ends.above_ground(
            terrain,
            first.latitude_deg,
            first.longitude_deg,
            2.0,
            second.latitude_deg,
            second.longitude_deg,
            2.0,
        )
        found = fresnel_clearances(terrain, ends, WAVELENGTH_M)
        assert bool(found.unknown[0])
        assert np.isnan(found.share[0]) != known
        assert (len(ridges(terrain, first, second)) == 1) == known


def test_the_share_and_the_clearance_have_one_sign() -> None:
    """Blocked lines have negative shares, clear ones positive, over any ground."""
    terrain = ground(rough(9))
    rng = np.random.default_rng(1)
    places = terrain.geographic(rng.uniform(0, 30, (2, 200)), rng.uniform(0, 22, (2, 200)))
    args = (places[0][0], places[1][0], 4.0, places[0][1], places[1][1], 2.0)
    links = clearances(terrain, *args)
    found = fresnel_clearances(terrain, Ends.above_ground(terrain, *args), WAVELENGTH_M)
    assert np.array_equal(found.share < 0.0, links.clearance_m < 0.0)


@pytest.mark.parametrize("wavelength_m", [0.0, -0.3, np.nan, np.inf])
def test_a_wavelength_that_is_none_is_refused(wavelength_m: float) -> None:
    """No zone of no width, nor of an unknown one."""
    terrain = ground(hills(7))
    ends = Ends.above_ground(terrain, 0.0, 0.0, 1.0, 0.0, 1e-4, 1.0)
    with pytest.raises(InputError, match="give a length above 0"):
        fresnel_clearances(terrain, ends, wavelength_m)
    with pytest.raises(InputError, match="give a length above 0"):
        fresnel_radius_m(10.0, 20.0, wavelength_m)
