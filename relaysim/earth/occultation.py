"""When an orbiter sees Earth: the body it goes round is not in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from relaysim.clock.windows import Window
from relaysim.earth.crossings import waving_windows_above
from relaysim.earth.orbit import Floats, Orbit

_SAMPLES_A_REVOLUTION = 32
_EVERY_S = 3600.0


def limb_clearance_km(position_km: Floats, direction: Floats, radius_km: float) -> Floats:
    """How far the ray from a position towards a direction passes outside a sphere round the origin, km.

    (n, 3) positions outside the sphere, (n, 3) unit vectors; negative where the sphere is in the way. A ray that
    leads away from the body counts from where it begins.
    """
    along_km = np.einsum("ij,ij->i", position_km, direction)
    behind_km = np.minimum(along_km, 0.0)
    nearest_km: Floats = np.sqrt(np.einsum("ij,ij->i", position_km, position_km) - behind_km * behind_km)
    return nearest_km - radius_km


@dataclass(frozen=True)
class FarDirection:
    """The direction of something far away (Earth, the Sun), seen from anywhere near a body, in body-fixed axes.

    It moves slowly among the stars: it is sampled once an hour and drawn straight between, good to 0.001 deg for
    Earth seen from Mars or the Moon. The body's turn is taken at each instant.

    Attributes:
        utc_s: (k,) instants of the samples; vectors: (k, 3) ICRF unit vectors.
        axes: (n,) UTC seconds -> (n, 3, 3) matrices, ICRF -> body-fixed (`Sky.body_axes`).
    """

    utc_s: Floats
    vectors: Floats
    axes: Callable[[Floats], Floats]

    @staticmethod
    def sampled(
        direction: Callable[[Floats], Floats],
        axes: Callable[[Floats], Floats],
        start_utc_s: float,
        end_utc_s: float,
    ) -> FarDirection:
        """From functions of (n,) UTC seconds: (n, 3) ICRF unit vectors, (n, 3, 3) axes."""
        count = max(int(np.ceil((end_utc_s - start_utc_s) / _EVERY_S)), 1) + 1
        utc_s = np.linspace(start_utc_s, end_utc_s, count)
        return FarDirection(utc_s, direction(utc_s), axes)

    def at(self, utc_s: Floats) -> Floats:
        """(n, 3) body-fixed unit vectors."""
        icrf = np.stack([np.interp(utc_s, self.utc_s, own) for own in self.vectors.T])
        icrf /= np.sqrt(np.einsum("in,in->n", icrf, icrf))
        fixed: Floats = np.einsum("nij,jn->ni", self.axes(utc_s), icrf)
        return fixed


def earth_windows(
    orbit: Orbit,
    earth: Callable[[Floats], Floats],
    radius_km: float,
    start_utc_s: float,
    end_utc_s: float,
) -> list[Window]:
    """The windows of [start, end) in which the body does not hide Earth from the orbiter, edges to 10 ms.

    `earth` answers (n, 3) body-fixed unit vectors (`FarDirection.at`); the body is a sphere of `radius_km`, without
    an atmosphere that bends the ray. Sampled 32 times a revolution; grazing peaks and dips between are followed.
    """

    def clearance(utc_s: Floats) -> Floats:
        return limb_clearance_km(orbit.position_km(utc_s), earth(utc_s), radius_km)

    step_s = orbit.period_s / _SAMPLES_A_REVOLUTION
    return waving_windows_above(clearance, 0.0, start_utc_s, end_utc_s, step_s)
