"""When a flight may be tried, and what becomes of one that is never let go."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from relaysim.path.route import Route
from relaysim.relay.topology import HELICOPTER
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.flight_record import flight_row
from relaysim.simulation.mission import Mission, Process

SAME_PLACE_M = 1.0  # nearer than this is the same place: landings scatter by as much


def opportunities(mission: Mission, plan: PlannedFlight, following: PlannedFlight | None) -> Iterator[float]:
    """The instants at which a flight is tried: at the planned hour, then at intervals, then on the following days.

    In a replay a recorded flight is tried on as many days as there are until the next one's take-off. Where the gate
    only observes, a recorded flight has one opportunity: its own.
    """
    gate, day_s = mission.world.gate, mission.world.clock.day_length_s
    if mission.observes(plan):
        yield plan.takeoff_utc_s
        return
    last = plan.takeoff_utc_s + gate.give_up_after_days * day_s
    if gate.mode == "replay" and plan.is_recorded:
        last = mission.world.end_utc_s if following is None else following.takeoff_utc_s
        last -= mission.world.sessions.before_flight_s
    day = 0
    while plan.takeoff_utc_s + day * day_s <= last:
        for attempt in range(gate.tries_per_day):
            due = plan.takeoff_utc_s + day * day_s + attempt * gate.retry_every_s
            if gate.mode != "replay" or not plan.is_recorded or due <= last:
                yield due
        day += 1


def hold(mission: Mission, plan: PlannedFlight, progress: FlightProgress) -> None:
    """A flight that was never let go: its row, and in a replay the helicopter put where the record has it."""
    progress.reason = progress.reason or "the flight before it took all its time"
    mission.recorder.event(mission.now, HELICOPTER, "flight held", f"flight {plan.flight}", progress.reason)
    if mission.world.gate.mode == "replay" and plan.is_recorded and not mission.lost:
        _reposition(mission, plan, float(plan.route.x_m[-1]), float(plan.route.y_m[-1]), "land")
        progress.repositioned = True
    mission.recorder.flights.append(flight_row(mission, plan, progress, "held"))


def put_in_place(mission: Mission, plan: PlannedFlight, progress: FlightProgress) -> Process:
    """In a replay: when its commands are written, the helicopter is put where the record has it take off.

    That is where it stands anyway, unless the flight before ended elsewhere than in the records.
    """
    if mission.world.gate.mode != "replay" or not plan.is_recorded or mission.lost:
        return
    lead_s = mission.world.earth.command_lead_days * mission.world.clock.day_length_s
    yield mission.until(plan.takeoff_utc_s - lead_s)
    x_m, y_m = float(plan.route.x_m[0]), float(plan.route.y_m[0])
    x, y, _ = mission.link.helicopter.position(np.array([mission.now]))
    if math.hypot(x_m - float(x[0]), y_m - float(y[0])) > SAME_PLACE_M:
        _reposition(mission, plan, x_m, y_m, "take off")
        progress.repositioned = True


def _reposition(mission: Mission, plan: PlannedFlight, x_m: float, y_m: float, what: str) -> None:
    where = f"to where the record has it {what}"
    mission.recorder.event(mission.now, HELICOPTER, "repositioned", f"flight {plan.flight}", where)
    mission.link.move(helicopter=Route.standing(x_m, y_m, mission.now))
    if mission.power is not None:
        mission.power.stand(x_m, y_m)
    mission.recorder.helicopter_sites.append((mission.now, x_m, y_m, plan.flight))
