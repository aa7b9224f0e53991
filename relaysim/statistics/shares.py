"""A share of a count: how many of so many, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

from relaysim.statistics.estimate import normal_quantile, tail


@dataclass(frozen=True)
class Share:
    """`count` of `of`; value, low and high are nan if `of` is 0."""

    count: int
    of: int
    value: float
    low: float
    high: float


def share(count: int, of: int, *, confidence: float = 0.9) -> Share:
    """What share is this, and what could it be in the whole population that the rows were drawn from?

    Wilson's interval; where none or all are counted, the exact one (Clopper & Pearson 1934: 0 to about 3 / n).

    Raises:
        ValueError: a count below 0 or above `of`.

    Reference:
        Wilson 1927 (J. Am. Stat. Assoc. 22, 209).
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share")
    z, left_out = normal_quantile(confidence), tail(confidence)
    if of == 0:
        return Share(0, 0, nan, nan, nan)
    p = count / of
    if count in (0, of):
        bound = left_out ** (1.0 / of)
        return Share(count, of, p, bound if count else 0.0, 1.0 if count else 1.0 - bound)
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return Share(count, of, p, middle - reach, middle + reach)
