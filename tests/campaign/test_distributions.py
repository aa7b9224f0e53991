"""Distributions: quantiles, and what low and high do to them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from relaysim.campaign.sampling.distributions import (
    Discrete,
    Distribution,
    LogNormal,
    Normal,
    Triangular,
    Truncated,
    Uniform,
)

U = np.array([1e-6, 0.001, 0.1, 0.5, 0.77, 0.999, 1.0 - 1e-6])
PAIRS = [
    (Normal(-3.7, 2.8), stats.norm(-3.7, 2.8)),
    (LogNormal(20.0, 2.0), stats.lognorm(math.log(2.0), scale=20.0)),
    (Uniform(1.1, 1.3), stats.uniform(1.1, 0.2)),
    (Triangular(0.0, 1.0, 5.0), stats.triang(0.2, 0.0, 5.0)),
    (Triangular(0.0, 0.0, 5.0), stats.triang(0.0, 0.0, 5.0)),
    (Triangular(0.0, 5.0, 5.0), stats.triang(1.0, 0.0, 5.0)),
]


@pytest.mark.parametrize(("ours", "scipys"), PAIRS)
def test_quantiles_are_those_of_scipy(ours: Distribution, scipys: stats.rv_continuous) -> None:
    """Uncut distributions have scipy's quantiles."""
    np.testing.assert_allclose(Truncated(ours).quantile(U), scipys.ppf(U), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("ours", "scipys"), PAIRS)
def test_a_cut_distribution_is_the_rest_made_whole(ours: Distribution, scipys: stats.rv_continuous) -> None:
    """The share below a quantile of a cut distribution is u of what lies between the bounds: no heap at a bound."""
    low, high = scipys.ppf(0.2), scipys.ppf(0.9)
    cut = Truncated(ours, low, high)
    values = cut.quantile(U)
    assert cut.mass == pytest.approx(0.7)
    assert ((values > low) & (values < high)).all()
    np.testing.assert_allclose((scipys.cdf(values) - 0.2) / 0.7, U, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize(
    "bounds", [(-13.0, 0.0), (0.0, math.inf), (18.0, 20.0), (-math.inf, -30.0), (-31, -30)]
)
def test_a_cut_normal_is_scipys_truncnorm(bounds: tuple[float, float]) -> None:
    """A truncated normal has the quantiles of scipy's truncnorm, in the body and nine sigma out."""
    low, high = bounds
    reference = stats.truncnorm((low + 3.7) / 2.8, (high + 3.7) / 2.8, loc=-3.7, scale=2.8)
    values = Truncated(Normal(-3.7, 2.8), low, high).quantile(U)
    np.testing.assert_allclose(values, reference.ppf(U), rtol=1e-7)
    assert ((values >= low) & (values <= high)).all()


def test_discrete_numbers_come_as_often_as_they_weigh() -> None:
    """Of shares that are spread evenly each number gets its weight; a cut leaves the others out."""
    u = (np.arange(1000) + 0.5) / 1000
    one = Discrete((1.0, 2.0, 5.0), (1.0, 2.0, 1.0))
    assert np.unique(Truncated(one).quantile(u), return_counts=True)[1].tolist() == [250, 500, 250]
    kept, counts = np.unique(Truncated(one, high=2.0).quantile(u), return_counts=True)
    assert (kept.tolist(), counts.tolist()) == ([1.0, 2.0], [333, 667])
    assert Truncated(one, high=2.0).quantile(np.array([1.0 - 1e-16])).tolist() == [2.0]


def test_words_say_parameters_and_bounds_with_their_unit() -> None:
    """A distribution in words, as tables show it."""
    said = [
        Truncated(Normal(-3.7, 2.8), -13.0, 0.0).words("dB"),
        Truncated(LogNormal(20.0, 2.0), high=60.0).words("min"),
        Truncated(Triangular(1.0, 2.0, 4.0)).words("m"),
        Truncated(Normal(3.6, 1.3), low=1.5).words(""),
        Truncated(Discrete((1.0, 2.0), (1.0, 3.0))).words(""),
    ]
    assert said == [
        "normal, -3.7 dB, sigma 2.8 dB, from -13 to 0 dB",
        "log-normal, median 20 min, geometric sigma 2, up to 60 min",
        "triangular, 1 to 4 m, mode 2 m",
        "normal, 3.6, sigma 1.3, from 1.5",
        "one of 1 (0.25), 2 (0.75)",
    ]
