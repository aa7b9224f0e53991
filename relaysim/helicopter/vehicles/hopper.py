"""A vehicle that hops: one ballistic arc after the other, a rest on the ground before each.

It throws itself off by a mechanism that a motor winds while it rests (a spring, a flywheel): each hop costs the
energy of its launch speed, m v^2 / 2, over the efficiency of the mechanism. Landing gives nothing back. Nothing acts
on it in the air but gravity, so it is for bodies without air, and a hop cannot be ended before its end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from relaysim.helicopter.contingencies.watch import watch_times
from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.flight_route import Waypoints
from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.limits import FlightLimits
from relaysim.helicopter.phases import Phase
from relaysim.helicopter.power.flight_power import WH_J, FlightPower, Leg
from relaysim.helicopter.route_checks import Breach, landing_breach
from relaysim.helicopter.surface import Surface
from relaysim.helicopter.vehicles.arc import Arc
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.helicopter.vehicles.setting import Setting
from relaysim.helicopter.vehicles.vehicle import Parts, Vehicle
from relaysim.path.route import Floats, Route

SAME_PLACE_M = 0.1  # nearer than this it stands there already
STRAIGHT_M = 0.05  # a piece of an arc is drawn as a straight line no farther from it than this
GRAZES_M = 1e-6
BRIEF_S = 1.0  # speeds are means of it; a stay longer than a rest by less is a rest

Spell = Literal["hop", "wait", "wind"]

SETTINGS = (
    Setting("mass", "mass_kg", "mass of the whole vehicle", "mass", "12 kg", above="0 kg", high="1000000 kg"),
    Setting("longest_hop", "longest_hop_m", "longer ways are split into equal hops; along the ground", "length", "60 m",
            above="0 m", high="10 km"),
    Setting("launch_angle", "launch_angle_deg", "of every hop above the horizontal", "angle", "50 deg", "45 deg",
            low="5 deg", high="85 deg"),
    Setting("rest", "rest_s", "on the ground before each further hop, winding up for it", "duration", "1 min",
            above="0 s", high="36525 days"),
    Setting("efficiency", "efficiency", "energy of the launch over what its motor takes", "share", "50 %",
            above="0 %", high="100 %"),
    Setting("electronics", "electronics_w", "what everything else takes while it hops and winds up", "power", "5 W",
            "0 W", low="0 W", high="1000000 W"),
    Setting("waiting", "waiting_w", "what everything else takes while it stays at a waypoint", "power", "1 W", "0 W",
            low="0 W", high="1000000 W"),
)  # fmt: skip


@dataclass(frozen=True)
class Hopper(Vehicle):
    """A hopper; the attributes are those of its settings, in base units."""

    settings: ClassVar[tuple[Setting, ...]] = SETTINGS
    falls: ClassVar[bool] = False
    never_up: ClassVar[str] = "the charge gave out as it wound up for the first hop"

    envelope: Envelope
    mass_kg: float
    longest_hop_m: float
    launch_angle_deg: float
    rest_s: float
    efficiency: float
    electronics_w: float
    waiting_w: float

    @classmethod
    def of(cls, parts: Parts) -> Self:
        return cls(parts.envelope, **parts.settings)

    def route(
        self, x_m: float, y_m: float, goals: Waypoints, limits: FlightLimits, surface: Surface
    ) -> Route:
        """Straight from waypoint to waypoint in equal hops, none longer than the longest.

        It lands at each, and stays there for as long as it is told, or for a rest if that is longer.
        """
        stays_s = np.zeros(len(goals.x_m)) if goals.stay_s is None else goals.stay_s
        x, y = np.concatenate([[x_m], goals.x_m]), np.concatenate([[y_m], goals.y_m])
        pieces: list[Floats] = []
        stay_s = 0.0
        for n, distance_m in enumerate(np.hypot(np.diff(x), np.diff(y))):
            if distance_m < SAME_PLACE_M:
                stay_s += float(stays_s[n])
                continue
            count = math.ceil(distance_m / self.longest_hop_m - 1e-9)
            corners = np.linspace((x[n], y[n]), (x[n + 1], y[n + 1]), count + 1)
            for launch, landing in pairwise(corners):
                begins_s = pieces[-1][0, -1] + max(self.rest_s, stay_s) if pieces else 0.0
                pieces.append(self._hop(n, launch, landing, begins_s, surface))
                stay_s = 0.0
            stay_s = float(stays_s[n])
        if not pieces:
            words = "it stands at {0} already: give it another place to go to"
            raise NoWay(len(goals.x_m) - 1, words, ((float(x[-1]), float(y[-1])),))
        return Route(*np.concatenate(pieces, axis=1))

    def breaches(self, route: Route, limits: FlightLimits, surface: Surface) -> list[Breach]:
        """The ceiling, and every place it lands on."""
        envelope, found = self.envelope, []
        highest = int(np.argmax(route.above_ground_m))
        if route.above_ground_m[highest] > envelope.ceiling_m:
            words = (
                f"a hop rises {route.above_ground_m[highest]:.1f} m above the ground {{0}}, above the ceiling of "
                f"{envelope.ceiling_m:g} m: shorten the hops (longest_hop) or lower the launch angle"
            )
            found.append(Breach("ceiling", *_at(route, highest), words=words))
        for cut in (route.cut(float(at)) for at in route.utc_s[_landings(route)]):
            breach = landing_breach(cut, surface.height_at, surface.footprint_m, envelope)
            if breach is not None:
                found.append(breach)
                break  # one at a time: moving a waypoint moves every hop after it
        return found

    def land_now(self, route: Route, after_s: float, limits: FlightLimits) -> Route:
        """A hop goes on to its end, and there it stays; where it rests, it stays."""
        return self._ended(route, route.start_utc_s + after_s)

    def manner(self, speed_mps: float, limits: FlightLimits) -> str:
        """Its hops."""
        return f"in equal hops of at most {self.longest_hop_m:g} m, launched at {self.launch_angle_deg:g} deg"

    def phases(self, route: Route) -> tuple[Phase, ...]:
        """Its hops and rests."""
        found, begins_s = [], 0.0
        for duration_s, kind in self._spells(route):
            found.append(Phase(kind, begins_s, begins_s + duration_s))
            begins_s += duration_s
        return tuple(found)

    def instants(self, route: Route) -> Floats:
        """Every 0.1 s of its hops and of the winding up for each; while it stays longer nothing happens."""
        found, begins_s = [np.zeros(1)], 0.0
        for duration_s, kind in self._spells(route):
            inside = watch_times(duration_s)
            if kind == "wait":
                inside = np.array([0.0, BRIEF_S, duration_s - BRIEF_S, duration_s])
            found.append(begins_s + inside)
            begins_s += duration_s
        return np.unique(np.concatenate(found))

    def states(self, route: Route, elapsed_s: Floats, gravity_mps2: float) -> FlightStates:
        """Its speeds, as means of a second; it is taken to keep upright, for nothing tilts it."""
        at, half = route.start_utc_s + elapsed_s, 0.5 * BRIEF_S
        x, y, height = route.position(at)
        x_before, y_before, height_before = route.position(at - half)
        x_after, y_after, height_after = route.position(at + half)
        speed = np.hypot(x_after - x_before, y_after - y_before) / BRIEF_S
        climb, upright = (height_after - height_before) / BRIEF_S, np.zeros_like(elapsed_s)
        return FlightStates(elapsed_s, x, y, height, speed, climb, upright, upright, upright, upright)

    def powerless(self, route: Route, from_utc_s: float, gravity_mps2: float) -> Route:
        """As told to end it: nothing but gravity moves it in the air."""
        return self._ended(route, from_utc_s)

    def flight_power(
        self, route: Route, states: FlightStates, density_kg_m3: float, surface: Surface
    ) -> FlightPower:
        """Each hop is paid for in the rest before it, the first before take-off."""
        paid_wh = [self.hop_wh(arc) for arc in self._arcs(route, surface)]
        before_wh, *later_wh = [*paid_wh, 0.0]
        legs, begins_utc_s = list[Leg](), route.start_utc_s
        for duration_s, kind in self._spells(route):
            drive_w = later_wh.pop(0) * WH_J / self.rest_s if kind == "wind" else 0.0
            electronics_w = self.waiting_w if kind == "wait" else self.electronics_w
            x, y, _ = route.position(np.array([begins_utc_s]))
            legs.append(Leg(duration_s, drive_w, electronics_w, (float(x[0]), float(y[0]))))
            begins_utc_s += duration_s
        before = Leg(self.rest_s, before_wh * WH_J / self.rest_s, self.electronics_w)
        ends_s = np.cumsum([leg.duration_s for leg in legs])
        powers_w = np.array([leg.drive_w + leg.electronics_w for leg in legs])
        at = np.minimum(np.searchsorted(ends_s, states.elapsed_s), len(legs) - 1)
        return FlightPower(before, tuple(legs), Leg(0.0, 0.0, 0.0), powers_w[at])

    def hop_wh(self, arc: Arc) -> float:
        """What the motor takes for one hop."""
        return 0.5 * self.mass_kg * arc.launch_mps**2 / self.efficiency / WH_J

    def _spells(self, route: Route) -> Iterator[tuple[float, Spell]]:
        """One of its routes piece by piece: how long each takes, and what it does.

        A rest is winding up for the next hop, after waiting if it is longer than that takes; where the route ends
        in it there is no next hop to wind up for.
        """
        ends = np.flatnonzero(route.above_ground_m == 0.0)
        for n, (a, b) in enumerate(pairwise(ends)):
            duration_s = float(route.utc_s[b] - route.utc_s[a])
            if b > a + 1:
                yield duration_s, "hop"
            elif n + 2 == len(ends):
                yield duration_s, "wait"
            else:
                waits_s = duration_s - self.rest_s
                waits_s = waits_s if waits_s > BRIEF_S else 0.0
                if waits_s:
                    yield waits_s, "wait"
                yield duration_s - waits_s, "wind"

    def _arcs(self, route: Route, surface: Surface) -> Iterator[Arc]:
        """The hops of one of its routes, in order."""
        ends = np.flatnonzero(route.above_ground_m == 0.0)
        ground = surface.height_at(route.x_m[ends], route.y_m[ends])
        for n, (a, b) in enumerate(pairwise(ends)):
            if b > a + 1:
                distance_m = math.hypot(route.x_m[b] - route.x_m[a], route.y_m[b] - route.y_m[a])
                rise_m = float(ground[n + 1] - ground[n])
                yield Arc(distance_m, rise_m, self.launch_angle_deg, surface.gravity_mps2)

    def _ended(self, route: Route, told_utc_s: float) -> Route:
        """The route up to an instant, or to the end of the hop that is then under way."""
        told_s = min(told_utc_s, route.end_utc_s)
        _, _, above = route.position(np.array([told_s]))
        if above[0] <= 0.0:
            return route.cut(told_s)
        landings = route.utc_s[_landings(route)]
        return route.cut(float(landings[np.searchsorted(landings, told_s)]))

    def _hop(self, leg: int, launch: Floats, landing: Floats, begins_s: float, surface: Surface) -> Floats:
        """One hop as rows of times, x, y and heights above the ground: (4, n)."""
        ends = tuple((float(x), float(y)) for x, y in (launch, landing))
        ground = surface.height_at(np.array([launch[0], landing[0]]), np.array([launch[1], landing[1]]))
        distance_m = math.dist(*ends)
        arc = Arc(distance_m, float(ground[1] - ground[0]), self.launch_angle_deg, surface.gravity_mps2)
        if np.isnan(ground).any():
            words = "the hop from {0} to {1} begins or ends on ground without a height: land on known ground"
            raise NoWay(leg, words, ends)
        if not arc.reaches:
            words = (
                f"the hop from {{0}} to {{1}} would have to rise {arc.rise_m:.1f} m over {distance_m:.1f} m, more than a launch at "
                f"{self.launch_angle_deg:g} deg ever does: raise the launch angle, or go round"
            )
            raise NoWay(leg, words, ends)
        share = np.linspace(0.0, 1.0, self._pieces(arc, surface) + 1)
        x, y = (a + share * (b - a) for a, b in zip(launch, landing, strict=True))
        below = surface.height_at(x, y) - ground[0]
        above = arc.height_m(share * arc.duration_s) - below
        _check_air(leg, ends, distance_m * (1.0 - share), above)
        above = np.maximum(above, GRAZES_M)  # only standing is 0
        above[[0, -1]] = 0.0
        return np.stack([begins_s + share * arc.duration_s, x, y, above])

    def _pieces(self, arc: Arc, surface: Surface) -> int:
        """Into how many straight pieces a hop is cut: by the ground's own resolution and the bend of the arc."""
        by_ground = arc.distance_m / (0.5 * surface.cell_m)
        by_bend = arc.duration_s / math.sqrt(8.0 * STRAIGHT_M / arc.gravity_mps2)
        return max(math.ceil(by_ground), math.ceil(by_bend), 2)


def _check_air(leg: int, ends: tuple[tuple[float, float], ...], left_m: Floats, above_m: Floats) -> None:
    """Whether there is nothing but air along an arc: heights above the ground below, (n,), its ends among them.

    Raises: NoWay if it meets ground, or crosses some without a height.
    """
    between = slice(1, -1)
    if np.isnan(above_m[between]).any():
        raise NoWay(
            leg, "the hop from {0} to {1} crosses ground without heights: hop over known ground", ends
        )
    low = np.flatnonzero(above_m[between] < -GRAZES_M)
    if len(low):
        words = (
            f"the hop from {{0}} to {{1}} meets the ground {left_m[1 + low[0]]:.0f} m short of its landing place: shorten the "
            "hops (longest_hop), raise the launch angle, or go round"
        )
        raise NoWay(leg, words, ends)


def _landings(route: Route) -> NDArray[np.intp]:
    """Which vertices are landings: on the ground, and in the air just before."""
    above = route.above_ground_m
    return np.flatnonzero((above == 0.0) & (np.concatenate([[0.0], above[:-1]]) > 0.0))


def _at(route: Route, n: int) -> tuple[float, float, float, float, float]:
    """Value, limit (told in the words), instant and place of a vertex, for a breach."""
    at = float(route.utc_s[n]), float(route.x_m[n]), float(route.y_m[n])
    return float(route.above_ground_m[n]), math.nan, *at
