"""The normal distribution, without scipy: its import takes longer than a short command."""

from __future__ import annotations

from math import erf, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

_erf = np.frompyfunc(erf, 1, 1)
_STANDARD = NormalDist()


def normal_cdf(x: ArrayLike) -> NDArray[np.float64]:
    """Probability that a standard normal number is at most x; any shape, nan gives nan, infinities 0 and 1."""
    scaled = np.asarray(x, dtype=np.float64) / sqrt(2.0)
    return np.asarray(0.5 * (1.0 + np.asarray(_erf(scaled), dtype=np.float64)), dtype=np.float64)


def normal_quantiles(count: int) -> NDArray[np.float64]:
    """(count,) standard normal numbers of equal probability each: the middles of `count` equal shares, rising."""
    shares = (np.arange(count) + 0.5) / count
    return np.array([_STANDARD.inv_cdf(float(share)) for share in shares])
