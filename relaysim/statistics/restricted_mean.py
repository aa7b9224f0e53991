"""The mean duration as far as it is known: everything longer than a horizon counts as the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from relaysim.statistics.estimate import student_quantile
from relaysim.statistics.rows import Floats
from relaysim.statistics.survival import Survival


@dataclass(frozen=True)
class RestrictedMean:
    """Mean of min(T, horizon), or a difference of such means; nan where the curve is not known up to the horizon."""

    value: float
    low: float
    high: float
    horizon: float


def restricted_mean(survival: Survival, horizon: float | None = None) -> RestrictedMean:
    """How long does a blackout last on average, counting at most up to a horizon?

    Args:
        survival: the curve; the interval has its confidence.
        horizon: None takes the longest duration. With nothing cut that gives the plain mean.

    The interval is Student's t with the variance of the area under the curve, times n / (n - 1); nan for one row, of
    no width where nothing varies.

    References:
        Irwin 1949 (J. Hygiene 47, 188); Royston & Parmar 2013 (BMC Med. Res. Methodol. 13, 152).
    """
    end = survival.last if horizon is None else float(horizon)
    if survival.n == 0 or not 0.0 <= end <= survival.known_until:
        return RestrictedMean(nan, nan, nan, end)
    beyond = area_beyond(survival, end)
    value = float(beyond[0])
    left = survival.at_risk - survival.events
    share = np.where(left > 0, survival.events / (survival.at_risk * np.maximum(left, 1)), 0.0)
    variance = float(np.sum(beyond[1:] ** 2 * share))
    if survival.n == 1:
        return RestrictedMean(value, nan, nan, end)
    spread = student_quantile(survival.confidence, survival.n - 1) * sqrt(
        variance * survival.n / (survival.n - 1)
    )
    return RestrictedMean(value, max(value - spread, 0.0), min(value + spread, end), end)


def area_beyond(survival: Survival, horizon: float) -> Floats:
    """Area under S from 0 and from each of its steps to the horizon: (k + 1,), 0 for steps beyond it."""
    corners = np.minimum(np.concatenate(([0.0], survival.time, [horizon])), horizon)
    heights = np.concatenate(([1.0], survival.survival))
    areas = heights * np.maximum(np.diff(corners), 0.0)
    return np.cumsum(areas[::-1])[::-1]
