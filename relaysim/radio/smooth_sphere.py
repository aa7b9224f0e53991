"""Diffraction by a smooth sphere: what the roundness of the body costs, over the horizon and before it."""

from __future__ import annotations

import math

from relaysim.radio.free_space import wavelength_m
from relaysim.radio.ground import Ground, Polarisation

# A flat world stands for the limit of ever larger spheres. The formulas need a number, and theirs are within
# 1e-6 dB of the limit here, at any frequency and distance.
_FLAT_RADIUS_M = 1e18


def smooth_sphere_loss_db(
    distance_m: float,
    height1_m: float,
    height2_m: float,
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
    radius_m: float = math.inf,
) -> float:
    """Diffraction loss against free space between two antennas over a smooth sphere, dB.

    distance_m: along the sphere, above 0; heights: metres above it, 0 or more; radius_m: the sphere's, without
    an atmosphere (on Earth a k-factor is a larger radius). For an infinite radius it is the limit of ever
    larger spheres: the loss of antennas near a flat ground, nothing for high ones.

    Before the horizon it is 0 with 0.552 of the first Fresnel zone free, and never below. Over the horizon it
    is the first term of the residue series, whatever its sign.

    Raises InputError for a frequency that is not positive.

    Reference: ITU-R P.526-15, section 3.2; over the horizon section 3.1.1.
    """
    wavelength = wavelength_m(frequency_hz)
    roots = math.sqrt(height1_m) + math.sqrt(height2_m)
    if roots == 0 or distance_m >= math.sqrt(2 * radius_m) * roots:
        return _first_term_db(distance_m, height1_m, height2_m, frequency_hz, ground, polarisation, radius_m)
    clearance, needed = _clearance_m(distance_m, height1_m, height2_m, wavelength, radius_m)
    if clearance > needed:
        return 0.0
    # The sphere on which the two antennas would just see each other.
    grazing_radius_m = 0.5 * (distance_m / roots) ** 2
    grazing_db = _first_term_db(
        distance_m, height1_m, height2_m, frequency_hz, ground, polarisation, grazing_radius_m
    )
    free = clearance / needed if needed > 0 else 0.0
    return (1 - free) * grazing_db if grazing_db > 0 else 0.0


def _clearance_m(
    distance_m: float, height1_m: float, height2_m: float, wavelength: float, radius_m: float
) -> tuple[float, float]:
    """Least height of the ray above the sphere, and the one at which the loss ends (section 3.2)."""
    total = height1_m + height2_m
    c = (height1_m - height2_m) / total
    m = distance_m**2 / (4 * radius_m * total)
    b = c
    if m > 0:
        # The recommendation's cos(pi/3 + acos(x)/3) is sin(asin(x)/3), which keeps its digits for a small m.
        x = 1.5 * c * math.sqrt(3 * m / (m + 1) ** 3)
        b = 2 * math.sqrt((m + 1) / (3 * m)) * math.sin(math.asin(min(max(x, -1.0), 1.0)) / 3)
    d1, d2 = 0.5 * distance_m * (1 + b), 0.5 * distance_m * (1 - b)
    above1 = height1_m - d1**2 / (2 * radius_m)
    above2 = height2_m - d2**2 / (2 * radius_m)
    needed = 0.552 * math.sqrt(max(d1 * d2, 0.0) * wavelength / distance_m)
    return (above1 * d2 + above2 * d1) / distance_m, needed


def _first_term_db(
    distance_m: float,
    height1_m: float,
    height2_m: float,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation,
    radius_m: float,
) -> float:
    """First term of the residue series as a loss, dB (section 3.1.1, numerical form in MHz, km and m)."""
    radius_km, frequency = min(radius_m, _FLAT_RADIUS_M) / 1e3, frequency_hz / 1e6
    admittance = _admittance(radius_km, frequency, ground, polarisation)
    k2 = admittance**2
    beta = (1 + 1.6 * k2 + 0.67 * k2**2) / (1 + 4.5 * k2 + 1.53 * k2**2)
    x = 2.188 * beta * math.cbrt(frequency / radius_km**2) * distance_m / 1e3
    y = 9.575e-3 * beta * math.cbrt(frequency**2 / radius_km)
    distance_db = 11 + 10 * math.log10(x) - 17.6 * x if x >= 1.6 else -20 * math.log10(x) - 5.6488 * x**1.425
    heights_db = sum(_height_gain_db(beta * y * h, admittance) for h in (height1_m, height2_m))
    return -distance_db - heights_db


def _admittance(radius_km: float, frequency: float, ground: Ground, polarisation: Polarisation) -> float:
    """Normalised surface admittance K; the conductivity term 18000 sigma / f is permittivity times loss
    tangent."""
    permittivity = ground.complex_permittivity
    contrast = max(abs(permittivity - 1), 1e-12)  # no ground at all has no finite K
    horizontal = 0.36 / (math.cbrt(radius_km * frequency) * math.sqrt(contrast))
    return horizontal * abs(permittivity) if polarisation == "vertical" else horizontal


def _height_gain_db(b: float, admittance: float) -> float:
    """Height gain G of an antenna, never below that of one on the ground."""
    least = 2 + 20 * math.log10(admittance)
    if b > 2:
        return max(17.6 * math.sqrt(b - 1.1) - 5 * math.log10(b - 1.1) - 8, least)
    return max(20 * math.log10(b + 0.1 * b**3), least) if b > 0 else least
