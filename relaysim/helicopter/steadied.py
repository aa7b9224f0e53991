"""A recorded ground track put on times that a vehicle can keep.

Tracks often are samples at a steady pace without times of their own: where one is missing, the next step is twice as
long, in a flight of Ingenuity up to eight times what its greatest recorded speed allows. The places are right, the times
are not, and the motion derived from them would be a burst and a halt.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from relaysim.helicopter.flight_states import RECORDED, FlightStates, flight_states
from relaysim.path.route import Floats, Route

SAMPLE_S = 1.0


def steadied(route: Route, speed_mps: float) -> Route:
    """The same flight along the same track in the same time, nowhere faster than it is recorded to have flown.

    Each second of the track takes the time it needs at `speed_mps` where it is too long for a second, and an
    equal share of the remaining time where it is not: that of samples at a steady pace, some of them missing.
    Jitter within a second is smoothed away, which shortens the track by what the jitter adds. Heights stay as
    they are in time. Unchanged where the speed is 0 (not recorded), or the track too long for it.

    Args:
        speed_mps: the greatest ground speed recorded for the flight.
    """
    start, end = route.start_utc_s, route.end_utc_s
    count = max(round((end - start) / SAMPLE_S), 1)
    samples = np.linspace(start, end, count + 1)
    x, y = _second_means(route, samples)
    least_s = np.hypot(np.diff(x), np.diff(y)) / speed_mps if speed_mps > 0.0 else np.full(count, np.inf)
    if least_s.sum() >= end - start:
        return route
    at = start + np.concatenate([[0.0], np.cumsum(_shared(least_s, end - start))])
    at[-1] = end
    times = np.unique(np.concatenate([at, route.utc_s[_bends(route)]]))
    return Route(times, np.interp(times, at, x), np.interp(times, at, y), route.position(times)[2])


def replayed_states(route: Route, elapsed_s: Floats, gravity_mps2: float, speed_mps: float) -> FlightStates:
    """The motion of a flight replayed from a recorded track: places as recorded, speeds and tilt as steadied.

    Args:
        elapsed_s: (n,) from take-off.
        speed_mps: the greatest ground speed recorded for the flight, 0 if none is.
    """
    motion = flight_states(steadied(route, speed_mps), elapsed_s, gravity_mps2, RECORDED)
    x, y, height = route.position(route.start_utc_s + elapsed_s)
    return dataclasses.replace(motion, x_m=x, y_m=y, height_m=height)


def _second_means(route: Route, samples: Floats) -> tuple[Floats, Floats]:
    """The track at the samples, each the mean of the second around it; the ends stay where they are."""
    around = samples[:, None] + np.linspace(-0.5, 0.5, 17) * SAMPLE_S
    x, y, _ = route.position(around.ravel())
    mean_x, mean_y = x.reshape(around.shape).mean(axis=1), y.reshape(around.shape).mean(axis=1)
    mean_x[[0, -1]], mean_y[[0, -1]] = route.x_m[[0, -1]], route.y_m[[0, -1]]
    return mean_x, mean_y


def _shared(least_s: Floats, total_s: float) -> Floats:
    """Durations that add up to the total: the least of each, or one and the same pace where that is more."""
    low, high = 0.0, total_s
    for _ in range(60):
        pace = 0.5 * (low + high)
        low, high = (pace, high) if np.maximum(least_s, pace).sum() < total_s else (low, pace)
    return np.maximum(least_s, high)


def _bends(route: Route) -> NDArray[np.bool_]:
    """Which vertices the height needs: the first, the last, and where its slope changes."""
    slope = np.diff(route.above_ground_m) / np.maximum(np.diff(route.utc_s), 1e-9)
    return np.concatenate([[True], np.abs(np.diff(slope)) > 1e-6, [True]])
