"""Flights: prepared, checked at the gate, flown, and what each leaves in the helicopter's store."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from relaysim.helicopter.flight_route import land_now
from relaysim.helicopter.gate import Check, GateInputs, checks
from relaysim.links.state import LinkState
from relaysim.links.track import evaluate_at
from relaysim.path.route import Route
from relaysim.records.rows import GateRow
from relaysim.relay.product import Template
from relaysim.relay.retries import packets_of, received
from relaysim.relay.topology import EARTH, HELICOPTER, ROVER
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.flight_contacts import record_flight_contacts
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.flight_record import flight_row, link_lost
from relaysim.simulation.mission import Mission, Process
from relaysim.simulation.session import session

SAME_PLACE_M = 1.0
LOST_ON_THE_AIR = "lost on the air in flight, where nothing is acknowledged"


def flights(mission: Mission) -> Process:
    """The planned flights in turn; one that is still held when the next is due gives way when it gives up."""
    for plan in mission.world.flights:
        yield from _flight(mission, plan)


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


def _flight(mission: Mission, plan: PlannedFlight) -> Process:
    """Try at the planned hour, then at intervals, then on the following days, until it flies or gives up.

    Attempts whose time has passed, because the flight before was still under way or waiting, are left out.
    """
    gate, world = mission.world.gate, mission.world
    progress = mission.progress[plan.flight] = FlightProgress()
    for day in range(gate.give_up_after_days + 1):
        for attempt in range(gate.tries_per_day):
            due = plan.takeoff_utc_s + day * world.clock.day_length_s + attempt * gate.retry_every_s
            if due < mission.now:
                continue
            yield from _prepare(mission, plan, due)
            route = _route_from_here(mission, plan)
            if _gate_opens(mission, plan, route, progress):
                yield from _fly(mission, plan, route, progress)
                return
    progress.reason = progress.reason or "the flight before it took all its time"
    mission.recorder.event(mission.now, HELICOPTER, "flight held", f"flight {plan.flight}", progress.reason)
    mission.recorder.flights.append(flight_row(mission, plan, progress, "held"))


def _prepare(mission: Mission, plan: PlannedFlight, due_utc_s: float) -> Process:
    """Up to an attempt: from a stated time before it the helicopter is awake, once its commands are on board."""
    yield mission.until(due_utc_s - mission.world.sessions.before_flight_s)
    while mission.now < due_utc_s:
        if _is_commanded(mission, plan):
            yield from session(mission, "flight", due_utc_s)
        else:
            yield mission.first_of(due_utc_s, mission.boards.changed)


def _is_commanded(mission: Mission, plan: PlannedFlight) -> bool:
    """Whether all parts of the flight's commands are on board."""
    return mission.boards.has(plan.commands.kind, plan.commands.name)


def _route_from_here(mission: Mission, plan: PlannedFlight) -> Route:
    """The planned motion, begun now from where the helicopter stands.

    A recorded track is moved along; waypoints stay where they are and the first leg changes.
    """
    x, y, _ = mission.link.helicopter.position(np.array([mission.now]))
    if plan.waypoints is not None:
        return plan.waypoints.route_from(float(x[0]), float(y[0]), plan.limits).shifted(mission.now)
    route = plan.route.shifted(mission.now)
    dx, dy = float(x[0] - route.x_m[0]), float(y[0] - route.y_m[0])
    return route.moved(dx, dy) if math.hypot(dx, dy) > SAME_PLACE_M else route


def _gate_opens(mission: Mission, plan: PlannedFlight, route: Route, progress: FlightProgress) -> bool:
    """One attempt at the gate, every check recorded."""
    progress.attempts += 1
    if mission.link.state is LinkState.OPEN and progress.gate_opened_utc_s is None:
        progress.gate_opened_utc_s = mission.now
    found = checks(_inputs(mission, plan, route, progress), mission.world.gate.policy)
    mission.recorder.gate += [_gate_row(mission, plan, progress, check) for check in found]
    failed = [check for check in found if not check.passed]
    progress.reason = "; ".join(f"{check.name}: {check.value}" for check in failed)
    answer = "gate refused" if failed else "gate passed"
    mission.recorder.event(mission.now, HELICOPTER, answer, f"flight {plan.flight}", progress.reason)
    return not failed


def _inputs(mission: Mission, plan: PlannedFlight, route: Route, progress: FlightProgress) -> GateInputs:
    whole_flight_db, landing_db = _predicted_margins_db(mission, route, progress)
    on_board, needed = _is_commanded(mission, plan), plan.needs_software
    return GateInputs(
        # It is the commands that wake it for a flight; its own alarm, or a session, may have done so too.
        awake=on_board or mission.talk is not None,
        commands_on_board=on_board,
        software=None if needed is None else (needed, mission.boards.has("software", needed)),
        link=mission.link.state or LinkState.UNKNOWN,
        margin_db=mission.link.margin_db(),
        whole_flight_margin_db=whole_flight_db,
        landing_margin_db=landing_db,
    )


def _predicted_margins_db(mission: Mission, route: Route, progress: FlightProgress) -> tuple[float, float]:
    """Least margin along the flight and margin at its landing place, as far as the policy asks for them.

    Kept between attempts for as long as nothing has moved: then the answer is the same.
    """
    policy, model, rover = mission.world.gate.policy, mission.world.link, mission.link.rover
    if policy == "takeoff":
        return math.nan, math.nan
    moves = len(mission.link.tracks)
    if progress.predicted is None or progress.predicted[0] != moves or rover.end_utc_s > mission.now:
        times = route.sample_times(model.step_m, model.step_height_m)
        asked = times if policy == "whole-flight" else times[-1:]
        margins = mission.world.threshold_db - evaluate_at(model, rover, route, asked).total_loss_db
        progress.predicted = moves, float(np.min(margins)), float(margins[-1])
    return progress.predicted[1:]


def _gate_row(mission: Mission, plan: PlannedFlight, progress: FlightProgress, check: Check) -> GateRow:
    return GateRow(
        plan.flight, progress.attempts, mission.now, check.name, check.value, check.limit, check.passed
    )


def _fly(mission: Mission, plan: PlannedFlight, route: Route, progress: FlightProgress) -> Process:
    """From take-off to the session after landing."""
    subject, recorder = f"flight {plan.flight}", mission.recorder
    if plan.land_now is not None and plan.waypoints is not None:
        # A recorded track is that of the flight as it was flown: its end is the early landing already.
        route = land_now(route, plan.land_now.after_s, plan.limits)
    progress.takeoff(route, mission.link.state, mission.link.margin_db())
    recorder.event(mission.now, HELICOPTER, "take-off", subject)
    mission.in_the_air(True)
    mission.link.move(helicopter=route)
    telemetry = mission.env.process(_telemetry(mission, plan, route))
    cut = plan.land_now is not None and plan.land_now.after_s < plan.route.end_utc_s
    if plan.land_now is not None and cut:
        yield mission.until(route.start_utc_s + plan.land_now.after_s)
        recorder.event(mission.now, HELICOPTER, "land now", subject, plan.land_now.reason)
    yield mission.until(route.end_utc_s)
    yield telemetry
    mission.in_the_air(False)
    progress.lost = link_lost(mission, plan, route)
    recorder.event(mission.now, HELICOPTER, "touchdown", subject)
    record_flight_contacts(mission, plan, route)
    recorder.flights.append(flight_row(mission, plan, progress, "land_now" if cut else "completed"))
    recorder.flown.append((plan.flight, route))
    recorder.helicopter_sites.append((mission.now, float(route.x_m[-1]), float(route.y_m[-1]), plan.flight))
    for template, count in mission.world.helicopter.flight_products:
        for _ in range(count):
            mission.network.create(template, HELICOPTER, EARTH, plan.flight)
    yield from session(mission, "flight", mission.now + mission.world.sessions.after_flight_s)


def _telemetry(mission: Mission, plan: PlannedFlight, route: Route) -> Process:
    """One-way telemetry: what is sent while the flight's mode closes arrives at once or is lost; the rest stays."""
    telemetry = mission.world.helicopter.telemetry
    if telemetry is None:
        return
    bits = round(telemetry.rate_bps * telemetry.every_s)
    template = Template("telemetry", "in-flight telemetry", bits, telemetry.priority)
    allowed_bits = 0.0
    while mission.now + telemetry.every_s <= route.end_utc_s:
        yield mission.until(mission.now + telemetry.every_s)
        allowed_bits = min(allowed_bits + plan.mode.goodput_bps * telemetry.every_s, float(bits))
        if mission.link.margin_db(plan.mode) >= 0.0 and allowed_bits >= bits:
            allowed_bits -= bits
            _send_once(mission, plan, template)
        else:
            mission.network.create(template, HELICOPTER, EARTH, plan.flight)


def _send_once(mission: Mission, plan: PlannedFlight, template: Template) -> None:
    """A group of packets nobody acknowledges: those that arrive are one product, those that do not another.

    One draw for the group, with the success of the signal as it is now.
    """
    radio = mission.world.packets[plan.mode.name]
    packets = packets_of(template.size_bits, radio.data_bits)
    success = float(radio.arrival(mission.link.above_sensitivity_db(plan.mode, mission.now)))
    arrived = received(packets, success, mission.streams.named("one-way telemetry"))
    arrived_bits = round(template.size_bits * arrived / packets)
    for bits, reason in ((arrived_bits, ""), (template.size_bits - arrived_bits, LOST_ON_THE_AIR)):
        if bits == 0:
            continue
        part = dataclasses.replace(template, size_bits=bits)
        [product] = mission.network.create(part, HELICOPTER, EARTH, plan.flight)
        if reason:
            mission.network.lose(product, HELICOPTER, reason)
        else:
            mission.network.carry(product, HELICOPTER, ROVER)
