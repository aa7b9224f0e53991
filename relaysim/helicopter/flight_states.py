"""The motion of a flight at a list of instants: what power, contingencies and cameras ask of it."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.path.route import Floats


@dataclass(frozen=True)
class FlightStates:
    """A flight at n instants, each array (n,).

    Attributes:
        elapsed_s: from take-off.
        x_m, y_m: local east and north.
        height_m: above the ground below.
        ground_speed_mps: over ground, 0 or more.
        climb_mps: upward, negative in descent.
        acceleration_mps2: horizontal, 0 or more.
        tilt_deg: angle of the thrust from the vertical, from acceleration (and drag where it is modelled).
        tilt_rate_dps: its rate of change, 0 or more.
    """

    elapsed_s: Floats
    x_m: Floats
    y_m: Floats
    height_m: Floats
    ground_speed_mps: Floats
    climb_mps: Floats
    acceleration_mps2: Floats
    tilt_deg: Floats
    tilt_rate_dps: Floats
