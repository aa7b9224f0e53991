"""The warm inside: electronics and battery as one body that loses heat to the air, with a heater in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Warmth:
    """One body of one temperature.

    Attributes:
        capacity_j_k: heat that warms it by one kelvin.
        conductance_w_k: heat that it loses to the air for each kelvin between them.
        heater_w: greatest power of the heater; 0 without one.
        set_points: (UTC s from which it holds, C), instants rising; the first holds before, too. The heater keeps the
            inside from falling below it as far as its power goes.
    """

    capacity_j_k: float
    conductance_w_k: float
    heater_w: float
    set_points: tuple[tuple[float, float], ...]

    @property
    def time_constant_s(self) -> float:
        """How fast it takes on the air's temperature."""
        return self.capacity_j_k / self.conductance_w_k
