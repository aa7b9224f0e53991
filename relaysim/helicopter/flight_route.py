"""A flight as a route: climb, cruise along the ground track, descent.

Recorded ground tracks carry no heights, so the height is the least of what climbing since take-off, the
flight's greatest height, and descending by touchdown allow. Heights are above the ground below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.path.route import Floats, Route


@dataclass(frozen=True)
class FlightLimits:
    """What bounds the height of a flight.

    Attributes:
        climb_mps, descent_mps: vertical speeds.
        max_altitude_m: greatest height above ground.
    """

    climb_mps: float
    descent_mps: float
    max_altitude_m: float


def replayed_flight(
    elapsed_s: Floats, x_m: Floats, y_m: Floats, duration_s: float, limits: FlightLimits
) -> Route:
    """A recorded ground track with heights from the limits; time 0 is take-off.

    Args:
        elapsed_s, x_m, y_m: (n,) the track, from take-off.
        duration_s: from take-off to touchdown.
    """
    corners = np.array(height_corners(duration_s, limits))
    times = np.unique(np.concatenate([elapsed_s[elapsed_s <= duration_s], corners]))
    height = np.minimum(
        np.minimum(limits.climb_mps * times, limits.descent_mps * (duration_s - times)), limits.max_altitude_m
    )
    return Route(
        times, np.interp(times, elapsed_s, x_m), np.interp(times, elapsed_s, y_m), np.maximum(height, 0.0)
    )


def height_corners(duration_s: float, limits: FlightLimits) -> list[float]:
    """The instants at which the height profile bends: take-off, top of climb, top of descent, touchdown."""
    climb_s = limits.max_altitude_m / limits.climb_mps
    descent_s = limits.max_altitude_m / limits.descent_mps
    if climb_s + descent_s > duration_s:
        climb_s = duration_s * limits.descent_mps / (limits.climb_mps + limits.descent_mps)
        descent_s = duration_s - climb_s
    return [0.0, climb_s, duration_s - descent_s, duration_s]


@dataclass(frozen=True)
class Waypoints:
    """Places to fly to in turn, at one speed; the last is the landing place.

    Attributes:
        x_m, y_m: (n,) local east and north, n >= 1.
    """

    x_m: Floats
    y_m: Floats
    speed_mps: float

    def route_from(self, x_m: float, y_m: float, limits: FlightLimits) -> Route:
        """Straight up from a place, through the waypoints, straight down at the last; time 0 is take-off."""
        x, y = np.concatenate([[x_m], self.x_m]), np.concatenate([[y_m], self.y_m])
        legs = np.hypot(np.diff(x), np.diff(y)) / self.speed_mps
        climb_s = limits.max_altitude_m / limits.climb_mps
        cruise = climb_s + np.concatenate([[0.0], np.cumsum(legs)])
        end_s = cruise[-1] + limits.max_altitude_m / limits.descent_mps
        return Route(
            np.concatenate([[0.0], cruise, [end_s]]),
            np.concatenate([x[:1], x, x[-1:]]),
            np.concatenate([y[:1], y, y[-1:]]),
            np.concatenate([[0.0], np.full(len(cruise), limits.max_altitude_m), [0.0]]),
        )


def land_now(route: Route, after_s: float, limits: FlightLimits) -> Route:
    """The flight ended early: from `after_s` straight down, wherever it is; as planned if it has landed by then."""
    cut = route.cut(min(route.start_utc_s + after_s, route.end_utc_s))
    height = float(cut.above_ground_m[-1])
    return Route(
        np.append(cut.utc_s, cut.end_utc_s + height / limits.descent_mps),
        np.append(cut.x_m, cut.x_m[-1]),
        np.append(cut.y_m, cut.y_m[-1]),
        np.append(cut.above_ground_m, 0.0),
    )
