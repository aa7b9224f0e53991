"""Elements of orbits from what is known of them: heights, the ascending node by local time or right ascension, an inclination
that stays beside the Sun; unknown angles drawn."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.earth.gravity import CentralBody
from relaysim.earth.mean_orbit import MeanOrbit
from relaysim.earth.orbit import Floats

ANGLES = ("node_lon_deg", "periapsis_deg", "mean_anomaly_deg")


def semi_major_axis_km(
    body: CentralBody, periapsis_altitude_km: float, apoapsis_altitude_km: float
) -> tuple[float, float]:
    """(semi-major axis in km, eccentricity) from the altitudes above the body's reference radius.

    Raises: ValueError when the apoapsis lies below the periapsis.
    """
    if apoapsis_altitude_km < periapsis_altitude_km:
        raise ValueError(
            f"the apoapsis ({apoapsis_altitude_km:g} km) lies below the periapsis ({periapsis_altitude_km:g} km)"
        )
    a_km = body.reference_radius_km + 0.5 * (periapsis_altitude_km + apoapsis_altitude_km)
    return a_km, 0.5 * (apoapsis_altitude_km - periapsis_altitude_km) / a_km


def node_lon_of_local_time(
    clock: LocalClock, site_lon_deg: float, seconds_of_day: float, utc_s: float
) -> float:
    """East longitude (deg, 0 to 360) over which a node stands that has this local mean solar time at an instant.

    `clock` is that of the site at `site_lon_deg`; `seconds_of_day` are dial seconds (54,000 for 15:00). An hour
    of local time is 15 degrees of longitude.
    """
    ahead = (seconds_of_day - clock.seconds_of_day(utc_s)) / 86400.0
    return (site_lon_deg + 360.0 * ahead) % 360.0


def node_local_time_s(orbit: MeanOrbit, clock: LocalClock, site_lon_deg: float, utc_s: float) -> float:
    """Local mean solar time of the ascending node at an instant, dial seconds from 0 to 86,400."""
    lon_deg = orbit.node_lon_deg + math.degrees(orbit.node_drift_rad_s) * (utc_s - orbit.epoch_utc_s)
    return (clock.seconds_of_day(utc_s) + (lon_deg - site_lon_deg) * 240.0) % 86400.0


def node_lon_of_right_ascension(right_ascension_deg: float, axes: Floats) -> float:
    """East longitude (deg, 0 to 360) of a node given by its right ascension in the body's equator.

    The right ascension counts eastward from where the body's equator rises through the ICRF equator (the "IAU
    node", from which the IAU's prime meridian angle W counts too). `axes` is the (3, 3) ICRF -> body-fixed matrix
    at the epoch.
    """
    rises = np.cross([0.0, 0.0, 1.0], axes[2])
    if not np.any(rises):  # the equators are one plane: count from the ICRF's own origin
        rises = np.array([1.0, 0.0, 0.0])
    x, y, _ = axes @ rises
    return (math.degrees(math.atan2(y, x)) + right_ascension_deg) % 360.0


def sun_synchronous_inclination_deg(
    body: CentralBody, a_km: float, eccentricity: float, local_day_s: float
) -> float:
    """The inclination (deg) at which J2 turns the node with the mean Sun, so that its local time stays.

    Raises: ValueError when no inclination does so.
    """
    needed_rad_s = body.rotation_rad_s - 2.0 * math.pi / local_day_s
    equatorial = MeanOrbit(body, a_km, eccentricity, 0.0, 0.0, 0.0, 0.0, 0.0)
    cosine = needed_rad_s / equatorial.node_rate_rad_s
    if abs(cosine) > 1.0:
        raise ValueError(f"no inclination makes an orbit of {a_km:g} km round {body.name} sun-synchronous")
    return math.degrees(math.acos(cosine))


def drawn(orbit: MeanOrbit, unknown: Collection[str], draws: np.random.Generator) -> MeanOrbit:
    """The orbit with its unknown angles drawn evenly from the circle.

    `unknown` names them as MeanOrbit does (node_lon_deg, periapsis_deg, mean_anomaly_deg). Three numbers are drawn
    whatever is unknown: making one more angle unknown does not change the others.

    Raises: ValueError for any other name.
    """
    strange = set(unknown) - set(ANGLES)
    if strange:
        raise ValueError(f"{', '.join(sorted(strange))}: only {', '.join(ANGLES)} can be drawn")
    angles_deg = dict(zip(ANGLES, (360.0 * draws.random(3)).tolist(), strict=True))
    return replace(orbit, **{name: angle for name, angle in angles_deg.items() if name in unknown})
