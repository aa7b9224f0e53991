"""What speaks against a planned flight before it is flown: its limits, the ground below, its charge.

Each check answers with a `Breach`, or None when nothing speaks against the flight. Unknown ground (nan) is
neither high nor low: whoever asks decides what it means.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.followed_height import followed_height_m
from relaysim.helicopter.limits import FlightLimits
from relaysim.path.route import Floats, Route

HeightAt = Callable[[Floats, Floats], Floats]  # ground height, m, of local x_m and y_m; nan where unknown

TOLERANCE_M = 1e-6
STEP_HEIGHT_M = 1.0  # of the samples in climb and descent


@dataclass(frozen=True)
class Breach:
    """One limit that a planned flight does not keep.

    Attributes:
        check: "ceiling", "cliff", "clearance", "unknown ground", "landing ground", "landing slope" or "charge"; of a
            vehicle's own any name, with `words`.
        value, limit: in the unit of the check (m, deg, Wh); nan where nothing is known.
        elapsed_s: from take-off, where it is worst (where unknown ground begins); nan for the whole flight.
        x_m, y_m: local place of that; nan for the whole flight.
        words: of a check that only this kind of vehicle has: what is wrong and what to do about it; {0} stands for the
            place ("at latitude ...").
    """

    check: str
    value: float
    limit: float
    elapsed_s: float = math.nan
    x_m: float = math.nan
    y_m: float = math.nan
    words: str = ""


@dataclass(frozen=True)
class GroundBelow:
    """The cruise of a planned flight over its ground, each array (n,): from its first to its last move over ground.

    Attributes:
        elapsed_s: from take-off.
        x_m, y_m: local place.
        wanted_m: height above ground as planned.
        ground_m: height of the ground; nan where unknown.
        above_ground_m: height above ground as it can be held, climbing and descending no faster than it may; nan over
            unknown ground.
    """

    elapsed_s: Floats
    x_m: Floats
    y_m: Floats
    wanted_m: Floats
    ground_m: Floats
    above_ground_m: Floats


def ground_below(route: Route, height_at: HeightAt, limits: FlightLimits, step_m: float) -> GroundBelow:
    """The cruise of a route (time 0 at take-off) with the height it can hold.

    Args:
        step_m: samples lie at most so far apart along the ground; a crest narrower than that can be missed.
    """
    times = route.sample_times(step_m, STEP_HEIGHT_M)
    x, y, wanted = route.position(times)
    moved = np.hypot(np.diff(x), np.diff(y)) > TOLERANCE_M
    first, last = (
        (int(np.argmax(moved)), len(moved) - int(np.argmax(moved[::-1]))) if moved.any() else (0, -1)
    )
    cruise = slice(first, last + 1)
    times, x, y, wanted = times[cruise], x[cruise], y[cruise], wanted[cruise]
    ground = np.asarray(height_at(x, y), dtype=np.float64)
    return GroundBelow(times, x, y, wanted, ground, held_height_m(times, ground, wanted, limits))


def held_height_m(elapsed_s: Floats, ground_m: Floats, wanted_m: Floats, limits: FlightLimits) -> Floats:
    """Height above ground, (n,) m, that can be held by altimeter in cruise; nan over unknown ground.

    Each stretch of known ground begins at the wanted height: what it does over unknown ground is unknown, and no
    hill is claimed on the strength of it. Negative where the ground has overtaken it.

    Args:
        elapsed_s, ground_m, wanted_m: (n,) instants, the ground below, the height wanted above it.
    """
    above = np.full(len(elapsed_s), np.nan)
    known = np.flatnonzero(~np.isnan(ground_m))
    for part in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
        if len(part):
            above[part] = followed_height_m(
                elapsed_s[part], ground_m[part], wanted_m[part], limits.climb_mps, limits.descent_mps
            )
    return above


def height_breach(route: Route, below: GroundBelow, envelope: Envelope) -> Breach | None:
    """Whether it is planned above the ceiling ("ceiling"), or the ground falls away below it ("cliff")."""
    planned = int(np.argmax(route.above_ground_m))
    if route.above_ground_m[planned] > envelope.ceiling_m + TOLERANCE_M:
        return Breach("ceiling", float(route.above_ground_m[planned]), envelope.ceiling_m)
    over = below.above_ground_m - envelope.ceiling_m
    return _worst("cliff", over, below, envelope.ceiling_m, 1.0) if np.any(over > TOLERANCE_M) else None


def clearance_breach(below: GroundBelow, envelope: Envelope) -> Breach | None:
    """Whether rising ground comes nearer to the cruise than the least clearance: a route through a hill."""
    short = envelope.least_clearance_m - below.above_ground_m
    if not np.any(short > TOLERANCE_M):
        return None
    return _worst("clearance", short, below, envelope.least_clearance_m, -1.0)


def unknown_ground(below: GroundBelow) -> Breach | None:
    """Whether the cruise crosses ground without a height: its length in m, and where it begins."""
    unknown = np.isnan(below.ground_m)
    if not unknown.any():
        return None
    steps = np.hypot(np.diff(below.x_m), np.diff(below.y_m))
    length = float(steps[unknown[1:] | unknown[:-1]].sum())
    n = int(np.argmax(unknown))
    return Breach("unknown ground", length, 0.0, *_at(below, n))


def landing_breach(
    route: Route, height_at: HeightAt, footprint_m: float, envelope: Envelope
) -> Breach | None:
    """Whether it lands on ground without a height, or steeper than allowed.

    Where a slope limit is given and the ground beside the place is unknown on both sides, so is the slope: value nan.

    Args:
        footprint_m: the slope is that of the plane through the ground half of this away, east, west, north and south.
    """
    end_s, x, y = route.end_utc_s, float(route.x_m[-1]), float(route.y_m[-1])
    if math.isnan(float(height_at(np.array([x]), np.array([y]))[0])):
        return Breach("landing ground", math.nan, math.nan, end_s, x, y)
    slope = slope_deg(height_at, x, y, footprint_m)
    if envelope.landing_slope_deg >= 90.0 or slope <= envelope.landing_slope_deg:
        return None
    return Breach("landing slope", slope, envelope.landing_slope_deg, end_s, x, y)


def slope_deg(height_at: HeightAt, x_m: float, y_m: float, footprint_m: float) -> float:
    """Steepest slope of the ground at a place, over a footprint, degrees; nan where it is unknown.

    Differences of the heights half a footprint away to either side; of one side and the middle where the other side
    is unknown.
    """
    half = footprint_m / 2.0
    x = x_m + half * np.array([0.0, 1.0, -1.0, 0.0, 0.0])
    y = y_m + half * np.array([0.0, 0.0, 0.0, 1.0, -1.0])
    middle, east, west, north, south = (float(height) for height in height_at(x, y))
    gradient = math.hypot(_rise(west, middle, east, half), _rise(south, middle, north, half))
    return math.degrees(math.atan(gradient))


def charge_breach(needed_wh: float, capacity_wh: float, reserve_wh: float) -> Breach | None:
    """Whether a flight needs more than a full battery holds above the reserve; all in Wh."""
    usable = capacity_wh - reserve_wh
    return Breach("charge", needed_wh, usable) if needed_wh > usable else None


def _rise(before: float, middle: float, after: float, half: float) -> float:
    if math.isfinite(before) and math.isfinite(after):
        return (after - before) / (2.0 * half)
    return (after - middle) / half if math.isfinite(after) else (middle - before) / half


def _worst(check: str, excess_m: Floats, below: GroundBelow, limit: float, sign: float) -> Breach:
    n = int(np.nanargmax(excess_m))
    return Breach(check, limit + sign * float(excess_m[n]), limit, *_at(below, n))


def _at(below: GroundBelow, n: int) -> tuple[float, float, float]:
    return float(below.elapsed_s[n]), float(below.x_m[n]), float(below.y_m[n])
