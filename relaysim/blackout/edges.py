"""When a blackout may have begun and ended: its edges over an ensemble of grounds and of budgets."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
    starts, ends, happened = [], [], 0
    for margin in margins:
        run = _silence(interval, utc_s, margin)
        if run is None:
            continue
        happened += 1
        starts.append(run.start_utc_s)
        ends.append(run.end_utc_s)
    share = happened / len(margins)
    return Edges(*_quantiles(starts, interval.open_start), *_quantiles(ends, interval.open_end), share)


def _quantiles(instants: Sequence[float], cut: bool) -> tuple[float | None, float | None]:
    if cut or not instants:
        return None, None
    low, high = np.quantile(np.array(instants), QUANTILES)
    return float(low), float(high)


def _silence(interval: Interval, utc_s: Floats, margin: Floats) -> Interval | None:
    """The stretch with a margin below 0 that goes on longest together with an interval."""
    below = margin < 0.0
    first = np.flatnonzero(below & ~np.concatenate(([False], below[:-1])))
    last = np.flatnonzero(below & ~np.concatenate((below[1:], [False])))
    runs = [
        Interval(_crossing(utc_s, margin, a - 1, a), _crossing(utc_s, margin, b, b + 1))
        for a, b in zip(first.tolist(), last.tolist(), strict=True)
    ]
    best = max(runs, key=interval.overlap_s, default=None)
    return best if best is not None and interval.overlap_s(best) > 0.0 else None


def _crossing(utc_s: Floats, margin: Floats, before: int, after: int) -> float:
    """Where the margin is 0 between two samples; at the known one of them where there is only one."""
    if before < 0:
        return float(utc_s[after])
    if after >= utc_s.size:
        return float(utc_s[before])
    a, b = float(margin[before]), float(margin[after])
    if math.isnan(a) or math.isnan(b):
        return float(utc_s[after] if math.isnan(a) else utc_s[before])
    return float(utc_s[before] + (utc_s[after] - utc_s[before]) * a / (a - b))
