"""How probable it is that a blackout lasts longer than a given time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.statistics.survival import Survival


@dataclass(frozen=True)
class Exceedance:
    """P(T > threshold) with its interval; nan where the rows are cut before (the interval still holds)."""

    threshold: float
    probability: float
    low: float
    high: float


def exceedance(survival: Survival, thresholds: Sequence[float]) -> tuple[Exceedance, ...]:
    """Reads the survival curve and its band at thresholds: the same figures as the curve in a picture shows.

    The band is the log-log one, with the exact binomial bound where the share is 0 or 1 (with n rows and confidence
    0.9 about 3 / n away from it: the rule of three).
    """
    at = survival.at(list(thresholds))
    low, high = survival.band_at(list(thresholds))
    return tuple(
        Exceedance(float(t), float(p), float(least), float(most))
        for t, p, least, most in zip(thresholds, at, low, high, strict=True)
    )
