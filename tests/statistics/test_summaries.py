"""Plain numbers, histograms, and how a figure settles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.statistics.convergence import convergence, exceeds, mean, median
from relaysim.statistics.histogram import histogram
from relaysim.statistics.numbers import describe


def test_numbers():
    """Mean, spread, extremes and quantiles are numpy's; nan ones are counted, not used."""
    values = np.random.default_rng(10).normal(3.0, 2.0, 500)
    found = describe(np.append(values, [np.nan, np.nan]))
    assert (found.n, found.missing, found.least, found.most) == (500, 2, values.min(), values.max())
    assert found.mean.value == pytest.approx(values.mean())
    assert found.standard_deviation == pytest.approx(values.std(ddof=1))
    ascending = np.sort(values)
    assert [one.value for one in found.quantiles] == ascending[[24, 124, 249, 374, 474]].tolist()
    # Of 500 rows binomial(500, 1/2) lies between 232 and 268 with 90 %.
    assert (found.quantiles[2].low, found.quantiles[2].high) == (ascending[231], ascending[268])


def test_few_numbers_bound_little():
    """One number has no interval, ten bound no 5 % quantile from below, equal ones have no spread."""
    one = describe([4.0])
    assert (
        one.mean.value == 4 and np.isnan([one.mean.low, one.standard_deviation, one.quantiles[2].low]).all()
    )
    ten = describe(np.arange(10.0))
    assert np.isnan(ten.quantiles[0].low) and ten.quantiles[2].low == 1 and ten.quantiles[2].high == 8
    assert describe([2.0, 2.0, 2.0]).mean.high == 2 and describe([]).n == 0
    with pytest.raises(ValueError, match="infinite"):
        describe([np.inf])


def test_intervals_of_numbers_hold_the_truth():
    """Of 400 samples of 80 numbers at least 85 % of the 90 % intervals of mean, 10 % quantile and median hold it."""
    held = np.zeros(3)
    for values in np.random.default_rng(11).exponential(1.0, (400, 80)):
        found = describe(values, probabilities=(0.1, 0.5))
        tenth, middle = found.quantiles
        held += [
            found.mean.low <= 1.0 <= found.mean.high,
            tenth.low <= -np.log(0.9) <= tenth.high,
            middle.low <= np.log(2) <= middle.high,
        ]
    assert np.all((held / 400 >= 0.85) & (held / 400 <= 0.96)), held / 400


@given(
    st.lists(st.tuples(st.floats(0, 1e6, width=32), st.booleans()), min_size=1, max_size=30),
    st.integers(1, 30),
)
@settings(max_examples=80, deadline=None)
def test_every_duration_is_in_one_bin(pairs, bins):
    """Whole and cut ones add up to all rows, in no more bins than asked for and one."""
    found = histogram(*([one[k] for one in pairs] for k in (0, 1)), bins=bins)
    assert found.counts.sum() + found.censored.sum() == len(pairs)
    assert found.censored.sum() == sum(cut for _, cut in pairs)
    assert found.counts.size <= bins + 1 and np.all(np.diff(found.edges) > 0)


def test_edges_are_round():
    """Bins begin and end at numbers people write: 58, 58.5, 59; a cut one is counted where it was cut."""
    values = np.linspace(58.2, 63.9, 50)
    found = histogram(np.append(values, np.nan), np.append(values > 62, False), bins=15)
    assert found.edges.tolist() == [58 + k / 2 for k in range(13)]
    assert found.missing == 1 and not found.censored[found.edges[:-1] < 62].any()
    assert histogram([0.1, 0.72], [False] * 2, bins=8).edges.tolist() == [
        0.1,
        0.2,
        0.3,
        0.4,
        0.5,
        0.6,
        0.7,
        0.8,
    ]
    assert histogram([63.0, 63.0], [False] * 2).counts.sum() == 2 and histogram(
        [0.0], [False]
    ).counts.tolist() == [1]
    assert histogram([], []).counts.size == 0


def test_intervals_shrink_with_the_rows():
    """Steps at 8, 16, ... and the end; four times the rows give half the interval; the last step is the whole answer."""
    rng = np.random.default_rng(12)
    true = rng.exponential(1.0, 5000)
    figures = {"median": median, "more than 1": exceeds(1.0), "mean": mean(1.5)}
    found = convergence(np.minimum(true, 2.0), true > 2.0, figures)
    for name, steps in found.items():
        assert [one.n for one in steps] == [8 << k for k in range(10)] + [5000], name
        widths = {one.n: one.high - one.low for one in steps}
        assert widths[4096] == pytest.approx(widths[1024] / 2, rel=0.2), name
    assert found["mean"][-1].value == pytest.approx(1 - np.exp(-1.5), abs=0.02)
    assert [one.n for one in convergence([1.0, np.nan], [False, True], figures)["median"]] == [1]
    assert convergence([], [], figures)["mean"][0].n == 0
