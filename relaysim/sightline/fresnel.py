"""The first Fresnel zone: how much room a radio wave wants around its straight line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.errors import InputError
from relaysim.sightline.clearance import clearances_on
from relaysim.sightline.ends import Ends
from relaysim.sightline.surface import Floats, Surface
from relaysim.sightline.ways import Ways


@dataclass(frozen=True)
class FresnelClearances:
    """How much of the first Fresnel zone's radius is free, of many links; arrays of one length.

    share: least of clearance / radius along the way, over the known ground: 1 and more: the whole zone is free; 0.6: next to no
        loss; 0: the straight line touches; negative: blocked. nan where the state is unknown.
    fraction: where along the way, from 0 at the first end to 1; nan if no ground is known.
    unknown: True where some ground below the line is unknown or outside the raster.
    """

    share: Floats
    fraction: Floats
    unknown: NDArray[np.bool_]


def fresnel_clearances(
    terrain: Surface, ends: Ends, wavelength_m: float, *, threads: int = 1
) -> FresnelClearances:
    """The least free share of the first Fresnel zone along links, exact for the bilinear ground.

    Reference: ITU-R P.526-15, section 2: obstruction-free from 0.6 of the radius on.

    Raises: InputError for a wavelength that is not positive.
    """
    from relaysim.sightline.fresnel_kernel import shares

    _check_wavelength(wavelength_m)
    ways = Ways.between(terrain, ends)
    share, fraction, missing = (np.empty(ways.distance_m.size) for _ in range(3))
    ways.ask(shares, (share, fraction, missing), threads)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = share / np.sqrt(wavelength_m * ways.distance_m)
    unknown, least = missing > 0.0, clearances_on(ways, threads).clearance_m
    share = np.where(least >= 0.0, np.maximum(share, 0.0), np.where(np.isfinite(share), share, np.nan))
    return FresnelClearances(np.where(unknown & ~(share < 0.0), np.nan, share), fraction, unknown)


def fresnel_radius_m(d1_m: ArrayLike, d2_m: ArrayLike, wavelength_m: float) -> NDArray[np.float64]:
    """Radius of the first Fresnel zone, in metres, at a point d1 from one end and d2 from the other.

    `d1_m`, `d2_m` are distances along the line, metres, of any shapes that broadcast; 0 at the ends themselves
    (and where both are 0). With a clearance of 0.6 of it or more, terrain costs next to nothing.

    Reference: ITU-R P.526-15, section 2, equation (2) with n = 1.

    Raises: InputError for a wavelength that is not positive.
    """
    _check_wavelength(wavelength_m)
    d1, d2 = np.asarray(d1_m, dtype=np.float64), np.asarray(d2_m, dtype=np.float64)
    whole = d1 + d2
    safe = np.where(whole > 0.0, whole, 1.0)
    radius: NDArray[np.float64] = np.sqrt(wavelength_m * d1 * d2 / safe)
    return radius


def _check_wavelength(wavelength_m: float) -> None:
    if not 0.0 < wavelength_m < np.inf:
        raise InputError(
            f"the wavelength is {wavelength_m:g} m: give a length above 0 (a third of a metre at 900 MHz)"
        )
