"""The horizontal system of a place: where it stands on its body, and azimuth and elevation seen from there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """The figure of a body, radii in km.

    geodetic: latitudes are those of the normal (the Earth's); else those of the radius from the centre (Mars's and the
    Moon's). Either way straight up is along the normal, which is how the ground's own level lies.
    """

    equatorial_km: float
    polar_km: float
    geodetic: bool = False

    def place(self, latitude_deg: float, longitude_deg: float) -> Horizontal:
        """A place on it; longitude counts eastward. Raises: InputError for a latitude beyond a pole."""
        if not (-90.0 <= latitude_deg <= 90.0 and math.isfinite(longitude_deg)):
            raise InputError(f"no place has latitude {latitude_deg} and longitude {longitude_deg} deg")
        ratio = self.polar_km / self.equatorial_km
        normal, longitude = math.radians(latitude_deg), math.radians(longitude_deg)
        if not self.geodetic:  # the tangents of the two latitudes differ by the square of the ratio
            normal = math.atan2(math.sin(normal), math.cos(normal) * ratio**2)
        sin_lat, cos_lat = math.sin(normal), math.cos(normal)
        sin_lon, cos_lon = math.sin(longitude), math.cos(longitude)
        curvature_km = self.equatorial_km / math.sqrt(cos_lat**2 + (ratio * sin_lat) ** 2)
        across_km = curvature_km * cos_lat
        return Horizontal(
            np.array([across_km * cos_lon, across_km * sin_lon, ratio**2 * curvature_km * sin_lat]),
            np.array(
                [
                    [-sin_lon, cos_lon, 0.0],
                    [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
                    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
                ]
            ),
        )


@dataclass(frozen=True, eq=False)
class Horizontal:
    """A place on a body, in the axes fixed in it.

    Attributes:
        position_km: (3,) from the body's centre.
        axes: (3, 3), rows east, north, up.
    """

    position_km: Floats
    axes: Floats

    def see(self, target_km: Floats) -> tuple[Floats, Floats]:
        """(azimuth, elevation) in degrees of targets (3, ...) in the body's own axes, km from its centre.

        Azimuth is 0 in the north and 90 in the east; no refraction.
        """
        way = self._from_here(target_km)
        (east, north), elevation = np.tensordot(self.axes[:2], way, axes=1), self._elevation(way)
        return np.degrees(np.arctan2(east, north)) % 360.0, elevation

    def elevation_deg(self, target_km: Floats) -> Floats:
        """The elevation of `see` alone, at half the cost."""
        return self._elevation(self._from_here(target_km))

    def _from_here(self, target_km: Floats) -> Floats:
        return target_km - self.position_km.reshape(3, *(1 for _ in target_km.shape[1:]))

    def _elevation(self, way_km: Floats) -> Floats:
        up = np.tensordot(self.axes[2], way_km, axes=1)
        return np.degrees(np.arcsin(np.clip(up / _length(way_km), -1.0, 1.0)))


def _length(vectors: Floats) -> Floats:
    """Lengths of vectors (3, ...)."""
    x, y, z = vectors
    return np.asarray(np.sqrt(x * x + y * y + z * z))
