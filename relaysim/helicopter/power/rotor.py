"""What turning the rotors costs: momentum theory in the air of the season.

Coaxial rotors are taken as one disc that carries the whole weight, which is what the documented 89 W of ideal hover
are. The efficiency holds everything that theory leaves out (blade drag, the lower rotor in the upper one's wake, motors
and their drive) and is one number for all states of flight.

Reference: Leishman 2006, Principles of Helicopter Aerodynamics, chapter 2 (hover, climb, Glauert's forward flight);
Glauert 1926, ARC R&M 1026.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.flight_states import FlightStates
from relaysim.path.route import Floats

ROUNDS = 12


@dataclass(frozen=True)
class Rotor:
    """The rotors and what they carry.

    Attributes:
        mass_kg: of the whole vehicle.
        diameter_m: of the disc.
        efficiency: ideal power over electrical power, 0 to 1.
        electronics_w: what everything else takes in flight.
        spin_w: mean electrical power while the rotors spin up or down on the ground.
    """

    mass_kg: float
    diameter_m: float
    efficiency: float
    electronics_w: float = 0.0
    spin_w: float = 0.0

    @property
    def disc_m2(self) -> float:
        """Area of the disc."""
        return math.pi * self.diameter_m**2 / 4.0


def ideal_hover_w(rotor: Rotor, density_kg_m3: float, gravity_mps2: float) -> float:
    """The least power that any rotor of this size needs to hover: T^1.5 / sqrt(2 rho A)."""
    thrust_n = rotor.mass_kg * gravity_mps2
    return float(thrust_n**1.5 / math.sqrt(2.0 * density_kg_m3 * rotor.disc_m2))


def rotor_power_w(states: FlightStates, rotor: Rotor, density_kg_m3: float, gravity_mps2: float) -> Floats:
    """Electrical power of the rotors at each state of a flight, W: (n,), without the electronics.

    Thrust carries the weight and accelerates the vehicle, upward and by its tilt. It does work against the climb and
    against the air drawn down through the disc, of which forward flight needs less. Descending gains nothing: momentum
    theory does not hold there, and measured rotors that sink at a tenth of the induced speed save next to nothing
    (Leishman, the same chapter). The work of gaining speed over ground is left out (22 J at 5 m/s for 1.8 kg), and so is
    the drag of the body.
    """
    sideways_mps2 = gravity_mps2 * np.tan(np.radians(states.tilt_deg))
    thrust_n = rotor.mass_kg * np.hypot(gravity_mps2 + states.lift_mps2, sideways_mps2)
    climb_mps = np.maximum(states.climb_mps, 0.0)
    hover_mps = np.sqrt(thrust_n / (2.0 * density_kg_m3 * rotor.disc_m2))
    through_mps = _induced_mps(hover_mps, states.ground_speed_mps, climb_mps) + climb_mps
    return np.asarray(thrust_n * through_mps / rotor.efficiency)


def _induced_mps(hover_mps: Floats, forward_mps: Floats, climb_mps: Floats) -> Floats:
    """Speed v that the disc gives the air: v = v_h^2 / sqrt(V^2 + (climb + v)^2), by Newton's rule.

    v_h is that of hover. The quartic has one positive root, and Newton's rule comes down on it from v_h, because the
    function rises and bends upward there; twelve rounds are far more than enough.
    """
    induced = np.array(np.broadcast_to(hover_mps, np.shape(forward_mps)), dtype=np.float64)
    forward_squared, hover_to_the_fourth = forward_mps**2, hover_mps**4
    for _ in range(ROUNDS):
        through = climb_mps + induced
        total = forward_squared + through**2
        value = induced**2 * total - hover_to_the_fourth
        slope = 2.0 * induced * total + 2.0 * induced**2 * through
        induced = induced - value / slope
    return induced
