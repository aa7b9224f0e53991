"""Intervals of quantiles from sorted values alone: no shape of the distribution is assumed."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, nan, sqrt

from relaysim.statistics.estimate import tail
from relaysim.statistics.rows import Floats


def quantile_bounds(ascending: Floats, probability: float, confidence: float) -> tuple[float, float]:
    """Two of the sorted values, between which the quantile lies with this confidence at least.

    The number of rows below the quantile is binomial. nan where there are too few rows for a bound on that side.

    Reference:
        Hahn & Meeker, Statistical Intervals, 1991, section 5.2.
    """
    n, left_out = ascending.size, tail(confidence)
    if n == 0:
        return nan, nan
    # Counts further from the expected one than 10 standard deviations have no probability to speak of.
    reach = 10.0 * sqrt(n * probability * (1.0 - probability)) + 10.0
    least, most = max(floor(n * probability - reach), 0), min(ceil(n * probability + reach), n - 1)
    below = _first(least, most, lambda at_most: at_most > left_out, n, probability)
    above = _first(least, most, lambda at_most: at_most >= 1.0 - left_out, n, probability)
    low = float(ascending[below - 1]) if below > least else nan
    high = float(ascending[above]) if above <= most else nan
    return low, high


def _first(least: int, most: int, reached: Callable[[float], bool], n: int, probability: float) -> int:
    """The first count from `least` to `most` whose probability, or that of fewer, is such; the one after `most` if none is."""
    from scipy.special import bdtr

    while least <= most:
        middle = (least + most) // 2
        if reached(float(bdtr(middle, n, probability))):
            most = middle - 1
        else:
            least = middle + 1
    return least
