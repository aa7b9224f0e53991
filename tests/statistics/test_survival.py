"""The survival curve: textbook figures, scipy's curve, ties, the ends, and how often the band is right."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from relaysim.statistics.exceedance import exceedance
from relaysim.statistics.quantiles import central, quantiles, standing
from relaysim.statistics.restricted_mean import restricted_mean
from relaysim.statistics.survival import survival

# Weeks in remission under 6-mercaptopurine (Freireich and others 1963, Blood 21, 699), True where cut.
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
CUT = [False] * 9 + [True] * 12

rows = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def curve_of(pairs: list[tuple[int, bool]], confidence: float = 0.9):
    return survival([one[0] for one in pairs], [one[1] for one in pairs], confidence=confidence)


def test_remissions_of_the_textbook():
    """Steps, rows at risk, curve and log-log band of the 6-MP group are those printed in textbooks."""
    curve = survival(WEEKS, CUT, confidence=0.95)
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.events.tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert curve.survival == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.low == pytest.approx([0.620, 0.563, 0.503, 0.432, 0.368, 0.268, 0.188], abs=5e-4)
    assert curve.high == pytest.approx([0.952, 0.923, 0.889, 0.849, 0.805, 0.747, 0.680], abs=5e-4)
    (median,) = quantiles(curve, (0.5,))
    assert (median.value, median.low) == (23, 13) and np.isnan(median.high)
    assert (curve.n, curve.censored, curve.known_until) == (21, 12, 35)


@given(rows)
@settings(max_examples=60, deadline=None)
def test_it_is_scipys_curve(pairs):
    """Curve and log-log band are scipy's on any rows with ties, wherever the band does not degenerate."""
    curve = curve_of(pairs)
    data = CensoredData(
        uncensored=[one[0] for one in pairs if not one[1]], right=[one[0] for one in pairs if one[1]]
    )
    theirs = ecdf(data).sf
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own: the band is undefined at 0 and 1
        band = theirs.confidence_interval(0.9, method="log-log")
    at = np.arange(-1, 13)[np.arange(-1, 13) <= curve.known_until]
    assert curve.at(at) == pytest.approx(theirs.evaluate(at))
    inside = (curve.survival > 0) & (curve.survival < 1)
    low, high = (np.asarray(one.evaluate(curve.time)) for one in (band.low, band.high))
    assert curve.low[inside] == pytest.approx(np.minimum.accumulate(low[inside]))
    assert np.all(curve.high[inside] >= high[inside] - 1e-12)


@given(rows, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_and_unit_do_not_matter_and_the_curve_only_falls(pairs, random):
    """Rows in another order, in another unit, give the same; curve and band never rise and enclose one another."""
    curve = curve_of(pairs)
    shuffled = random.sample(pairs, len(pairs))
    other = survival([24 * one[0] for one in shuffled], [one[1] for one in shuffled])
    assert other.time == pytest.approx(24 * curve.time)
    for name in ("survival", "low", "high"):
        values = getattr(curve, name)
        assert getattr(other, name) == pytest.approx(values)
        assert np.all(np.diff(np.concatenate(([1.0], values))) <= 1e-12)
    wide = curve_of(pairs, 0.995)
    assert np.all(np.diff(wide.low) <= 0) and np.all(np.diff(wide.high) <= 0)
    assert np.all(curve.low <= curve.survival) and np.all(curve.survival <= curve.high)
    for p, one, two in zip(
        (0.05, 0.5, 0.95),
        quantiles(curve, (0.05, 0.5, 0.95)),
        quantiles(other, (0.05, 0.5, 0.95)),
        strict=True,
    ):
        assert two.low == pytest.approx(24 * one.low) and two.value == pytest.approx(
            24 * one.value, nan_ok=True
        )
        assert not one.low > one.value and not one.value > one.high
        assert np.isnan(one.value) or curve.at(one.value) <= 1 - p + 1e-9


def test_quantiles_of_whole_durations_are_numpys():
    """With nothing cut a quantile is the least duration that enough rows do not exceed, to the last row."""
    values = np.random.default_rng(1).exponential(size=200)
    curve, wanted = survival(values, values < 0), np.arange(0.5, 200) / 200
    found = [one.value for one in quantiles(curve, wanted.tolist())]
    assert found == np.quantile(values, wanted, method="inverted_cdf").tolist() == np.sort(values).tolist()
    assert [one.value for one in quantiles(curve, (0.05, 0.7, 0.95))] == np.sort(values)[
        [9, 139, 189]
    ].tolist()


def test_no_rows_one_row_all_cut_and_no_blackout():
    """What the ends give: nothing of no rows, a useless band of one, a bound of all cut, an event at 0."""
    none = survival([], [])
    assert none.n == 0 and np.isnan(none.at(1.0)) and np.isnan(quantiles(none, (0.5,))[0].low)
    assert np.isnan(restricted_mean(none).value) and np.isnan(exceedance(none, (1,))[0].high)
    assert standing(none, 3.0).inside is None
    one = survival([5.0], [False])
    assert quantiles(one, (0.5,))[0].value == 5 and quantiles(one, (0.5,))[0].low == 0
    assert exceedance(one, (5,))[0].high == pytest.approx(0.95)
    cut = survival([70.0] * 30, [True] * 30)
    bound = exceedance(cut, (60, 70, 80))
    assert [x.probability for x in bound[:2]] == [1, 1] and np.isnan(bound[2].probability)
    assert bound[1].low == bound[0].low == pytest.approx(0.05 ** (1 / 30)) and (
        bound[2].low,
        bound[2].high,
    ) == (0, 1)
    assert quantiles(cut, (0.5,))[0].low == 70 and np.isnan(quantiles(cut, (0.5,))[0].value)
    calm = survival([0.0, 0.0, 4.0, np.nan], [False, False, True, False])
    assert calm.time.tolist() == [0.0] and calm.at(0.0) == pytest.approx(1 / 3) and calm.missing == 1
    assert quantiles(calm, (0.5,))[0].value == 0


def test_a_share_of_none_is_bounded_by_the_rule_of_three():
    """Where none of n rows lasts longer, at most about 3 / n do (95 % one-sided), whatever was cut later than t."""
    curve = survival(np.linspace(1, 50, 100), np.zeros(100, bool))
    assert exceedance(curve, (60,))[0].high == pytest.approx(3 / 100, abs=1e-3)
    assert exceedance(curve, (0.5,))[0].low == pytest.approx(1 - 3 / 100, abs=1e-3)
    assert exceedance(curve, (60,))[0].low == 0 and exceedance(curve, (0.5,))[0].high == 1


def test_where_an_observed_duration_lies():
    """It is inside the middle 90 % between the quantiles, outside beyond them, and unknown beyond the cut."""
    values = np.arange(1.0, 101.0)
    whole = survival(values, values < 0)
    found = standing(whole, 30.0)
    assert found.probability == pytest.approx(0.3) and found.low < 0.3 < found.high and found.inside
    assert standing(whole, 4.0).inside is False and standing(whole, 97.0).inside is False
    assert central(whole).low.value == 5 and central(whole).high.value == 95
    assert standing(whole, 95.04).inside is False and standing(whole, 95.04, equal_within=0.05).inside is True
    assert standing(whole, 95.06, equal_within=0.05).inside is False
    cut = survival(np.minimum(values, 80.0), values > 80)
    assert standing(cut, 79.0).inside is True and standing(cut, 90.0).inside is None
    assert np.isnan(central(cut).high.value) and standing(cut, float("nan")).inside is None


def test_restricted_mean():
    """Without cuts it is the mean of min(T, horizon), with its standard error; beyond the last cut nobody knows it."""
    values = np.random.default_rng(2).exponential(10.0, 400)
    curve = survival(values, values < 0)
    short = np.minimum(values, 8.0)
    found = restricted_mean(curve, 8.0)
    assert found.value == pytest.approx(short.mean())
    assert found.high - found.value == pytest.approx(1.6487 * short.std(ddof=1) / 20, rel=1e-3)
    assert restricted_mean(curve).value == pytest.approx(values.mean())
    assert np.isnan(restricted_mean(survival(short, values > 8.0), 9.0).value)
    # The area under the steps of the 6-MP curve to 35 weeks, added by hand.
    steps = [6, 1, 3, 3, 3, 6, 1, 12]
    heights = [1, *survival(WEEKS, CUT).survival]
    assert restricted_mean(survival(WEEKS, CUT)).value == pytest.approx(np.dot(steps, heights))


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Of 400 samples of 60 exponential durations cut at random, 85 to 95 % of the 90 % intervals hold the truth."""
    rng = np.random.default_rng(3)
    true, cut = rng.exponential(1.0, (400, 60)), rng.uniform(0.8, 3.0, (400, 60))
    held = np.zeros(4)
    for seen, over in zip(np.minimum(true, cut), true > cut, strict=True):
        curve = survival(seen, over)
        median, chance, mean = (
            quantiles(curve, (0.5,))[0],
            exceedance(curve, (0.3,))[0],
            restricted_mean(curve, 0.8),
        )
        place = standing(curve, 0.1)
        held += [
            median.low <= np.log(2) <= median.high,
            chance.low <= np.exp(-0.3) <= chance.high,
            mean.low <= 1 - np.exp(-0.8) <= mean.high,
            place.low <= 1 - np.exp(-0.1) <= place.high,
        ]
    assert np.all((held / 400 >= 0.85) & (held / 400 <= 0.95)), held / 400


@pytest.mark.parametrize(
    ("duration", "censored"),
    [([-1.0], [False]), ([np.inf], [False]), ([1.0, 2.0], [False]), ([[1.0]], [[False]])],
)
def test_impossible_rows_are_refused(duration, censored):
    """A duration below 0 or infinite, or rows that do not match, are mistakes of the caller."""
    with pytest.raises(ValueError):
        survival(duration, censored)
    with pytest.raises(ValueError, match="confidence"):
        survival([1.0], [False], confidence=90)
