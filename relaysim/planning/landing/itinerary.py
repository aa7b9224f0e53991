"""The rover's way as stops with drives between them: what a link can be asked along."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.links.attitude import Attitude, AttitudeLog
from relaysim.path.route import Floats, Route
from relaysim.planning.route_stands import RouteStands, route_stands
from relaysim.scenario.world import World
from relaysim.terrain.frame import LocalFrame

WHOLE_DRIVES_M = 1e9


@dataclass(frozen=True)
class Stand:
    """The rover at one place, from one instant to another (which may be the same).

    Attributes:
        attitude: arrays of one, nan where not known.
        is_stop: False for a place passed without a halt: between two drives, or at either end of the time.
    """

    start_utc_s: float
    end_utc_s: float
    x_m: float
    y_m: float
    latitude_deg: float
    longitude_deg: float
    attitude: Attitude
    is_stop: bool


@dataclass(frozen=True)
class Leg:
    """A drive, or part of one, from one stand to the next.

    Attributes:
        number: of the drive.
        length_m: of its way over the ground.
    """

    number: int
    route: Route
    start_utc_s: float
    end_utc_s: float
    length_m: float
    frame: LocalFrame
    attitudes: AttitudeLog

    def stand(self, share: float) -> Stand:
        """The rover on its way, after a share of the leg's length (0 to 1)."""
        way = _way_m(self.route)
        first, last = np.interp([self.start_utc_s, self.end_utc_s], self.route.utc_s, way)
        # Inside the leg's time also where the rover stands still on the way, and lengths say nothing.
        at = (
            float(np.interp(first + share * (last - first), way, self.route.utc_s))
            if last > first
            else math.nan
        )
        middle = self.start_utc_s + share * (self.end_utc_s - self.start_utc_s)
        utc_s = min(max(at, self.start_utc_s), self.end_utc_s) if math.isfinite(at) else middle
        return _passed(self.route, utc_s, self.frame, self.attitudes)


@dataclass(frozen=True)
class Itinerary:
    """Stands, and the legs between them: leg n leads from stand n to stand n + 1."""

    stands: tuple[Stand, ...]
    legs: tuple[Leg, ...]

    @property
    def stops(self) -> tuple[Stand, ...]:
        """The stands where the rover halts."""
        return tuple(stand for stand in self.stands if stand.is_stop)


def itinerary(world: World, start_utc_s: float, end_utc_s: float) -> Itinerary:
    """The rover's planned way from one instant to another.

    Raises InputError as `route_stands`.
    """
    rows = route_stands(world, start_utc_s, end_utc_s, step_m=WHOLE_DRIVES_M)
    frame, attitudes = world.link.frame, world.link.rover_attitudes
    routes = {drive.drive: drive.route for drive in world.rover.drives}
    stands: list[Stand] = []
    legs: list[Leg] = []
    for n in range(rows.count):
        start, end = float(rows.start_utc_s[n]), float(rows.end_utc_s[n])
        if not rows.moving[n]:
            stands.append(_stop(rows, n))
            continue
        route = routes[int(rows.drive[n])]
        if len(stands) == len(legs):
            stands.append(_passed(route, start, frame, attitudes))
        legs.append(
            Leg(int(rows.drive[n]), route, start, end, _length_m(route, start, end), frame, attitudes)
        )
        if n + 1 == rows.count:
            stands.append(_passed(route, end, frame, attitudes))
    return Itinerary(tuple(stands), tuple(legs))


def _stop(rows: RouteStands, n: int) -> Stand:
    one = slice(n, n + 1)
    attitude = Attitude(rows.heading_deg[one], rows.pitch_deg[one], rows.roll_deg[one])
    return Stand(
        float(rows.start_utc_s[n]), float(rows.end_utc_s[n]), float(rows.x_m[n]), float(rows.y_m[n]),
        float(rows.latitude_deg[n]), float(rows.longitude_deg[n]), attitude, True,
    )  # fmt: skip


def _passed(route: Route, utc_s: float, frame: LocalFrame, attitudes: AttitudeLog) -> Stand:
    """The rover at an instant of a drive."""
    at = np.array([utc_s])
    x, y, _ = route.position(at)
    lat, lon = frame.to_geographic(x, y)
    attitude = attitudes.along(route, at)
    return Stand(utc_s, utc_s, float(x[0]), float(y[0]), float(lat[0]), float(lon[0]), attitude, False)


def _way_m(route: Route) -> Floats:
    """Length of the way from a route's begin to each of its vertices."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(route.x_m), np.diff(route.y_m)))])


def _length_m(route: Route, start_utc_s: float, end_utc_s: float) -> float:
    first, last = np.interp([start_utc_s, end_utc_s], route.utc_s, _way_m(route))
    return float(last - first)
