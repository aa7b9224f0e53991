"""The local metric frame of a site: metres east and north, true distance and bearing from the site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from relaysim.terrain.body import Body, Floats


@dataclass(frozen=True)
class LocalFrame:
    """Azimuthal equidistant about (latitude_deg, longitude_deg) on `body`: x east, y north, metres.

    Distances from the origin are exact; between two places d apart, r from the origin, the
    scale is off by at most r**2 / (6 R**2): 5e-7 at 6 km on a body of 3,400 km.

    Reference: Snyder 1987, USGS Professional Paper 1395, p. 191-202.
    """

    body: Body
    latitude_deg: float
    longitude_deg: float

    def to_local(self, lat: ArrayLike, lon: ArrayLike) -> tuple[Floats, Floats]:
        """(x_m east, y_m north) of places in degrees; arguments broadcast, nan gives nan."""
        lat, lon = np.broadcast_arrays(np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64))
        if not self.body.is_sphere:
            return self._warp(lon, lat, forward=True)
        phi0, phi = np.radians(self.latitude_deg), np.radians(lat)
        away = np.radians(lon - self.longitude_deg)
        east = np.cos(phi) * np.sin(away)
        # sin(phi - phi0) plus a small term, so that nothing cancels near the origin
        north = np.sin(phi - phi0) + 2 * np.sin(phi0) * np.cos(phi) * np.sin(away / 2) ** 2
        toward = np.cos(phi - phi0) - 2 * np.cos(phi0) * np.cos(phi) * np.sin(away / 2) ** 2
        sine = np.hypot(east, north)
        angle = np.arctan2(sine, toward)
        stretch = np.where(sine > 0, angle / np.where(sine > 0, sine, 1.0), 1.0) * self.body.radius_m
        return stretch * east, stretch * north

    def to_geographic(self, x_m: ArrayLike, y_m: ArrayLike) -> tuple[Floats, Floats]:
        """(lat, lon) in degrees of places in metres; arguments broadcast, nan gives nan.

        Longitudes come out within 180 degrees of the origin's.
        """
        x, y = np.broadcast_arrays(np.asarray(x_m, dtype=np.float64), np.asarray(y_m, dtype=np.float64))
        if not self.body.is_sphere:
            lon, lat = self._warp(x, y, forward=False)
            return lat, lon + 360.0 * np.round((self.longitude_deg - lon) / 360.0)
        phi0 = np.radians(self.latitude_deg)
        rho = np.hypot(x, y)
        angle = rho / self.body.radius_m
        sine = np.sin(angle)
        away = rho > 0
        divisor = np.where(away, rho, 1.0)
        e, n = (np.where(away, v / divisor, 0.0) for v in (x, y))
        cosine, east = np.cos(angle), e * sine
        forward = np.cos(phi0) * cosine - np.sin(phi0) * sine * n
        up = np.sin(phi0) * cosine + np.cos(phi0) * sine * n
        lat = np.degrees(np.arctan2(up, np.hypot(forward, east)))
        return lat, self.longitude_deg + np.degrees(np.arctan2(east, forward))

    def _warp(self, first: Floats, second: Floats, *, forward: bool) -> tuple[Floats, Floats]:
        """PROJ's aeqd, for ellipsoids: (lon, lat) to (x, y), or back."""
        from relaysim.terrain.projection import warp_points

        figure = f"+a={self.body.equatorial_radius_m!r} +b={self.body.polar_radius_m!r} +no_defs"
        degrees = f"+proj=longlat {figure}"
        metres = f"+proj=aeqd +lat_0={self.latitude_deg!r} +lon_0={self.longitude_deg!r} +units=m {figure}"
        source, target = (degrees, metres) if forward else (metres, degrees)
        return warp_points(source, target, first, second)
