"""The normal distribution."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.radio.normal import normal_cdf, normal_quantiles


def test_it_is_the_normal_distribution() -> None:
    """Values of the tables of any textbook, and the symmetry about 0."""
    assert normal_cdf([0.0, 1.0, 1.959964, -3.0]) == pytest.approx(
        [0.5, 0.8413447, 0.975, 0.0013499], abs=1e-6
    )
    x = np.linspace(-8, 8, 33)
    assert normal_cdf(x) + normal_cdf(-x) == pytest.approx(np.ones(33), abs=1e-12)


def test_infinities_and_unknown_numbers_stay_what_they_are() -> None:
    """0 and 1 at the ends, nan for nan, and the shape is kept."""
    found = normal_cdf([[-np.inf, np.inf, np.nan]])
    assert found.shape == (1, 3)
    np.testing.assert_array_equal(found[0], [0.0, 1.0, np.nan])


@pytest.mark.parametrize("count", [1, 2, 9, 48])
def test_quantiles_hold_equal_shares(count: int) -> None:
    """Rising, symmetric, and the distribution at each is the middle of its share."""
    found = normal_quantiles(count)
    assert normal_cdf(found) == pytest.approx((np.arange(count) + 0.5) / count, abs=1e-12)
    assert found == pytest.approx(-found[::-1], abs=1e-12)
