"""From a checked scenario to the world it describes: the one place where both are known."""

from __future__ import annotations

import dataclasses
import math

from relaysim.errors import InputError, ScenarioError
from relaysim.helicopter.flight_route import FlightLimits, Waypoints, replayed_flight
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.links.attitude import AttitudeLog
from relaysim.links.ensemble import LinkUncertainty
from relaysim.links.loss_store import LossStore
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.links.terrain_error import TerrainError
from relaysim.path.route import Route
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.ground import Ground
from relaysim.radio.packets import ErrorCurve, Packets, modulation_at
from relaysim.relay.product import Template
from relaysim.rover.attitudes import attitude_log, standing_attitude
from relaysim.rover.drives import Drive, drive_route
from relaysim.scenario import schema_flights
from relaysim.scenario.airfields import waypoint_key, waypoint_places, waypoint_stays_s, waypoint_times_s
from relaysim.scenario.assumptions import assumptions
from relaysim.scenario.breach_words import place_words
from relaysim.scenario.build_antennas import mount
from relaysim.scenario.build_cameras import picture_plan
from relaysim.scenario.build_contingencies import instruments, planned_faults
from relaysim.scenario.build_earth import earth_plan
from relaysim.scenario.build_gate import gate_plan
from relaysim.scenario.build_power import power_model
from relaysim.scenario.build_traffic import commands, daily_products, decisions, landers, template
from relaysim.scenario.build_vehicle import vehicle
from relaysim.scenario.check_routes import RouteGround, check_routes
from relaysim.scenario.flight_charge import flight_charge
from relaysim.scenario.gravity import gravity_mps2
from relaysim.scenario.ground_plan import Opener, open_ground, open_wish, site_frame
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import (
    HelicopterPlan,
    HistoryRow,
    LandNow,
    PlannedFlight,
    RoverPlan,
    SearchPlan,
    SessionPlan,
    Telemetry,
    Wake,
    World,
)
from relaysim.terrain.describe import seam_words
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


def build_world(
    scenario: Scenario, cache: LossStore | None = None, opener: Opener = open_wish, *, threads: int = 2
) -> World:
    """Everything the simulation needs from a scenario: terrain opened, routes in one local frame.

    Args:
        cache: where losses are kept from run to run; None keeps none.
        opener: what makes the terrain, where it is not to be read from its files.
        threads: how many the solver of path losses may use; it changes no result.

    Raises:
        InputError: terrain that cannot serve, or a vehicle that starts where there is no terrain.
    """
    model = scenario.model
    frame = site_frame(scenario)
    ground = open_ground(scenario, frame, opener)
    rover = rover_plan(scenario, frame)
    helicopter, gravity = _helicopter(scenario, frame, ground.terrain), gravity_mps2(model.body)
    below = RouteGround(ground.terrain, frame, gravity)
    flights = _flights(scenario, below, helicopter.vehicle)
    charge = flight_charge(helicopter, below.surface)
    if faults := check_routes(scenario, below, flights, helicopter.vehicle, charge):
        raise ScenarioError(faults)
    link = LinkModel(
        terrain=ground.terrain,
        frame=frame,
        radio=radio_settings(scenario),
        rover_antenna_m=model.radios.rover.antenna_height_m,
        helicopter_antenna_m=model.radios.helicopter.antenna_height_m,
        rover_mount=mount(scenario, "rover"),
        helicopter_mount=mount(scenario, "helicopter"),
        rover_attitudes=rover.attitudes,
        cache=cache,
        threads=threads,
    )
    return World(
        name=model.name,
        title=model.title,
        start_utc_s=model.start_utc_s,
        end_utc_s=model.end_utc_s,
        seed=model.seed,
        time_zone=model.reporting_time_zone,
        clock=scenario.clock,
        link=link,
        doubt=link_uncertainty(scenario),
        seams=tuple(map(seam_words, ground.seams)),
        packets=_packets(scenario),
        sweep_term=model.link.sweep,
        rover=rover,
        helicopter=helicopter,
        flights=flights,
        sessions=_sessions(scenario),
        gate=gate_plan(model.gate),
        earth=earth_plan(scenario, ground.terrain, decisions(scenario, flights, rover.drives)),
        history=tuple(
            HistoryRow(row.level, row.what, row.start_utc_s, row.end_utc_s, row.source)
            for row in model.history
        ),
        assumptions=assumptions(scenario),
        limits=model.limits,
        resolved=scenario.resolved(),
        table_digests=scenario.table_digests,
        landers=landers(scenario),
        commands=commands(scenario),
        faults=planned_faults(model.faults, scenario.tables.contingencies),
        gravity_mps2=gravity,
    )


def radio_settings(scenario: Scenario) -> RadioSettings:
    """The radio of a scenario: budget, modes, ground, propagation model."""
    link = scenario.model.link
    terms = tuple(
        BudgetTerm(t.name, t.value, t.unit, t.sigma_db, t.source, t.kind, t.low, t.high, t.distribution)
        for t in link.budget
    )
    modes = tuple(
        Mode(m.name, m.rate_bps, m.goodput_bps, m.sensitivity_dbm, m.source, m.kind) for m in link.modes
    )
    ground = link.ground
    return RadioSettings(
        propagation=link.propagation,
        frequency_hz=link.frequency_hz,
        # Free space looks at no ground; any will do for the comparison without terrain.
        ground=Ground(ground.relative_permittivity, ground.loss_tangent) if ground else Ground(1.0, 0.0),
        polarisation=link.polarisation,
        budget=Budget(terms, modes, link.required_margin_db),
    )


def _packets(scenario: Scenario) -> dict[str, Packets]:
    """The packets of each mode, by its name."""
    link = scenario.model.link
    return {
        mode.name: Packets(
            ErrorCurve.anchored(mode.modulation or modulation_at(mode.rate_bps), link.packet.success),
            link.packet.size_bits,
        )
        for mode in link.modes
    }


def link_uncertainty(scenario: Scenario) -> LinkUncertainty | None:
    """What a scenario does not know of its ground; None if it says nothing of that."""
    doubt = scenario.model.uncertainty
    if doubt is None:
        return None
    heights = TerrainError(doubt.height_sigma_m, doubt.correlation_length_m)
    return LinkUncertainty(heights, doubt.permittivity_sigma, doubt.grounds, scenario.model.seed)


def rover_plan(scenario: Scenario, frame: LocalFrame) -> RoverPlan:
    """The rover of a scenario: where it starts, all its drives, how it stood."""
    rover = scenario.model.rover
    files = (rover.drives, rover.drive_paths, rover.route, rover.attitudes)
    key = (*files, rover.heading_deg, frame, scenario.clock)
    drives, attitudes = scenario.shelf.keep_last("drives", key, lambda: _drives(scenario, frame))
    if drives:
        first = drives[0].route
        x_m, y_m = float(first.x_m[0]), float(first.y_m[0])
    else:
        x_m, y_m = _local(frame, rover.latitude_deg, rover.longitude_deg)
    return RoverPlan(
        name=rover.name,
        x_m=x_m,
        y_m=y_m,
        storage_bits=rover.storage_bits,
        drives=drives,
        attitudes=attitudes,
        daily_products=daily_products(rover.daily_products),
        when_full=rover.when_full,
    )


def _drives(scenario: Scenario, frame: LocalFrame) -> tuple[tuple[Drive, ...], AttitudeLog]:
    """All drives of the tables, and how the rover stood between them."""
    tables, drives = scenario.tables, []
    for row in tables.drives:
        path = tables.drive_paths[row.drive]
        x, y = frame.to_local(path.latitude_deg, path.longitude_deg)
        drives.append(
            Drive(row.drive, row.sol, drive_route(row.start_utc_s, row.end_utc_s, x, y, path.fraction))
        )
    if not drives:
        return (), standing_attitude(scenario.model.rover.heading_deg)
    return tuple(drives), attitude_log(drives, tables.attitudes)


def _local(frame: LocalFrame, latitude_deg: float | None, longitude_deg: float | None) -> tuple[float, float]:
    if latitude_deg is None or longitude_deg is None:
        raise InputError("the rover has neither drives nor a latitude and longitude: give it one of them")
    x, y = frame.to_local(latitude_deg, longitude_deg)
    return float(x), float(y)


def _helicopter(scenario: Scenario, frame: LocalFrame, terrain: Terrain) -> HelicopterPlan:
    plan = scenario.model.helicopter
    x_m, y_m = _local(frame, plan.latitude_deg, plan.longitude_deg)
    telemetry = plan.in_flight_telemetry
    return HelicopterPlan(
        name=plan.name,
        x_m=x_m,
        y_m=y_m,
        storage_bits=plan.storage_bits,
        wake=Wake(plan.wake.alarm_s, plan.wake.awake_s),
        flight_power_w=plan.flight_power_w,
        daily_products=tuple(one for one, count in map(template, plan.daily_products) for _ in range(count)),
        flight_products=tuple(map(template, plan.flight_products)),
        telemetry=Telemetry(telemetry.rate_bps, telemetry.every_s, telemetry.priority) if telemetry else None,
        when_full=plan.when_full,
        vehicle=vehicle(plan),
        power=power_model(scenario, frame, terrain),
        pictures=picture_plan(
            plan.cameras, plan.pictures, scenario.model.rover.size, scenario.tables.flight_headings
        ),
        conditions=scenario.tables.contingencies,
        instruments=instruments(plan.images, plan.altimeter, plan.battery_voltage),
    )


def _flights(scenario: Scenario, ground: RouteGround, mover: Vehicle) -> tuple[PlannedFlight, ...]:
    """The flights in order; one through waypoints is planned from where the one before is to land.

    Raises: ScenarioError where there is no way for such a vehicle.
    """
    helicopter, faults = scenario.model.helicopter, scenario.fault_list()
    here = _local(ground.frame, helicopter.latitude_deg, helicopter.longitude_deg)
    found = []
    for index, flight in enumerate(scenario.model.flights):
        try:
            planned = _waypoint_flight(scenario, ground, mover, flight, here)
        except NoWay as none:
            words = none.told(lambda x, y: place_words(ground.frame, x, y))
            faults.add(("flights", index, *waypoint_key(flight, none.waypoint)), words)
            break  # where the next one would begin is not known
        planned = planned or _recorded_flight(scenario, ground.frame, flight)
        here = float(planned.route.x_m[-1]), float(planned.route.y_m[-1])
        found.append(planned)
    if faults.faults:
        raise ScenarioError(faults.in_order())
    return tuple(found)


def _waypoint_flight(
    scenario: Scenario,
    ground: RouteGround,
    mover: Vehicle,
    flight: schema_flights.Flight,
    here: tuple[float, float],
) -> PlannedFlight | None:
    if not flight.waypoints:
        return None
    limits = _limits(scenario, math.inf if flight.altitude_m is None else flight.altitude_m)
    x, y = ground.frame.to_local(*waypoint_places(scenario.model, flight))
    speed_mps = math.inf if flight.speed_mps is None else flight.speed_mps
    waypoints = Waypoints(x, y, speed_mps, waypoint_times_s(flight), waypoint_stays_s(flight))
    route = mover.route(*here, waypoints, limits, ground.surface)
    highest_m = min(limits.max_altitude_m, float(route.above_ground_m.max()))
    limits = dataclasses.replace(limits, max_altitude_m=highest_m)
    return _planned(scenario, flight, route, limits, waypoints, (route.end_utc_s, route.length_m))


def _limits(scenario: Scenario, altitude_m: float) -> FlightLimits:
    """Of a level flight; a vehicle that does not fly so has no rates, and none bound it."""
    plan = scenario.model.helicopter
    climb, descent = (
        math.inf if rate is None else rate for rate in (plan.climb_rate_mps, plan.descent_rate_mps)
    )
    return FlightLimits(climb, descent, altitude_m)


def _recorded_flight(scenario: Scenario, frame: LocalFrame, flight: schema_flights.Flight) -> PlannedFlight:
    tables = scenario.tables
    record, track = tables.flights[flight.flight], tables.flight_tracks[flight.flight]
    limits = _limits(scenario, record.max_altitude_m)
    x, y = frame.to_local(track.latitude_deg, track.longitude_deg)
    route = replayed_flight(track.elapsed_s, x, y, record.duration_s, limits)
    return _planned(scenario, flight, route, limits, None, (record.duration_s, record.distance_m))


def _planned(
    scenario: Scenario,
    flight: schema_flights.Flight,
    route: Route,
    limits: FlightLimits,
    waypoints: Waypoints | None,
    duration_and_distance: tuple[float, float],
) -> PlannedFlight:
    record = scenario.tables.flights.get(flight.flight)
    land_now = flight.land_now
    size = round(flight.commands.size_bits)
    return PlannedFlight(
        flight=flight.flight,
        purpose=flight.purpose or (record.purpose if record else ""),
        takeoff_utc_s=scenario.takeoff_utc_s(flight),
        route=route,
        waypoints=waypoints,
        limits=limits,
        planned_duration_s=flight.planned_duration_s or duration_and_distance[0],
        planned_distance_m=flight.planned_distance_m or duration_and_distance[1],
        land_now=LandNow(land_now.after_s, land_now.reason) if land_now else None,
        commands=Template(
            "command",
            f"commands of flight {flight.flight}",
            size,
            flight.commands.priority,
            parts=flight.commands.parts,
        ),
        mode=_flight_mode(scenario, flight),
        needs_software=flight.needs_software,
        recorded_speed_mps=record.max_speed_mps if record and not math.isnan(record.max_speed_mps) else 0.0,
    )


def _flight_mode(scenario: Scenario, flight: schema_flights.Flight) -> Mode:
    """The mode of the one-way telemetry: the flight's own, or the scenario's with its one-way goodput."""
    link = scenario.model.link
    name = flight.mode or link.in_flight.mode
    mode = next(m for m in radio_settings(scenario).budget.modes if m.name == name)
    return mode if flight.mode else dataclasses.replace(mode, goodput_bps=link.in_flight.goodput_bps)


def _sessions(scenario: Scenario) -> SessionPlan:
    sessions = scenario.model.sessions
    return SessionPlan(
        after_contact_seconds_of_day=sessions.after_contact_s,
        duration_s=sessions.duration_s,
        handshake_s=sessions.handshake_s,
        before_flight_s=sessions.flight.before_s,
        after_flight_s=sessions.flight.after_s,
        search=_search(scenario),
    )


def _search(scenario: Scenario) -> SearchPlan | None:
    search = scenario.model.sessions.search
    if search is None:
        return None
    return SearchPlan(search.after_days, tuple((window.at_s, window.duration_s) for window in search.windows))
