"""A ballistic arc between two places on the ground, without air.

From the parabola through launch and landing: with the distance d along the ground, the rise h of the landing place
over that of the launch, the launch angle a above the horizontal and the gravity g, the launch speed is

    v^2 = g d^2 / (2 cos^2 a (d tan a - h)),

the time aloft d / (v cos a). On level ground these are d = v^2 sin 2a / g and t = 2 v sin a / g. The ground is taken
as flat and gravity as constant: over a hop of 1 km on the Moon the ground stands 0.07 m above its chord in the middle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from relaysim.path.route import Floats


@dataclass(frozen=True)
class Arc:
    """An arc in its vertical plane.

    Attributes:
        distance_m: along the ground, above 0.
        rise_m: of the landing place over the launch; negative downhill. Less than distance x tan(angle).
        angle_deg: of the launch above the horizontal.
        gravity_mps2: constant.
    """

    distance_m: float
    rise_m: float
    angle_deg: float
    gravity_mps2: float

    @property
    def reaches(self) -> bool:
        """Whether there is such an arc: the landing place lies below the line of the launch."""
        return self.rise_m < self.distance_m * math.tan(math.radians(self.angle_deg))

    @property
    def launch_mps(self) -> float:
        """Speed of the launch."""
        angle = math.radians(self.angle_deg)
        below_m = self.distance_m * math.tan(angle) - self.rise_m
        return math.sqrt(0.5 * self.gravity_mps2 / below_m) * self.distance_m / math.cos(angle)

    @property
    def level_mps(self) -> float:
        """Speed over ground, the same all the way."""
        return self.launch_mps * math.cos(math.radians(self.angle_deg))

    @property
    def duration_s(self) -> float:
        """From launch to landing."""
        return self.distance_m / self.level_mps

    @property
    def apex_m(self) -> float:
        """Its highest point above the launch, where it comes so far; else the higher of its ends."""
        upward_mps = self.launch_mps * math.sin(math.radians(self.angle_deg))
        if upward_mps / self.gravity_mps2 > self.duration_s:
            return self.rise_m
        return upward_mps**2 / (2.0 * self.gravity_mps2)

    def height_m(self, elapsed_s: Floats) -> Floats:
        """Height above the launch at instants after it, (n,)."""
        upward_mps = self.launch_mps * math.sin(math.radians(self.angle_deg))
        return upward_mps * elapsed_s - 0.5 * self.gravity_mps2 * elapsed_s**2
