"""Faults of planned flights that show only over their ground: hills, ceilings, landing places, charge, times.

Recorded flights are left alone: they happened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.errors import Fault
from relaysim.helicopter.envelope import Envelope
from relaysim.helicopter.passages import timed_cruise
from relaysim.helicopter.route_checks import (
    Breach,
    charge_breach,
    clearance_breach,
    ground_below,
    height_breach,
    landing_breach,
    unknown_ground,
)
from relaysim.path.route import Floats
from relaysim.scenario.airfields import waypoint_times_s
from relaysim.scenario.breach_words import BreachWords
from relaysim.scenario.places import FaultList
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema_flights import Flight
from relaysim.scenario.world import PlannedFlight
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

# A vehicle's legs stand about so far apart, and no slope is judged over less: an assumption.
LEAST_FOOTPRINT_M = 1.0


@dataclass(frozen=True)
class Charge:
    """What a flight may use of the battery.

    Attributes:
        capacity_wh: of the full battery.
        reserve_wh: what must be left after landing.
        needed_wh: what a planned flight uses.
    """

    capacity_wh: float
    reserve_wh: float
    needed_wh: Callable[[PlannedFlight], float]


@dataclass(frozen=True)
class RouteGround:
    """The ground that routes are held against."""

    terrain: Terrain
    frame: LocalFrame

    def height_m(self, x_m: Floats, y_m: Floats) -> Floats:
        """Height of the ground at local places; nan where unknown."""
        return np.asarray(self.terrain.height_m(*self.frame.to_geographic(x_m, y_m)), dtype=np.float64)

    @property
    def footprint_m(self) -> float:
        """What slopes are judged over: one cell of the terrain, or what the vehicle stands on if that is more."""
        return max(self.terrain.cell_size_m, LEAST_FOOTPRINT_M)


def check_routes(
    scenario: Scenario,
    ground: RouteGround,
    flights: Sequence[PlannedFlight],
    envelope: Envelope,
    charge: Charge | None = None,
) -> list[Fault]:
    """All faults of the planned flights, in the order of the file; [] if there are none.

    A landing place on unknown ground is a fault; a cruise over it only if the envelope asks for a clearance,
    which then cannot be told.

    Args:
        flights: those of the scenario, in its order.
        charge: None if the scenario knows no battery.
    """
    faults = scenario.fault_list()
    for index, (flight, planned) in enumerate(zip(scenario.model.flights, flights, strict=True)):
        if planned.waypoints is None:
            continue
        _check_speed(flight, index, envelope, faults)
        _check_passages(flight, planned, index, envelope, faults)
        _check_cut(flight, planned, index, faults)
        words = BreachWords(scenario.model.helicopter.name, flight, planned, ground.terrain, ground.frame)
        for breach in _breaches(planned, ground, envelope, charge):
            path, message = words.say(breach)
            faults.add(("flights", index, *path), message)
    return faults.in_order()


def _breaches(
    planned: PlannedFlight, ground: RouteGround, envelope: Envelope, charge: Charge | None
) -> list[Breach]:
    below = ground_below(planned.route, ground.height_m, planned.limits, ground.terrain.cell_size_m / 2.0)
    landing = landing_breach(planned.route, ground.height_m, ground.footprint_m, envelope)
    found = [height_breach(planned.route, below, envelope), clearance_breach(below, envelope), landing]
    # Where the landing place has no height, the ground before it is no news.
    if envelope.least_clearance_m > 0.0 and (landing is None or landing.check != "landing ground"):
        found.append(unknown_ground(below))
    if charge is not None:
        found.append(charge_breach(charge.needed_wh(planned), charge.capacity_wh, charge.reserve_wh))
    return [breach for breach in found if breach is not None]


def _check_speed(flight: Flight, index: int, envelope: Envelope, faults: FaultList) -> None:
    if flight.speed_mps is not None and flight.speed_mps > envelope.speed_mps:
        message = (
            f"{flight.speed_mps:g} m/s is faster than the helicopter may fly ({envelope.speed_mps:g} m/s)"
        )
        faults.add(("flights", index, "speed"), message)


def _check_cut(flight: Flight, planned: PlannedFlight, index: int, faults: FaultList) -> None:
    """An end that comes after the end."""
    if flight.land_now is not None and flight.land_now.after_s >= planned.route.end_utc_s:
        message = f"flight {flight.flight} has landed by then: it takes {planned.route.end_utc_s:.0f} s"
        faults.add(("flights", index, "land_now", "after"), message)


def _check_passages(
    flight: Flight, planned: PlannedFlight, index: int, envelope: Envelope, faults: FaultList
) -> None:
    """Waypoints that cannot be reached in time."""
    goals, limits, at_s = planned.waypoints, planned.limits, waypoint_times_s(flight)
    assert goals is not None  # the caller has looked
    if np.isnan(at_s).all():
        return
    x, y = np.append(planned.route.x_m[:1], goals.x_m), np.append(planned.route.y_m[:1], goals.y_m)
    climb_s = limits.max_altitude_m / limits.climb_mps
    _, reached = timed_cruise(x, y, at_s, climb_s, goals.speed_mps, envelope)
    since = f"after the climb to {limits.max_altitude_m:g} m"
    for passage in reached:
        if passage.is_late:
            message = (
                f"waypoint {passage.waypoint + 1} cannot be reached {passage.wanted_s:g} s after take-off: {since}, at "
                f"{passage.departs_s:.1f} s, there are {passage.length_m:.0f} m to fly at {goals.speed_mps:g} m/s or less; the "
                f"earliest is {math.ceil(passage.reached_s * 10.0) / 10.0:g} s"
            )
            faults.add(("flights", index, "waypoints", passage.waypoint, "at"), message)
        since = f"from waypoint {passage.waypoint + 1}"
