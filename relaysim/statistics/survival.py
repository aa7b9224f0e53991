"""How many last longer than t, when some were cut before their end: the product-limit estimate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from relaysim.statistics.estimate import normal_quantile, tail
from relaysim.statistics.rows import Bools, Floats, Ints, durations


@dataclass(frozen=True)
class Survival:
    """The survival curve S(t) = P(T > t) of durations T, with a pointwise band.

    S is 1 before the first event, then constant from each event's time up to the next (right-continuous).

    Attributes:
        n: rows counted; missing: rows whose duration was nan; censored: how many of n are cut.
        confidence: of the band.
        last: the longest duration, whole or cut; nan if n is 0.
        known_until: the curve is known up to here: `last` where it ends above 0, else inf; nan if n is 0.
        time: (k,) distinct durations that were seen to end, ascending.
        survival: (k,) S at these times; low, high: (k,) its band there, made when first asked for.
        at_risk: (k,) rows that lasted so long at least; events: (k,) those of them that ended then.
        early_cuts: cut durations shorter than the first event's, ascending: they weaken the band while S is 1.
    """

    n: int
    missing: int
    censored: int
    confidence: float
    last: float
    known_until: float
    time: Floats
    survival: Floats
    at_risk: Ints
    events: Ints
    early_cuts: Floats

    @cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        return _band(self.survival, self.at_risk, self.events, self.confidence)

    @property
    def low(self) -> Floats:
        """Least S at each step by the band."""
        return self._bounds[0]

    @property
    def high(self) -> Floats:
        """Greatest S at each step by the band."""
        return self._bounds[1]

    def at(self, t: ArrayLike) -> Floats:
        """S(t), of the shape of t; nan beyond `known_until`."""
        when = np.asarray(t, dtype=np.float64)
        values = np.concatenate(([1.0], self.survival))[np.searchsorted(self.time, when, side="right")]
        return np.where(when <= self.known_until, values, np.nan)

    def band_at(self, t: ArrayLike) -> tuple[Floats, Floats]:
        """Least and greatest S(t) by the band.

        Where S is 1 the least is the exact binomial bound (Clopper & Pearson 1934) for the rows at risk. Beyond
        `known_until` the curve may fall to 0 but not rise again.
        """
        when = np.asarray(t, dtype=np.float64)
        step = np.searchsorted(self.time, when, side="right")
        at_risk = self.n - np.searchsorted(self.early_cuts, when, side="left")
        bare = tail(self.confidence) ** (1.0 / np.maximum(at_risk, 1))
        low = np.where(step == 0, bare, np.concatenate(([1.0], self.low))[step])
        high = np.concatenate(([1.0], self.high))[step]
        low = np.where(when > self.known_until, 0.0, low)
        nothing = np.isnan(when) | (self.n == 0)
        return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def survival(duration: ArrayLike, censored: ArrayLike, *, confidence: float = 0.9) -> Survival:
    """What share of blackouts lasts longer than t?

    A duration of 0 (no blackout) is an event at 0. A row cut at t counts as lasting longer than an event at t. Rows
    must be cut for reasons that have nothing to do with how long they would still have lasted.

    Args:
        duration: (rows,), any unit, 0 or more; nan for a run without an answer, which is left out and counted.
        censored: (rows,), True where the duration is a lower bound.
        confidence: of the band.

    Raises:
        ValueError: durations below 0 or infinite, lengths that differ, a confidence outside 0 to 1.

    References:
        Kaplan & Meier 1958 (J. Am. Stat. Assoc. 53, 457), eq. 2b. Variance: Greenwood 1926. Band by log(-log S):
        Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2002, section 1.4.
    """
    rows = durations(duration, censored)
    return survival_of_ascending(*rows.ascending(), missing=rows.missing, confidence=confidence)


def survival_of_ascending(
    duration: Floats, censored: Bools, *, missing: int = 0, confidence: float = 0.9
) -> Survival:
    """`survival` of rows that are checked and stand from short to long already."""
    tail(confidence)  # refuses a wrong one
    n = duration.size
    if n == 0:
        none, nobody = np.empty(0), np.empty(0, dtype=np.int64)
        nan = float("nan")
        return Survival(0, missing, 0, confidence, nan, nan, none, none, nobody, nobody, none)
    begin, events = _steps(duration, censored)
    at_risk = n - begin
    curve = _product_limit(at_risk, events)
    early = int(begin[0]) if begin.size else n
    to_zero = curve.size > 0 and curve[-1] == 0.0
    return Survival(
        n=n,
        missing=missing,
        censored=int(np.count_nonzero(censored)),
        confidence=confidence,
        last=float(duration[-1]),
        known_until=float("inf") if to_zero else float(duration[-1]),
        time=duration[begin],
        survival=curve,
        at_risk=at_risk,
        events=events,
        early_cuts=duration[:early].copy(),
    )


def _steps(duration: Floats, censored: Bools) -> tuple[Ints, Ints]:
    """For each distinct time at which a row ended: the first row that lasted so long, and how many ended then."""
    ended = np.flatnonzero(~censored)
    if ended.size == 0 or (duration[ended[ended > 0] - 1] < duration[ended[ended > 0]]).all():
        return ended, np.ones_like(ended)
    first = np.flatnonzero(np.concatenate(([True], duration[1:] != duration[:-1])))
    seen = np.concatenate(([0], np.cumsum(~censored)))
    events = np.diff(seen[np.append(first, duration.size)])
    return first[events > 0], events[events > 0]


def _product_limit(at_risk: Ints, events: Ints) -> Floats:
    """S after each step. Without cuts it is (n - ended) / n to the last bit: the product telescopes."""
    if at_risk.size == 0:
        return np.empty(0)
    left = at_risk - events
    lost = np.concatenate(([1.0], left[:-1] / at_risk[1:]))
    return np.asarray(left / at_risk[0] * np.cumprod(lost))


def greenwood(at_risk: Ints, events: Ints) -> Floats:
    """Greenwood's sum of d / (Y (Y - d)) up to each step: the variance of log S. Where all end it is left as it was."""
    left = at_risk - events
    return np.cumsum(np.where(left > 0, events / (at_risk * np.maximum(left, 1)), 0.0))


def _band(curve: Floats, at_risk: Ints, events: Ints, confidence: float) -> tuple[Floats, Floats]:
    """Pointwise band: S^exp(+-z sqrt(G) / log S); exact binomial where S is 0, for as many rows as G stands for."""
    z, left_out = normal_quantile(confidence), tail(confidence)
    if curve.size == 0:
        return np.empty(0), np.empty(0)
    spread = greenwood(at_risk, events)
    inside = curve[:-1] if curve[-1] == 0.0 else curve
    hazard = -np.log(inside)
    width = np.exp(z * np.sqrt(spread[: inside.size]) / hazard)
    low, high = np.exp(-hazard * width), np.exp(-hazard / width)
    if inside.size < curve.size:
        # Rows without cuts that would have given the variance of the step before (Dorey & Korn 1987).
        rows = (1.0 - inside[-1]) / (inside[-1] * spread[-2]) if inside.size else float(at_risk[0])
        low, high = np.append(low, 0.0), np.append(high, 1.0 - left_out ** (1.0 / rows))
    # With few rows left a bound may turn back; it is widened until it does not.
    return np.minimum.accumulate(low), np.maximum.accumulate(high[::-1])[::-1]
