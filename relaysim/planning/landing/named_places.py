"""The places people ask about: where the helicopter stands, where planned flights land, the place given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.path.route import Floats
from relaysim.planning.landing.planning_time import PlanningTime, landing_utc_s
from relaysim.scenario.world import World

# Ground is read so far around the rover's stops for the sake of these places.
FAR_M = 2000.0


@dataclass(frozen=True)
class NamedPlace:
    """A place with the name by which people know it."""

    name: str
    latitude_deg: float
    longitude_deg: float


def named_places(
    world: World, place_deg: tuple[float, float] | None, time: PlanningTime
) -> tuple[NamedPlace, ...]:
    """The place given; where the helicopter stands as the time begins, and where planned flights land within it."""
    frame, found = world.link.frame, []
    if place_deg is not None:
        found.append(NamedPlace("the place given", *place_deg))
    landed = [one for one in world.flights if landing_utc_s(one) <= time.start_utc_s][-1:]
    landed += [one for one in world.flights if time.start_utc_s < landing_utc_s(one) < time.end_utc_s]
    if not landed or landing_utc_s(landed[0]) > time.start_utc_s:
        lat, lon = frame.to_geographic(world.helicopter.x_m, world.helicopter.y_m)
        found.append(NamedPlace(f"where {world.helicopter.name} starts", float(lat), float(lon)))
    for flight in landed:
        lat, lon = frame.to_geographic(flight.route.x_m[-1], flight.route.y_m[-1])
        found.append(NamedPlace(f"landing of flight {flight.flight}", float(lat), float(lon)))
    return tuple(found)


def places_near(
    places: tuple[NamedPlace, ...], world: World, near: tuple[Floats, Floats], radius_m: float
) -> tuple[NamedPlace, ...]:
    """The places within the radius, or FAR_M, of one of those that it counts from: ground is read that far."""
    body = world.link.frame.body
    reach_m = max(radius_m, FAR_M)
    return tuple(
        one for one in places
        if float(np.min(body.distance_m(one.latitude_deg, one.longitude_deg, *near))) <= reach_m
    )  # fmt: skip


def degrees_of(places: tuple[NamedPlace, ...]) -> tuple[Floats, Floats]:
    """Their latitudes and longitudes, (n,) each."""
    return np.array([one.latitude_deg for one in places]), np.array([one.longitude_deg for one in places])
