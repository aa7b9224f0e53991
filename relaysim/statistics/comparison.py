"""Which of two variants has the shorter blackouts, draw by draw: both saw the same random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan

import numpy as np
from numpy.typing import ArrayLike

from relaysim.statistics.influence import influence_on_restricted_mean
from relaysim.statistics.numbers import mean_of
from relaysim.statistics.order_statistics import quantile_bounds
from relaysim.statistics.restricted_mean import RestrictedMean, restricted_mean
from relaysim.statistics.rows import Bools, Floats, durations
from relaysim.statistics.shares import Share, share
from relaysim.statistics.survival import survival_of_ascending


@dataclass(frozen=True)
class MedianDifference:
    """The median of a - b over the pairs; negative where a is shorter. nan: open on that side.

    Attributes:
        value: nan where cut durations leave it open.
        least, most: between these it is, whatever the cut durations would have been; equal to value where it is known.
        low, high: the same with the uncertainty of the sample (order statistics).
    """

    value: float
    least: float
    most: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """Variant a against variant b, by pairs of equal draws.

    Attributes:
        pairs: counted; missing: pairs left out because one of the two has no answer (nan).
        shorter, longer, equal, undecidable: share of the pairs in which a is so, against b. Undecidable are pairs cut
            both, and pairs in which the one that is cut is below the other.
        median: of the differences.
        sign_test: two-sided probability of shares as unequal as these, or more, if a and b were equally often shorter;
            of the pairs that differ and are decided, nan if there are none.
        mean: difference of the restricted means, a less b, with the interval of pairs.
    """

    pairs: int
    missing: int
    confidence: float
    shorter: Share
    longer: Share
    equal: Share
    undecidable: Share
    median: MedianDifference
    sign_test: float
    mean: RestrictedMean


def paired(
    duration_a: ArrayLike,
    censored_a: ArrayLike,
    duration_b: ArrayLike,
    censored_b: ArrayLike,
    *,
    horizon: float | None = None,
    equal_within: float = 0.0,
    confidence: float = 0.9,
) -> Comparison:
    """Is a shorter than b, how often and by how much?

    Row i of a and row i of b must come from the same draw. For numbers that nothing cuts give censored all False.

    Args:
        duration_a, duration_b: (pairs,); nan where a run has no answer.
        censored_a, censored_b: (pairs,), True where the duration is a lower bound.
        horizon: of the restricted means; None takes the longest for which both survival curves are known.
        equal_within: whole durations that differ by no more count as equal.
        confidence: of all intervals.

    Raises:
        ValueError: arrays that are not of one length, durations below 0 or infinite.
    """
    a, b = np.asarray(duration_a, dtype=np.float64), np.asarray(duration_b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"durations {a.shape} and {b.shape} are no pairs")
    both = ~(np.isnan(a) | np.isnan(b))
    first = durations(a[both], np.asarray(censored_a, dtype=np.bool_)[both])
    second = durations(b[both], np.asarray(censored_b, dtype=np.bool_)[both])
    a, cut_a, b, cut_b = first.duration, first.censored, second.duration, second.censored
    apart = a - b
    whole, near = ~(cut_a | cut_b), np.abs(apart) <= equal_within
    # A duration cut at t is longer than one that ended at t.
    shorter = (whole & ~near & (apart < 0)) | (~cut_a & cut_b & (apart <= 0))
    longer = (whole & ~near & (apart > 0)) | (cut_a & ~cut_b & (apart >= 0))
    less, more, same = (int(np.count_nonzero(one)) for one in (shorter, longer, whole & near))
    pairs = a.size
    undecidable = pairs - less - more - same
    shares = [share(count, pairs, confidence=confidence) for count in (less, more, same, undecidable)]
    return Comparison(
        pairs=pairs,
        missing=int(both.size - pairs),
        confidence=confidence,
        shorter=shares[0],
        longer=shares[1],
        equal=shares[2],
        undecidable=shares[3],
        median=_median_difference(apart, cut_a, cut_b, confidence),
        sign_test=_sign_test(less, more),
        mean=_mean_difference((a, cut_a), (b, cut_b), horizon, confidence),
    )


def _median_difference(apart: Floats, cut_a: Bools, cut_b: Bools, confidence: float) -> MedianDifference:
    """Every cut difference is replaced by the least, then by the most it could be."""
    least = np.sort(np.where(cut_b, -np.inf, apart))
    most = np.sort(np.where(cut_a, np.inf, apart))
    low, _ = quantile_bounds(least, 0.5, confidence)
    _, high = quantile_bounds(most, 0.5, confidence)
    below, above = _middle(least), _middle(most)
    found = [one if np.isfinite(one) else nan for one in (below, above, low, high)]
    return MedianDifference(found[0] if below == above else nan, *found)


def _middle(ascending: Floats) -> float:
    """The usual median of sorted numbers, which may be infinite on one side; nan if there are none."""
    n = ascending.size
    return float(ascending[(n - 1) // 2] / 2 + ascending[n // 2] / 2) if n else nan


def _sign_test(less: int, more: int) -> float:
    from scipy.special import bdtr

    return min(1.0, 2.0 * float(bdtr(min(less, more), less + more, 0.5))) if less + more else nan


def _mean_difference(
    a: tuple[Floats, Bools], b: tuple[Floats, Bools], horizon: float | None, confidence: float
) -> RestrictedMean:
    """Difference of the restricted means, with the interval of the pairs."""
    n = a[0].size
    if n == 0:
        return RestrictedMean(nan, nan, nan, nan if horizon is None else float(horizon))
    known = min(_known_until(*a), _known_until(*b))
    end = min(max(a[0].max(), b[0].max()), known) if horizon is None else float(horizon)
    if not 0.0 <= end <= known:
        return RestrictedMean(nan, nan, nan, float(end))
    apart = _moves(*a, end) - _moves(*b, end)
    found = mean_of(apart, confidence)
    return RestrictedMean(found.value, found.low, found.high, float(end))


def _known_until(duration: Floats, censored: Bools) -> float:
    """Up to where the survival curve of these rows is known."""
    last = duration.max()
    return float(last) if censored[duration == last].any() else inf


def _moves(duration: Floats, censored: Bools, horizon: float) -> Floats:
    """What each row stands for in the restricted mean, which is their mean: min(duration, horizon) if none is cut."""
    if not (censored & (duration < horizon)).any():
        return np.minimum(duration, horizon)
    order = np.argsort(duration)
    curve = survival_of_ascending(duration[order], censored[order])
    moves = np.empty(duration.size)
    moves[order] = influence_on_restricted_mean(curve, duration[order], censored[order], horizon)
    return moves + restricted_mean(curve, horizon).value
