"""Distributions by their quantiles, cut to bounds where a study says so.

A truncated distribution is the distribution given that the value lies within its bounds: its quantile is
F^-1(F(low) + u (F(high) - F(low))). Nothing is clipped to a bound, so nothing heaps up there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
INFINITE = math.inf


class Distribution(Protocol):
    """A distribution of one number."""

    def mass(self, low: float, high: float) -> float:
        """The probability of a value from low to high."""
        ...

    def quantile(self, u: Floats, low: float, high: float) -> Floats:
        """Values below which lies the share u, 0 < u < 1, of what lies from low to high."""
        ...

    def words(self, unit: str) -> str:
        """For tables: "normal, -3.7 dB, sigma 2.8 dB"."""
        ...


@dataclass(frozen=True)
class Normal:
    """Normal distribution of that mean and standard deviation."""

    mean: float
    sigma: float

    def mass(self, low: float, high: float) -> float:
        """The probability of a value from low to high."""
        from scipy.special import ndtr

        a, b = self._standard(low), self._standard(high)
        # In the upper tail the complement keeps its digits.
        return float(ndtr(-a) - ndtr(-b)) if a > 0.0 else float(ndtr(b) - ndtr(a))

    def quantile(self, u: Floats, low: float, high: float) -> Floats:
        """Quantiles of what lies from low to high; in logarithms, so that far tails keep their digits."""
        a, b = self._standard(low), self._standard(high)
        standard = -_standard_quantile(1.0 - u, -b, -a) if a > 0.0 else _standard_quantile(u, a, b)
        return np.clip(self.mean + self.sigma * standard, low, high)

    def _standard(self, value: float) -> float:
        return (value - self.mean) / self.sigma

    def words(self, unit: str) -> str:
        """For tables."""
        return f"normal, {number(self.mean, unit)}, sigma {number(self.sigma, unit)}"


def _standard_quantile(u: Floats, a: float, b: float) -> Floats:
    from scipy.special import log_ndtr, ndtri_exp

    logs = np.logaddexp(np.log1p(-u) + log_ndtr(a), np.log(u) + log_ndtr(b))
    return np.asarray(ndtri_exp(np.minimum(logs, 0.0)))


@dataclass(frozen=True)
class LogNormal:
    """The logarithm is normal: median, and the geometric standard deviation (sigma of ln x is its logarithm)."""

    median: float
    geometric_sigma: float

    @property
    def _log(self) -> Normal:
        return Normal(math.log(self.median), math.log(self.geometric_sigma))

    def mass(self, low: float, high: float) -> float:
        """The probability of a value from low to high."""
        return 0.0 if high <= 0.0 else self._log.mass(_log(low), _log(high))

    def quantile(self, u: Floats, low: float, high: float) -> Floats:
        """Quantiles of what lies from low to high."""
        return np.clip(np.exp(self._log.quantile(u, _log(low), _log(high))), low, high)

    def words(self, unit: str) -> str:
        """For tables."""
        spread = f"geometric sigma {self.geometric_sigma:g}"
        return f"log-normal, median {number(self.median, unit)}, {spread}"


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else -INFINITE


@dataclass(frozen=True)
class Triangular:
    """Triangular distribution; the mode may be one of the ends."""

    low: float
    mode: float
    high: float

    def _share(self, value: float) -> float:
        """The distribution function."""
        width = self.high - self.low
        if value <= self.low or value >= self.high:
            return 0.0 if value <= self.low else 1.0
        if value < self.mode:
            return (value - self.low) ** 2 / (width * (self.mode - self.low))
        return 1.0 - (self.high - value) ** 2 / (width * (self.high - self.mode))

    def mass(self, low: float, high: float) -> float:
        """The probability of a value from low to high."""
        return self._share(high) - self._share(low)

    def quantile(self, u: Floats, low: float, high: float) -> Floats:
        """Quantiles of what lies from low to high."""
        first, last = self._share(low), self._share(high)
        share = first + u * (last - first)
        width = self.high - self.low
        rising = self.low + np.sqrt(share * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1.0 - share) * width * (self.high - self.mode))
        values = np.where(share * width < self.mode - self.low, rising, falling)
        return np.clip(values, max(low, self.low), min(high, self.high))

    def words(self, unit: str) -> str:
        """For tables."""
        ends = f"{number(self.low, '')} to {number(self.high, unit)}"
        return f"triangular, {ends}, mode {number(self.mode, unit)}"


@dataclass(frozen=True)
class Uniform:
    """Uniform distribution."""

    low: float
    high: float

    def mass(self, low: float, high: float) -> float:
        """The probability of a value from low to high."""
        width = min(high, self.high) - max(low, self.low)
        return max(width, 0.0) / (self.high - self.low)

    def quantile(self, u: Floats, low: float, high: float) -> Floats:
        """Quantiles of what lies from low to high."""
        first, last = max(low, self.low), min(high, self.high)
        return np.clip(first + u * (last - first), first, last)

    def words(self, unit: str) -> str:
        """For tables."""
        return f"uniform, {number(self.low, '')} to {number(self.high, unit)}"


@dataclass(frozen=True)
class Discrete:
    """A few ascending numbers with their weights."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def _kept(self, low: float, high: float) -> Floats:
        values = np.array(self.values)
        return np.asarray(np.where((values >= low) & (values <= high), self.weights, 0.0))

    def mass(self, low: float, high: float) -> float:
        """The probability of a value from low to high."""
        return float(self._kept(low, high).sum() / sum(self.weights))

    def quantile(self, u: Floats, low: float, high: float) -> Floats:
        """The first value whose summed weight exceeds the share u of what lies from low to high."""
        sums = np.cumsum(self._kept(low, high))
        places = np.searchsorted(sums, u * sums[-1], side="right")
        last = int(np.searchsorted(sums, sums[-1]))
        return np.asarray(np.array(self.values)[np.minimum(places, last)])

    def words(self, unit: str) -> str:
        """For tables."""
        share = [weight / sum(self.weights) for weight in self.weights]
        pairs = zip(self.values, share, strict=True)
        return "one of " + ", ".join(f"{number(value, unit)} ({part:.3g})" for value, part in pairs)


@dataclass(frozen=True)
class Truncated:
    """A distribution and the bounds that it is cut to; infinite ones cut nothing."""

    distribution: Distribution
    low: float = -INFINITE
    high: float = INFINITE

    @property
    def mass(self) -> float:
        """How much of the distribution is left."""
        return self.distribution.mass(self.low, self.high)

    def quantile(self, u: Floats) -> Floats:
        """Values of the shares u, 0 < u < 1."""
        return self.distribution.quantile(u, self.low, self.high)

    def words(self, unit: str) -> str:
        """For tables: "normal, -3.7 dB, sigma 2.8 dB, from -13 to 0 dB"."""
        text = self.distribution.words(unit)
        if math.isinf(self.low) and math.isinf(self.high):
            return text
        if math.isinf(self.high):
            return f"{text}, from {number(self.low, unit)}"
        if math.isinf(self.low):
            return f"{text}, up to {number(self.high, unit)}"
        return f"{text}, from {number(self.low, '')} to {number(self.high, unit)}"


def number(value: float, unit: str) -> str:
    """A number for people, with its unit."""
    return f"{value:.12g} {unit}".rstrip()
