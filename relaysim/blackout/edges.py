"""When a blackout may have begun and ended: its edges over an ensemble of grounds and of budgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.blackout.intervals import Interval
from relaysim.path.route import Floats

QUANTILES = (0.05, 0.95)


@dataclass(frozen=True)
class Edges:
    """5 and 95 % quantiles of the start and the end of a blackout, s since 1970.

    Over the members in which it happens at all. None where it is cut by the scenario's edge or by unknown ground.

    Attributes:
        happens: share of the members that have a blackout in that stretch.
    """

    start_p05_utc_s: float | None
    start_p95_utc_s: float | None
    end_p05_utc_s: float | None
    end_p95_utc_s: float | None
    happens: float


def edges_of(interval: Interval, utc_s: Floats, margins: NDArray[np.float64]) -> Edges:
    """The edges of one blackout over all members: in each the stretch below 0 that goes on longest together with it."""
    starts, ends = _silences(interval, utc_s, margins)
    share = len(starts) / len(margins)
    return Edges(*_quantiles(starts, interval.open_start), *_quantiles(ends, interval.open_end), share)


def _quantiles(instants: Floats, cut: bool) -> tuple[float | None, float | None]:
    if cut or not instants.size:
        return None, None
    low, high = np.quantile(instants, QUANTILES)
    return float(low), float(high)


def _silences(interval: Interval, utc_s: Floats, margins: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Start and end of each member's stretch below 0 that goes on longest together with an interval, (k,) each: those of
    the k members that have one."""
    below = np.pad(margins < 0.0, ((0, 0), (1, 1)))
    member, first = np.nonzero(below[:, 1:-1] & ~below[:, :-2])
    last = np.nonzero(below[:, 1:-1] & ~below[:, 2:])[1]
    starts = _crossings(utc_s, margins, member, first - 1, first)
    ends = _crossings(utc_s, margins, member, last, last + 1)
    together_s = np.minimum(ends, interval.end_utc_s) - np.maximum(starts, interval.start_utc_s)
    order = np.lexsort((-together_s, member))  # of equals the first comes first
    best = order[np.unique(member[order], return_index=True)[1]]
    best = best[together_s[best] > 0.0]
    return starts[best], ends[best]


def _crossings(
    utc_s: Floats,
    margins: NDArray[np.float64],
    member: NDArray[np.intp],
    before: NDArray[np.intp],
    after: NDArray[np.intp],
) -> Floats:
    """Where members' margins are 0 between two samples; at the known one of them where there is only one."""
    here, there = np.maximum(before, 0), np.minimum(after, utc_s.size - 1)
    one = np.where(before < 0, np.nan, margins[member, here])
    other = np.where(after >= utc_s.size, np.nan, margins[member, there])
    between = utc_s[here] + (utc_s[there] - utc_s[here]) * one / (one - other)
    return np.where(np.isnan(one), utc_s[there], np.where(np.isnan(other), utc_s[here], between))
