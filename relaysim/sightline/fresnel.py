"""The first Fresnel zone: how much room a radio wave wants around its straight line."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def fresnel_radius_m(d1_m: ArrayLike, d2_m: ArrayLike, wavelength_m: float) -> NDArray[np.float64]:
    """Radius of the first Fresnel zone, in metres, at a point d1 from one end and d2 from the other.

    `d1_m`, `d2_m` are distances along the line, metres, of any shapes that broadcast; 0 at the ends themselves
    (and where both are 0). With a clearance of 0.6 of it or more, terrain costs next to nothing.

    Reference: ITU-R P.526-15, section 2, equation (2) with n = 1.
    """
    d1, d2 = np.asarray(d1_m, dtype=np.float64), np.asarray(d2_m, dtype=np.float64)
    whole = d1 + d2
    safe = np.where(whole > 0.0, whole, 1.0)
    radius: NDArray[np.float64] = np.sqrt(wavelength_m * d1 * d2 / safe)
    return radius
