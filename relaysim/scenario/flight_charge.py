"""What planned flights may take from the battery, and what they will."""

from __future__ import annotations

from relaysim.helicopter.surface import Surface
from relaysim.scenario.check_routes import Charge
from relaysim.scenario.world import HelicopterPlan, PlannedFlight


def flight_charge(helicopter: HelicopterPlan, surface: Surface) -> Charge | None:
    """The battery above its reserve, and a flight's energy in the air of its season; None without a power model."""
    power, vehicle = helicopter.power, helicopter.vehicle
    if power is None:
        return None

    def needed_wh(planned: PlannedFlight) -> float:
        route, density = planned.route, power.density_kg_m3(planned.takeoff_utc_s)
        states = vehicle.states(route, vehicle.instants(route), surface.gravity_mps2)
        return vehicle.flight_power(route, states, density, surface).energy_wh

    battery = power.plan.battery
    return Charge(battery.capacity_wh, battery.reserve_wh, needed_wh)
