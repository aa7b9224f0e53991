"""The days a user can choose from: on each of them one instant, and where both vehicles are planned to stand then."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from relaysim.forecasting.forecast import planned_routes
from relaysim.links.track import evaluate_at
from relaysim.path.route import Route
from relaysim.scenario.world import World


@dataclass(frozen=True)
class Day:
    """One local day.

    Attributes:
        utc_s: the instant that stands for it: when the last flight of the day has landed; without one, when the rover's
            last drive of the day has ended; without either, as the day begins.
        what: why this instant, in words.
        rover, helicopter: x_m, y_m where they stand then, if all goes as planned.
    """

    number: int
    utc_s: float
    what: str
    rover: tuple[float, float]
    helicopter: tuple[float, float]


def planned_days(world: World) -> tuple[Day, ...]:
    """Every local day of a scenario."""
    clock, last_s = world.clock, world.end_utc_s - 1e-3
    routes = planned_routes(world)
    found = []
    for number in range(clock.day(world.start_utc_s), clock.day(last_s) + 1):
        begins = max(clock.utc_s(number), world.start_utc_s)
        utc_s, what = _instant(world, begins, min(clock.utc_s(number + 1), last_s))
        rover, helicopter = (_place(route, utc_s) for route in _routes_at(routes, utc_s))
        found.append(Day(number, utc_s, what, rover, helicopter))
    return tuple(found)


def opening_day(world: World, days: tuple[Day, ...]) -> int:
    """The day of the last landing before the longest silence, else the first day.

    Only a default: the link is looked at once after each motion as planned, not along it.
    """
    routes = planned_routes(world)
    rest = [_at_rest(world, n, routes) for n in range(len(routes))]
    closed = [_is_closed(world, routes[n], utc_s) for n, utc_s in enumerate(rest)]
    spans: list[tuple[float, float]] = []  # (length, start) of each silence
    begun: float | None = None
    for utc_s, silent in [*zip(rest, closed, strict=True), (world.end_utc_s, False)]:
        if silent and begun is None:
            begun = utc_s
        elif not silent and begun is not None:
            spans.append((utc_s - begun, begun))
            begun = None
    if not spans:
        return days[0].number
    _, start = max(spans, key=lambda span: (span[0], -span[1]))
    landings = [plan.takeoff_utc_s + plan.route.end_utc_s for plan in world.flights]
    before = max((utc_s for utc_s in landings if utc_s <= start + 1.0), default=start)
    return min(max(world.clock.day(before), days[0].number), days[-1].number)


def _instant(world: World, begins: float, ends: float) -> tuple[float, str]:
    """The instant of a day that begins and ends so, and why."""
    landings = [(plan.takeoff_utc_s + plan.route.end_utc_s, plan.flight) for plan in world.flights]
    today = [one for one in landings if begins <= one[0] < ends]
    if today:
        return today[-1][0], f"flight {today[-1][1]} has landed"
    stops = [
        min(drive.route.end_utc_s, ends)
        for drive in world.rover.drives
        if begins <= drive.route.start_utc_s < ends
    ]
    return (max(stops), "the rover has driven") if stops else (begins, "the day begins")


def _routes_at(routes: list[tuple[float, Route, Route]], utc_s: float) -> tuple[Route, Route]:
    _, rover, helicopter = routes[max(bisect_right(routes, utc_s, key=lambda one: one[0]) - 1, 0)]
    return rover, helicopter


def _place(route: Route, utc_s: float) -> tuple[float, float]:
    x, y, _ = route.position(np.array([utc_s]))
    return float(x[0]), float(y[0])


def _at_rest(world: World, n: int, routes: list[tuple[float, Route, Route]]) -> float:
    """When both vehicles stand after a motion has begun, or just before the next begins."""
    start, rover, helicopter = routes[n]
    until = routes[n + 1][0] if n + 1 < len(routes) else world.end_utc_s
    return min(max(rover.end_utc_s, helicopter.end_utc_s, start), until)


def _is_closed(world: World, routes: tuple[float, Route, Route], utc_s: float) -> bool:
    loss = evaluate_at(world.link, routes[1], routes[2], np.array([utc_s])).total_loss_db
    return bool(loss[0] > world.threshold_db)
