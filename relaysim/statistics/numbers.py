"""Plain numbers, one a run, nothing cut: their mean, spread and quantiles with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike

from relaysim.statistics.estimate import UNKNOWN, Estimate, student_quantile, tail
from relaysim.statistics.order_statistics import quantile_bounds
from relaysim.statistics.quantiles import LEVEL_ROUNDING, Quantile
from relaysim.statistics.rows import Floats


@dataclass(frozen=True)
class Description:
    """What `describe` found.

    Attributes:
        n: numbers counted; missing: those that were nan.
        mean: with Student's interval; of one number without (nan).
        standard_deviation: of the population, from n - 1; nan for one number.
        least, most: the extremes.
        quantiles: low and high are nan where too few numbers bound them.
    """

    n: int
    missing: int
    confidence: float
    mean: Estimate
    standard_deviation: float
    least: float
    most: float
    quantiles: tuple[Quantile, ...]


def describe(
    values: ArrayLike,
    *,
    probabilities: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95),
    confidence: float = 0.9,
) -> Description:
    """How are these numbers distributed?

    Args:
        values: (rows,), nan for a run without an answer: left out and counted. A quantile is the least of the numbers
            that at least such a share does not exceed; its interval is between order statistics.

    Raises:
        ValueError: an infinite number, a probability or confidence not between 0 and 1.
    """
    given = np.asarray(values, dtype=np.float64).ravel()
    ascending = np.sort(given[~np.isnan(given)])
    missing = int(given.size - ascending.size)
    if ascending.size and not np.isfinite(ascending[[0, -1]]).all():
        raise ValueError("a number is infinite: it has no mean")
    found = tuple(_quantile(ascending, float(one), confidence) for one in probabilities)
    if ascending.size == 0:
        return Description(0, missing, confidence, UNKNOWN, nan, nan, nan, found)
    mean = mean_of(ascending, confidence)
    deviation = float(np.std(ascending, ddof=1)) if ascending.size > 1 else nan
    return Description(
        ascending.size, missing, confidence, mean, deviation, float(ascending[0]), float(ascending[-1]), found
    )


def mean_of(values: Floats, confidence: float) -> Estimate:
    """Mean with Student's interval; without one for a single number, of no width where nothing varies."""
    tail(confidence)
    if values.size < 2:
        return Estimate(float(values[0]) if values.size else nan, nan, nan)
    value = float(np.mean(values))
    error = float(np.std(values, ddof=1)) / sqrt(values.size)
    reach = student_quantile(confidence, values.size - 1) * error
    return Estimate(value, value - reach, value + reach)


def _quantile(ascending: Floats, probability: float, confidence: float) -> Quantile:
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability is {probability}: give one between 0 and 1, such as 0.5")
    low, high = quantile_bounds(ascending, probability, confidence)
    place = ceil(ascending.size * (probability - LEVEL_ROUNDING)) - 1
    value = float(ascending[max(place, 0)]) if ascending.size else nan
    return Quantile(probability, value, low, high)
