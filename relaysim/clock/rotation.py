"""How Mars, the Moon and the Earth stand in space: the direction of a body's pole and the turn of its prime meridian.

Mars: the linear form of the IAU's 2009 report, which NASA's pck00010 kernel holds (the periodic terms of the 2015 report
move places by less than 0.005 deg from 2020 to 2034). The Moon: its mean rotation with all thirteen terms, the same in
both reports (its mean Earth / polar axes, good to 150 m, 0.005 deg). The Earth: precession and mean sidereal time;
left out are nutation (to 19"), UT1 - UTC (to 14") and polar motion (0.5"): 0.01 deg in all at most.

References: Archinal et al. 2011, Celestial Mechanics and Dynamical Astronomy 109:101 (2009 report) and 2018, 130:22 (2015
report); Capitaine, Wallace and Chapront 2003, Astronomy and Astrophysics 412:567, eq. 40-42 (precession, IAU 2006);
IERS Conventions 2010, eq. 5.15 and 5.32 (earth rotation angle, mean sidereal time).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.clock.tdb import DAY_S, J2000_S, tdb_s

Floats = NDArray[np.float64]
# Right ascension and declination of the pole, angle of the prime meridian from the ascending node of the equator; deg.
Angles = tuple[Floats, Floats, Floats]

_CENTURY_DAYS = 36_525.0

# The Moon: argument at J2000 and per day (deg), then what it adds to right ascension (sine), declination (cosine),
# meridian (sine).
_MOON_TERMS = np.array(
    [
        (125.045, -0.0529921, -3.8787, 1.5419, 3.5610),
        (250.089, -0.1059842, -0.1204, 0.0239, 0.1208),
        (260.008, 13.0120009, 0.0700, -0.0278, -0.0642),
        (176.625, 13.3407154, -0.0172, 0.0068, 0.0158),
        (357.529, 0.9856003, 0.0, 0.0, 0.0252),
        (311.589, 26.4057084, 0.0072, -0.0029, -0.0066),
        (134.963, 13.0649930, 0.0, 0.0009, -0.0047),
        (276.617, 0.3287146, 0.0, 0.0, -0.0046),
        (34.226, 1.7484877, 0.0, 0.0, 0.0028),
        (15.134, -0.1589763, -0.0052, 0.0008, 0.0052),
        (119.743, 0.0036096, 0.0, 0.0, 0.0040),
        (239.961, 0.1643573, 0.0, 0.0, 0.0019),
        (25.053, 12.9590088, 0.0043, -0.0009, -0.0044),
    ]
)


def body_axes(body: str, utc_s: ArrayLike) -> Floats:
    """Matrices that turn vectors of the ICRF into the axes fixed in a body; shape (..., 3, 3).

    The rows are the axes: towards the prime meridian on the equator, towards 90 deg east, towards the north pole.
    body: "Mars", "Moon" or "Earth"; utc_s: UTC seconds since 1970, of any shape. Errors: see the module.
    """
    times = np.asarray(utc_s, dtype=np.float64)
    units = np.identity(3).reshape(3, 3, *(1 for _ in times.shape))
    return np.moveaxis(to_body_axes(body, times, units), (0, 1), (-2, -1))


def to_body_axes(body: str, utc_s: Floats, vectors: Floats) -> Floats:
    """Vectors (3, ...) of the ICRF turned into the axes fixed in a body, as `body_axes` has them."""
    ra, dec, meridian = (np.radians(angle) for angle in _ANGLES[body](utc_s))
    (x, y, z), sine, cosine = vectors, np.sin(ra), np.cos(ra)
    node, out = cosine * y - sine * x, cosine * x + sine * y
    sine, cosine = np.sin(dec), np.cos(dec)
    beyond, pole = cosine * z - sine * out, cosine * out + sine * z
    sine, cosine = np.sin(meridian), np.cos(meridian)
    return np.stack([cosine * node + sine * beyond, cosine * beyond - sine * node, pole])


def _mars(utc_s: Floats) -> Angles:
    days = tdb_s(utc_s) / DAY_S
    centuries = days / _CENTURY_DAYS
    return 317.68143 - 0.1061 * centuries, 52.88650 - 0.0609 * centuries, 176.630 + 350.89198226 * days


def _moon(utc_s: Floats) -> Angles:
    days = tdb_s(utc_s) / DAY_S
    ra = 269.9949 + 0.0031 * days / _CENTURY_DAYS
    dec = 66.5392 + 0.0130 * days / _CENTURY_DAYS
    meridian = 38.3213 + 13.17635815 * days - 1.4e-12 * days**2
    for start, per_day, of_ra, of_dec, of_meridian in _MOON_TERMS:
        argument = np.radians(start + per_day * days)
        sine = np.sin(argument)
        ra, dec, meridian = ra + of_ra * sine, dec + of_dec * np.cos(argument), meridian + of_meridian * sine
    return ra, dec, meridian


def _earth(utc_s: Floats) -> Angles:
    t = tdb_s(utc_s) / DAY_S / _CENTURY_DAYS
    zeta = 2.650545 + (2306.083227 + (0.2988499 + 0.01801828 * t) * t) * t
    z = -2.650545 + (2306.077181 + (1.0927348 + 0.01826837 * t) * t) * t
    theta = (2004.191903 + (-0.4294934 - 0.04182264 * t) * t) * t
    days = (utc_s - J2000_S) / DAY_S  # of UT1, less than 0.9 s from UTC
    turn = 360.0 * (0.7790572732640 + 0.00273781191135448 * days + days % 1.0)
    sidereal = turn + (0.014506 + (4612.156534 + 1.3915817 * t) * t) / 3600.0
    # Rz(sidereal) Rz(-z) Ry(theta) Rz(-zeta), written as a pole and a meridian.
    return -zeta / 3600.0, 90.0 - theta / 3600.0, sidereal - z / 3600.0 - 90.0


_ANGLES: Mapping[str, Callable[[Floats], Angles]] = {"Mars": _mars, "Moon": _moon, "Earth": _earth}
