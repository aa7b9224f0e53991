"""What the rest of relaysim asks of a vehicle: a way through places, a way down, and the ground it needs.

A kind of vehicle is a class of its own; nothing else asks which kind it is. Other packages add theirs as plug-ins
(docs/how-to/add-a-vehicle.md).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np

from relaysim.helicopter.contingencies.watch import watch_times
from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.flight_route import Waypoints
from relaysim.helicopter.flight_states import FlightStates, flight_states
from relaysim.helicopter.limits import FlightLimits
from relaysim.helicopter.phases import Phase
from relaysim.helicopter.power.flight_power import FlightPower
from relaysim.helicopter.power.rotor import Rotor
from relaysim.helicopter.route_checks import Breach
from relaysim.helicopter.surface import Surface
from relaysim.helicopter.vehicles.setting import Setting
from relaysim.path.route import Floats, Route


@dataclass(frozen=True)
class Parts:
    """What a scenario gives a vehicle.

    Attributes:
        envelope: its limits.
        settings: in base units, by the `field` of its settings; all of them are there.
        rotor: None where the scenario gives none.
    """

    envelope: Envelope = UNBOUNDED
    settings: Mapping[str, float] = field(default_factory=dict)
    rotor: Rotor | None = None


class Vehicle(ABC):
    """A kind of vehicle, with the figures that a scenario gives it; it keeps no state.

    Attributes:
        settings: what a scenario may set of it.
        flies_level: its flights climb, cruise and descend as `climb_rate`, `descent_rate`, `altitude`, `speed` and all of
            the envelope say, and follow recorded tracks. A scenario must not give these to any other, but for the
            envelope's ceiling and landing slope.
        has_rotor: where power is modelled it needs `helicopter.power.rotor`; another is refused one.
        needs_air: where power is modelled it needs the density of the air.
        falls: it is lost when the power fails on its way.
        never_up: what is said of one whose power fails before it leaves the ground.
        envelope: its limits.
    """

    settings: ClassVar[tuple[Setting, ...]] = ()
    flies_level: ClassVar[bool] = False
    has_rotor: ClassVar[bool] = False
    needs_air: ClassVar[bool] = False
    falls: ClassVar[bool] = True
    never_up: ClassVar[str] = "the charge gave out before take-off"
    envelope: Envelope

    @classmethod
    @abstractmethod
    def of(cls, parts: Parts) -> Self:
        """The vehicle of a scenario."""

    @abstractmethod
    def route(
        self, x_m: float, y_m: float, goals: Waypoints, limits: FlightLimits, surface: Surface
    ) -> Route:
        """From a place through the waypoints to a landing at the last; time 0 is take-off.

        Heights of a route are above the ground below; 0 is standing on it.

        Args:
            goals: where it flies level also how fast and when; else its speed is inf, its times are free, and it may be
                told how long to stay.
            limits: vertical speeds and height of the cruise; all inf where it does not fly level.

        Raises: NoWay where it cannot get there at all.
        """

    @abstractmethod
    def breaches(self, route: Route, limits: FlightLimits, surface: Surface) -> list[Breach]:
        """What speaks against a route of its own: limits of the envelope, landing places."""

    @abstractmethod
    def land_now(self, route: Route, after_s: float, limits: FlightLimits) -> Route:
        """The route as it goes on when the vehicle is told to end it at once, `after_s` after take-off."""

    @abstractmethod
    def flight_power(
        self, route: Route, states: FlightStates, density_kg_m3: float, surface: Surface
    ) -> FlightPower:
        """What it takes from the battery on a route; asked only where power is modelled.

        Args:
            states: along the route, from take-off to touchdown.
            density_kg_m3: of the air; nan where the scenario says nothing of it.
        """

    def manner(self, speed_mps: float, limits: FlightLimits) -> str:
        """How it goes from place to place, for people: "at 5 m/s and 10 m up" if it flies level."""
        return f"at {speed_mps:g} m/s and {limits.max_altitude_m:g} m up"

    def instants(self, route: Route) -> Floats:
        """From take-off to touchdown, (n,), close enough to see everything that happens to it: every 0.1 s."""
        return watch_times(route.end_utc_s - route.start_utc_s)

    def states(self, route: Route, elapsed_s: Floats, gravity_mps2: float) -> FlightStates:
        """Its motion at instants from take-off, (n,): as one that tilts to change its speed."""
        return flight_states(route, elapsed_s, gravity_mps2)

    def phases(self, route: Route) -> tuple[Phase, ...]:
        """What it does on a route in order, for the log; nothing where a kind does not tell."""
        return ()

    def powerless(self, route: Route, from_utc_s: float, gravity_mps2: float) -> Route:
        """The motion ended by a free fall: without power nothing carries it."""
        cut = route.cut(min(from_utc_s, route.end_utc_s))
        fall_s = math.sqrt(2.0 * float(cut.above_ground_m[-1]) / gravity_mps2)
        return Route(
            np.append(cut.utc_s, cut.end_utc_s + fall_s),
            np.append(cut.x_m, cut.x_m[-1]),
            np.append(cut.y_m, cut.y_m[-1]),
            np.append(cut.above_ground_m, 0.0),
        )
