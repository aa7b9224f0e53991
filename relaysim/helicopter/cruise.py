"""The way through waypoints at cruise height: how fast at each, how long each leg takes.

Along a leg the speed rises at the acceleration of the envelope, stays at the leg's speed, and falls at the same
rate: a trapezoid, or a triangle where the leg is too short to reach its speed.

A waypoint is a stop unless the track turns there by no more than the envelope's `fly_on_deg`. One that is flown
on is passed no faster than v = (a T / 2) (1 / sin(turn / 2) - 1): where it slows down for the turn and speeds up
after it, the velocity changes by no more than a T in the T = 1 s around it. (Where a leg is so short that it still
speeds up, or slows down, through the turn, the two changes are at right angles: up to sqrt(2) a T.) A vehicle
that keeps to this rounds the corner by a T^2 / 8, 8 cm at 0.67 m/s2, which the route, a polyline through the
waypoints, leaves out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.envelope import Envelope
from relaysim.path.route import Floats

# Vertices within an acceleration: the chord of a parabola lies at most a step^2 / 8 beside it, 0.02 m at 0.67 m/s2.
STEP_S, CHORD_ERROR_M = 0.5, 0.1
TURN_S = 1.0
STRAIGHT_RAD = 1e-6  # what rounding makes of places on one line


@dataclass(frozen=True)
class Cruise:
    """The level part of a flight.

    Attributes:
        duration_s: (k,) time from one vertex to the next.
        x_m, y_m: (k + 1,) the vertices; the first is the start, repeated places are pauses.
    """

    duration_s: Floats
    x_m: Floats
    y_m: Floats


def cruise(x_m: Floats, y_m: Floats, speed_mps: float, envelope: Envelope) -> Cruise:
    """From the first place through the others, at rest at both ends, with the pauses at its stops.

    Args:
        x_m, y_m: (n,) start and waypoints, n >= 2.
        speed_mps: of the legs; the envelope's greatest speed holds too.
    """
    speed = min(speed_mps, envelope.speed_mps)
    stops = stops_at(x_m, y_m, envelope.fly_on_deg)
    at_mps = passing_speeds(x_m, y_m, stops, speed, envelope.acceleration_mps2)
    legs = np.hypot(np.diff(x_m), np.diff(y_m))
    times: list[float] = []
    places: list[tuple[float, float]] = [(float(x_m[0]), float(y_m[0]))]
    for n in range(len(x_m)):
        if n > 0:
            ends = float(at_mps[n - 1]), float(at_mps[n])
            for duration, share in leg_steps(float(legs[n - 1]), ends, speed, envelope.acceleration_mps2):
                times.append(duration)
                places.append(_between(x_m, y_m, n, share))
        if stops[n] and envelope.pause_s > 0.0:
            times.append(envelope.pause_s)
            places.append((float(x_m[n]), float(y_m[n])))
    x, y = np.array(places).T
    return Cruise(np.array(times), x, y)


def stops_at(x_m: Floats, y_m: Floats, fly_on_deg: float) -> list[bool]:
    """(n,) whether it comes to rest there: the ends, and where the track turns by more than `fly_on_deg`."""
    turns = _turns_rad(x_m, y_m)
    return [True, *(not turn <= math.radians(fly_on_deg) + STRAIGHT_RAD for turn in turns), True]


def passing_speeds(
    x_m: Floats, y_m: Floats, stops: list[bool], speed_mps: float, acceleration_mps2: float
) -> Floats:
    """(n,) speed at each place, m/s: what its turn allows, and what the legs on either side can reach and lose."""
    if math.isinf(acceleration_mps2):
        return np.full(len(x_m), speed_mps)
    legs = np.hypot(np.diff(x_m), np.diff(y_m))
    at = np.full(len(x_m), speed_mps)
    at[stops] = 0.0
    for n, turn in enumerate(_turns_rad(x_m, y_m), start=1):
        if not stops[n]:
            at[n] = min(at[n], _corner_mps(turn, acceleration_mps2), min(legs[n - 1 : n + 1]) / TURN_S)
    for order in (range(1, len(at)), range(len(at) - 2, -1, -1)):
        for n in order:
            before, leg = (n - 1, n - 1) if order.step > 0 else (n + 1, n)
            at[n] = min(at[n], math.sqrt(at[before] ** 2 + 2.0 * acceleration_mps2 * legs[leg]))
    return at


def leg_steps(
    length_m: float, ends_mps: tuple[float, float], speed_mps: float, acceleration_mps2: float
) -> list[tuple[float, float]]:
    """(time, share of the leg then covered) from vertex to vertex of one leg; the last share is 1.

    Args:
        ends_mps: speeds at its two ends, the one within reach of the other.
    """
    if math.isinf(acceleration_mps2) or length_m == 0.0:
        return [(length_m / speed_mps, 1.0)]
    first, last = ends_mps
    top = min(speed_mps, math.sqrt(acceleration_mps2 * length_m + 0.5 * (first**2 + last**2)))
    rise, fall = (_ramp(first, top, acceleration_mps2), _ramp(top, last, acceleration_mps2))
    level_m = max(length_m - sum(way for _, way in rise + fall), 0.0)
    level = [(level_m / top, level_m)] if level_m > 1e-9 * length_m else []
    steps = rise + level + fall
    ways = np.cumsum([way for _, way in steps]) / length_m
    ways[-1] = 1.0
    return [(duration, float(share)) for (duration, _), share in zip(steps, ways, strict=True)]


def _ramp(start_mps: float, end_mps: float, acceleration_mps2: float) -> list[tuple[float, float]]:
    """(time, way) of equal steps in time over a change of speed; none if there is none to speak of."""
    duration = abs(end_mps - start_mps) / acceleration_mps2
    if duration < 1e-9:
        return []
    most_s = min(STEP_S, math.sqrt(8.0 * CHORD_ERROR_M / acceleration_mps2))
    count = math.ceil(duration / most_s)
    speeds = np.linspace(start_mps, end_mps, count + 1)
    step = duration / count
    return [(step, float(mean) * step) for mean in 0.5 * (speeds[:-1] + speeds[1:])]


def _corner_mps(turn_rad: float, acceleration_mps2: float) -> float:
    """The greatest speed at a turn that is flown on (the module says where it comes from)."""
    half = math.sin(turn_rad / 2.0)
    return math.inf if half <= STRAIGHT_RAD else 0.5 * acceleration_mps2 * TURN_S * (1.0 / half - 1.0)


def _turns_rad(x_m: Floats, y_m: Floats) -> Floats:
    """(n - 2,) by how much the track turns at each inner place, 0 to pi; nan where a leg has no length."""
    dx, dy = np.diff(x_m), np.diff(y_m)
    across = dx[:-1] * dy[1:] - dy[:-1] * dx[1:]
    along = dx[:-1] * dx[1:] + dy[:-1] * dy[1:]
    long = np.hypot(dx, dy) > 0.0
    return np.where(long[:-1] & long[1:], np.abs(np.arctan2(across, along)), np.nan)


def _between(x_m: Floats, y_m: Floats, n: int, share: float) -> tuple[float, float]:
    """The place a share of the way from waypoint n - 1 to waypoint n; exactly the waypoint at its end."""
    if share == 1.0:
        return float(x_m[n]), float(y_m[n])
    return (
        float(x_m[n - 1] + share * (x_m[n] - x_m[n - 1])),
        float(y_m[n - 1] + share * (y_m[n] - y_m[n - 1])),
    )
