"""What one figure of the link budget may be: design, favourable and adverse value, mean and standard deviation."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

Distribution = Literal["normal", "uniform", "triangular"]
DISTRIBUTIONS: tuple[Distribution, ...] = ("normal", "uniform", "triangular")

# Favourable and adverse value of a figure without a range: one in twenty lies outside.
SIGMAS_WITHOUT_RANGE = 2.0


@dataclass(frozen=True)
class Spread:
    """One line of a design control table, all values signed (a loss is negative), in one unit.

    favourable is the larger of the two ends, adverse the smaller; sigma the standard deviation, never negative.
    """

    design: float
    favourable: float
    adverse: float
    mean: float
    sigma: float

    @classmethod
    def fixed(cls, value: float) -> Spread:
        """A figure taken as exact."""
        return cls(value, value, value, value, 0.0)


def spread(
    distribution: Distribution, design: float, low: float | None, high: float | None, sigma: float
) -> Spread:
    """The line of one term.

    low, high: the range, as far as there is one. An end that is None lies 2 sigma from the design value.
    sigma: counts for `normal` alone, whose mean is the design value; the range does not cut it off. `uniform` and
        `triangular` (its peak at the design value) have mean and sigma from the range.

    Reference: the moments of the distributions as in J. H. Yuen (ed.), Deep Space Telecommunications Systems
    Engineering, JPL Publication 82-76 (1982), chapter 1; there a normal term's sigma is a sixth of its range.
    """
    adverse = design - SIGMAS_WITHOUT_RANGE * sigma if low is None else low
    favourable = design + SIGMAS_WITHOUT_RANGE * sigma if high is None else high
    if distribution == "uniform":
        mean, sigma = (favourable + adverse) / 2, (favourable - adverse) / sqrt(12)
    elif distribution == "triangular":
        up, down = favourable - design, adverse - design
        mean, sigma = design + (up + down) / 3, sqrt((up * up - up * down + down * down) / 18)
    else:
        mean = design
    return Spread(design, favourable, adverse, mean, sigma)
