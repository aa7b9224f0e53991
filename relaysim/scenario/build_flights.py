"""The flights of a scenario, recorded or planned through waypoints, as routes in the local frame."""

from __future__ import annotations

import dataclasses
import math

from relaysim.errors import ScenarioError
from relaysim.helicopter.flight_route import FlightLimits, Waypoints, replayed_flight
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.path.route import Route
from relaysim.radio.budget import Mode
from relaysim.relay.product import Template
from relaysim.scenario import schema_flights
from relaysim.scenario.airfields import waypoint_key, waypoint_places, waypoint_stays_s, waypoint_times_s
from relaysim.scenario.breach_words import place_words
from relaysim.scenario.build_link import radio_settings
from relaysim.scenario.check_routes import RouteGround
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.start_place import start_place
from relaysim.scenario.world import LandNow, PlannedFlight
from relaysim.terrain.frame import LocalFrame


def planned_flights(scenario: Scenario, ground: RouteGround, mover: Vehicle) -> tuple[PlannedFlight, ...]:
    """The flights in order; one through waypoints is planned from where the one before is to land.

    Raises: ScenarioError where there is no way for such a vehicle.
    """
    helicopter, faults = scenario.model.helicopter, scenario.fault_list()
    here = start_place(ground.frame, helicopter.latitude_deg, helicopter.longitude_deg)
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
