"""How well the margin alone tells contact from silence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.validation.prediction import Prediction

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Score:
    """The area under the ROC curve: how often a take-off has more margin than an outage.

    Attributes:
        area: 1 is perfect, 0.5 is guessing; nan without an outage or without a take-off.
        low, high: 95 % interval (Clopper and Pearson, Biometrika 26 (1934) 404) of a share seen in as many trials as
            there are outages: they are what is scarce, and each is one trial however many take-offs it is held against.
        takeoffs, outages: how many there are of each. An outage counts once, however long it lasted.
        curve: (k, 2) share of outages and share of take-offs at or above each margin, from (0, 0) to (1, 1).
    """

    area: float
    low: float
    high: float
    takeoffs: int
    outages: int
    curve: Reals


def score(predictions: Sequence[Prediction]) -> Score:
    """The area and its interval, from every event whose margin is known.

    An outage is a `down` or a `lost_in_descent` event: its margin is the greatest of its places, on the ground, in the
    mode that was lost.
    """
    known = [p for p in predictions if math.isfinite(p.margin_db)]
    up = np.array([p.margin_db for p in known if p.event.is_takeoff])
    out = np.array(
        [p.margin_db for p in _one_each([p for p in known if p.event.state in ("down", "lost_in_descent")])]
    )
    if not (up.size and out.size):
        return Score(math.nan, math.nan, math.nan, up.size, out.size, np.empty((0, 2)))
    area = _area(up, out)
    return Score(area, *_share_interval(area, out.size), up.size, out.size, _curve(up, out))


def _share_interval(share: float, trials: int) -> tuple[float, float]:
    """Clopper and Pearson's 95 % interval; the count of successes need not be whole."""
    hits = share * trials
    low = 0.0 if hits == 0.0 else _beta_quantile(0.025, hits, trials - hits + 1.0)
    high = 1.0 if hits == trials else _beta_quantile(0.975, hits + 1.0, trials - hits)
    return low, high


def _beta_quantile(probability: float, a: float, b: float) -> float:
    """Quantile of the beta distribution, by adding up its density (a and b of 1 or more here, or nearly so)."""
    x = (np.arange(200_000) + 0.5) / 200_000
    density = x ** (a - 1.0) * (1.0 - x) ** (b - 1.0)
    return float(np.interp(probability, np.cumsum(density) / density.sum(), x))


def _one_each(outages: Sequence[Prediction]) -> list[Prediction]:
    """One prediction for each outage: the loss in a descent and the silence after it are the same one."""
    found: dict[tuple[float, float], Prediction] = {}
    for p in outages:
        key = (round(p.event.latitude_deg, 5), round(p.event.longitude_deg, 5))
        if key not in found or p.event.state == "down":
            found[key] = p
    return list(found.values())


def _area(up: Reals, out: Reals) -> float:
    more = up[:, None] - out[None, :]
    return float((np.sign(more) / 2 + 0.5).mean())


def _curve(up: Reals, out: Reals) -> Reals:
    levels = np.unique(np.concatenate([up, out]))[::-1]
    points = [(float((out >= level).mean()), float((up >= level).mean())) for level in levels]
    return np.array([(0.0, 0.0), *points])
