"""Samples of the unit cube: strata, independence of names, correlation, Sobol's sequence."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import stats
from scipy.stats import qmc

from relaysim.campaign.sampling.correlation import copula_matrix, correlated
from relaysim.campaign.sampling.sampling import rounded, sampling_words, unit_samples
from relaysim.streams import Streams

METHODS = ("monte-carlo", "latin-hypercube", "sobol")


def test_a_latin_hypercube_has_one_sample_in_each_stratum() -> None:
    """Of n samples each nth of every axis holds one, also when the columns are correlated."""
    u = unit_samples("latin-hypercube", 97, ["a", "b", "c"], seed=3)
    ranks = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]])
    moved = correlated(u, copula_matrix(ranks), keep_strata=True)
    for sample in (u, moved):
        for column in sample.T:
            assert sorted(np.floor(column * 97).astype(int)) == list(range(97))
    assert not np.array_equal(u[:, 1], moved[:, 1])


@pytest.mark.parametrize("method", METHODS)
def test_the_same_study_draws_the_same_and_another_seed_does_not(method: str) -> None:
    """Samples depend on method, number, names and seed alone, and lie within the open unit interval."""
    first = unit_samples(method, 33, ["a", "b"], seed=1)
    assert np.array_equal(first, unit_samples(method, 33, ["a", "b"], seed=1))
    assert not np.array_equal(first, unit_samples(method, 33, ["a", "b"], seed=2))
    assert first.shape == (33, 2)
    assert ((first > 0.0) & (first < 1.0)).all()


@pytest.mark.parametrize("method", METHODS[:2])
def test_another_factor_shifts_nobodys_draws(method: str) -> None:
    """A column belongs to its name: factors before, after and beside it do not change it."""
    alone = unit_samples(method, 20, ["height"], seed=4)[:, 0]
    among = unit_samples(method, 20, ["loss", "height", "gain"], seed=4)[:, 1]
    assert np.array_equal(alone, among)


def test_sobols_samples_are_scipys_and_nothing_warns() -> None:
    """The first samples are those of scipy's scrambled sequence, whatever the number, without its warning."""
    reference = qmc.Sobol(d=3, rng=Streams(9).named("Sobol sequence")).random(64)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for runs in (1, 2, 33, 64):
            assert np.array_equal(unit_samples("sobol", runs, ["a", "b", "c"], seed=9), reference[:runs])
    assert "better 32 or 64" in sampling_words("sobol", 33)
    assert "better" not in sampling_words("sobol", 64)


@pytest.mark.parametrize("method", METHODS)
def test_the_rank_correlation_asked_for_is_reached(method: str) -> None:
    """Spearman's correlation of the draws is that of the study; columns without one stay as they were, to the bit."""
    u = unit_samples(method, 4096, ["a", "b", "c", "d"], seed=11)
    ranks = np.eye(4)
    ranks[0, 1] = ranks[1, 0] = 0.6
    ranks[1, 3] = ranks[3, 1] = -0.4
    moved = correlated(u, copula_matrix(ranks), keep_strata=method == "latin-hypercube")
    reached = stats.spearmanr(moved).statistic
    np.testing.assert_allclose(reached, ranks, atol=0.06)  # nearly 4 standard errors of 1 / sqrt(4096)
    assert np.array_equal(moved[:, [0, 2]], u[:, [0, 2]])
    assert stats.kstest(moved[:, 3], "uniform").pvalue > 0.01


def test_values_have_ten_digits_and_never_leave_their_bounds() -> None:
    """Rounding gives the shortest decimals, keeps order and signs, and does not cross a bound of few digits."""
    values = np.array([0.0, 1.0 / 3.0, -2.0e-7 / 3.0, 914.0e6 / 7.0, -13.0 + 1e-15, 5e-320, 1.5e300])
    assert rounded(values).tolist()[:5] == [0.0, 0.3333333333, -6.666666667e-08, 130571428.6, -13.0]
    assert np.isfinite(rounded(values)).all()
    assert (rounded(np.linspace(1.1, 1.3, 1000)) >= 1.1).all()
