"""A planet, moon or asteroid as a sphere or an ellipsoid of revolution, and distances on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Body:
    """The figure on which latitudes and longitudes are given.

    Latitudes are normal to the figure: planetocentric on a sphere, planetographic on an ellipsoid.
    """

    name: str
    equatorial_radius_m: float
    polar_radius_m: float

    def __post_init__(self) -> None:
        for radius_m in (self.equatorial_radius_m, self.polar_radius_m):
            if not (np.isfinite(radius_m) and radius_m > 0):
                raise ValueError(f"body {self.name}: a radius must be positive, not {radius_m} m")

    @classmethod
    def sphere(cls, name: str, radius_m: float) -> Body:
        """A body whose equatorial and polar radius are the same."""
        return cls(name, radius_m, radius_m)

    @property
    def is_sphere(self) -> bool:
        """True if both radii are the same."""
        return self.equatorial_radius_m == self.polar_radius_m

    @property
    def radius_m(self) -> float:
        """Radius used for curvature: the mean (2a + b) / 3, which on a sphere is the radius."""
        return (2.0 * self.equatorial_radius_m + self.polar_radius_m) / 3.0

    def distance_m(self, lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Floats:
        """Length of the shortest way over the figure between points in degrees, metres.

        The arguments broadcast; nan gives nan. Great circle on a sphere, geodesic on an ellipsoid
        (good to 0.1 mm except between nearly antipodal points, where it is nan).

        Reference: Sinnott 1984, haversine; Vincenty 1975, Survey Review 23(176), inverse formula.
        """
        phi1, lam1, phi2, lam2 = (
            np.radians(np.asarray(a, dtype=np.float64)) for a in (lat1, lon1, lat2, lon2)
        )
        if self.is_sphere:
            half = (
                np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin((lam2 - lam1) / 2) ** 2
            )
            return np.asarray(2.0 * self.radius_m * np.arcsin(np.sqrt(np.minimum(half, 1.0))))
        return _vincenty_m(self.equatorial_radius_m, self.polar_radius_m, phi1, phi2, lam2 - lam1)

    def midpoint_deg(
        self, lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
    ) -> tuple[Floats, Floats]:
        """(lat, lon) of the middle of the great circle between points in degrees; arguments broadcast.

        On an ellipsoid the middle of the two normals: off the geodesic by less than the flattening times the arc's
        own rise over its chord.
        """
        phi1, lam1, phi2, lam2 = (
            np.radians(np.asarray(a, dtype=np.float64)) for a in (lat1, lon1, lat2, lon2)
        )
        along = lam2 - lam1
        x = np.cos(phi1) + np.cos(phi2) * np.cos(along)
        y = np.cos(phi2) * np.sin(along)
        lat = np.arctan2(np.sin(phi1) + np.sin(phi2), np.hypot(x, y))
        return np.degrees(lat), np.degrees(lam1 + np.arctan2(y, x))


def _vincenty_m(a: float, b: float, phi1: Floats, phi2: Floats, difference: Floats) -> Floats:
    """Geodesic length on the ellipsoid a, b by Vincenty's inverse formula; radians in, metres out."""
    f = (a - b) / a
    u1, u2 = np.arctan((1 - f) * np.tan(phi1)), np.arctan((1 - f) * np.tan(phi2))
    sin1, cos1, sin2, cos2 = np.sin(u1), np.cos(u1), np.sin(u2), np.cos(u2)
    difference = np.arctan2(np.sin(difference), np.cos(difference))
    lam = difference
    with np.errstate(all="ignore"):
        for _ in range(60):
            cross = np.hypot(cos2 * np.sin(lam), cos1 * sin2 - sin1 * cos2 * np.cos(lam))
            dot = sin1 * sin2 + cos1 * cos2 * np.cos(lam)
            sigma = np.arctan2(cross, dot)
            sin_alpha = np.where(cross > 0, cos1 * cos2 * np.sin(lam) / cross, 0.0)
            cos2_alpha = 1 - sin_alpha**2
            mid = np.where(cos2_alpha > 1e-15, dot - 2 * sin1 * sin2 / cos2_alpha, 0.0)
            c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
            correction = sigma + c * cross * (mid + c * dot * (2 * mid**2 - 1))
            new = difference + (1 - c) * f * sin_alpha * correction
            settled = np.abs(new - lam) < 1e-13
            lam = new
            if np.all(settled | np.isnan(new)):
                break
        square = cos2_alpha * (a**2 - b**2) / b**2
        big_a = 1 + square / 16384 * (4096 + square * (-768 + square * (320 - 175 * square)))
        big_b = square / 1024 * (256 + square * (-128 + square * (74 - 47 * square)))
        third = big_b / 6 * mid * (4 * cross**2 - 3) * (4 * mid**2 - 3)
        turn = big_b * cross * (mid + big_b / 4 * (dot * (2 * mid**2 - 1) - third))
        return np.asarray(np.where(settled, b * big_a * (sigma - turn), np.nan))
