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
from relaysim.helicopter.route_checks import charge_breach
from relaysim.helicopter.surface import Surface
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.scenario.airfields import waypoint_times_s
from relaysim.scenario.breach_words import BreachWords
from relaysim.scenario.places import FaultList
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema_flights import Flight
from relaysim.scenario.world import PlannedFlight
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


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
    gravity_mps2: float

    @property
    def surface(self) -> Surface:
        """As vehicles ask for it."""
        return Surface.of(self.terrain, self.frame, self.gravity_mps2)


def check_routes(
    scenario: Scenario,
    ground: RouteGround,
    flights: Sequence[PlannedFlight],
    vehicle: Vehicle,
    charge: Charge | None = None,
) -> list[Fault]:
    """All faults of the planned flights, in the order of the file; [] if there are none.

    Args:
        flights: those of the scenario, in its order.
        charge: None if the scenario knows no battery.
    """
    faults, surface, envelope = scenario.fault_list(), ground.surface, vehicle.envelope
    for index, (flight, planned) in enumerate(zip(scenario.model.flights, flights, strict=True)):
        if planned.waypoints is None:
            continue
        _check_speed(flight, index, envelope, faults)
        _check_passages(flight, planned, index, envelope, faults)
        _check_cut(flight, planned, index, faults)
        words = BreachWords(scenario.model.helicopter.name, flight, planned, ground.terrain, ground.frame)
        found = vehicle.breaches(planned.route, planned.limits, surface)
        if charge is not None:
            needed = charge_breach(charge.needed_wh(planned), charge.capacity_wh, charge.reserve_wh)
            found += [needed] if needed is not None else []
        for breach in found:
            path, message = words.say(breach)
            faults.add(("flights", index, *path), message)
    return faults.in_order()


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
