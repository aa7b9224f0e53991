"""One attempt at the gate: what it looks at, asked of the run as it stands now."""

from __future__ import annotations

import math

import numpy as np
import shapely

from relaysim.helicopter.gate import Check, GateInputs, checks
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.links.state import LinkState
from relaysim.links.track import evaluate_at
from relaysim.path.route import Route
from relaysim.records.rows import GateRow
from relaysim.relay.topology import HELICOPTER
from relaysim.scenario.breach_words import place_words
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.flight_course import energy_of, motion
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.mission import Mission
from relaysim.streams import Streams


def gate_opens(mission: Mission, plan: PlannedFlight, route: Route, progress: FlightProgress) -> bool:
    """One attempt at the gate, every check recorded."""
    progress.attempts += 1
    if mission.link.state is LinkState.OPEN and progress.gate_opened_utc_s is None:
        progress.gate_opened_utc_s = mission.now
    gate = mission.world.gate
    found = checks(_inputs(mission, plan, route, progress), gate.policy, gate.limits)
    mission.recorder.gate += [_gate_row(mission, plan, progress, check) for check in found]
    failed = [check for check in found if not check.passed]
    progress.reason = "; ".join(f"{check.name}: {check.value}" for check in failed)
    answer = "gate refused" if failed else "gate passed"
    mission.recorder.event(mission.now, HELICOPTER, answer, f"flight {plan.flight}", progress.reason)
    return not failed


def refuse(mission: Mission, plan: PlannedFlight, progress: FlightProgress, none: NoWay) -> None:
    """An attempt at the gate of a flight that has no way from where the helicopter stands."""
    progress.attempts += 1
    words = none.told(lambda x, y: place_words(mission.world.link.frame, x, y))
    progress.reason = f"no way from here: {words}"
    mission.recorder.gate.append(_gate_row(mission, plan, progress, Check("way", words, "free", False)))
    mission.recorder.event(mission.now, HELICOPTER, "gate refused", f"flight {plan.flight}", progress.reason)


def is_commanded(mission: Mission, plan: PlannedFlight) -> bool:
    """Whether all parts of the flight's commands are on board."""
    return mission.boards.has(plan.commands.kind, plan.commands.name)


def _inputs(mission: Mission, plan: PlannedFlight, route: Route, progress: FlightProgress) -> GateInputs:
    whole_flight_db, landing_db = _predicted_margins_db(mission, route, progress)
    on_board, needed = is_commanded(mission, plan), plan.needs_software
    power = mission.power
    return GateInputs(
        # It is the commands that wake it for a flight; its own alarm, or a session, may have done so too.
        awake=mission.keeps_time and (on_board or mission.talk is not None),
        commands_on_board=on_board,
        software=None if needed is None else (needed, mission.boards.has("software", needed)),
        link=mission.link.state or LinkState.UNKNOWN,
        margin_db=mission.link.margin_db(),
        whole_flight_margin_db=whole_flight_db,
        landing_margin_db=landing_db,
        charge=math.nan if power is None else power.charge_share,
        charge_after=_charge_after(mission, plan, route, progress),
        actuator_c=math.nan if power is None else power.model.actuators_c(mission.now),
        seconds_of_day=mission.world.clock.seconds_of_day(mission.now),
        wind_mps=_wind_mps(mission),
        rover_distance_m=_rover_distance_m(mission, route),
    )


def _charge_after(mission: Mission, plan: PlannedFlight, route: Route, progress: FlightProgress) -> float:
    """Share of the charge that the flight would leave; nan where power is not modelled, or nobody asks."""
    if mission.power is None or mission.world.gate.limits.least_charge_after is None:
        return math.nan
    # From the same place the same motion, whenever it begins; the air it flies in is another one each time.
    if progress.motion is None or not _begin_together(progress.motion[0], route):
        progress.motion = route, motion(mission, plan, route)
    found = energy_of(mission.world, mission.power, route, progress.motion[1])
    progress.power = route, found
    return mission.power.charge_after(found)


def _begin_together(one: Route, other: Route) -> bool:
    return bool(one.x_m[0] == other.x_m[0] and one.y_m[0] == other.y_m[0])


def _wind_mps(mission: Mission) -> float:
    """The wind as it blows now: the day's factor is drawn once a local day; nan where wind is not modelled."""
    wind, clock = mission.world.gate.wind, mission.world.clock
    if wind is None:
        return math.nan
    # A stream of its own for each day: how often the gate is asked changes no other draw.
    drawn = Streams(mission.world.seed).named(f"wind of day {clock.day(mission.now)}").normal()
    return wind.at(clock.seconds_of_day(mission.now), math.exp(wind.spread * drawn))


def _rover_distance_m(mission: Mission, route: Route) -> float:
    """Least distance over ground between the planned path and the rover as it stands now."""
    x, y, _ = mission.link.rover.position(np.array([mission.now]))
    return float(shapely.distance(route.line, shapely.Point(float(x[0]), float(y[0]))))


def _predicted_margins_db(mission: Mission, route: Route, progress: FlightProgress) -> tuple[float, float]:
    """Least margin along the flight and margin at its landing place, as far as the policy asks for them.

    Kept between attempts for as long as nothing moves, if nothing moved as it was made: then the answer is the same.
    """
    policy, model, rover = mission.world.gate.policy, mission.world.link, mission.link.rover
    if policy == "takeoff":
        return math.nan, math.nan
    moves = len(mission.link.tracks)
    if progress.predicted is not None and progress.predicted[0] == moves:
        return progress.predicted[1:]
    times = route.sample_times(model.step_m, model.step_height_m)
    asked = times if policy == "whole-flight" else times[-1:]
    margins = mission.world.threshold_db - evaluate_at(model, rover, route, asked).total_loss_db
    least_db, landing_db = float(np.min(margins)), float(margins[-1])
    if rover.end_utc_s <= mission.now:
        progress.predicted = moves, least_db, landing_db
    return least_db, landing_db


def _gate_row(mission: Mission, plan: PlannedFlight, progress: FlightProgress, check: Check) -> GateRow:
    return GateRow(
        plan.flight, progress.attempts, mission.now, check.name, check.value, check.limit, check.passed
    )
