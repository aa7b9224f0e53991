"""What a flight takes from the battery: spinning up, flying, spinning down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.power.rotor import Rotor, rotor_power_w

WH_J = 3600.0


@dataclass(frozen=True)
class Leg:
    """A part of a flight at its mean power.

    Attributes:
        duration_s: how long it takes.
        rotor_w: what the rotors take.
        electronics_w: what the rest takes, all of which becomes heat inside.
    """

    duration_s: float
    rotor_w: float
    electronics_w: float

    @property
    def energy_wh(self) -> float:
        """What it takes in all."""
        return (self.rotor_w + self.electronics_w) * self.duration_s / WH_J


@dataclass(frozen=True)
class FlightPower:
    """A whole flight in order.

    Attributes:
        spin_up, aloft, spin_down: its parts.
        peak_w: greatest electrical power at any of the states asked about.
    """

    spin_up: Leg
    aloft: Leg
    spin_down: Leg
    peak_w: float

    @property
    def legs(self) -> tuple[Leg, Leg, Leg]:
        """The parts in order."""
        return self.spin_up, self.aloft, self.spin_down

    @property
    def energy_wh(self) -> float:
        """From the first turn of the rotors to the last."""
        return sum(leg.energy_wh for leg in self.legs)

    @property
    def mean_w(self) -> float:
        """Mean electrical power from take-off to touchdown."""
        return self.aloft.rotor_w + self.aloft.electronics_w


def flight_power(
    states: FlightStates,
    rotor: Rotor,
    density_kg_m3: float,
    gravity_mps2: float,
    spin_up_s: float = 0.0,
    spin_down_s: float = 0.0,
) -> FlightPower:
    """The electrical power of a flight.

    states: from take-off to touchdown, instants rising; two or more. Between them power is linear.
    """
    power_w = rotor_power_w(states, rotor, density_kg_m3, gravity_mps2)
    duration_s = float(states.elapsed_s[-1] - states.elapsed_s[0])
    mean_w = (
        float(np.trapezoid(power_w, states.elapsed_s)) / duration_s if duration_s > 0.0 else float(power_w[0])
    )
    return FlightPower(
        spin_up=Leg(spin_up_s, rotor.spin_w, rotor.electronics_w),
        aloft=Leg(duration_s, mean_w, rotor.electronics_w),
        spin_down=Leg(spin_down_s, rotor.spin_w, rotor.electronics_w),
        peak_w=float(np.max(power_w)) + rotor.electronics_w,
    )
