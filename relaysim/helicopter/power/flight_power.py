"""What a flight takes from the battery: before take-off, on its way, after touchdown."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.power.rotor import Rotor, rotor_power_w
from relaysim.path.route import Floats

WH_J = 3600.0


@dataclass(frozen=True)
class Leg:
    """A part of a flight at its mean power.

    Attributes:
        duration_s: how long it takes.
        drive_w: what the rotors take, or whatever else moves the vehicle.
        electronics_w: what the rest takes, all of which becomes heat inside.
        place_m: where it stands or takes off, (x, y) local, for the light there; None: as the part before.
    """

    duration_s: float
    drive_w: float
    electronics_w: float
    place_m: tuple[float, float] | None = None

    @property
    def energy_wh(self) -> float:
        """What it takes in all."""
        return (self.drive_w + self.electronics_w) * self.duration_s / WH_J


@dataclass(frozen=True, eq=False)
class FlightPower:
    """A whole flight in order.

    Attributes:
        before: on the ground, up to take-off: rotors spin up, a spring is wound.
        way: from take-off to touchdown, one part or more.
        after: on the ground, from touchdown on.
        at_states_w: (n,) electrical power at each of the states asked about.
    """

    before: Leg
    way: tuple[Leg, ...]
    after: Leg
    at_states_w: Floats

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The parts in order."""
        return self.before, *self.way, self.after

    @property
    def energy_wh(self) -> float:
        """Of all parts."""
        return sum(leg.energy_wh for leg in self.legs)

    @property
    def way_wh(self) -> float:
        """From take-off to touchdown."""
        return sum(leg.energy_wh for leg in self.way)

    @property
    def mean_w(self) -> float:
        """Mean electrical power from take-off to touchdown; nan where that takes no time."""
        duration_s = sum(leg.duration_s for leg in self.way)
        return self.way_wh * WH_J / duration_s if duration_s > 0.0 else math.nan

    @property
    def peak_w(self) -> float:
        """Greatest electrical power at any of the states."""
        return float(np.max(self.at_states_w))


def rotor_flight_power(
    states: FlightStates,
    rotor: Rotor,
    density_kg_m3: float,
    gravity_mps2: float,
    spin_up_s: float = 0.0,
    spin_down_s: float = 0.0,
) -> FlightPower:
    """The electrical power of a flight on rotors.

    states: from take-off to touchdown, instants rising; two or more. Between them power is linear.
    """
    power_w = rotor_power_w(states, rotor, density_kg_m3, gravity_mps2)
    duration_s = float(states.elapsed_s[-1] - states.elapsed_s[0])
    mean_w = (
        float(np.trapezoid(power_w, states.elapsed_s)) / duration_s if duration_s > 0.0 else float(power_w[0])
    )
    return FlightPower(
        before=Leg(spin_up_s, rotor.spin_w, rotor.electronics_w),
        way=(Leg(duration_s, mean_w, rotor.electronics_w),),
        after=Leg(spin_down_s, rotor.spin_w, rotor.electronics_w),
        at_states_w=power_w + rotor.electronics_w,
    )
