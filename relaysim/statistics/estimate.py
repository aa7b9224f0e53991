"""A figure with its interval, and the quantiles of reference distributions that intervals are made with."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Estimate:
    """A figure and the interval that holds it with the confidence asked for; nan: the data do not say."""

    value: float
    low: float
    high: float


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


def tail(confidence: float) -> float:
    """Probability left out on each side of an interval of this confidence.

    Raises:
        ValueError: confidence is not between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence is {confidence}: give one between 0 and 1, such as 0.9")
    return (1.0 - confidence) / 2.0


def normal_quantile(confidence: float) -> float:
    """How many standard errors an interval reaches to each side, by the normal distribution (1.645 at 0.9)."""
    return NormalDist().inv_cdf(1.0 - tail(confidence))


def student_quantile(confidence: float, freedom: int) -> float:
    """The same by Student's t with so many degrees of freedom; nan where there are none."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1.0 - tail(confidence))) if freedom > 0 else float("nan")
