"""The Earth and the Sun in the sky of Mars or the Moon, that body in the sky of the Earth, and light's way between.

Places are apparent ones: light left them earlier by its own way. Left out are the aberration by the observer's speed
(0.006 deg), refraction (next to none on Mars and the Moon; on Earth 0.15 deg at 6 deg of elevation) and the height of
the ground (0.002 deg on the Moon, nothing on Mars). Directions are good to 0.02 deg, light times to 1 ms.

All functions take UTC seconds since 1970 of any shape, and raise InputError outside the ephemeris's span.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.clock.bodies import BODIES, WITH_SKY
from relaysim.clock.ephemeris import Ephemeris
from relaysim.clock.rotation import body_axes, to_body_axes
from relaysim.clock.tdb import tdb_s
from relaysim.clock.track import Track
from relaysim.errors import InputError

Floats = NDArray[np.float64]

LIGHT_KM_PER_S = 299_792.458


class Sky:
    """What is seen from a body, and of it from the Earth.

    body: one of `WITH_SKY`; latitudes on Mars and the Moon are planetocentric.

    Raises: InputError for any other body.
    """

    def __init__(self, ephemeris: Ephemeris, body: str) -> None:
        if body not in WITH_SKY:
            raise InputError(
                f"no sky is known for the body {body!r}: Earth's place in it can be computed for "
                f"{' and '.join(WITH_SKY)} only; give the legs to Earth as a table of contacts instead"
            )
        self.ephemeris, self.body = ephemeris, body

    @cached_property
    def _here(self) -> Track:
        return Track.of(self.ephemeris, self.body)

    @cached_property
    def _earth(self) -> Track:
        return Track.of(self.ephemeris, "Earth")

    @cached_property
    def _sun(self) -> Track:
        return Track.of(self.ephemeris, "Sun")

    def downlink_s(self, transmit_utc_s: ArrayLike) -> Floats:
        """Light time to the Earth of a signal that leaves the body at these instants, centre to centre, s."""
        return _way(self._here, self._earth, tdb_s(transmit_utc_s), 1.0)[1]

    def downlink_received_s(self, receive_utc_s: ArrayLike) -> Floats:
        """Light time of a signal from the body that reaches the Earth at these instants, centre to centre, s."""
        return _way(self._earth, self._here, tdb_s(receive_utc_s), -1.0)[1]

    def uplink_s(self, receive_utc_s: ArrayLike) -> Floats:
        """Light time of a signal from the Earth that reaches the body at these instants, centre to centre, s."""
        return _way(self._here, self._earth, tdb_s(receive_utc_s), -1.0)[1]

    def uplink_sent_s(self, transmit_utc_s: ArrayLike) -> Floats:
        """Light time to the body of a signal that leaves the Earth at these instants, centre to centre, s."""
        return _way(self._earth, self._here, tdb_s(transmit_utc_s), 1.0)[1]

    def distance_km(self, utc_s: ArrayLike) -> Floats:
        """Distance between the centres at these instants, km."""
        times = tdb_s(utc_s)
        return np.asarray(np.linalg.norm(self._earth.at(times) - self._here.at(times), axis=0))

    def sun_earth_probe_deg(self, utc_s: ArrayLike) -> Floats:
        """Angle between the Sun and the body as seen from the Earth at these instants, degrees: 0 is conjunction."""
        times = tdb_s(utc_s)
        sun, probe = (_unit(_way(self._earth, there, times, -1.0)[0]) for there in (self._sun, self._here))
        # Of the chord between two unit vectors: exact for small angles too.
        return np.asarray(2.0 * np.degrees(np.arcsin(0.5 * np.linalg.norm(sun - probe, axis=0))))

    def earth_direction(self, utc_s: ArrayLike) -> Floats:
        """Unit vectors (..., 3) from the body's centre to the apparent Earth, axes of the ICRF."""
        return np.moveaxis(_unit(_way(self._here, self._earth, tdb_s(utc_s), -1.0)[0]), 0, -1)

    def body_axes(self, utc_s: ArrayLike) -> Floats:
        """Matrices (..., 3, 3) that turn vectors of the ICRF into the body's own axes; see `relaysim.clock.rotation`."""
        return body_axes(self.body, utc_s)

    def earth_from(
        self, latitude_deg: float, longitude_deg: float, utc_s: ArrayLike
    ) -> tuple[Floats, Floats]:
        """(azimuth, elevation) of the Earth's centre seen from a place on the body, degrees.

        Azimuth is 0 in the north, 90 in the east; elevation is from the level of the body's ellipsoid.
        """
        return self._seen_from(self._earth, latitude_deg, longitude_deg, utc_s)

    def sun_from(self, latitude_deg: float, longitude_deg: float, utc_s: ArrayLike) -> tuple[Floats, Floats]:
        """(azimuth, elevation) of the Sun's centre seen from a place on the body, as `earth_from`."""
        return self._seen_from(self._sun, latitude_deg, longitude_deg, utc_s)

    def probe_from(self, latitude_deg: float, longitude_deg: float, utc_s: ArrayLike) -> Floats:
        """Elevation of the body's centre above the horizon of a place on the Earth, degrees.

        Latitude is geodetic (WGS 84); the instants are those at which the signal reaches the Earth.
        """
        place = BODIES["Earth"].figure.place(latitude_deg, longitude_deg)
        return place.elevation_deg(_apparent("Earth", self._earth, self._here, utc_s))

    def solar_longitude_deg(self, utc_s: ArrayLike) -> Floats:
        """Ls, the season, 0 to 360 degrees; nan on a body whose year has none to speak of, as the Moon's."""
        season = BODIES[self.body].solar_longitude_deg
        return np.full(np.shape(utc_s), np.nan) if season is None else season(utc_s)

    def _seen_from(
        self, target: Track, latitude_deg: float, longitude_deg: float, utc_s: ArrayLike
    ) -> tuple[Floats, Floats]:
        place = BODIES[self.body].figure.place(latitude_deg, longitude_deg)
        return place.see(_apparent(self.body, self._here, target, utc_s))


def _apparent(body: str, here: Track, there: Track, utc_s: ArrayLike) -> Floats:
    """Where `there` appears from the centre of the body whose track is `here`: (3, ...) km in that body's own axes."""
    times = np.asarray(utc_s, dtype=np.float64)
    return to_body_axes(body, times, _way(here, there, tdb_s(times), -1.0, rounds=2)[0])


def _way(here: Track, there: Track, times: Floats, later: float, rounds: int = 3) -> tuple[Floats, Floats]:
    """The way (3, ...) in km from `here` now to `there` when light arrives (later = 1) or left it (-1), and its time.

    Each round gains four digits, for bodies move at 1e-4 of the speed of light: the second is good to 10 km of way,
    the third to 1e-5 s of time.

    Reference: Explanatory Supplement to the Astronomical Almanac 2013, section 7.4.
    """
    origin, travel_s = here.at(times), np.zeros_like(times)
    for _ in range(rounds):
        x, y, z = way = there.at(times + later * travel_s) - origin
        travel_s = np.asarray(np.sqrt(x * x + y * y + z * z)) / LIGHT_KM_PER_S
    return way, travel_s


def _unit(vectors: Floats) -> Floats:
    """Vectors (3, ...) made of length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=0))
