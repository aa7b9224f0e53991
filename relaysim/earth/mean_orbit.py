"""An orbit from mean elements that J2 turns: node, periapsis and mean anomaly drift, size and shape stay."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from relaysim.earth.gravity import CentralBody
from relaysim.earth.orbit import Floats

_KEPLER_RAD = 1e-11
_MOST_STEPS = 50
_GENTLE = 0.5  # eccentricities up to which a start near the answer can be trusted
_SMALL_RAD = 1e-5
# Elements of one array at a time: what stands between the first sine and the last product stays in the processor's cache.
_AT_ONCE = 1 << 13


@dataclass(frozen=True)
class MeanOrbit:
    """Mean elements at an epoch, in the body's equatorial frame.

    The node is held as the longitude over which it stands at the epoch: the body's rotation and the node's own
    precession then are one rate. `relaysim.earth.elements` turns local times and right ascensions into it. Drag,
    manoeuvres, and the short-period part of J2 (some km along the orbit, a few seconds in a pass's edge) are left out.

    Attributes:
        body: what it goes round.
        semi_major_axis_km, eccentricity, inclination_deg: size, shape and tilt, constant.
        node_lon_deg: east longitude of the ascending node at the epoch, body-fixed.
        periapsis_deg: argument of periapsis at the epoch; mean_anomaly_deg: mean anomaly then.
        epoch_utc_s: the epoch, s since 1970.

    Raises: ValueError for an orbit that is no ellipse or meets the body.

    Reference: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., section 9.6 (secular rates, first
    order in J2); Kaula 1966, Theory of Satellite Geodesy, section 3.6.
    """

    body: CentralBody
    semi_major_axis_km: float
    eccentricity: float
    inclination_deg: float
    node_lon_deg: float
    periapsis_deg: float
    mean_anomaly_deg: float
    epoch_utc_s: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.eccentricity < 1.0:
            raise ValueError(f"eccentricity {self.eccentricity:g} is not from 0 to below 1")
        if not 0.0 <= self.inclination_deg <= 180.0:
            raise ValueError(f"inclination {self.inclination_deg:g} deg is not from 0 to 180")
        lowest_km = self.semi_major_axis_km * (1.0 - self.eccentricity) - self.body.reference_radius_km
        if not lowest_km > 0.0:
            raise ValueError(
                f"the periapsis is {-lowest_km:g} km below the reference radius of {self.body.name}"
            )

    @cached_property
    def kepler_rad_s(self) -> float:
        """Mean motion without J2."""
        return math.sqrt(self.body.gm_km3_s2 / self.semi_major_axis_km**3)

    @cached_property
    def _oblateness_rad_s(self) -> float:
        """n J2 (R/p)^2, common to the three rates."""
        p_km = self.semi_major_axis_km * (1.0 - self.eccentricity**2)
        return self.kepler_rad_s * self.body.j2 * (self.body.reference_radius_km / p_km) ** 2

    @cached_property
    def node_rate_rad_s(self) -> float:
        """Drift of the node's right ascension."""
        return -1.5 * self._oblateness_rad_s * math.cos(math.radians(self.inclination_deg))

    @cached_property
    def periapsis_rate_rad_s(self) -> float:
        """Drift of the argument of periapsis."""
        return 0.75 * self._oblateness_rad_s * (4.0 - 5.0 * math.sin(math.radians(self.inclination_deg)) ** 2)

    @cached_property
    def mean_anomaly_rate_rad_s(self) -> float:
        """Mean motion with its drift."""
        shape = math.sqrt(1.0 - self.eccentricity**2)
        tilt = 2.0 - 3.0 * math.sin(math.radians(self.inclination_deg)) ** 2
        return self.kepler_rad_s + 0.75 * self._oblateness_rad_s * shape * tilt

    @property
    def period_s(self) -> float:
        """From periapsis to periapsis."""
        return 2.0 * math.pi / self.mean_anomaly_rate_rad_s

    @property
    def node_drift_rad_s(self) -> float:
        """Drift of the node's body-fixed longitude: westward, once a day and a little."""
        return self.node_rate_rad_s - self.body.rotation_rad_s

    def position_km(self, utc_s: Floats) -> Floats:
        """(n, 3) body-fixed position at (n,) UTC seconds."""
        since_s = np.asarray(utc_s, dtype=np.float64) - self.epoch_utc_s
        position = np.empty((*since_s.shape, 3))
        for n in range(0, since_s.size, _AT_ONCE):
            self._place(since_s[n : n + _AT_ONCE], position[n : n + _AT_ONCE])
        return position

    def _place(self, since_s: Floats, position: Floats) -> None:
        along_km, across_km = self._in_plane(since_s)
        # In the orbit's plane, from the line of nodes.
        periapsis = math.radians(self.periapsis_deg) + self.periapsis_rate_rad_s * since_s
        cos_w, sin_w = np.cos(periapsis), np.sin(periapsis)
        x_km = along_km * cos_w - across_km * sin_w
        y_km = along_km * sin_w + across_km * cos_w
        # Tilted about that line, and turned with its longitude.
        node = math.radians(self.node_lon_deg) + self.node_drift_rad_s * since_s
        cos_n, sin_n = np.cos(node), np.sin(node)
        tilt = math.radians(self.inclination_deg)
        level_km = y_km * math.cos(tilt)
        position[:, 0] = x_km * cos_n - level_km * sin_n
        position[:, 1] = x_km * sin_n + level_km * cos_n
        position[:, 2] = y_km * math.sin(tilt)

    def _in_plane(self, since_s: Floats) -> tuple[Floats, Floats]:
        """Coordinates towards periapsis and a quarter turn ahead of it."""
        e = self.eccentricity
        mean = math.radians(self.mean_anomaly_deg) + self.mean_anomaly_rate_rad_s * since_s
        cos_e, sin_e = _eccentric_anomaly(np.remainder(mean, 2.0 * math.pi), e)
        a = self.semi_major_axis_km
        return a * (cos_e - e), a * math.sqrt(1.0 - e * e) * sin_e


def _eccentric_anomaly(mean: Floats, e: float) -> tuple[Floats, Floats]:
    """Cosine and sine of the eccentric anomaly of mean anomalies in [0, 2 pi): Kepler's equation by Newton's method.

    The start M + e sin M / (1 - sin(M + e) + sin M) is good to second order in e (Smith 1979, Celest. Mech. 19,
    163-166); from pi, where that fails, Newton's method converges for every e below 1 (Charles & Tatum 1998,
    Celest. Mech. Dyn. Astr. 69, 357-372).
    """
    gentle = e < _GENTLE
    sin_m = np.sin(mean)
    guess = mean + e * sin_m / (1.0 - np.sin(mean + e) + sin_m) if gentle else np.full_like(mean, math.pi)
    for _ in range(_MOST_STEPS):
        cos_e, sin_e = np.cos(guess), np.sin(guess)
        step = (guess - e * sin_e - mean) / (1.0 - e * cos_e)
        most = float(np.max(np.abs(step), initial=0.0))
        if gentle and most < _SMALL_RAD:
            # The pair turned by the last step: saves two sines, and the square of the step is all that is lost.
            return cos_e + sin_e * step - 0.5 * step**2 * cos_e, sin_e - cos_e * step - 0.5 * step**2 * sin_e
        guess = guess - step
        if most < _KEPLER_RAD:
            break
    return np.cos(guess), np.sin(guess)
