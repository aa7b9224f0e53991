"""Two variants by pairs: who is shorter, by how much, and what cut durations leave open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, ttest_1samp

from relaysim.statistics.comparison import paired
from relaysim.statistics.restricted_mean import restricted_mean
from relaysim.statistics.shares import share
from relaysim.statistics.survival import survival

row = st.tuples(st.integers(0, 6), st.booleans())


def test_whole_durations_are_plain_paired_statistics():
    """With nothing cut: counts, sign test, median and Student's interval of the differences."""
    rng = np.random.default_rng(4)
    a = rng.exponential(10.0, 81).round(1)
    b = np.maximum(a + rng.normal(2.0, 3.0, 81).round(1), 0.0)
    whole = np.zeros(81, dtype=bool)
    found, apart = paired(a, whole, b, whole), a - b
    assert (found.shorter.count, found.longer.count) == (np.sum(apart < 0), np.sum(apart > 0))
    assert found.equal.count == np.sum(apart == 0) and found.undecidable.count == 0
    unequal = found.shorter.count + found.longer.count
    assert found.sign_test == pytest.approx(binomtest(found.shorter.count, unequal).pvalue)
    assert found.median.value == found.median.least == found.median.most == np.median(apart)
    assert [found.median.low, found.median.high] == np.sort(apart)[[32, 48]].tolist()  # binomial(81, 1/2)
    theirs = ttest_1samp(apart, 0).confidence_interval(0.9)
    assert (found.mean.low, found.mean.high) == pytest.approx((theirs.low, theirs.high))
    assert found.mean.horizon == max(a.max(), b.max())


def test_cut_durations_decide_only_what_they_can():
    """A cut one at or above a whole one is longer; cut below it, or both cut, nobody knows."""
    a, cut_a = [5.0, 5.0, 5.0, 5.0, 5.0, np.nan], [True, True, False, True, False, False]
    b, cut_b = [4.0, 5.0, 5.0, 9.0, 9.0, 1.0], [False, False, True, False, False, False]
    found = paired(a, cut_a, b, cut_b)
    counts = (found.longer.count, found.shorter.count, found.equal.count, found.undecidable.count)
    assert counts == (2, 2, 0, 1) and (found.pairs, found.missing) == (5, 1)
    # Differences: from 1, from 0, up to 0, from -4, exactly -4: the median is -4 at least, and may be anything.
    assert found.median.least == -4 and np.isnan(found.median.most) and np.isnan(found.median.value)
    assert paired([5.0, 1.0], [False] * 2, [5.0 + 1e-7, 1.0], [False] * 2, equal_within=1e-6).equal.count == 2


@given(st.lists(st.tuples(row, row), max_size=25))
@settings(max_examples=60, deadline=None)
def test_exchanged_variants_exchange_the_answer(pairs):
    """b against a says the same as a against b, mirrored; every pair is counted once."""
    a, b = [[one[k] for one in pairs] for k in (0, 1)]
    columns = [[one[k] for one in side] for side in (a, b) for k in (0, 1)]
    one, two = paired(*columns), paired(*columns[2:], *columns[:2])
    assert one.shorter == two.longer or one.pairs == 0
    total = one.shorter.count + one.longer.count + one.equal.count + one.undecidable.count
    assert total == one.pairs == len(pairs)
    mirrored = [-two.median.most, -two.median.least, -two.median.high, -two.median.low]
    assert [one.median.least, one.median.most, one.median.low, one.median.high] == pytest.approx(
        mirrored, nan_ok=True
    )
    assert one.mean.value == pytest.approx(-two.mean.value, nan_ok=True, abs=1e-12)
    assert one.mean.low == pytest.approx(-two.mean.high, nan_ok=True, abs=1e-12)
    assert one.sign_test == pytest.approx(two.sign_test, nan_ok=True)
    if pairs:
        curves = [survival(*columns[:2]), survival(*columns[2:])]
        values = [restricted_mean(curve, one.mean.horizon).value for curve in curves]
        assert one.mean.value == pytest.approx(values[0] - values[1], abs=1e-9)


def test_paired_interval_of_cut_durations_holds_the_truth():
    """Of 400 samples of 50 pairs with common numbers and random cuts, 85 to 95 % of the 90 % intervals hold it."""
    rng = np.random.default_rng(5)
    common, own = rng.normal(2.0, 0.5, (400, 50)), rng.normal(0.0, 0.2, (2, 400, 50))
    a, b = np.exp(common + own[0]), np.exp(common + 0.2 + own[1])
    cut = rng.uniform(6.0, 30.0, (400, 50))
    many = np.exp(rng.normal(2.0, np.hypot(0.5, 0.2), 1_000_000))
    truth = np.minimum(many, 12.0).mean() - np.minimum(many * np.exp(0.2), 12.0).mean()
    held, width = 0, []
    for one, two, end in zip(a, b, cut, strict=True):
        found = paired(np.minimum(one, end), one > end, np.minimum(two, end), two > end, horizon=12.0)
        if np.isnan(found.mean.value):
            found = paired(one, one > np.inf, two, two > np.inf, horizon=12.0)
        held += found.mean.low <= truth <= found.mean.high
        width.append(found.mean.high - found.mean.low)
    assert 0.85 <= held / 400 <= 0.95
    # As if they were independent, the interval would be more than twice as wide.
    assert np.median(width) < 0.5 * 2 * 1.645 * np.sqrt(2.0) * np.minimum(many, 12.0).std() / np.sqrt(50)


def test_shares():
    """Wilson's interval is scipy's for 7 of 25, with the exact bound for none and all, nothing of nothing."""
    found, theirs = share(7, 25, confidence=0.95), binomtest(7, 25).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))
    exact = binomtest(0, 25).proportion_ci(0.9, method="exact")
    assert (share(0, 25).low, share(0, 25).high) == pytest.approx((0, exact.high))
    assert share(25, 25).low == pytest.approx(1 - exact.high) and np.isnan(share(0, 0).value)
    with pytest.raises(ValueError, match="no share"):
        share(3, 2)
