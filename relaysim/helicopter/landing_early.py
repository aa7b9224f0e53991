"""Landing early: the flight is broken off wherever it is, and ends on the ground as soon as it can."""

from __future__ import annotations

import math

import numpy as np

from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.limits import FlightLimits
from relaysim.path.route import Floats, Route

# The speed to be lost is that over a second: a vertex, or the jitter of a recorded track, is no speed.
SPEED_OVER_S, BRAKING_STEP_S = 1.0, 0.5


def land_now(route: Route, after_s: float, limits: FlightLimits, envelope: Envelope = UNBOUNDED) -> Route:
    """The flight broken off `after_s` after take-off; as planned if it has landed by then.

    It brakes in the direction it flies, at the envelope's acceleration (at once where that has no limit), while
    it descends at its descent rate; once it has stopped it goes straight down. It does not touch down moving:
    where the ground is nearer than the way it needs to stop, it sinks slower, and lands as it comes to rest.
    The height is that above the ground below, so the time does not depend on the terrain.
    """
    told_s = min(route.start_utc_s + after_s, route.end_utc_s)
    cut = route.cut(told_s)
    height = float(cut.above_ground_m[-1])
    if told_s >= route.end_utc_s:
        return cut
    speed, east, north = _velocity(route, told_s)
    # Nothing moves on the ground: told at the very take-off, it stays.
    braking_s = speed / envelope.acceleration_mps2 if height > 0.0 else 0.0
    down_s = max(height / limits.descent_mps, braking_s)
    steps = _braking_times(braking_s, down_s)
    way = (
        speed * np.minimum(steps, braking_s)
        - 0.5 * _deceleration(envelope) * np.minimum(steps, braking_s) ** 2
    )
    falling = height * (1.0 - steps / down_s) if down_s > 0.0 else np.zeros(len(steps))
    return Route(
        np.append(cut.utc_s, told_s + steps),
        np.append(cut.x_m, cut.x_m[-1] + east * way),
        np.append(cut.y_m, cut.y_m[-1] + north * way),
        np.append(cut.above_ground_m, falling),
    )


def _velocity(route: Route, utc_s: float) -> tuple[float, float, float]:
    """Speed over ground and its direction (east, north); all 0 at rest."""
    x, y, _ = route.position(utc_s + SPEED_OVER_S * np.array([-0.5, 0.5]))
    way = math.hypot(x[1] - x[0], y[1] - y[0])
    if way == 0.0:
        return 0.0, 0.0, 0.0
    return way / SPEED_OVER_S, float(x[1] - x[0]) / way, float(y[1] - y[0]) / way


def _braking_times(braking_s: float, down_s: float) -> Floats:
    """Instants after the command at which the route gets a vertex; the last is touchdown."""
    braking = np.linspace(0.0, braking_s, math.ceil(braking_s / BRAKING_STEP_S) + 1)[1:]
    return np.unique(np.append(braking, down_s))


def _deceleration(envelope: Envelope) -> float:
    return 0.0 if math.isinf(envelope.acceleration_mps2) else envelope.acceleration_mps2
