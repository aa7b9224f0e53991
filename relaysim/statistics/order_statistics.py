"""Intervals of quantiles from sorted values alone: no shape of the distribution is assumed."""

from __future__ import annotations

from math import ceil, floor, nan, sqrt

import numpy as np

from relaysim.statistics.estimate import tail
from relaysim.statistics.rows import Floats


def quantile_bounds(ascending: Floats, probability: float, confidence: float) -> tuple[float, float]:
    """Two of the sorted values, between which the quantile lies with this confidence at least.

    The number of rows below the quantile is binomial. nan where there are too few rows for a bound on that side.

    Reference:
        Hahn & Meeker, Statistical Intervals, 1991, section 5.2.
    """
    from scipy.special import bdtr

    n, left_out = ascending.size, tail(confidence)
    if n == 0:
        return nan, nan
    # Counts further from the expected one than 10 standard deviations have no probability to speak of.
    reach = 10.0 * sqrt(n * probability * (1.0 - probability)) + 10.0
    least, most = max(floor(n * probability - reach), 0), min(ceil(n * probability + reach), n - 1)
    counts = np.arange(least, most + 1)
    at_most = bdtr(counts, n, probability)
    below = int(np.searchsorted(at_most, left_out, side="right"))  # counts so small are left out
    above = int(np.searchsorted(at_most, 1.0 - left_out, side="left"))
    low = float(ascending[counts[below - 1]]) if below else nan
    high = float(ascending[counts[above]]) if above < counts.size else nan
    return low, high
