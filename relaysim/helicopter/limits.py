"""What bounds the height of a flight."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FlightLimits:
    """What bounds the height of a flight.

    Attributes:
        climb_mps, descent_mps: vertical speeds.
        max_altitude_m: greatest height above ground.
    """

    climb_mps: float
    descent_mps: float
    max_altitude_m: float
