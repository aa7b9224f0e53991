"""Data rates within a pass: the highest that closes at the range and elevation of each instant, as steps in time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.windows import Window
from relaysim.earth.crossings import bisected
from relaysim.earth.orbit import Floats, Orbit
from relaysim.earth.site import Site

Steps = tuple[tuple[float, float], ...]
# (start, end, rate steps): the steps begin with the stretch.
RatedWindow = tuple[float, float, Steps]
_SAMPLES_A_REVOLUTION = 500


@dataclass(frozen=True)
class RateStep:
    """One rate of a radio and where it closes: out to `max_range_km`, from `min_elevation_deg` up."""

    rate_bps: float
    max_range_km: float = math.inf
    min_elevation_deg: float = -90.0


@dataclass(frozen=True)
class RateTable:
    """The rates of a radio, rising; where several close the highest is used, where none does nothing is sent.

    Raises: ValueError unless rates are positive and rise.
    """

    steps: tuple[RateStep, ...]

    def __post_init__(self) -> None:
        rates = [step.rate_bps for step in self.steps]
        if not rates or rates[0] <= 0.0 or any(b <= a for a, b in pairwise(rates)):
            raise ValueError(f"rates must be positive and rise: {rates}")

    @staticmethod
    def inverse_square(
        rates_bps: Sequence[float],
        reference_rate_bps: float,
        reference_range_km: float,
        min_elevation_deg: float = -90.0,
    ) -> RateTable:
        """The table of a radio whose energy per bit falls with the square of the range.

        It just closes the reference rate at the reference range: rate r out to range_ref sqrt(rate_ref / r). Rates
        of CCSDS 211.1-B (Proximity-1) double from 1 to 2048 kbit/s.
        """
        return RateTable(
            tuple(
                RateStep(rate, reference_range_km * math.sqrt(reference_rate_bps / rate), min_elevation_deg)
                for rate in sorted(rates_bps)
            )
        )

    def level(self, sine: Floats, range_km: Floats) -> NDArray[np.int64]:
        """Which step holds at (n,) sines of elevation and ranges: its number from 1, 0 where none does."""
        level = np.zeros(np.shape(range_km), dtype=np.int64)
        for n, step in enumerate(self.steps, 1):
            low = math.sin(math.radians(step.min_elevation_deg))
            level[(range_km <= step.max_range_km) & (sine >= low)] = n
        return level


def rated(
    orbit: Orbit, site: Site, table: RateTable, windows: Sequence[Window], step_s: float | None = None
) -> list[list[RatedWindow]]:
    """For each window the stretches in which something closes, with their rate steps, edges to 10 ms.

    Sampled every `step_s` (a 500th of the orbit's period when not given, 14 s in a low orbit of Mars) and at the ends;
    between samples the range and elevation at which a rate begins to close are found by bisection. A rate that
    holds for less than `step_s` can be missed. Steps side by side with the same rate are one; a stretch
    without any rate splits a window.
    """

    def level(utc_s: Floats) -> NDArray[np.int64]:
        return table.level(*site.sight(orbit.position_km(utc_s), utc_s))

    if not windows:
        return []
    times, owner = _samples(windows, step_s or orbit.period_s / _SAMPLES_A_REVOLUTION)
    levels = level(times)
    firsts = levels[np.searchsorted(owner, np.arange(len(windows)))].tolist()
    paths = [[(start, first)] for (start, _), first in zip(windows, firsts, strict=True)]
    for window, instant, move in _moves(level, times, levels, owner):
        paths[window].append((instant, paths[window][-1][1] + move))
    rates = [0.0, *(step.rate_bps for step in table.steps)]
    return [
        _stretches([(instant, rates[n]) for instant, n in path], end)
        for path, (_, end) in zip(paths, windows, strict=True)
    ]


def _moves(
    level: Callable[[Floats], NDArray[np.int64]],
    times: Floats,
    levels: NDArray[np.int64],
    owner: NDArray[np.int64],
) -> Iterator[tuple[int, float, int]]:
    """(window, instant, one level up or down) for each edge between two samples of a window, in time."""
    change = np.flatnonzero((levels[1:] != levels[:-1]) & (owner[1:] == owner[:-1]))
    rise = levels[change + 1] - levels[change]
    # A change over several levels is as many edges, each found by itself.
    many = np.abs(rise)
    edge, up = np.repeat(change, many), np.repeat(rise > 0, many)
    nth = np.arange(edge.size) - np.repeat(np.cumsum(many) - many, many)
    floor = np.where(up, levels[edge] + 1 + nth, levels[edge] - nth)
    at = bisected(lambda utc_s: level(utc_s) >= floor, times[edge], times[edge + 1], ~up)
    order = np.lexsort((at, owner[edge]))
    columns = owner[edge], at, np.where(up, 1, -1)
    yield from zip(*(column[order].tolist() for column in columns), strict=True)


def _samples(windows: Sequence[Window], step_s: float) -> tuple[Floats, NDArray[np.int64]]:
    """Instants from start to end of each window, one after the other, and the window of each."""
    starts, ends = np.array(windows, dtype=np.float64).T
    counts = np.maximum(np.ceil((ends - starts) / step_s), 1).astype(np.int64) + 1
    owner = np.repeat(np.arange(len(windows)), counts)
    place = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
    share = place / (counts - 1)[owner]
    return starts[owner] + share * (ends - starts)[owner], owner


def _stretches(path: Sequence[tuple[float, float]], end_utc_s: float) -> list[RatedWindow]:
    """A path of (from instant, rate) cut where the rate is zero, without steps that change nothing."""
    found: list[RatedWindow] = []
    steps: list[tuple[float, float]] = []
    for (start, rate), (following, _) in zip(path, [*path[1:], (end_utc_s, 0.0)], strict=True):
        if following <= start:
            continue
        if rate > 0.0 and (not steps or steps[-1][1] != rate):
            steps.append((start, rate))
        if rate == 0.0 and steps:
            found.append((steps[0][0], start, tuple(steps)))
            steps = []
    return [*found, (steps[0][0], end_utc_s, tuple(steps))] if steps else found


def volume_bits(window: RatedWindow) -> float:
    """What a rated window can carry."""
    _, end, steps = window
    edges = [start for start, _ in steps] + [end]
    return sum(rate * (edges[n + 1] - edges[n]) for n, (_, rate) in enumerate(steps))
