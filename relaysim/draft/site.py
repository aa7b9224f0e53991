"""Where the vehicles of a draft stand: a landing place that the ground hides, and a stop from which it is heard again."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.draft.ground import Ground
from relaysim.errors import NoResult
from relaysim.path.route import Floats
from relaysim.sightline import Clearances, clearances

ROVER_ANTENNA_M, HELICOPTER_ANTENNA_M = 1.5, 0.5
BEARINGS = 24
STARTS = 7  # a side
ENOUGH_M = 8.0  # ground higher than this above the line hides no better
LEAST_HIDDEN_M = 1.0
WELL_SEEN_M = 0.3
TRIED = 60
BESIDE_M = 15.0
GENTLE = 0.27  # 15 degrees: nobody lands on more

Place = tuple[float, float]  # metres east and north


@dataclass(frozen=True)
class Site:
    """Places of a draft, (latitude, longitude) in degrees.

    rover, stop     where the rover stands first, and at the end of its drive
    helicopter, landing, meeting    where it starts; where its first flight ends, and its second, beside the rover
    hidden_m        how far the ground stands above the straight line from rover to landing; 0: it does not
    distance_m      from rover to landing
    heard_again     True if the straight line from the rover's stop to the landing place is clear
    """

    rover: Place
    stop: Place
    helicopter: Place
    landing: Place
    meeting: Place
    hidden_m: float
    distance_m: float
    heard_again: bool


def find_site(ground: Ground) -> Site:
    """A rover's start, a landing place near it that is hidden from there, and a stop from which it is not.

    Of ground that hides nothing: a landing place in sight.

    Raises: NoResult if there is no known ground two places of which can be seen from each other or are hidden.
    """
    side = np.linspace(-0.5, 0.5, STARTS) * ground.reach_m
    east, north = (grid.ravel() for grid in np.meshgrid(side, side))
    order = np.argsort(np.hypot(east, north), kind="stable")
    ways = _Ways(ground)
    pairs = ways.rings(east[order], north[order])
    for pair in pairs.by_worth()[:TRIED]:
        rover, landing = pairs.ends(pair)
        stop = ways.stop(rover, landing)
        if stop is not None:
            return _site(ground, rover, stop, landing, pairs.hidden_m(pair), heard_again=True)
    in_sight = pairs.farthest_in_sight()
    if in_sight is None:
        raise NoResult(
            f"{ground.terrain.name}: no two places near its middle have known ground between them; give a raster with "
            "fewer holes, or more cells"
        )
    rover, landing = pairs.ends(in_sight)
    half = (rover[0] + landing[0]) / 2, (rover[1] + landing[1]) / 2
    return _site(ground, rover, half, landing, 0.0, heard_again=True)


def site_of_way(ground: Ground, east_m: Floats, north_m: Floats) -> Site:
    """As `find_site`, for a rover that follows a way of its own; the stop is the way's end.

    Raises: NoResult as there.
    """
    rover, stop = (float(east_m[0]), float(north_m[0])), (float(east_m[-1]), float(north_m[-1]))
    pairs = _Ways(ground).rings(np.array([rover[0]]), np.array([rover[1]]))
    hidden = pairs.by_worth()
    seen = pairs.seen_from(stop)
    chosen = next((pair for pair in hidden if seen[pair]), hidden[0] if hidden else pairs.farthest_in_sight())
    if chosen is None:
        raise NoResult(
            f"{ground.terrain.name}: round the route's start no ground is known but its own; give a raster that reaches "
            f"{ground.reach_m:g} m beside the route"
        )
    _, landing = pairs.ends(chosen)
    return _site(ground, rover, stop, landing, pairs.hidden_m(chosen), heard_again=bool(seen[chosen]))


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Rover's starts and landing places on rings round them, with the lines between: arrays of one length."""

    ground: Ground
    rover_m: tuple[Floats, Floats]
    landing_m: tuple[Floats, Floats]
    lines: Clearances
    gentle: NDArray[np.bool_]

    def ends(self, pair: int) -> tuple[Place, Place]:
        """Both places."""
        (a, b), (c, d) = self.rover_m, self.landing_m
        return (float(a[pair]), float(b[pair])), (float(c[pair]), float(d[pair]))

    def hidden_m(self, pair: int) -> float:
        """How far the ground stands above the line, 0 if it does not."""
        return max(0.0, -float(self.lines.clearance_m[pair]))

    def by_worth(self) -> list[int]:
        """Pairs whose landing place is hidden, over ground that is known: the deeper and nearer the better."""
        hidden_m = np.where(self.lines.unknown, 0.0, -self.lines.clearance_m)
        worth = np.minimum(hidden_m, ENOUGH_M) / ENOUGH_M - self.lines.distance_m / self.ground.reach_m
        good = (hidden_m >= LEAST_HIDDEN_M) & self.gentle
        order = np.argsort(-np.where(good, worth, -np.inf), kind="stable")
        return [int(pair) for pair in order[: np.count_nonzero(good)]]

    def farthest_in_sight(self) -> int | None:
        """The pair that sees each other over the longest way, the first of such; None if none does."""
        distance_m = np.where(self.lines.clear & self.gentle, self.lines.distance_m.round(), -1.0)
        best = int(np.argmax(distance_m))
        return best if distance_m[best] > 0 else None

    def seen_from(self, stop: Place) -> NDArray[np.bool_]:
        """True where the landing place is in sight of a stop."""
        x, y = (np.full(self.gentle.shape, value) for value in stop)
        lines = _lines(self.ground, x, y, *self.landing_m)
        return np.greater_equal(lines.clearance_m, WELL_SEEN_M)


@dataclass(frozen=True)
class _Ways:
    """Questions to the ground."""

    ground: Ground

    def rings(self, east_m: Floats, north_m: Floats) -> _Pairs:
        """Each rover's start with landing places all round it."""
        dx, dy = _ring(np.linspace(0.3, 1.0, 8) * self.ground.reach_m)
        x, y = np.repeat(east_m, dx.size), np.repeat(north_m, dx.size)
        to_x, to_y = x + np.tile(dx, east_m.size), y + np.tile(dy, east_m.size)
        lines = _lines(self.ground, x, y, to_x, to_y)
        return _Pairs(self.ground, (x, y), (to_x, to_y), lines, _gentle(self.ground, to_x, to_y))

    def stop(self, rover: Place, landing: Place) -> Place | None:
        """The nearest place to the rover from which the landing place is well seen, over a way that is known."""
        dx, dy = _ring(np.linspace(0.1, 0.6, 6) * self.ground.reach_m)
        x, y = landing[0] + dx, landing[1] + dy
        here = np.full(x.shape, rover[0]), np.full(x.shape, rover[1])
        there = np.full(x.shape, landing[0]), np.full(x.shape, landing[1])
        seen = _lines(self.ground, x, y, *there).clearance_m >= WELL_SEEN_M
        drive = _lines(self.ground, *here, x, y)
        good = seen & ~drive.unknown & _gentle(self.ground, x, y)
        if not good.any():
            return None
        best = int(np.argmin(np.where(good, drive.distance_m, np.inf)))
        return float(x[best]), float(y[best])


def _ring(radii_m: Floats) -> tuple[Floats, Floats]:
    """Offsets of places on rings, all bearings of the first ring first."""
    bearing = np.radians(np.arange(BEARINGS) * 360.0 / BEARINGS)
    return np.outer(radii_m, np.sin(bearing)).ravel(), np.outer(radii_m, np.cos(bearing)).ravel()


def _lines(ground: Ground, x1: Floats, y1: Floats, x2: Floats, y2: Floats) -> Clearances:
    """Sightlines from a rover's antenna at the first places to a helicopter's at the second."""
    first, second = ground.frame.to_geographic(x1, y1), ground.frame.to_geographic(x2, y2)
    return clearances(ground.inner, *first, ROVER_ANTENNA_M, *second, HELICOPTER_ANTENNA_M)


def _gentle(ground: Ground, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """True where the ground round a place is known and not steep; where it is known, if it is steep at all of them."""
    step = max(3.0, ground.cell_m)
    corners = [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)]
    heights = [ground.inner.height_m(*ground.frame.to_geographic(x + a, y + b)) for a, b in corners]
    slope = np.hypot(heights[0] - heights[1], heights[2] - heights[3]) / (2 * step)
    gentle = np.less_equal(slope, GENTLE)
    return gentle if gentle.any() else np.isfinite(slope)


def _site(
    ground: Ground, rover: Place, stop: Place, landing: Place, hidden_m: float, *, heard_again: bool
) -> Site:
    distance_m = math.hypot(landing[0] - rover[0], landing[1] - rover[1])
    helicopter = _towards(rover, landing, BESIDE_M)
    # In sight of the rover's stop the second flight joins it there; else it goes back where it came from.
    meeting = _towards(stop, landing, BESIDE_M) if heard_again else helicopter
    return Site(
        rover=_degrees(ground, rover),
        stop=_degrees(ground, stop),
        helicopter=_degrees(ground, helicopter),
        landing=_degrees(ground, landing),
        meeting=_degrees(ground, meeting),
        hidden_m=hidden_m,
        distance_m=distance_m,
        heard_again=heard_again,
    )


def _towards(place: Place, other: Place, metres: float) -> Place:
    """So many metres from one place towards another, at most a tenth of the way."""
    part = min(metres / max(math.dist(place, other), 1e-9), 0.1)
    return place[0] + part * (other[0] - place[0]), place[1] + part * (other[1] - place[1])


def _degrees(ground: Ground, place: Place) -> Place:
    lat, lon = ground.frame.to_geographic(*place)
    return float(lat), float(lon) - 360.0 * math.floor((float(lon) + 180.0) / 360.0)
