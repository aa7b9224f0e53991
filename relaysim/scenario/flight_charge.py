"""What planned flights may take from the battery, and what they will."""

from __future__ import annotations

from relaysim.helicopter.contingencies.watch import watch_times
from relaysim.scenario.check_routes import Charge
from relaysim.scenario.world import HelicopterPlan, PlannedFlight


def flight_charge(helicopter: HelicopterPlan, gravity_mps2: float) -> Charge | None:
    """The battery above its reserve, and a flight's energy in the air of its season; None without a power model."""
    power, envelope = helicopter.power, helicopter.envelope
    if power is None:
        return None

    def needed_wh(planned: PlannedFlight) -> float:
        states = helicopter.vehicle.states(planned.route, watch_times(planned.route.end_utc_s), gravity_mps2)
        flown = power.flight_power(
            states, planned.takeoff_utc_s, gravity_mps2, envelope.spin_up_s, envelope.spin_down_s
        )
        return flown.energy_wh

    battery = power.plan.battery
    return Charge(battery.capacity_wh, battery.reserve_wh, needed_wh)
