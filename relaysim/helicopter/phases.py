"""The phases of a flight, read from its route: what the rotors, the camera and the reader call it at any time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from relaysim.helicopter.envelope import Envelope
from relaysim.path.route import Floats, Route

PhaseName = Literal["spin-up", "climb", "translate", "hover", "descend", "land", "spin-down"]
PHASES: tuple[PhaseName, ...] = ("spin-up", "climb", "translate", "hover", "descend", "land", "spin-down")

# The last metre: there Ingenuity's navigation camera is no longer used (see the flight reports of 2021).
LAND_M = 1.0
# Slower than this over ground is a hover: a recorded one drifts by up to 0.2 m/s.
HOVER_MPS = 0.25
# A shorter hover within a way, or a shorter way within a hover, is not told apart (samples missing, jitter).
LEAST_S = 2.0
LEVEL_MPS = 0.01


@dataclass(frozen=True)
class Phase:
    """One phase, in seconds from take-off; the spin-up ends at 0, so it begins before.

    Attributes:
        name: of a vehicle on rotors one of `PHASES`; of others what they call it.
    """

    name: str
    start_s: float
    end_s: float


def phases(route: Route, envelope: Envelope) -> tuple[Phase, ...]:
    """The phases of a route in order, without gaps: from `-spin_up_s` to its duration + `spin_down_s`.

    Between take-off and touchdown a stretch that rises is `climb`, one that falls `descend`, the last of it below
    1 m `land`; a level one is `translate` or `hover` by its speed over ground. Level stretches shorter than 2 s
    belong to what is around them. Neither phase nor spin of no duration is listed.

    Args:
        route: a planned flight or a recorded one, also one that landed early.
    """
    named = _flight(route)
    duration = route.end_utc_s - route.start_utc_s
    if envelope.spin_up_s > 0.0:
        named.insert(0, Phase("spin-up", -envelope.spin_up_s, 0.0))
    if envelope.spin_down_s > 0.0:
        named.append(Phase("spin-down", duration, duration + envelope.spin_down_s))
    return tuple(named)


def _flight(route: Route) -> list[Phase]:
    """The phases in the air."""
    at, names = _stretches(route)
    pieces = [Phase(name, a, b) for name, a, b in zip(names, at[:-1], at[1:], strict=True) if b > a]
    return _joined(_without_short(_joined(pieces)))


def _stretches(route: Route) -> tuple[list[float], list[PhaseName]]:
    """Instants from take-off, and what happens between each two: straight pieces of the route."""
    times, heights = route.utc_s - route.start_utc_s, route.above_ground_m
    cut = _landing_begins(times, heights)
    at = np.unique(np.append(times, cut))
    x, y, height = route.position(route.start_utc_s + at)
    spans = np.diff(at)
    rise = np.diff(height) / np.maximum(spans, 1e-9)
    speed = np.hypot(np.diff(x), np.diff(y)) / np.maximum(spans, 1e-9)
    names: list[PhaseName] = []
    for n in range(len(spans)):
        if rise[n] > LEVEL_MPS:
            names.append("climb")
        elif rise[n] < -LEVEL_MPS:
            names.append("land" if at[n] >= cut else "descend")
        else:
            names.append("translate" if speed[n] >= HOVER_MPS else "hover")
    return [float(t) for t in at], names


def _landing_begins(times: Floats, heights: Floats) -> float:
    """When it passes LAND_M for the last time on its way down; the end if it never does."""
    above = np.flatnonzero(heights > LAND_M)
    if len(above) == 0:
        return float(times[heights.argmax()])
    last = int(above[-1])
    if last == len(heights) - 1:
        return float(times[-1])
    share = (heights[last] - LAND_M) / (heights[last] - heights[last + 1])
    return float(times[last] + share * (times[last + 1] - times[last]))


def _without_short(found: list[Phase]) -> list[Phase]:
    """Short hovers and short ways become the other where that is beside them, the shortest first."""
    level = {"hover": "translate", "translate": "hover"}
    found = list(found)
    while True:
        short = [
            n
            for n, phase in enumerate(found)
            if phase.name in level
            and phase.end_s - phase.start_s < LEAST_S
            and level[phase.name] in {other.name for other in found[max(n - 1, 0) : n + 2]}
        ]
        if not short:
            return found
        n = min(short, key=lambda k: found[k].end_s - found[k].start_s)
        found[n] = Phase(level[found[n].name], found[n].start_s, found[n].end_s)
        found = _joined(found)


def _joined(found: list[Phase]) -> list[Phase]:
    """Neighbours of one name as one phase."""
    together = [list(group) for _, group in groupby(found, key=lambda phase: phase.name)]
    return [Phase(group[0].name, group[0].start_s, group[-1].end_s) for group in together]
