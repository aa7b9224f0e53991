"""What bounds a flight: speeds, acceleration, heights, and where it may land."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Envelope:
    """The limits of the vehicle, whatever the flight; the defaults bound nothing.

    Attributes:
        speed_mps: greatest speed over ground.
        acceleration_mps2: greatest horizontal acceleration, and deceleration.
        ceiling_m: greatest height above the ground below.
        pause_s: hover at the top of the climb, at each waypoint where it stops, and before the descent.
        fly_on_deg: waypoints where the track turns by no more than this are passed without a stop.
        spin_up_s, spin_down_s: rotors turning on the ground before take-off and after touchdown.
        least_clearance_m: a planned cruise may not come nearer to the ground than this.
        landing_slope_deg: steepest ground it may land on.
    """

    speed_mps: float = math.inf
    acceleration_mps2: float = math.inf
    ceiling_m: float = math.inf
    pause_s: float = 0.0
    fly_on_deg: float = 0.0
    spin_up_s: float = 0.0
    spin_down_s: float = 0.0
    least_clearance_m: float = 0.0
    landing_slope_deg: float = 90.0


UNBOUNDED = Envelope()
