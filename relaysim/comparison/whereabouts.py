"""Where both vehicles of a run were at an instant, and how the rover stood."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from relaysim.comparison.side import RunSide
from relaysim.links.attitude import Attitude
from relaysim.path.route import Route
from relaysim.scenario.world import World

# Tracks of geometry.json are rounded to 0.1 m: a route within that of one is the one that was flown.
ROUNDING_M = 0.11


@dataclass(frozen=True)
class Whereabouts:
    """Places in degrees, heights of feet and wheels above the ground, and the rover's angles (nan: not known).

    Attributes:
        words: what the vehicles were doing: "Perseverance on drive 801 (sol 836), Ingenuity where flight 52 landed".
    """

    rover_deg: tuple[float, float]
    rover_up_m: float
    helicopter_deg: tuple[float, float]
    helicopter_up_m: float
    attitude: tuple[float, float, float]
    words: str

    @property
    def rover_attitude(self) -> Attitude:
        """The angles as the link model takes them."""
        return Attitude(*(np.array([angle]) for angle in self.attitude))


def whereabouts(side: RunSide, world: World, utc_s: float) -> Whereabouts:
    """Where the vehicles were: the rover by the drives of its scenario, the helicopter by what the run recorded of it."""
    instant = np.array([utc_s])
    rover, rover_words = _rover(world, utc_s)
    scout, scout_words = _helicopter(side, world, utc_s)
    place, flown = rover.position(instant), scout.position(instant)
    attitude = world.link.rover_attitudes.along(rover, instant)
    frame = world.link.frame
    return Whereabouts(
        _degrees(frame.to_geographic(place[0], place[1])),
        float(place[2][0]),
        _degrees(frame.to_geographic(flown[0], flown[1])),
        float(flown[2][0]),
        (float(attitude.heading_deg[0]), float(attitude.pitch_deg[0]), float(attitude.roll_deg[0])),
        f"{rover_words}, {scout_words}",
    )


def _degrees(place: tuple[np.ndarray, np.ndarray]) -> tuple[float, float]:
    return float(place[0][0]), float(place[1][0])


def _rover(world: World, utc_s: float) -> tuple[Route, str]:
    name, drives = world.rover.name, world.rover.drives
    last = bisect_right(drives, utc_s, key=lambda drive: drive.route.start_utc_s) - 1
    if last < 0:
        return Route.standing(*world.rover.stands_at(utc_s), utc_s), f"{name} at its start"
    drive = drives[last]
    day = f"{world.clock.day_name} {drive.sol}"
    doing = (
        f"on drive {drive.drive} ({day})"
        if utc_s < drive.route.end_utc_s
        else f"standing since drive {drive.drive} ({day})"
    )
    return drive.route, f"{name} {doing}"


def _helicopter(side: RunSide, world: World, utc_s: float) -> tuple[Route, str]:
    name, geometry = world.helicopter.name, side.geometry
    for flight in geometry.flights:
        track = flight.track
        if len(track) and track[0, 3] <= utc_s < track[-1, 3]:
            rounded = Route(track[:, 3], track[:, 0], track[:, 1], track[:, 2])
            return _exact(side, world, flight.name, rounded), f"{name} on flight {flight.name}"
    stands = [site for site in geometry.sites if site.from_utc_s <= utc_s]
    if not stands or not stands[-1].flight:
        return Route.standing(world.helicopter.x_m, world.helicopter.y_m, utc_s), f"{name} at its start"
    site = stands[-1]
    x_m, y_m = site.x_m, site.y_m
    for flight_row in side.flights:
        if flight_row.flight == site.flight and flight_row.landing_deg is not None:
            x, y = world.link.frame.to_local(*flight_row.landing_deg)
            if np.hypot(x - x_m, y - y_m) <= 2.0 * ROUNDING_M:
                x_m, y_m = float(x), float(y)
    return Route.standing(x_m, y_m, utc_s), f"{name} where flight {site.flight} landed"


def _exact(side: RunSide, world: World, flight: str, rounded: Route) -> Route:
    """The planned route, where the run's record of the flight is that route rounded; else the record."""
    planned = next((one.route for one in world.flights if str(one.flight) == flight), None)
    begun = next((row.takeoff_utc_s for row in side.flights if row.flight == flight), None)
    if planned is None or begun is None:
        return rounded
    shifted = planned.shifted(begun)
    ours, theirs = shifted.position(rounded.utc_s), (rounded.x_m, rounded.y_m, rounded.above_ground_m)
    # A tenth of a second of rounding, too, at the speed of the vehicle.
    apart = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
    return shifted if apart <= 6.0 * ROUNDING_M else rounded
