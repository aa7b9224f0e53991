"""The row a flight leaves, and where it lost the link."""

from __future__ import annotations

import math

import numpy as np

from relaysim.path.route import Route
from relaysim.records.rows import FlightRow
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.mission import Mission


def link_lost(mission: Mission, plan: PlannedFlight, route: Route) -> tuple[float, float] | None:
    """When and how high the flight's own mode stopped closing for the rest of the flight."""
    threshold = mission.world.link.radio.budget.threshold_loss_db(plan.mode)
    losses = mission.link.losses_between(route.start_utc_s, route.end_utc_s)
    lost: float | None = None
    for instant, loss in losses:
        lost = (instant if lost is None else lost) if loss > threshold else None
    if lost is None or math.isnan(losses[-1][1]):
        return None
    _, _, height = route.position(np.array([lost]))
    return lost, float(height[0])


def flight_row(mission: Mission, plan: PlannedFlight, progress: FlightProgress, outcome: str) -> FlightRow:
    """The row of a flight that has landed, is in the air at the end of the scenario, or was held."""
    world, route = mission.world, progress.route
    landed = route if outcome not in ("held", "in_flight") else None
    takeoff = route.start_utc_s if route else None
    lat, lon = _landing_place(mission, landed)
    duration = landed.end_utc_s - landed.start_utc_s if landed else None
    ending = progress.course.ending if progress.course is not None else None
    told = route.start_utc_s + ending.elapsed_s if route is not None and ending is not None else None
    height_m = (
        float(route.position(np.array([told]))[2][0]) if route is not None and told is not None else None
    )
    return FlightRow(
        flight=plan.flight,
        purpose=plan.purpose,
        sol=world.clock.day(takeoff if takeoff is not None else plan.takeoff_utc_s),
        attempts=progress.attempts,
        gate_opened_utc=progress.gate_opened_utc_s,
        takeoff_utc=takeoff,
        landing_utc=landed.end_utc_s if landed else None,
        planned_duration_s=plan.planned_duration_s,
        duration_s=duration,
        planned_distance_m=plan.planned_distance_m,
        distance_m=landed.length_m if landed else None,
        max_altitude_m=float(np.max(route.above_ground_m)) if route else plan.limits.max_altitude_m,
        outcome=outcome,
        reason=ending.reason if ending is not None and outcome == "land_now" else progress.reason,
        link_at_takeoff=progress.link_at_takeoff,
        margin_at_takeoff_db=progress.margin_at_takeoff_db,
        link_lost_utc=progress.lost[0] if progress.lost else None,
        link_lost_altitude_m=progress.lost[1] if progress.lost else None,
        margin_at_landing_db=mission.link.margin_db() if landed else None,
        landing_lat_deg=lat,
        landing_lon_deg=lon,
        repositioned_from_record=progress.repositioned,
        energy_wh=_energy_wh(mission, progress, duration),
        moved_from_record_m=progress.moved_m if route and plan.is_recorded else None,
        charge_at_takeoff_wh=progress.charge_at_takeoff_wh,
        charge_at_landing_wh=progress.charge_at_landing_wh if landed else None,
        land_now_condition=ending.condition if ending is not None else "",
        land_now_utc=told,
        land_now_height_m=height_m,
        touchdown_after_s=landed.end_utc_s - told if landed is not None and told is not None else None,
    )


def _energy_wh(mission: Mission, progress: FlightProgress, duration_s: float | None) -> float | None:
    """By the power model, else mean power in flight times duration; None where neither is given."""
    power_w = mission.world.helicopter.flight_power_w
    if progress.energy_wh is not None or duration_s is None or power_w is None:
        return progress.energy_wh
    return power_w * duration_s / 3600.0


def _landing_place(mission: Mission, landed: Route | None) -> tuple[float | None, float | None]:
    if landed is None:
        return None, None
    lat, lon = mission.world.link.frame.to_geographic(landed.x_m[-1:], landed.y_m[-1:])
    return float(lat[0]), float(lon[0])
