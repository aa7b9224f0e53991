"""Where the helicopter stands at an instant of the plan, and when it is silent longest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.forecasting.forecast import flight_route, planned_routes
from relaysim.links.attitude import Attitude
from relaysim.links.model import Position
from relaysim.planning.instant import read_instant
from relaysim.planning.route_stands import RouteStands, route_stands
from relaysim.scenario.world import World

# Stops are all that is asked for: a drive in one piece.
_ONE_PIECE_M = 1e9


@dataclass(frozen=True)
class Site:
    """A place on the ground: local frame in metres, and degrees."""

    x_m: float
    y_m: float
    latitude_deg: float
    longitude_deg: float


def site_at(world: World, x_m: float, y_m: float) -> Site:
    """The site at a place of the local frame."""
    lat, lon = world.link.frame.to_geographic(x_m, y_m)
    return Site(float(x_m), float(y_m), float(lat), float(lon))


def read_at(world: World, text: str, option: str = "--at") -> float:
    """The instant an option names, in UTC or local time, s since 1970.

    Raises: InputError for no time, or one outside the scenario.
    """
    clock = world.clock
    at = read_instant(clock, text, option)
    if not world.start_utc_s <= at < world.end_utc_s:
        raise InputError(
            f"{option} {text}: outside scenario {world.name}, which goes from {clock.format(world.start_utc_s)} to "
            f"{clock.format(world.end_utc_s)}"
        )
    return at


def helicopter_site(world: World, utc_s: float) -> Site:
    """Where the helicopter stands at an instant if all its flights before it went as planned.

    Raises: InputError if it is in the air then.
    """
    for plan in world.flights:
        takeoff = plan.takeoff_utc_s
        landing = takeoff + flight_route(world, plan).end_utc_s
        if takeoff <= utc_s < landing:
            clock = world.clock
            raise InputError(
                f"the helicopter is in flight {plan.flight} then, {clock.format(takeoff)} to {clock.format(landing)}: "
                f"take --at '{clock.format(landing + 1.0)}' or later, or an instant before the flight"
            )
    route = [scout for start, _, scout in planned_routes(world) if start <= utc_s][-1]
    x, y, _ = route.position(np.array([utc_s]))
    return site_at(world, float(x[0]), float(y[0]))


@dataclass(frozen=True)
class Quiet:
    """The longest time without contact at the rover's stops that the plan foresees; flight: landed before it, None for
    the site of the start."""

    start_utc_s: float
    end_utc_s: float
    flight: int | None


def longest_quiet(world: World) -> Quiet | None:
    """The longest run of the rover's stops at which the link to where the helicopter then stands does not close.

    Margins are those of a run. None where it closes, or is unknown, at all of them.
    """
    landings = [
        (plan.takeoff_utc_s + flight_route(world, plan).end_utc_s, plan.flight) for plan in world.flights
    ]
    begins: list[tuple[float, int | None]] = [(world.start_utc_s, None)]
    begins += sorted(one for one in landings if world.start_utc_s < one[0] < world.end_utc_s)
    longest: Quiet | None = None
    for (start, flight), (end, _) in pairwise([*begins, (world.end_utc_s, None)]):
        if end <= start:
            continue
        site = helicopter_site(world, start)
        stands = route_stands(world, start, end, step_m=_ONE_PIECE_M)
        stops = np.flatnonzero(~stands.moving)
        if not stops.size:
            continue
        nothing = np.zeros(stops.size)
        rover = stands.x_m[stops], stands.y_m[stops], nothing
        found = world.link.evaluate(rover, repeated(site, stops.size), rows_of(stands, stops))
        closed = world.threshold_db - found.total_loss_db < 0.0
        for first, last in _runs(closed):
            until = float(stands.start_utc_s[stops[last + 1]]) if last + 1 < stops.size else end
            since = float(stands.start_utc_s[stops[first]])
            if longest is None or until - since > longest.end_utc_s - longest.start_utc_s:
                longest = Quiet(since, until, flight)
    return longest


def rows_of(stands: RouteStands, rows: NDArray[np.intp]) -> Attitude:
    """How the rover stands in some rows of a table of stands."""
    return Attitude(stands.heading_deg[rows], stands.pitch_deg[rows], stands.roll_deg[rows])


def repeated(site: Site, count: int) -> Position:
    """A vehicle that stands there, for so many links."""
    return np.full(count, site.x_m), np.full(count, site.y_m), np.zeros(count)


def _runs(closed: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(first, last) of each run of True."""
    padded = np.concatenate([[False], closed, [False]]).astype(np.int8)
    change = np.diff(padded)
    return list(
        zip(np.flatnonzero(change == 1).tolist(), (np.flatnonzero(change == -1) - 1).tolist(), strict=True)
    )
