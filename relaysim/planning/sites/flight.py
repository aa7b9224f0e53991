"""What the flight to a landing place takes: way, time, energy."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.errors import InputError
from relaysim.helicopter.flight_route import Waypoints
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.planning.helicopter_site import Site
from relaysim.scenario.breach_words import place_words
from relaysim.scenario.world import PlannedFlight, World


@dataclass(frozen=True)
class SiteFlight:
    """A flight straight to a place.

    Attributes:
        energy_wh: from the first turn of the rotors to the last; nan where the scenario has no figure for it.
        spare_wh: what a full battery has above its reserve, less that; nan without a battery.
        no_way: why it cannot get there at all; "" if it can, else time and energies are nan.
    """

    distance_m: float
    duration_s: float
    energy_wh: float
    spare_wh: float
    no_way: str = ""


def cruise_speed(world: World, flight: PlannedFlight, stated_mps: float | None) -> float:
    """The speed over ground of a flight to another place: as stated, as planned, or the greatest recorded one.

    inf for a vehicle that does not fly level: its way follows from itself.

    Raises: InputError if there is none of them, or if one is stated for such a vehicle.
    """
    if not world.helicopter.vehicle.flies_level:
        if stated_mps is not None:
            raise InputError(f"--speed {stated_mps:g}: {world.helicopter.name} has no cruise: leave it out")
        return math.inf
    planned = flight.waypoints.speed_mps if flight.waypoints is not None else flight.recorded_speed_mps
    speed = planned if stated_mps is None else stated_mps
    if not (speed > 0.0 and math.isfinite(speed)):
        raise InputError(
            f"flight {flight.flight} has no speed, neither planned nor recorded: give --speed in m/s"
        )
    return speed


def flight_to(
    world: World, flight: PlannedFlight, begin: Site, x_m: float, y_m: float, speed_mps: float
) -> SiteFlight:
    """The flight straight from a site to a place, at the height and by the limits of a planned one.

    Energy by the scenario's power model, else its mean power times the duration.
    """
    helicopter = world.helicopter
    aim = Waypoints(np.array([x_m]), np.array([y_m]), speed_mps)
    distance_m = math.hypot(x_m - begin.x_m, y_m - begin.y_m)
    try:
        route = helicopter.vehicle.route(begin.x_m, begin.y_m, aim, flight.limits, world.surface)
    except NoWay as none:
        why = none.told(lambda x, y: place_words(world.link.frame, x, y))
        return SiteFlight(distance_m, math.nan, math.nan, math.nan, why)
    duration, spare = route.end_utc_s, math.nan
    if helicopter.power is not None:
        vehicle, battery = helicopter.vehicle, helicopter.power.plan.battery
        states = vehicle.states(route, vehicle.instants(route), world.gravity_mps2)
        density = helicopter.power.density_kg_m3(flight.takeoff_utc_s)
        energy = vehicle.flight_power(route, states, density, world.surface).energy_wh
        spare = battery.capacity_wh - battery.reserve_wh - energy
    else:
        energy = (
            math.nan if helicopter.flight_power_w is None else helicopter.flight_power_w * duration / 3600.0
        )
    return SiteFlight(distance_m, duration, energy, spare)
