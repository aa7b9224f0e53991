"""Ranks of factors, and of durations that may be cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.statistics.correlation import correlations
from relaysim.statistics.rows import Bools, Floats
from relaysim.statistics.survival import Survival


@dataclass(frozen=True)
class RankedFactors:
    """Factors with their ranks, made once for all outcomes and variants of the same draws.

    Attributes:
        names: of the k factors.
        values: (k, rows); rank: (k, rows) from 1, ties averaged.
        whole: (rows,) rows without a nan in any factor.
    """

    names: tuple[str, ...]
    values: Floats
    rank: Floats
    whole: Bools

    def of(self, rows: Bools) -> RankedFactors:
        """These rows alone, ranked anew."""
        return self if rows.all() else rank_factors(dict(zip(self.names, self.values[:, rows], strict=True)))

    @cached_property
    def correlations(self) -> Floats:
        """(k, k) between the factors' ranks; nan for one that is constant."""
        return correlations(self.rank)

    @cached_property
    def deviations(self) -> Floats:
        """(k,) standard deviation of each factor's ranks, from n."""
        return np.asarray(self.rank.std(axis=1)) if self.rank.size else np.zeros(len(self.names))

    @cached_property
    def fifths(self) -> tuple[Fifth, ...]:
        """The lowest and the highest fifth of each factor in turn."""
        return tuple(part for one in zip(self.values, self.rank, strict=True) for part in _fifths(*one))

    def bins(self, count: int) -> list[NDArray[np.intp]]:
        """(rows,) for each factor: in which of so many bins of equal count a row is; ties stay together."""
        kept: dict[int, list[NDArray[np.intp]]] = self._kept_bins
        if count not in kept:
            kept[count] = [((one - 0.5) * (count / one.size)).astype(np.intp) for one in self.rank]
        return kept[count]

    @cached_property
    def _kept_bins(self) -> dict[int, list[NDArray[np.intp]]]:
        return {}


@dataclass(frozen=True)
class Fifth:
    """Rows (rows,) where a factor is lowest or highest, and the factor's range there; nan if there are none."""

    rows: Bools
    least: float
    most: float


def rank_factors(factors: Mapping[str, ArrayLike]) -> RankedFactors:
    """Ranks factors for `sensitivity`.

    Raises:
        ValueError: factors that are not of one length.
    """
    columns = [np.asarray(one, dtype=np.float64) for one in factors.values()]
    if len({one.shape for one in columns}) > 1 or any(one.ndim != 1 for one in columns):
        raise ValueError(f"factors {[one.shape for one in columns]} must be of one length, one row a run")
    values = np.array(columns) if columns else np.empty((0, 0))
    rank = np.array([ranks(one) for one in values]) if columns else values
    return RankedFactors(tuple(factors), values, rank, np.asarray(np.isfinite(values).all(axis=0)))


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties averaged."""
    order = np.argsort(values)
    ascending = values[order]
    above, found = ascending[1:] != ascending[:-1], np.empty(values.size)
    if above.all():
        found[order] = np.arange(1.0, values.size + 1.0)
        return found
    first = np.flatnonzero(np.concatenate(([True], above)))
    size = np.diff(np.append(first, values.size))
    found[order] = np.repeat(first + (size + 1) / 2, size)
    return found


def scores(curve: Survival, duration: Floats, censored: Bools) -> Floats:
    """Expected rank of each duration as a share of all, 0 to 1; curve and rows must belong together.

    Without cuts it is (rank - 1/2) / n, ties averaged. A cut duration takes the mean of all ranks above its cut: where
    every cut lies beyond every event, they tie at the top.

    References:
        Peto & Peto 1972 (J. R. Stat. Soc. A 135, 185); Prentice 1978 (Biometrika 65, 167): generalised Wilcoxon scores.
    """
    levels = np.concatenate(([1.0], curve.survival))
    step = np.searchsorted(curve.time, duration, side="right")
    after = levels[step]
    return np.asarray(1.0 - np.where(censored, after, after + levels[np.maximum(step - 1, 0)]) / 2.0)


def _fifths(factor: Floats, rank: Floats) -> tuple[Fifth, Fifth]:
    """A fifth of the rows each, more or less where values tie; none if the factor is constant."""
    n = factor.size
    if n == 0 or factor.min() == factor.max():
        none = np.zeros(n, dtype=np.bool_)
        return Fifth(none, np.nan, np.nan), Fifth(none, np.nan, np.nan)
    low, high = rank <= 0.2 * n + 0.5, rank >= 0.8 * n + 0.5
    low = low if low.any() else factor == factor.min()
    high = high if high.any() else factor == factor.max()
    below, above = factor[low], factor[high]
    return (
        Fifth(low, float(below.min()), float(below.max())),
        Fifth(high, float(above.min()), float(above.max())),
    )
