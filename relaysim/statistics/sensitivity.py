"""Which of the things that are not known decides how long a blackout lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.statistics.correlation import partial_correlations, with_interval, with_outcome
from relaysim.statistics.estimate import Estimate
from relaysim.statistics.first_order import FirstOrder, first_order
from relaysim.statistics.quantiles import Quantile, quantiles
from relaysim.statistics.ranks import Fifth, RankedFactors, rank_factors, scores
from relaysim.statistics.restricted_mean import RestrictedMean, restricted_mean
from relaysim.statistics.rows import Bools, Durations, Floats, durations
from relaysim.statistics.survival import Survival, survival_of_ascending


@dataclass(frozen=True)
class End:
    """The outcome where a factor is lowest or highest.

    Attributes:
        n: rows; factor_least, factor_most: the factor's range in them, nan if there are none.
        mean, median: of the outcome there. The horizon of the mean is the same for all ends of all factors.
    """

    n: int
    factor_least: float
    factor_most: float
    mean: RestrictedMean
    median: Quantile


@dataclass(frozen=True)
class FactorEffect:
    """What a factor does to the outcome.

    Attributes:
        rank: Spearman's correlation, 1 where the outcome only grows with the factor; nan if one of both is constant.
        partial: the same with the ranks of all other factors held fixed; nan too where factors determine one another.
        lowest, highest: the outcome in the fifth of the rows where the factor is lowest and highest.
        first_order: share of the variance of min(outcome, horizon) that the factor explains alone.
    """

    name: str
    rank: Estimate
    partial: Estimate
    lowest: End
    highest: End
    first_order: FirstOrder

    @property
    def swing(self) -> float:
        """How much longer the outcome lasts on average where the factor is highest than where it is lowest."""
        return self.highest.mean.value - self.lowest.mean.value


def sensitivity(
    factors: Mapping[str, ArrayLike] | RankedFactors,
    duration: ArrayLike,
    censored: ArrayLike,
    *,
    horizon: float | None = None,
    confidence: float = 0.9,
) -> tuple[FactorEffect, ...]:
    """What does each factor do to the outcome, alone and with the others held fixed?

    Cut durations take the mean rank of all that last longer (`ranks.scores`): that they differ among themselves is
    lost, so that correlations are weaker than without the cut. In first-order indices they count at their cut or the
    horizon. Intervals are those of independent draws; Latin hypercube and Sobol draws are closer.

    Args:
        factors: (rows,) numbers by name, a row with a nan left out for all; or these already ranked (`rank_factors`),
            which saves time where several outcomes or variants have the same draws.
        duration, censored: as for `survival`. For plain numbers of 0 or more give censored all False.
        horizon: of means and first-order indices; None, or one further off, takes the longest that all fifths are known
            up to (`End.mean.horizon` says it).

    Returns:
        In the order of `factors`.

    Raises:
        ValueError: arrays that are not of one length, and as `survival` does.
    """
    ranked = factors if isinstance(factors, RankedFactors) else rank_factors(factors)
    long, cut = np.asarray(duration, dtype=np.float64), np.asarray(censored, dtype=np.bool_)
    if not ranked.names:
        return ()
    if long.shape != ranked.whole.shape:
        raise ValueError(f"factors {ranked.whole.shape} and durations {long.shape} must be of one length")
    rows = durations(np.where(ranked.whole, long, np.nan), cut)
    return _effects(ranked.of(rows.kept), rows, horizon, confidence)


def _effects(
    factors: RankedFactors, rows: Durations, horizon: float | None, confidence: float
) -> tuple[FactorEffect, ...]:
    """Effects of rows that all have an answer."""
    n, order = rows.duration.size, np.argsort(rows.duration)
    ascending = rows.duration[order], rows.censored[order]
    curve = survival_of_ascending(*ascending, confidence=confidence)
    score = np.empty(n)
    score[order] = scores(curve, *ascending)
    found = with_outcome(factors.correlations, factors.deviations, factors.rank, score)
    partial, held = partial_correlations(found), int(np.count_nonzero(~np.isnan(np.diag(found)))) - 2
    curves = [_curve_of(np.flatnonzero(one.rows[order]), *ascending, confidence) for one in factors.fifths]
    known = _common_horizon([curve, *curves])
    end = known if horizon is None else min(float(horizon), known)
    ends = [_end(*one, end) for one in zip(factors.fifths, curves, strict=True)]
    alone = first_order(factors, np.minimum(rows.duration, end), confidence=confidence)
    return tuple(
        FactorEffect(
            name,
            with_interval(float(found[i, -1]), n, 0, confidence),
            with_interval(float(partial[i]), n, held, confidence),
            ends[2 * i],
            ends[2 * i + 1],
            alone[i],
        )
        for i, name in enumerate(factors.names)
    )


def _curve_of(part: NDArray[np.intp], duration: Floats, censored: Bools, confidence: float) -> Survival:
    """Curve of a part of ascending rows."""
    return survival_of_ascending(duration[part], censored[part], confidence=confidence)


def _common_horizon(curves: list[Survival]) -> float:
    """The longest duration, or what all curves are known up to if that is less; nan without rows."""
    return min([curves[0].last, *(one.known_until for one in curves if one.n)])


def _end(fifth: Fifth, curve: Survival, horizon: float) -> End:
    (median,) = quantiles(curve, (0.5,))
    return End(curve.n, fifth.least, fifth.most, restricted_mean(curve, horizon), median)
