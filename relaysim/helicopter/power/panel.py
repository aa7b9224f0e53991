"""The solar panel: cells that lie flat or are kept square to the Sun, and the dust on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.power.net_flux import share_through
from relaysim.helicopter.power.sun import Sun
from relaysim.path.route import Floats

Horizon = Callable[[Floats], Floats]  # azimuths to elevations, degrees


@dataclass(frozen=True)
class Panel:
    """Cells on a plane.

    Attributes:
        area_m2: of the cells.
        efficiency: electrical power over the sunlight on clean cells, regulator included, 0 to 1.
        dust: (UTC s, share of the light that dust on the cells takes, 0 to 1), instants rising; linear between, held
            outside; none is a clean panel.
        lies_level: else it is kept square to the Sun, wherever that stands.
    """

    area_m2: float
    efficiency: float
    dust: tuple[tuple[float, float], ...] = ()
    lies_level: bool = True

    def dust_loss(self, utc_s: Floats) -> Floats:
        """The share of light that the dust on the cells takes at these instants."""
        if not self.dust:
            return np.zeros_like(utc_s)
        times, losses = zip(*self.dust, strict=True)
        return np.asarray(np.interp(utc_s, times, losses))

    def power_w(
        self, sun: Sun, optical_depth: Floats, utc_s: Floats, horizon: Horizon | None = None
    ) -> Floats:
        """Electrical power at these instants, W: (n,).

        Args:
            optical_depth: (n,) of the air.
            horizon: what hides the Sun's disc, wholly or in part; what air scatters comes over it all the same. None is
                a level one, above which the Sun's centre has to stand. Without its centre above the level there is no
                light in either case.
        """
        elevation = sun.elevation_deg(utc_s)
        upright = np.maximum(np.sin(np.radians(elevation)), 0.0)
        level = sun.above_the_air_w_m2(utc_s) * upright * share_through(elevation, optical_depth)
        hidden = (
            np.zeros_like(level)
            if horizon is None
            else 1.0 - sun.share_above(horizon(sun.azimuth_deg(utc_s)), utc_s)
        )
        square = sun.above_the_air_w_m2(utc_s) * _beam(upright, optical_depth)
        light = (
            _lying(level, square * upright, hidden)
            if self.lies_level
            else _towards_sun(level, square, upright, hidden)
        )
        return np.asarray(light * (1.0 - self.dust_loss(utc_s)) * self.area_m2 * self.efficiency)


def _beam(upright: Floats, optical_depth: Floats) -> Floats:
    """The part of the light that comes straight through flat layers of air; 0 with the Sun below the level."""
    up = upright > 0.0
    return np.where(up, np.exp(-optical_depth / np.where(up, upright, 1.0)), 0.0)


def _lying(level: Floats, direct: Floats, hidden: Floats) -> Floats:
    """Light on a level plane: all of it, less what is hidden of the direct part."""
    return level - hidden * np.minimum(direct, level)


def _towards_sun(level: Floats, square: Floats, upright: Floats, hidden: Floats) -> Floats:
    """Light on a plane square to the Sun: the beam, and of the scattered light what so much of an even sky gives."""
    scattered = np.maximum(level - square * upright, 0.0)
    return (1.0 - hidden) * square + scattered * 0.5 * (1.0 + upright)
