"""A vehicle on rotors: straight up, along at one height over the ground below, straight down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.flight_route import Waypoints
from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.landing_early import land_now
from relaysim.helicopter.limits import FlightLimits
from relaysim.helicopter.phases import Phase, phases
from relaysim.helicopter.power.flight_power import FlightPower, rotor_flight_power
from relaysim.helicopter.power.rotor import Rotor
from relaysim.helicopter.route_checks import (
    Breach,
    clearance_breach,
    ground_below,
    height_breach,
    landing_breach,
    unknown_ground,
)
from relaysim.helicopter.surface import Surface
from relaysim.helicopter.vehicles.vehicle import Parts, Vehicle
from relaysim.path.route import Route


@dataclass(frozen=True)
class Rotorcraft(Vehicle):
    """A helicopter or a drone."""

    flies_level: ClassVar[bool] = True
    has_rotor: ClassVar[bool] = True
    needs_air: ClassVar[bool] = True
    never_up: ClassVar[str] = "the charge gave out as the rotors spun up"

    envelope: Envelope = UNBOUNDED
    rotor: Rotor | None = None

    @classmethod
    def of(cls, parts: Parts) -> Self:
        return cls(parts.envelope, parts.rotor)

    def route(
        self, x_m: float, y_m: float, goals: Waypoints, limits: FlightLimits, surface: Surface
    ) -> Route:
        """By its altimeter over whatever ground there is: `breaches` says what that ground has against it."""
        return goals.route_from(x_m, y_m, limits, self.envelope)

    def breaches(self, route: Route, limits: FlightLimits, surface: Surface) -> list[Breach]:
        """Ceiling, clearance of the cruise, the landing place.

        A landing place on unknown ground is a breach; a cruise over it only if the envelope asks for a clearance,
        which then cannot be told.
        """
        envelope = self.envelope
        below = ground_below(route, surface.height_at, limits, surface.cell_m / 2.0)
        landing = landing_breach(route, surface.height_at, surface.footprint_m, envelope)
        found = [height_breach(route, below, envelope), clearance_breach(below, envelope), landing]
        # Where the landing place has no height, the ground before it is no news.
        if envelope.least_clearance_m > 0.0 and (landing is None or landing.check != "landing ground"):
            found.append(unknown_ground(below))
        return [breach for breach in found if breach is not None]

    def land_now(self, route: Route, after_s: float, limits: FlightLimits) -> Route:
        """Down as soon as it can."""
        return land_now(route, after_s, limits, self.envelope)

    def phases(self, route: Route) -> tuple[Phase, ...]:
        """From spinning up to spinning down."""
        return phases(route, self.envelope)

    def flight_power(
        self, route: Route, states: FlightStates, density_kg_m3: float, surface: Surface
    ) -> FlightPower:
        """By momentum theory, and spinning up and down besides."""
        if self.rotor is None:
            raise ValueError("the power of a rotorcraft needs its rotor")
        spins = self.envelope.spin_up_s, self.envelope.spin_down_s
        return rotor_flight_power(states, self.rotor, density_kg_m3, surface.gravity_mps2, *spins)
