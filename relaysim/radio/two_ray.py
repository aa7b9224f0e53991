"""Loss over a flat, smooth ground: the direct ray, the reflected ray and the Norton surface wave."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.errors import InputError
from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground, Polarisation


def two_ray_loss_db(
    distance_m: ArrayLike,
    transmitter_height_m: ArrayLike,
    receiver_height_m: ArrayLike,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
) -> NDArray[np.float64]:
    """Basic path loss between isotropic antennas over flat ground, dB. It ignores terrain, and the body's
    bulge.

    distance_m: along the ground, 0 or more; heights: above the ground, metres, 0 or more. The three broadcast
    together and give the shape of the answer; nan in gives nan out. No loss is less than 0 dB.

    Besides the two rays it holds the surface wave, without which antennas on the ground would hear nothing:
    the reflection of a spherical wave is R + (1 - R) F(p), with Sommerfeld's attenuation F of the numerical
    distance p. Good beyond about one wavelength; nearer it is only finite.

    Raises InputError for negative distances or heights, or a frequency that is not positive.

    Reference: K. A. Norton, Proc. IRE 25 (1937) 1203; the reflection coefficients of ITU-R P.527-6.
    """
    distance, transmitter, receiver = np.broadcast_arrays(
        *(np.asarray(a, dtype=np.float64) for a in (distance_m, transmitter_height_m, receiver_height_m))
    )
    if np.any(transmitter < 0) or np.any(receiver < 0) or np.any(distance < 0):
        raise InputError("two-ray loss: distances and antenna heights must be 0 m or more")
    wavenumber = 2 * np.pi / wavelength_m(frequency_hz)
    direct = np.hypot(distance, transmitter - receiver)
    # Two antennas in one point would have no reflected ray either: any tiny length keeps the division sound.
    mirrored = np.maximum(np.hypot(distance, transmitter + receiver), 1e-9)
    sine = (transmitter + receiver) / mirrored
    reflection = ground.reflection_coefficient(polarisation, sine)
    impedance = ground.surface_impedance(polarisation, sine)
    attenuation = _sommerfeld_attenuation(0.5j * wavenumber * mirrored * (sine + impedance) ** 2)
    spherical = reflection + (1 - reflection) * attenuation
    # Against the direct ray, without its phase; the lengths' difference is formed so that it loses no digits.
    longer = 4 * transmitter * receiver / (direct + mirrored)
    ratio = 1 + spherical * (direct / mirrored) * np.exp(1j * wavenumber * longer)
    tiny = np.finfo(np.float64).tiny
    loss = free_space_loss_db(direct, frequency_hz) - 20 * np.log10(np.maximum(np.abs(ratio), tiny))
    return np.asarray(np.maximum(loss, 0.0), dtype=np.float64)


def _sommerfeld_attenuation(numerical_distance: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """F(p) = 1 + i sqrt(pi p) exp(-p) erfc(-i sqrt(p)): 1 on the spot, about -1/(2p) far away."""
    root = np.sqrt(numerical_distance)
    # Beyond this size the two terms cancel to rounding; three terms of the series are exact to 1e-9.
    far = np.abs(numerical_distance) > 1e3
    inverse = 1 / (2 * np.where(far, numerical_distance, 1.0))
    series = -inverse * (1 + 3 * inverse * (1 + 5 * inverse))
    near = 1 + 1j * np.sqrt(np.pi) * root * _faddeeva(np.where(far, 0.0, root))
    return np.asarray(np.where(far, series, near), dtype=np.complex128)


def _faddeeva(z: NDArray[np.complex128], terms: int = 32) -> NDArray[np.complex128]:
    """w(z) = exp(-z^2) erfc(-iz) for z in the upper half plane, to some 1e-12.

    Our own few lines because scipy, which has it, takes a tenth of a second to import.
    Reference: J. A. C. Weideman, SIAM J. Numer. Anal. 31 (1994) 1497.
    """
    scale = np.sqrt(terms / np.sqrt(2))
    angle = np.arange(-2 * terms + 1, 2 * terms) * np.pi / (2 * terms)
    x = scale * np.tan(angle / 2)
    samples = np.concatenate(([0.0], np.exp(-(x**2)) * (scale**2 + x**2)))
    coefficients = np.fft.fft(np.fft.fftshift(samples)).real / samples.size
    with np.errstate(invalid="ignore"):  # nan in, nan out, without a word
        inverse = 1 / (scale - 1j * z)
        series = np.polyval(coefficients[terms:0:-1], (scale + 1j * z) * inverse)
        return np.asarray(2 * series * inverse**2 + inverse / np.sqrt(np.pi), dtype=np.complex128)
