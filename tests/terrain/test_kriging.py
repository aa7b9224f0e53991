"""Laws of kriging: exact at points, blind to a constant, surer near points than far from them."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.terrain.kriging import Covariance, KrigingMethod, Variogram, krige, near_points

METHOD = KrigingMethod()
RNG = np.random.default_rng(7)
X, Y = RNG.uniform(0, 400, 150), RNG.uniform(0, 400, 150)
Z = 5 * np.sin(X / 60) + 4 * np.cos(Y / 80)
AT_X, AT_Y = (a.ravel() for a in np.meshgrid(np.arange(0.0, 400, 20), np.arange(0.0, 400, 20)))


def test_exact_without_noise() -> None:
    """Points without noise lie on the surface, and sigma there is nothing."""
    z, sigma = krige(X, Y, Z, X, Y, model=Variogram(noise_m=0.0), method=METHOD)
    np.testing.assert_allclose(z, Z, atol=0.0051)
    assert sigma.max() <= 0.01


def test_reproduces_a_constant() -> None:
    """Points of one height give a surface of that height, however far."""
    z, _ = krige(X, Y, np.full(150, -2500.0), AT_X + 900, AT_Y, model=Variogram(), method=METHOD)
    np.testing.assert_allclose(z, -2500.0, atol=1e-9)


def test_blind_to_a_constant() -> None:
    """Counting heights from elsewhere moves the surface by as much and leaves sigma alone."""
    z, sigma = krige(X, Y, Z, AT_X, AT_Y, model=Variogram(), method=METHOD)
    higher, same = krige(X, Y, Z + 1234.0, AT_X, AT_Y, model=Variogram(), method=METHOD)
    np.testing.assert_allclose(higher - z, 1234.0, atol=0.0101)  # rounding to a centimetre
    np.testing.assert_array_equal(same, sigma)


def test_sigma_grows_away() -> None:
    """Off the end of a line of points sigma grows with distance, and follows the variogram's own order."""
    line = np.arange(0.0, 200, 5)
    away = np.array([0.0, 5, 10, 20, 40, 80])
    _, sigma = krige(line, 0 * line, 0 * line, 195 + away, 0 * away, model=Variogram(), method=METHOD)
    assert np.all(np.diff(sigma) > 0)
    assert sigma[0] <= 0.06
    one_point = np.sqrt(2 * Variogram().gamma_m2(away[1:]))
    assert np.all(sigma[1:] < one_point) and np.all(sigma[1:] > 0.3 * one_point)


def test_one_point() -> None:
    """A single point gives its height everywhere with variance 2 gamma(h) + noise: the textbook's case."""
    z, sigma = krige(
        np.array([0.0]), np.array([0.0]), np.array([7.0]), np.array([30.0]), np.array([40.0]),
        model=Variogram(noise_m=0.5), method=METHOD,
    )  # fmt: skip
    assert z[0] == pytest.approx(7.0)
    assert sigma[0] == pytest.approx(np.sqrt(2 * 0.0035 * 50**1.8 + 0.25), abs=0.005)


def test_noise_is_passed_by() -> None:
    """Two points at one place count as one with half the variance."""
    two = np.zeros(2)
    z, sigma = krige(
        two, two, np.array([1.0, 2.0]), np.zeros(1), np.zeros(1), model=Variogram(noise_m=0.3), method=METHOD
    )
    assert z[0] == pytest.approx(1.5)
    assert sigma[0] == pytest.approx(0.3 / np.sqrt(2), abs=0.006)


def test_a_part_is_the_whole() -> None:
    """Targets asked alone get what they get among others: a part of an area equals the whole."""
    z, sigma = krige(X, Y, Z, AT_X, AT_Y, model=Variogram(), method=METHOD)
    some = np.arange(30, 90)
    part = krige(X, Y, Z, AT_X[some], AT_Y[some], model=Variogram(), method=METHOD)
    np.testing.assert_allclose(part, (z[some], sigma[some]), atol=1e-9)


def test_threads_do_not_matter() -> None:
    """One thread or three, the same bits."""
    one = krige(X, Y, Z, AT_X, AT_Y, model=Variogram(), method=METHOD, threads=1)
    three = krige(X, Y, Z, AT_X, AT_Y, model=Variogram(), method=METHOD, threads=3)
    np.testing.assert_array_equal(one, three)


def test_simple_kriging_fades() -> None:
    """Simple kriging answers 0 with the full sill far from points, and the point's value at it."""
    model = Covariance(sill_m2=4.0, range_m=50.0, noise_m=0.0)
    z, sigma = krige(
        np.array([0.0]), np.array([0.0]), np.array([3.0]), np.array([0.0, 50, 900]), np.zeros(3),
        model=model, method=METHOD,
    )  # fmt: skip
    half = (1 + 3**0.5) * np.exp(-(3**0.5))
    np.testing.assert_allclose(z, [3.0, 3 * half, 0.0], atol=0.006)
    np.testing.assert_allclose(sigma, [0.0, 2 * np.sqrt(1 - half**2), 2.0], atol=0.006)


def test_no_points() -> None:
    """Without points ordinary kriging has no answer, simple kriging has its prior."""
    none = np.empty(0)
    with pytest.raises(ValueError, match="at least one point"):
        krige(none, none, none, np.zeros(1), np.zeros(1), model=Variogram(), method=METHOD)
    z, sigma = krige(none, none, none, np.zeros(1), np.zeros(1), model=Covariance(4.0, 50.0), method=METHOD)
    assert (z[0], sigma[0]) == (0.0, 2.0)


def test_no_targets() -> None:
    """Nothing asked is nothing answered."""
    z, sigma = krige(X, Y, Z, np.empty(0), np.empty(0), model=Variogram(), method=METHOD)
    assert z.shape == sigma.shape == (0,)


@pytest.mark.parametrize("wrong", [{"exponent": 2.0}, {"scale_m2": 0.0}, {"noise_m": -1.0}])
def test_variogram_refuses(wrong: dict[str, float]) -> None:
    """A power outside 0 to 2 is no variogram."""
    with pytest.raises(ValueError, match="no variogram"):
        Variogram(**wrong)


def test_near_points_is_the_distance() -> None:
    """A cell is near if its centre is within the radius of some point, inside the raster or out."""
    col, row = np.array([3.2, -4.0, 30.0]), np.array([7.9, 5.0, 25.0])
    u, v = np.meshgrid(np.arange(25), np.arange(20))
    away = np.min([np.hypot((u - c) / 6.0, (v - r) / 3.0) for c, r in zip(col, row, strict=True)], axis=0)
    np.testing.assert_array_equal(near_points(col, row, (20, 25), 6.0, 3.0), away <= 1.0)
