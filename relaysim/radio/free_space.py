"""Basic transmission loss with nothing in the way (ITU-R P.525)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.errors import InputError

SPEED_OF_LIGHT_M_S = 299_792_458.0


def wavelength_m(frequency_hz: float) -> float:
    """Wavelength in vacuum, metres. Raises InputError unless the frequency is positive and finite."""
    if not 0.0 < frequency_hz < float("inf"):
        raise InputError(f"frequency {frequency_hz} Hz: must be a positive number")
    return SPEED_OF_LIGHT_M_S / frequency_hz


def free_space_loss_db(distance_m: ArrayLike, frequency_hz: float) -> NDArray[np.float64]:
    """Loss between isotropic antennas in empty space, dB, positive; the shape is that of distance_m.

    distance_m: straight-line distance between the antennas, metres, 0 or more; nan gives nan. Closer than
    wavelength / 4 pi the formula would promise a gain, so the loss stops at 0 dB there.

    Raises InputError for a negative distance, or a frequency that is not positive.

    Reference: ITU-R P.525-4, equation (3): 20 log10(4 pi d / wavelength).
    """
    distance = np.asarray(distance_m, dtype=np.float64)
    if np.any(distance < 0):
        raise InputError(f"distance {np.nanmin(distance):g} m between antennas: must be 0 or more")
    ratio = 4 * np.pi * distance / wavelength_m(frequency_hz)
    return np.asarray(20 * np.log10(np.maximum(ratio, 1.0)), dtype=np.float64)
