"""Which duration is not exceeded with probability p, and where in the distribution an observed one lies."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isnan, log
from operator import neg

from relaysim.statistics.estimate import tail
from relaysim.statistics.rows import Floats
from relaysim.statistics.survival import Survival

# 1 - p of a decimal p and a share of rows may differ in the last bits: no step of a billion rows is so small.
LEVEL_ROUNDING = 1e-12


@dataclass(frozen=True)
class Quantile:
    """The least duration t with P(T <= t) >= probability.

    Attributes:
        value: nan where the curve does not come down so far before the rows are cut ("not reached").
        low: for durations never nan if there is a row: 0 where too few rows bound it, the longest duration where
            even the band stays up ("longer than this").
        high: nan where nothing bounds it.
    """

    probability: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Central:
    """The interval that holds the middle `share` of the distribution: its two quantiles."""

    share: float
    low: Quantile
    high: Quantile


@dataclass(frozen=True)
class Standing:
    """Where an observed duration lies in the distribution.

    Attributes:
        probability, low, high: P(T <= observed) with its interval; nan where the curve is not known so far.
        inside: whether it lies within the central interval of `share`; None where that cannot be told.
    """

    observed: float
    probability: float
    low: float
    high: float
    inside: bool | None
    share: float


def quantiles(survival: Survival, probabilities: Sequence[float]) -> tuple[Quantile, ...]:
    """Quantiles of durations, each with the interval of levels that the survival curve's band does not exclude.

    Raises:
        ValueError: a probability that is not between 0 and 1.

    Reference:
        Brookmeyer & Crowley 1982 (Biometrics 38, 29), with the band of the curve in place of their test.
    """
    return tuple(_quantile(survival, float(one)) for one in probabilities)


def _quantile(survival: Survival, probability: float) -> Quantile:
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability is {probability}: give one between 0 and 1, such as 0.5")
    level = 1.0 - probability
    value = _first_below(survival, survival.survival, level + LEVEL_ROUNDING)
    low = _first_below(survival, survival.low, level)
    if isnan(low):
        low = survival.last
    high = _first_below(survival, survival.high, level, strictly=True)
    return Quantile(probability, value, min(low, _while_all_last(survival, level)), high)


def _first_below(survival: Survival, curve: Floats, level: float, *, strictly: bool = False) -> float:
    """The first time at which a falling curve is at a level or below; nan if it never is."""
    bisect = bisect_right if strictly else bisect_left
    step = bisect(curve, -level, key=neg)
    return float(survival.time[step]) if step < survival.time.size else float("nan")


def _while_all_last(survival: Survival, level: float) -> float:
    """From when on so few rows are at risk that the band is at `level` before anything has ended; inf if never."""
    if survival.n == 0:
        return float("nan")
    few = floor(log(tail(survival.confidence)) / log(level))
    if survival.n <= few:
        return 0.0
    weak_after = survival.n - few
    return (
        float(survival.early_cuts[weak_after - 1]) if weak_after <= survival.early_cuts.size else float("inf")
    )


def central(survival: Survival, share: float = 0.9) -> Central:
    """The middle `share` of the distribution: from its 5 % to its 95 % quantile for 0.9."""
    left_out = round(tail(share), 12)  # 0.05, not 0.04999...
    low, high = quantiles(survival, (left_out, 1.0 - left_out))
    return Central(share, low, high)


def standing(
    survival: Survival, observed: float, share: float = 0.9, *, equal_within: float = 0.0
) -> Standing:
    """Where in the distribution does an observed duration lie, and is it within the middle `share`?

    `inside` compares with the quantiles as estimated, ends included, not with their intervals. An observation that is off
    an end by no more than `equal_within` lies on it: a record rounded to a tenth is not outside for its rounding.
    """
    below = 1.0 - float(survival.at(observed))
    least, most = survival.band_at(observed)
    middle = central(survival, share)
    inside: bool | None = None
    if not isnan(observed) and survival.n:
        least_inside, most_inside = middle.low.value - equal_within, middle.high.value + equal_within
        if observed < least_inside or observed > most_inside:
            inside = False
        elif not isnan(middle.low.value) and (observed <= most_inside or observed <= survival.last):
            inside = True
        elif isnan(middle.low.value) and observed < survival.last:
            inside = False
    return Standing(observed, below, 1.0 - float(most), 1.0 - float(least), inside, share)
