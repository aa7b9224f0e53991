"""Rows that are fit to be counted: those without an answer dropped, impossible ones refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Durations:
    """Durations of the rows that have an answer, in the order given.

    Attributes:
        duration: (n,), 0 or more.
        censored: (n,), True where the duration is a lower bound.
        kept: (rows,) which of the rows given these are.
        missing: how many were dropped because their duration is nan.
    """

    duration: Floats
    censored: Bools
    kept: Bools
    missing: int

    def ascending(self) -> tuple[Floats, Bools]:
        """Durations from short to long and whether each is cut."""
        order = np.argsort(self.duration)
        return self.duration[order], self.censored[order]


def durations(duration: ArrayLike, censored: ArrayLike) -> Durations:
    """Checks durations and drops those that are nan (a run without an answer).

    Raises:
        ValueError: not one-dimensional, not of one length, below 0 or infinite.
    """
    long, cut = np.asarray(duration, dtype=np.float64), np.asarray(censored, dtype=np.bool_)
    if long.ndim != 1 or long.shape != cut.shape:
        raise ValueError(
            f"durations {long.shape} and censored {cut.shape} must be of one length, one row a run"
        )
    kept = ~np.isnan(long)
    missing = int(long.size - np.count_nonzero(kept))
    if missing:
        long, cut = long[kept], cut[kept]
    if long.size and (long.min() < 0.0 or np.isinf(long.max())):
        raise ValueError(
            "a duration is below 0 or infinite; one without an end is given as its length so far, censored"
        )
    return Durations(long, cut, kept, missing)
