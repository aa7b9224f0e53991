"""A flight as a route: climb, cruise along the ground track, descent.

Every height of a route is above the ground BELOW the vehicle, as its altimeter measures it, not above the ground
at take-off: a level cruise follows the terrain. Recorded ground tracks carry no heights, so there the height is
the least of what climbing since take-off, the flight's greatest height, and descending by touchdown allow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.landing_early import land_now
from relaysim.helicopter.limits import FlightLimits
from relaysim.helicopter.passages import timed_cruise
from relaysim.path.route import Floats, Route

__all__ = [
    "FlightLimits",
    "Waypoints",
    "height_corners",
    "land_now",
    "replayed_flight",
]


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
        speed_mps: the greatest over ground.
        at_s: (n,) when each is to be reached, s from take-off, nan where that is free; None for all free.
        stay_s: (n,) how long a vehicle that lands at each stands there before it goes on; None for no longer than it must.
    """

    x_m: Floats
    y_m: Floats
    speed_mps: float
    at_s: Floats | None = None
    stay_s: Floats | None = None

    def route_from(
        self, x_m: float, y_m: float, limits: FlightLimits, envelope: Envelope = UNBOUNDED
    ) -> Route:
        """Straight up from a place, through the waypoints, straight down at the last; time 0 is take-off.

        Within an envelope it hovers at the top of the climb, at each waypoint where it stops, and before the
        descent, and changes its speed along the legs no faster than it can. Heights are those above the ground
        below, whatever the ground does: `followed_height_m` says what a vehicle keeps that climbs slower than
        the ground rises. Positions are within 0.1 m of the smooth motion.
        """
        x, y = np.concatenate([[x_m], self.x_m]), np.concatenate([[y_m], self.y_m])
        climb_s = limits.max_altitude_m / limits.climb_mps
        times_s = np.full(len(self.x_m), np.nan) if self.at_s is None else self.at_s
        level, _ = timed_cruise(x, y, times_s, climb_s, self.speed_mps, envelope)
        at_s = climb_s + np.concatenate([[0.0], np.cumsum(level.duration_s)])
        end_s = at_s[-1] + limits.max_altitude_m / limits.descent_mps
        return Route(
            np.concatenate([[0.0], at_s, [end_s]]),
            np.concatenate([level.x_m[:1], level.x_m, level.x_m[-1:]]),
            np.concatenate([level.y_m[:1], level.y_m, level.y_m[-1:]]),
            np.concatenate([[0.0], np.full(len(at_s), limits.max_altitude_m), [0.0]]),
        )
