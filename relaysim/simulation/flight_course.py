"""How a flight will go, worked out at take-off: its faults drawn, its conditions watched, its end and its energy."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.contingencies.contingency import Trigger
from relaysim.helicopter.contingencies.faults import drawn_faults
from relaysim.helicopter.contingencies.images import drifted
from relaysim.helicopter.contingencies.instruments import Plan, Supply
from relaysim.helicopter.contingencies.watch import Watched, watched
from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.power.flight_power import FlightPower
from relaysim.helicopter.steadied import replayed_states
from relaysim.path.route import Route
from relaysim.scenario.world import PlannedFlight, World
from relaysim.simulation.mission import Mission
from relaysim.simulation.powering import Powering

WH_J = 3600.0
SCRIPT = "script"


@dataclass(frozen=True)
class Ending:
    """Why and when a flight is told to land at once.

    Attributes:
        condition: name of the condition of the table; "script" for one that the scenario writes down, "power" where the charge gave out.
        elapsed_s: from take-off, when it was met.
    """

    condition: str
    elapsed_s: float
    reason: str


@dataclass(frozen=True)
class Course:
    """A flight as it will go.

    Attributes:
        route: as it will be flown, an early landing included.
        ending: what ends it early; None for a flight that is flown to its end.
        notes: conditions that only are noted.
        swings, swings_from_s: in words, and since when; "" and nan without any.
        power: what it takes from the battery; None where power is not modelled.
        states: its motion along the route; None where nothing has asked for it.
    """

    route: Route
    ending: Ending | None = None
    notes: tuple[Trigger, ...] = ()
    swings: str = ""
    swings_from_s: float = math.nan
    power: FlightPower | None = None
    states: FlightStates | None = None


def course(mission: Mission, plan: PlannedFlight, route: Route) -> Course:
    """How the flight along a planned route that begins now will go.

    Where the gate only observes, a recorded flight goes as recorded: a condition that would have ended it is a note.
    """
    states = _states(mission, plan, route)
    power = _energy(mission, plan, route, states)
    found = _watched(mission, plan, route, states, power)
    planned, ending = route, _script(plan, route)
    if found is not None:
        route = _astray(mission, plan, route, found)
        sooner = found.landing is not None and (ending is None or found.landing.elapsed_s < ending.elapsed_s)
        if found.landing is not None and sooner and not mission.observes(plan):
            ending = Ending(found.landing.condition.name, found.landing.elapsed_s, found.landing.words)
    # A recorded track with a script is that of the flight as it was flown: its end is the early landing already.
    if ending is not None and not (plan.is_recorded and ending.condition == SCRIPT):
        route = mission.world.helicopter.vehicle.land_now(route, ending.elapsed_s, plan.limits)
    if route is not planned:
        states = _states(mission, plan, route)
        power = _energy(mission, plan, route, states)
    return Course(
        route,
        ending,
        _notes(found, ending) if found is not None else (),
        _swings(found) if found is not None else "",
        found.swings_from_s if found is not None else math.nan,
        power,
        states,
    )


def _notes(found: Watched, ending: Ending | None) -> tuple[Trigger, ...]:
    """What is only noted: of the conditions that end a flight the one that was not let."""
    return found.notes if ending is not None or found.landing is None else (*found.notes, found.landing)


def _script(plan: PlannedFlight, route: Route) -> Ending | None:
    """The early landing that the scenario writes down; None if the flight has landed by then."""
    script = plan.land_now
    if script is None or script.after_s >= route.end_utc_s - route.start_utc_s:
        return None
    return Ending(SCRIPT, script.after_s, script.reason)


def _astray(mission: Mission, plan: PlannedFlight, route: Route, found: Watched) -> Route:
    """After swings it lands a little off; the record of a flight that swung holds that already."""
    images = mission.instruments.images
    if images is None or not found.harmed or plan.is_recorded:
        return route
    error = images.landing_offset(True, mission.streams.named(f"landing of flight {plan.flight}"))
    return drifted(route, found.swings_from_s, *error)


def energy_of(world: World, power: Powering, route: Route, states: FlightStates) -> FlightPower:
    """What a flight that moves so takes from the battery, in the air of the hour at which it takes off."""
    density = power.model.density_kg_m3(route.start_utc_s)
    return world.helicopter.vehicle.flight_power(route, states, density, world.surface)


def _energy(
    mission: Mission, plan: PlannedFlight, route: Route, states: FlightStates | None
) -> FlightPower | None:
    """The same; None where power is not modelled."""
    if mission.power is None or states is None:
        return None
    asked = _asked_by_gate(mission, plan, route)
    return asked[1] if asked else energy_of(mission.world, mission.power, route, states)


def _asked_by_gate(
    mission: Mission, plan: PlannedFlight, route: Route
) -> tuple[FlightStates, FlightPower] | None:
    """Motion and power along this very route, where the gate has worked them out as it let the flight go."""
    progress = mission.progress.get(plan.flight)
    if progress is None or progress.motion is None or progress.power is None:
        return None
    known = progress.motion[0] is route and progress.power[0] is route
    return (progress.motion[1], progress.power[1]) if known else None


def motion(mission: Mission, plan: PlannedFlight, route: Route) -> FlightStates:
    """Speeds, heights and tilt along a route, from take-off to touchdown."""
    vehicle, gravity = mission.world.helicopter.vehicle, mission.world.gravity_mps2
    elapsed = vehicle.instants(route)
    if plan.is_recorded:
        return replayed_states(route, elapsed, gravity, plan.recorded_speed_mps)
    return vehicle.states(route, elapsed, gravity)


def _states(mission: Mission, plan: PlannedFlight, route: Route) -> FlightStates | None:
    """The motion, where a table of conditions or the battery asks for it."""
    if mission.power is None and not mission.world.helicopter.conditions:
        return None
    asked = _asked_by_gate(mission, plan, route)
    return asked[0] if asked else motion(mission, plan, route)


def _watched(
    mission: Mission,
    plan: PlannedFlight,
    route: Route,
    states: FlightStates | None,
    flown: FlightPower | None,
) -> Watched | None:
    """What the table of conditions makes of the flight; None without a table."""
    helicopter = mission.world.helicopter
    if not helicopter.conditions or states is None:
        return None
    duration_s = route.end_utc_s - route.start_utc_s
    faults = drawn_faults(mission.world.faults, plan.flight, duration_s, mission.streams.named)
    planned = Plan(route.shifted(-route.start_utc_s), plan.limits.descent_mps, plan.planned_duration_s)
    supply = _supply(mission, route, states, flown)
    return watched(helicopter.conditions, states, planned, mission.instruments, supply, faults)


def _supply(mission: Mission, route: Route, states: FlightStates, flown: FlightPower | None) -> Supply:
    """Battery and temperatures along the flight; nothing where power is not modelled."""
    power = mission.power
    if power is None or flown is None:
        return Supply()
    battery, taken_w = power.model.plan.battery, flown.at_states_w
    steps = np.diff(states.elapsed_s) * 0.5 * (taken_w[1:] + taken_w[:-1]) / WH_J
    used_wh = flown.before.energy_wh + np.concatenate([[0.0], np.cumsum(steps)])
    return Supply(
        charge_wh=np.maximum(power.charge_wh - used_wh, 0.0),
        capacity_wh=battery.capacity_wh,
        reserve_wh=battery.reserve_wh,
        power_w=taken_w,
        battery_c=np.full(len(taken_w), power.temperature_c),
        actuator_c=np.full(len(taken_w), power.model.actuators_c(route.start_utc_s)),
    )


def _swings(found: Watched) -> str:
    """For the log: "swings of up to 22 deg from 54.0 s on"; empty without any."""
    if math.isnan(found.swings_from_s):
        return ""
    return f"swings of up to {found.swing_deg:.0f} deg from {found.swings_from_s:.1f} s on"
