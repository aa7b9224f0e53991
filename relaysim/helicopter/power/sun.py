"""The Sun over one place for a whole run: where it stands and how far away it is.

Declination and hour angle change smoothly, so they are laid in a few times a day and read off between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.sky import Sky
from relaysim.clock.tdb import tdb_s
from relaysim.path.route import Floats

AU_KM = 149_597_870.7
SOLAR_CONSTANT_W_M2 = 1361.0  # Kopp and Lean 2011, Geophysical Research Letters 38:L01706
SUN_RADIUS_KM = 695_700.0  # nominal: IAU 2015 resolution B3
SAMPLES_A_DAY = 4


@dataclass(frozen=True, eq=False)
class Sun:
    """The Sun seen from one place; linear between samples, held outside them.

    Attributes:
        latitude_deg: of the place.
        utc_s: (n,) instants of the samples.
        declination_deg: (n,) the Sun's.
        hour_angle_deg: (n,) 0 at noon, rising without jumps from day to day.
        distance_au: (n,) from the Sun.
    """

    latitude_deg: float
    utc_s: Floats
    declination_deg: Floats
    hour_angle_deg: Floats
    distance_au: Floats

    @classmethod
    def of_sky(
        cls, sky: Sky, latitude_deg: float, longitude_deg: float, day_s: float, span: tuple[float, float]
    ) -> Sun:
        """By the ephemeris, from `span[0]` to `span[1]` (UTC s) and one sample beyond.

        Good to 0.25 deg: the latitude is taken as that of the level.

        Raises: InputError outside the ephemeris's span.
        """
        times = _times(span, day_s)
        # Seen from where the equator meets the prime meridian, up, east and north are the body's own axes.
        azimuth, elevation = (np.radians(a) for a in sky.sun_from(0.0, 0.0, times))
        east, up = np.cos(elevation) * np.sin(azimuth), np.sin(elevation)
        north = np.cos(elevation) * np.cos(azimuth)
        longitude = np.degrees(np.unwrap(np.arctan2(east, up)))
        body, sun = (sky.ephemeris.position_km(name, tdb_s(times)) for name in (sky.body, "Sun"))
        distance = np.linalg.norm(sun - body, axis=-1) / AU_KM
        return cls(
            latitude_deg, times, np.degrees(np.arcsin(north)), longitude_deg - longitude, np.asarray(distance)
        )

    @classmethod
    def of_clock(
        cls,
        clock: LocalClock,
        latitude_deg: float,
        declination_deg: float,
        distance_au: float,
        span: tuple[float, float],
    ) -> Sun:
        """By the local clock alone, for a body without an ephemeris: noon at 12:00, no season."""
        times = _times(span, clock.day_length_s)
        hour_angle = ((times - clock.day_zero_utc_s) / clock.day_length_s - 0.5) * 360.0
        steady = np.ones_like(times)
        return cls(latitude_deg, times, declination_deg * steady, hour_angle, distance_au * steady)

    def elevation_deg(self, utc_s: ArrayLike) -> Floats:
        """Elevation of the Sun's centre at these instants, degrees, of any shape."""
        latitude, times = math.radians(self.latitude_deg), np.asarray(utc_s, dtype=np.float64)
        declination = np.radians(np.interp(times, self.utc_s, self.declination_deg))
        hour_angle = np.radians(np.interp(times, self.utc_s, self.hour_angle_deg))
        upright = math.sin(latitude) * np.sin(declination)
        upright = upright + math.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
        return np.asarray(np.degrees(np.arcsin(np.clip(upright, -1.0, 1.0))))

    def azimuth_deg(self, utc_s: ArrayLike) -> Floats:
        """Azimuth of the Sun's centre at these instants, degrees, of any shape: 0 in the north, 90 in the east."""
        latitude, times = math.radians(self.latitude_deg), np.asarray(utc_s, dtype=np.float64)
        declination = np.radians(np.interp(times, self.utc_s, self.declination_deg))
        hour_angle = np.radians(np.interp(times, self.utc_s, self.hour_angle_deg))
        east = -np.cos(declination) * np.sin(hour_angle)
        north = math.cos(latitude) * np.sin(declination)
        north = north - math.sin(latitude) * np.cos(declination) * np.cos(hour_angle)
        return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0)

    def share_above(self, horizon_deg: ArrayLike, utc_s: ArrayLike) -> Floats:
        """The share of the Sun's disc above a horizon so high where the Sun stands, 0 to 1.

        The disc is half a degree wide at 1 au and evenly bright; the horizon is taken as straight and level across it.
        """
        times = np.asarray(utc_s, dtype=np.float64)
        radius_deg = np.degrees(
            np.arcsin(SUN_RADIUS_KM / AU_KM / np.interp(times, self.utc_s, self.distance_au))
        )
        above = np.clip((self.elevation_deg(times) - np.asarray(horizon_deg)) / radius_deg, -1.0, 1.0)
        return np.asarray(0.5 + (above * np.sqrt(1.0 - above**2) + np.arcsin(above)) / math.pi)

    def moved(self, latitude_deg: float, east_deg: float) -> Sun:
        """The same Sun seen from another place, so much farther east."""
        return replace(self, latitude_deg=latitude_deg, hour_angle_deg=self.hour_angle_deg + east_deg)

    def above_the_air_w_m2(self, utc_s: ArrayLike) -> Floats:
        """Sunlight on a plane that faces the Sun, above any air, W/m2."""
        times = np.asarray(utc_s, dtype=np.float64)
        return np.asarray(SOLAR_CONSTANT_W_M2 / np.interp(times, self.utc_s, self.distance_au) ** 2)


def _times(span: tuple[float, float], day_s: float) -> Floats:
    count = max(math.ceil((span[1] - span[0]) / day_s * SAMPLES_A_DAY), 1) + 2
    return np.asarray(span[0] + day_s / SAMPLES_A_DAY * np.arange(count))
