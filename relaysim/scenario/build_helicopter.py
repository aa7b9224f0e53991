"""The helicopter of a scenario, or whatever vehicle it names."""

from __future__ import annotations

from relaysim.scenario.build_cameras import picture_plan
from relaysim.scenario.build_contingencies import instruments
from relaysim.scenario.build_power import power_model
from relaysim.scenario.build_traffic import template
from relaysim.scenario.build_vehicle import vehicle
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.start_place import start_place
from relaysim.scenario.world import HelicopterPlan, Telemetry, Wake
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


def helicopter_plan(scenario: Scenario, frame: LocalFrame, terrain: Terrain) -> HelicopterPlan:
    """Where it starts, what it carries, and what it makes; terrain is what may stand in its sunlight."""
    plan = scenario.model.helicopter
    x_m, y_m = start_place(frame, plan.latitude_deg, plan.longitude_deg)
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
