"""Counts by duration between round numbers; cut durations apart, for they are lower bounds."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import ArrayLike

from relaysim.statistics.rows import Floats, Ints, durations


@dataclass(frozen=True)
class Histogram:
    """Counts of durations.

    Attributes:
        edges: (m + 1,), multiples of 1, 2 or 5 times a power of ten; a bin holds its lower edge, the last one both.
            Empty if there are no rows.
        counts: (m,) whole durations; censored: (m,) cut ones, at their lower bound.
        missing: rows that were nan.
    """

    edges: Floats
    counts: Ints
    censored: Ints
    missing: int


def histogram(duration: ArrayLike, censored: ArrayLike, *, bins: int = 20) -> Histogram:
    """How many durations lie between which round numbers? At most bins + 1 bins, and not much fewer than half of it.

    Raises:
        ValueError: no bins; durations as `survival` refuses them.
    """
    if bins < 1:
        raise ValueError(f"{bins} bins: give 1 or more")
    rows = durations(duration, censored)
    if rows.duration.size == 0:
        return Histogram(np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64), rows.missing)
    edges = round_edges(float(rows.duration.min()), float(rows.duration.max()), bins)
    everything = np.histogram(rows.duration, edges)[0]
    cut = np.histogram(rows.duration[rows.censored], edges)[0]
    return Histogram(edges, everything - cut, cut, rows.missing)


def round_edges(least: float, most: float, bins: int) -> Floats:
    """Round numbers from least or below to most or above, evenly apart."""
    step = (most - least) / bins or abs(most) / 10.0 or 1.0
    power = floor(log10(step))
    factor = next(one for one in (1, 2, 5, 10) if one * 10.0**power >= step * (1.0 - 1e-9))
    first = floor(_in_steps(least, factor, power) + 1e-9)
    last = max(ceil(_in_steps(most, factor, power) - 1e-9), first + 1)
    whole = np.arange(first, last + 1, dtype=np.float64) * factor
    # Division by a whole power of ten gives the double nearest to 0.3; multiplication by 0.1 does not.
    edges = whole * 10.0**power if power >= 0 else whole / 10.0**-power
    edges[0], edges[-1] = min(edges[0], least), max(edges[-1], most)
    return np.asarray(edges)


def _in_steps(value: float, factor: int, power: int) -> float:
    return value / factor / 10.0**power if power >= 0 else value / factor * 10.0**-power
