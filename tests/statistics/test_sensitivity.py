"""Sensitivity: a function whose answer is known, factors in disguise, cuts, constants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from relaysim.statistics.ranks import rank_factors, ranks, scores
from relaysim.statistics.sensitivity import sensitivity
from relaysim.statistics.survival import survival


def test_ishigami():
    """First-order indices of Ishigami's function are the analytic ones; the factor without any stays below the floor."""
    x = np.random.default_rng(6).uniform(-np.pi, np.pi, (3, 20_000))
    y = np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    variance = 0.1**2 * np.pi**8 / 18 + 0.1 * np.pi**4 / 5 + 49 / 8 + 0.5
    truth = np.array([(1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 0.0]) / variance
    found = sensitivity({f"x{k}": one for k, one in enumerate(x)}, y - y.min(), np.zeros(y.size, bool))
    indices = np.array([one.first_order.value for one in found])
    assert indices == pytest.approx(truth, abs=0.02)
    assert abs(indices[2]) < found[2].first_order.floor < 0.01 and indices[0] > found[0].first_order.floor


def test_the_floor_is_where_it_says():
    """A factor without effect goes above the floor in one of ten studies, and its mean index is 0."""
    rng = np.random.default_rng(7)
    y, names = rng.exponential(size=300), [f"x{k}" for k in range(400)]
    found = sensitivity(dict(zip(names, rng.random((400, 300)), strict=True)), y, y < 0)
    above = np.mean([one.first_order.value > one.first_order.floor for one in found])
    assert 0.06 <= above <= 0.14
    assert np.mean([one.first_order.value for one in found]) == pytest.approx(0.0, abs=0.003)
    held = np.mean([one.rank.low <= 0.0 <= one.rank.high for one in found])
    assert 0.85 <= held <= 0.95


def test_rank_correlations_and_what_is_held_fixed():
    """Spearman's is scipy's; a factor that only goes along with the real one falls to 0 with that one held fixed."""
    rng = np.random.default_rng(8)
    cause = rng.normal(size=2000)
    along = cause + rng.normal(size=2000)
    y = np.exp(cause + 0.3 * rng.normal(size=2000))
    by_cause, by_along = sensitivity({"cause": cause, "along": along}, y, y < 0)
    assert by_along.rank.value == pytest.approx(spearmanr(along, y).statistic)
    assert by_along.rank.low > 0.6 and abs(by_along.partial.value) < 0.1 and by_cause.partial.value > 0.9
    assert by_cause.lowest.n == by_cause.highest.n == 400
    assert by_cause.lowest.factor_most < by_cause.highest.factor_least
    low = y[cause <= by_cause.lowest.factor_most]
    assert by_cause.lowest.mean.value == pytest.approx(low.mean())
    assert by_cause.lowest.median.value == np.sort(low)[199]
    assert by_cause.swing == pytest.approx(by_cause.highest.mean.value - low.mean()) and by_cause.swing > 0


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_ranks_average_ties(values):
    """Ranks are scipy's; scores of whole durations are the same, from 0 to 1."""
    numbers = np.array(values, dtype=np.float64)
    assert ranks(numbers).tolist() == rankdata(numbers).tolist()
    ascending, whole = np.sort(numbers), np.zeros(numbers.size, bool)
    found = scores(survival(ascending, whole), ascending, whole)
    assert found == pytest.approx((rankdata(ascending) - 0.5) / numbers.size)


def test_cut_durations_tie_at_the_top():
    """Cut at one end they share the highest rank; cut early, the mean rank of all that last longer."""
    duration = np.array([1.0, 2.0, 3.0, 3.0])
    end = np.array([False, False, True, True])
    assert scores(survival(duration, end), duration, end) == pytest.approx([1 / 8, 3 / 8, 3 / 4, 3 / 4])
    early = np.array([True, False, False, False])
    assert scores(survival(duration, early), duration, early)[0] == pytest.approx(0.5)


def test_constants_failures_and_few_rows_are_nan_without_a_warning():
    """A constant factor, a constant outcome, factors that determine one another, one row, none: nan, nothing else."""
    rng = np.random.default_rng(9)
    x, flat, whole = rng.normal(size=100), np.full(100, 0.1), np.zeros(100, bool)
    y = np.exp(x)
    moving, still = sensitivity({"x": x, "flat": flat}, y, whole)
    assert moving.partial.value == pytest.approx(1.0) and moving.first_order.value > 0.7
    assert np.isnan([still.rank.value, still.partial.value, still.swing, still.first_order.value]).all()
    assert still.lowest.n == 0
    assert np.isnan([one.rank.value for one in sensitivity({"x": x}, flat, whole)]).all()
    twins = sensitivity({"x": x, "twin": 2 * x}, y + rng.random(100), whole)
    assert np.isnan([one.partial.value for one in twins]).all() and twins[0].rank.value > 0.5
    for n in range(5):
        (few,) = sensitivity({"x": x[:n]}, y[:n], whole[:n])
        assert np.isnan(few.first_order.value)
    gaps = np.where(np.arange(100) < 20, np.nan, y)
    (some,) = sensitivity({"x": x}, gaps, whole)
    (same,) = sensitivity(rank_factors({"x": x[20:]}), y[20:], whole[20:])
    assert some == same
    assert sensitivity({}, y, whole) == ()
    with pytest.raises(ValueError, match="one length"):
        sensitivity({"x": x[:5]}, y, whole)


def test_all_ends_have_one_horizon_that_all_know():
    """Cuts that differ a little from run to run leave no end unknown: the horizon is the first that one cannot pass."""
    rng = np.random.default_rng(13)
    x, end = rng.normal(size=(2, 200)), rng.uniform(79.0, 81.0, 200)
    true = np.maximum(70.0 + 10.0 * x[0] + 3.0 * x[1], 0.0)
    factors, seen, cut = {"a": x[0], "b": x[1]}, np.minimum(true, end), true > end
    for horizon in (None, 80.9):
        ends = [
            one
            for found in sensitivity(factors, seen, cut, horizon=horizon)
            for one in (found.lowest, found.highest)
        ]
        assert len({one.mean.horizon for one in ends}) == 1 and 79.0 < ends[0].mean.horizon <= seen.max()
        assert not np.isnan([one.mean.value for one in ends]).any()
    found = sensitivity(factors, seen, cut, horizon=60.0)
    assert found[0].highest.mean.horizon == 60 and found[0].swing > found[1].swing > 0


def test_a_factor_of_two_levels():
    """The fifths of a factor with few levels are its lowest and its highest level."""
    level = np.repeat([1.0, 2.0], 50)
    y = np.arange(100.0)
    (found,) = sensitivity({"level": level}, y, y < 0)
    assert (found.lowest.n, found.highest.n) == (50, 50)
    assert (found.lowest.mean.value, found.highest.mean.value) == pytest.approx((24.5, 74.5))
    assert found.first_order.terms == 1 and found.first_order.value == pytest.approx(0.75, abs=0.01)
