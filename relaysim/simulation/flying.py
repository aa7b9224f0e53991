"""Flights in turn: prepared, tried at the gate, flown or held."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.path.route import Route
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.airborne import fly
from relaysim.simulation.attempts import SAME_PLACE_M, hold, opportunities, put_in_place
from relaysim.simulation.flight_contacts import record_flight_contacts
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.flight_record import flight_row
from relaysim.simulation.gating import gate_opens, is_commanded, refuse
from relaysim.simulation.mission import Mission, Process
from relaysim.simulation.session import session


def flights(mission: Mission) -> Process:
    """The planned flights in turn; one that is still held when the next is due gives way when it gives up."""
    for plan, following in pairwise((*mission.world.flights, None)):
        if plan is not None:
            yield from _flight(mission, plan, following)


def close_flights(mission: Mission) -> None:
    """Rows for the flights that the end of the scenario found in the air, waiting, or not yet due."""
    done = {row.flight for row in mission.recorder.flights}
    for plan in mission.world.flights:
        if plan.flight in done:
            continue
        progress = mission.progress.get(plan.flight, FlightProgress())
        aloft = progress.route is not None
        if progress.route is not None:
            progress.reason = "still in the air as the scenario ended"
            record_flight_contacts(mission, plan, progress.route)
            mission.recorder.flown.append((plan.flight, progress.route.cut(mission.now)))
        progress.reason = progress.reason or "the scenario ended before its turn"
        row = flight_row(mission, plan, progress, "in_flight" if aloft else "held")
        mission.recorder.flights.append(row)


def _flight(mission: Mission, plan: PlannedFlight, following: PlannedFlight | None) -> Process:
    """Try at each opportunity until it flies; then, or when the last has passed, it is the next flight's turn.

    Attempts whose time has passed, because the flight before was still under way or waiting, are left out.
    """
    progress = mission.progress[plan.flight] = FlightProgress()
    yield from put_in_place(mission, plan, progress)
    for due in opportunities(mission, plan, following):
        if due < mission.now:
            continue
        if mission.lost:
            progress.reason = "the helicopter was lost"
            break
        yield from _prepare(mission, plan, due)
        try:
            route = _route_from_here(mission, plan, progress)
        except NoWay as none:
            refuse(mission, plan, progress, none)
            continue
        if gate_opens(mission, plan, route, progress) or mission.observes(plan):
            yield from fly(mission, plan, route, progress)
            return
    hold(mission, plan, progress)


def _prepare(mission: Mission, plan: PlannedFlight, due_utc_s: float) -> Process:
    """Up to an attempt: from a stated time before it the helicopter is awake, once its commands are on board."""
    yield mission.until(due_utc_s - mission.world.sessions.before_flight_s)
    while mission.now < due_utc_s:
        if is_commanded(mission, plan):
            yield from session(mission, "flight", due_utc_s)
        else:
            yield mission.first_of(due_utc_s, mission.boards.changed)


def _route_from_here(mission: Mission, plan: PlannedFlight, progress: FlightProgress) -> Route:
    """The planned motion, begun now from where the helicopter stands.

    A recorded track is moved along; waypoints stay where they are and the first leg changes.

    Raises: NoWay where the vehicle cannot get to them from there.
    """
    x, y, _ = mission.link.helicopter.position(np.array([mission.now]))
    if plan.waypoints is not None:
        world = mission.world
        return world.helicopter.vehicle.route(
            float(x[0]), float(y[0]), plan.waypoints, plan.limits, world.surface
        ).shifted(mission.now)
    route = plan.route.shifted(mission.now)
    dx, dy = float(x[0] - route.x_m[0]), float(y[0] - route.y_m[0])
    moved = math.hypot(dx, dy) > SAME_PLACE_M
    progress.moved_m = math.hypot(dx, dy) if moved else 0.0
    return route.moved(dx, dy) if moved else route
