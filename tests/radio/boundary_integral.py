"""Two-dimensional waves over any smooth ground by an integral equation: slow, and of another kind than the march.

Air above, ground below, both of them real media: no impedance boundary, no paraxial wave, no grid in the air. What goes
back from a slope is in it. Unknown are psi and its normal derivative along the surface (psi: the magnetic field across
the plane for vertical polarisation, the electric one for horizontal; time factor exp(-i omega t)):

    air:     psi/2 = incident + integral of (psi dG/dn' - q G)
    ground:  psi/2 = integral of (c q G2 - psi dG2/dn')          c = permittivity (vertical), 1 (horizontal)

with q = d(psi)/dn in the air, n upwards, G and G2 the line sources' fields i/4 H0(kr) in air and ground. Nystroem's method
with even steps along x; the logarithm of G is integrated by the trapezoidal rule corrected for it at three points (error
of the fifth order: 0.02 dB at ten points a wavelength over flat ground). Far behind both antennas the surface fades
out under a smooth window. Reference for the equations: W. C. Chew, Waves and Fields in Inhomogeneous Media (1990), section
8.1; for the correction: A. Sidi and M. Israeli, J. Sci. Comput. 3 (1988) 201.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import hankel1, j0, j1, y0, y1

from relaysim.radio.free_space import wavelength_m
from relaysim.radio.ground import Ground, Polarisation

Floats = np.ndarray
Green = Callable[[Floats], Floats]

BEYOND = 36.0  # wavelengths of level ground beyond each antenna, of which the window takes two thirds
MOST_DECAYED = 16.0  # nepers, after which a wave in the ground is nothing
CORRECTION = -0.0304484570583933  # zeta'(-2)


@dataclass(frozen=True)
class SmoothGround:
    """A cubic spline through knots, level at both ends and beyond them."""

    distance_m: Floats
    height_m: Floats

    def at(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """Height, slope and second derivative."""
        spline = CubicSpline(self.distance_m, self.height_m, bc_type=((1, 0.0), (1, 0.0)))
        inside = np.clip(x, self.distance_m[0], self.distance_m[-1])
        on = inside == x
        return spline(inside), np.where(on, spline(inside, 1), 0.0), np.where(on, spline(inside, 2), 0.0)


def excess_losses_db(
    surface: SmoothGround,
    transmitter_m: float,
    receivers_m: Floats,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation,
    points: float = 12.0,
) -> Floats:
    """Loss over free space from above the first knot to each height above the last, dB; points: to a wavelength."""
    wave = wavelength_m(frequency_hz)
    k, beyond = 2 * np.pi / wave, BEYOND * wave
    begin, end = surface.distance_m[0], surface.distance_m[-1]
    x = np.linspace(begin - beyond, end + beyond, int(np.ceil((end - begin + 2 * beyond) * points / wave)))
    line = x, *surface.at(x)
    window = _window(np.minimum(x - x[0], x[-1] - x) / (beyond * 2 / 3))
    source = begin, float(surface.at(begin)[0]) + transmitter_m
    places = np.full(len(receivers_m), end), float(surface.at(end)[0]) + np.asarray(receivers_m)

    field, flow = _solved(line, window, _from_point(k, source, (x, line[1])), k, ground, polarisation)
    single, double = _layers_at(line, places, k)
    direct = _from_point(k, source, places)
    total = direct + double @ (window * field) - single @ (window * flow)
    return np.asarray(-20 * np.log10(np.abs(total / direct)))


def _solved(
    line: tuple[Floats, ...],
    window: Floats,
    incident: Floats,
    k: float,
    ground: Ground,
    polarisation: Polarisation,
) -> tuple[Floats, Floats]:
    """psi and q along the surface."""
    permittivity = ground.complex_permittivity
    half = 0.5 * np.eye(window.size)
    single, double = _layers(line, k * np.sqrt(permittivity))
    # q from psi, by the ground's equation. It needs no window: the ground's waves do not reach the ends.
    flow = np.linalg.solve(single, half + double) / (permittivity if polarisation == "vertical" else 1.0)
    single, double = _layers(line, k)
    field = np.linalg.solve(half - double * window + (single * window) @ flow, incident)
    return field, flow @ field


def _layers(line: tuple[Floats, ...], k: complex) -> tuple[Floats, Floats]:
    """Matrices of the integrals of G and of dG/dn' over the surface, at its own points."""
    x, z, slope, bend = line
    step, stretch = x[1] - x[0], np.hypot(1, slope)
    here = np.arange(x.size)
    single, double = _layers_at(line, (x, z), k)
    double[here, here] = step * bend / (4 * np.pi * stretch**2)
    smooth = 0.25j - (np.log(k * step * stretch / (4 * np.pi)) + np.euler_gamma) / (2 * np.pi)
    single[here, here] = step * stretch * smooth
    # The logarithm's next term takes the second difference of what is beside it, -J0(kR)/2 pi.
    weight = -CORRECTION * step / (2 * np.pi) * stretch
    single[here, here] -= 2 * weight
    beside = weight[1:], weight[:-1]
    for (rows, columns), share in zip(((here[:-1], here[1:]), (here[1:], here[:-1])), beside, strict=True):
        near = k * np.hypot(x[rows] - x[columns], z[rows] - z[columns])
        single[rows, columns] += share * (1 - near**2 / 4 + near**4 / 64)
    return single, double


def _layers_at(line: tuple[Floats, ...], places: tuple[Floats, Floats], k: complex) -> tuple[Floats, Floats]:
    """The same at any places, (places, points), but for the points themselves."""
    x, z, slope, _ = line
    step = x[1] - x[0]
    along, up = x - places[0][:, None], z - places[1][:, None]
    apart = np.hypot(along, up)
    apart[apart == 0.0] = 1.0
    zeroth, first = _hankel(k * apart)
    across = (up - slope * along) / apart
    return 0.25j * step * np.hypot(1, slope) * zeroth, -0.25j * k * step * first * across


def _hankel(argument: Floats) -> tuple[Floats, Floats]:
    """H0 and H1 of the first kind."""
    if not np.iscomplexobj(argument):
        return j0(argument) + 1j * y0(argument), j1(argument) + 1j * y1(argument)
    alive = argument.imag < MOST_DECAYED
    orders = np.zeros(argument.shape, complex), np.zeros(argument.shape, complex)
    for order, values in enumerate(orders):
        values[alive] = hankel1(order, argument[alive])
    return orders


def _from_point(k: float, source: tuple[float, float], places: tuple[Floats, Floats]) -> Floats:
    return np.asarray(0.25j * _hankel(k * np.hypot(places[0] - source[0], places[1] - source[1]))[0])


def _window(share: Floats) -> Floats:
    """0 at 0, 1 from 1 on, smooth in all derivatives."""
    inner = np.clip(share, 1e-9, 1 - 1e-9)
    rising = np.exp(2 * np.exp(-1 / (1 - inner)) / -inner)
    return np.where(share >= 1, 1.0, np.where(share <= 0, 0.0, rising))
