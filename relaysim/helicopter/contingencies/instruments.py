"""What else measures a flight besides the navigation camera: altimeter, battery; and what was planned."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from relaysim.helicopter.contingencies.images import Images
from relaysim.path.route import Floats, Route


@dataclass(frozen=True)
class Altimeter:
    """A range finder fixed to the body: tilted, it measures the slant range. `range_m` is the farthest it measures."""

    range_m: float

    def slant_m(self, height_m: Floats, tilt_deg: Floats) -> Floats:
        """The range along the body's axis over level ground, (n,); nan beyond the farthest and at 90 deg or more."""
        cosine = np.cos(np.radians(tilt_deg))
        with np.errstate(divide="ignore", invalid="ignore"):
            slant = np.where(cosine > 0.0, height_m / cosine, np.inf)
        return np.where(slant <= self.range_m, slant, np.nan)


@dataclass(frozen=True)
class BatteryCircuit:
    """A voltage that falls in a straight line with the charge, behind an inner resistance.

    Attributes:
        full_v, empty_v: open-circuit voltage of the full and of the empty battery.
        resistance_ohm: of battery and wires.
    """

    full_v: float
    empty_v: float
    resistance_ohm: float

    def load(self, charge: Floats, power_w: Floats) -> tuple[Floats, Floats]:
        """Voltage (V) and current (A) at the terminals under a load, each (n,); nan where an input is.

        Solves power = V * I with V = open-circuit voltage - R * I. Where no current gives the power, those of the
        greatest power it can give.

        Args:
            charge: 0 (empty) to 1.
        """
        still_v = self.empty_v + (self.full_v - self.empty_v) * charge
        root = np.sqrt(np.maximum(still_v**2 - 4.0 * self.resistance_ohm * power_w, 0.0))
        voltage = (still_v + root) / 2.0
        return voltage, (still_v - voltage) / self.resistance_ohm


@dataclass(frozen=True)
class Supply:
    """Battery and heat along a flight, each array (n,) or None where it is not modelled.

    Attributes:
        charge_wh: in the battery, of `capacity_wh`; of it `reserve_wh` is for the night.
        power_w: what the flight takes.
        battery_c, actuator_c: temperatures.
    """

    charge_wh: Floats | None = None
    capacity_wh: float = float("nan")
    reserve_wh: float = float("nan")
    power_w: Floats | None = None
    battery_c: Floats | None = None
    actuator_c: Floats | None = None


@dataclass(frozen=True)
class Instruments:
    """What the vehicle measures with; None: not modelled, so that its signals are nan."""

    images: Images | None = None
    altimeter: Altimeter | None = None
    circuit: BatteryCircuit | None = None

    def bearing(self, tolerance_s: float) -> Instruments:
        """The same with the tolerance of images out of step that software sets."""
        if self.images is None:
            return self
        return replace(self, images=replace(self.images, tolerance_s=tolerance_s))


@dataclass(frozen=True)
class Plan:
    """What the vehicle was told to fly.

    Attributes:
        route: the motion; time 0 is take-off.
        descent_mps: of a landing.
        duration_s: from take-off to touchdown, where it was planned longer than the motion; nan: as the motion.
    """

    route: Route
    descent_mps: float
    duration_s: float = float("nan")

    @property
    def planned_s(self) -> float:
        """Planned from take-off to touchdown: as stated, else as the motion says."""
        return self.route.end_utc_s if np.isnan(self.duration_s) else self.duration_s


def since_valid(elapsed_s: Floats, valid: NDArray[np.bool_]) -> Floats:
    """Time since a reading was last valid, (n,); take-off counts as valid."""
    return elapsed_s - np.maximum.accumulate(np.where(valid, elapsed_s, 0.0))
