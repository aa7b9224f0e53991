"""How a figure and its interval settled while the runs came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from numpy.typing import ArrayLike

from relaysim.statistics.estimate import Estimate
from relaysim.statistics.exceedance import exceedance
from relaysim.statistics.quantiles import quantiles
from relaysim.statistics.restricted_mean import restricted_mean
from relaysim.statistics.rows import durations
from relaysim.statistics.survival import Survival, survival

FIRST_ROWS = 8  # fewer bound nothing

Figure = Callable[[Survival], Estimate]


@dataclass(frozen=True)
class Step:
    """A figure after the first n rows that have an answer."""

    n: int
    value: float
    low: float
    high: float


def median(curve: Survival) -> Estimate:
    """The median, as a figure to follow."""
    (found,) = quantiles(curve, (0.5,))
    return Estimate(found.value, found.low, found.high)


def exceeds(threshold: float) -> Figure:
    """P(T > threshold), as a figure to follow."""

    def figure(curve: Survival) -> Estimate:
        (found,) = exceedance(curve, (threshold,))
        return Estimate(found.probability, found.low, found.high)

    return figure


def mean(horizon: float | None = None) -> Figure:
    """The restricted mean, as a figure to follow; without a horizon, up to the longest of the rows so far."""

    def figure(curve: Survival) -> Estimate:
        found = restricted_mean(curve, horizon)
        return Estimate(found.value, found.low, found.high)

    return figure


def convergence(
    duration: ArrayLike, censored: ArrayLike, figures: Mapping[str, Figure], *, confidence: float = 0.9
) -> dict[str, tuple[Step, ...]]:
    """What would each figure have been after the first 8, 16, 32, ... and after all rows?

    Rows in the order of the runs. Where runs were drawn by Latin hypercube or Sobol sequence, the first of them are a
    part of the design, and the real error shrinks faster than the interval.
    """
    rows = durations(duration, censored)
    n = rows.duration.size
    sizes = [FIRST_ROWS << k for k in range(64) if FIRST_ROWS << k < n] + [n]
    steps: dict[str, list[Step]] = {name: [] for name in figures}
    for size in sizes:
        curve = survival(rows.duration[:size], rows.censored[:size], confidence=confidence)
        for name, figure in figures.items():
            found = figure(curve)
            steps[name].append(Step(size, found.value, found.low, found.high))
    return {name: tuple(found) for name, found in steps.items()}
