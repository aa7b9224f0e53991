"""pywaveprop at the same links: a Pade parabolic equation with a transparent top. Not installed, it is None.

Its settings are those at which it is about as accurate as the march (p95 some 0.6 dB): order (1, 2), 1 m by 0.05 m,
the ground as a staircase with an impedance. Its transparent boundary is made ready once and kept: only the march is
timed. The terrain's height under the antenna is added here: version 1.0.0 forgets it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from relaysim.radio.ground import Ground
from relaysim.radio.profile import Profile

STEP_M, SPACING_M, ORDER = 1.0, 0.05, (1, 2)


def pywaveprop(frequency_hz: float, ground: Ground) -> Callable[[Profile], float] | None:
    """A function from a profile to its loss in dB, or None with a word."""
    try:
        from propagators.sspade import HelmholtzPropagatorStorage, TerrainMethod
        from rwp.antennas import GaussAntenna
        from rwp.environment import CustomMaterial, Terrain, Troposphere
        from rwp.sspade import HelmholtzPropagatorComputationalParams, TroposphericRadioWaveSSPadePropagator
    except ImportError:
        print("pywaveprop: not installed, left out")
        return None
    kept = _kept(HelmholtzPropagatorStorage)
    wavelength = 3e8 / frequency_hz
    conductivity = ground.complex_permittivity.imag * 2 * math.pi * frequency_hz * 8.854e-12
    material = CustomMaterial(ground.relative_permittivity, conductivity)

    def loss_db(profile: Profile) -> float:
        import numpy as np

        distance, height = (
            profile.distance_m - profile.distance_m[0],
            profile.height_m - profile.height_m.min() + 1,
        )
        ends = height[0] + profile.transmitter_height_m, height[-1] + profile.receiver_height_m
        air = Troposphere(flat=True)
        air.terrain = Terrain(lambda x: float(np.interp(x, distance, height)), material)
        antenna = GaussAntenna(
            freq_hz=frequency_hz, height=ends[0], beam_width=60, elevation_angle=0, polarz="V"
        )
        settings = HelmholtzPropagatorComputationalParams(
            exp_pade_order=ORDER,
            max_height_m=math.ceil((max(height.max(), *ends) + 4) / SPACING_M) * SPACING_M,
            dx_wl=STEP_M / wavelength,
            dz_wl=SPACING_M / wavelength,
            terrain_method=TerrainMethod.staircase,
            max_propagation_angle=30,
            modify_grid=False,
            storage=kept,
        )
        march = TroposphericRadioWaveSSPadePropagator(
            antenna=antenna, env=air, max_range_m=distance[-1], comp_params=settings
        )
        return float(march.calculate().path_loss().value(distance[-1], ends[1]))

    return loss_db


def _kept(base: Any) -> Any:
    """A store of transparent boundaries for one spacing and step."""

    class Kept(base):  # type: ignore[misc]
        def __init__(self) -> None:
            self.boundary: Any = None

        def __deepcopy__(self, _: Any) -> Any:
            return self

        def get_upper_nlbc(self, *, n_x: int, **_: Any) -> Any:
            longer = self.boundary is not None and self.boundary.coefs.shape[0] >= n_x
            return self.boundary if longer else None

        def set_upper_nlbc(self, *, nlbc: Any, **_: Any) -> None:
            self.boundary = nlbc

    return Kept()
