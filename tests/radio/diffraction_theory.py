"""Diffraction with a known answer, written out plainly: a knife edge, a conducting wedge, a sphere with an impedance.

All answers are the excess over free space in dB: positive where the obstacle costs something. Time factor
exp(-i omega t).
"""

import numpy as np


def knife_edge_excess_db(v: float) -> float:
    """A black half plane. Reference: ITU-R P.526-15, section 4.1: J(v) from the Fresnel integrals themselves."""
    t = np.linspace(0.0, v, 200_001)
    integrand = np.exp(0.5j * np.pi * t**2)
    fresnel = np.sum(0.5 * (integrand[1:] + integrand[:-1])) * (t[1] - t[0])
    return float(
        -20 * np.log10(abs(0.5 * (1 + 1j) * (0.5 - 0.5j) * (1 + 1j) / 1j * ((0.5 + 0.5j) - fresnel)))
    )


def wedge_excess_db(
    wavenumber: float,
    faces_angle: float,
    near_m: float,
    near_angle: float,
    far_m: float,
    far_angle: float,
    mirror: int = 1,
) -> float:
    """Behind a perfectly conducting wedge, of which both faces mirror with `mirror`: 1 for the magnetic field along its
    edge (vertical polarisation), -1 for the electric field (horizontal).

    faces_angle: the air's angle between both faces; near, far: distance of the antennas from the edge, and their
    angle from the face that the first antenna stands over. For places in the shadow: no direct or mirrored ray.
    Reference: R. G. Kouyoumjian and P. H. Pathak, Proc. IEEE 62 (1974) 1448, equations 25-35.
    """
    n = faces_angle / np.pi
    length = near_m * far_m / (near_m + far_m)
    total = 0j
    for angle, share in ((far_angle - near_angle, 1), (far_angle + near_angle, mirror)):
        for sign in (1, -1):
            turns = np.round((angle + sign * np.pi) / (2 * np.pi * n))
            a = 2 * np.cos((2 * np.pi * n * turns - angle) / 2) ** 2
            cotangent = 1 / np.tan((np.pi + sign * angle) / (2 * n))
            total += share * cotangent * _transition(wavenumber * length * a)
    coefficient = total / (2 * n * np.sqrt(2 * np.pi * wavenumber))
    return float(-20 * np.log10(abs(coefficient) * np.sqrt((near_m + far_m) / (near_m * far_m))))


def _transition(x: float) -> complex:
    """Kouyoumjian and Pathak's F(x), its integral along the ray on which it fades."""
    s = np.linspace(0.0, 12.0, 60_001)
    turn = np.exp(0.25j * np.pi)
    integrand = np.exp(-(s**2) + 2j * np.sqrt(x) * turn * s)
    integral = turn * (np.sum(integrand) - 0.5 * integrand[0]) * (s[1] - s[0])
    return complex(-2j * np.sqrt(x) * integral)


def sphere_excess_db(
    wavenumber: float, radius_m: float, distance_m: float, heights_m: tuple[float, float], impedance: complex
) -> float:
    """Over the horizon of a sphere with a surface impedance: Fock's residue series, all terms that count.

    Reference: V. A. Fock, Electromagnetic Diffraction and Propagation Problems (1965), chapter 10; ITU-R P.526-15,
    section 3.1, is its first term.
    """
    m = (wavenumber * radius_m / 2) ** (1 / 3)
    x = m * distance_m / radius_m
    q = 1j * m * impedance
    total = 0j
    for start in (1.0188, 3.2482, 4.8201, 6.1633, 7.3722, 8.4885, 9.5354, 10.5277):
        t = start * np.exp(1j * np.pi / 3)
        for share in np.linspace(
            0.0, 1.0, 201
        ):  # from a perfect conductor (q = 0) to this ground, by Newton steps
            for _ in range(4):
                value, slope = _w1(t)
                t -= (slope - share * q * value) / (t * value - share * q * slope)
        value = _w1(t)[0]
        gains = [_w1(t - h * wavenumber / m)[0] / value for h in heights_m]
        total += np.exp(1j * x * t) / (t - q**2) * gains[0] * gains[1]
    return float(-20 * np.log10(abs(2 * np.sqrt(np.pi * x) * total)))


def _w1(t: complex) -> tuple[complex, complex]:
    """Fock's Airy function of the outgoing wave and its derivative, by the power series of Ai(t exp(2 pi i / 3))."""
    turn = np.exp(2j * np.pi / 3)
    z = t * turn
    even, odd = 0.355028053887817239 + 0j, 0.258819403792806798 * z
    value, slope = even - odd, -odd / z
    for k in range(1, 90):
        even *= z**3 / ((3 * k - 1) * (3 * k))
        odd *= z**3 / ((3 * k) * (3 * k + 1))
        value += even - odd
        slope += (3 * k * even - (3 * k + 1) * odd) / z
    return complex(value), complex(slope * turn)
