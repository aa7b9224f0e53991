"""First-order Sobol indices from rows that were drawn anyhow: the share of variance that one factor explains alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from relaysim.statistics.correlation import ROUNDING
from relaysim.statistics.estimate import tail
from relaysim.statistics.ranks import RankedFactors
from relaysim.statistics.rows import Floats

MOST_TERMS, ROWS_PER_TERM = 6, 10
# So many means along the factor are as good as all rows for six smooth terms.
MOST_BINS = 512


@dataclass(frozen=True)
class FirstOrder:
    """Share of the outcome's variance that the factor explains alone.

    Attributes:
        value: the bias of chance is taken off, so that it may lie below 0; nan where factor or outcome is constant, or
            rows are too few.
        floor: a factor without any effect stays below this with the confidence asked for: no less can be told from
            nothing.
        terms: how many half waves along the factor were fitted.
    """

    value: float
    floor: float
    terms: int


NOTHING = FirstOrder(nan, nan, 0)


def first_order(
    factors: RankedFactors, outcome: Floats, *, confidence: float = 0.9
) -> tuple[FirstOrder, ...]:
    """How much of the outcome's variance would go if a factor were known? For each factor in turn.

    The outcome's mean along the factor's ranks is fitted with cosines of up to six half waves. What bends more sharply
    than these is missed; interactions are not counted.

    Args:
        factors: of n rows; outcome: (n,).

    References:
        Plischke 2012 (Environ. Model. Softw. 35, 188), the cosine transform of the reordered outcome. Bias taken off
        as in Kelley 1935 (PNAS 21, 554), floor from the F distribution, both as of a regression.
    """
    n = outcome.size
    terms = min(MOST_TERMS, n // ROWS_PER_TERM)
    if terms == 0:
        return (NOTHING,) * len(factors.names)
    centred = outcome - outcome.mean()
    total = float(centred @ centred)
    if total <= n * (ROUNDING * float(np.abs(outcome).max())) ** 2:
        return (NOTHING,) * len(factors.names)
    bins = min(n, MOST_BINS)
    return tuple(_explained(one, bins, terms, centred, total, confidence) for one in factors.bins(bins))


def _explained(
    bin_: NDArray[np.intp], bins: int, terms: int, centred: Floats, total: float, confidence: float
) -> FirstOrder:
    """Share of the sum of squares `total` that the waves fit."""
    from scipy.special import fdtri

    n, count = bin_.size, np.bincount(bin_, minlength=bins)
    sums = np.bincount(bin_, weights=centred, minlength=bins)
    full = count > 0
    along, weight = (np.flatnonzero(full) + 0.5) / bins, np.sqrt(count[full])
    waves = np.cos(np.pi * np.outer(along, np.arange(terms + 1))) * weight[:, None]
    slopes, _, rank, _ = np.linalg.lstsq(waves, sums[full] / weight, rcond=1e-9)
    free, left = int(rank) - 1, n - int(rank)
    if free < 1:
        return NOTHING
    explained = float(np.sum((waves @ slopes) ** 2)) / total
    critical = float(fdtri(free, left, 1.0 - 2.0 * tail(confidence))) * free
    return FirstOrder(_unbiased(explained, n, left), _unbiased(critical / (critical + left), n, left), free)


def _unbiased(explained: float, n: int, left: int) -> float:
    return 1.0 - (1.0 - explained) * (n - 1) / left
