"""The solar panel: cells that lie flat above the rotors, and the dust on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.power.net_flux import share_through
from relaysim.helicopter.power.sun import Sun
from relaysim.path.route import Floats


@dataclass(frozen=True)
class Panel:
    """Cells on a horizontal plane.

    Attributes:
        area_m2: of the cells.
        efficiency: electrical power over the sunlight on clean cells, regulator included, 0 to 1.
        dust: (UTC s, share of the light that dust on the cells takes, 0 to 1), instants rising; linear between, held
            outside; none is a clean panel.
    """

    area_m2: float
    efficiency: float
    dust: tuple[tuple[float, float], ...] = ()

    def dust_loss(self, utc_s: Floats) -> Floats:
        """The share of light that the dust on the cells takes at these instants."""
        if not self.dust:
            return np.zeros_like(utc_s)
        times, losses = zip(*self.dust, strict=True)
        return np.asarray(np.interp(utc_s, times, losses))

    def power_w(self, sun: Sun, optical_depth: Floats, utc_s: Floats) -> Floats:
        """Electrical power at these instants, W: (n,). Nothing but the air and the dust stands in the light.

        optical_depth: (n,) of the air.
        """
        elevation = sun.elevation_deg(utc_s)
        upright = np.maximum(np.sin(np.radians(elevation)), 0.0)
        light = sun.above_the_air_w_m2(utc_s) * upright * share_through(elevation, optical_depth)
        return np.asarray(light * (1.0 - self.dust_loss(utc_s)) * self.area_m2 * self.efficiency)
