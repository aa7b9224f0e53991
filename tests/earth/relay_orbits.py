"""The relay orbiters of Mars as the design knows them, over Jezero."""

from __future__ import annotations

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import parse_utc
from relaysim.earth.elements import (
    node_lon_of_local_time,
    semi_major_axis_km,
    sun_synchronous_inclination_deg,
)
from relaysim.earth.gravity import central_body
from relaysim.earth.mean_orbit import MeanOrbit
from relaysim.earth.site import Site
from relaysim.terrain.body import Body

MARS = central_body("Mars")
# LMST of the mission's clock kernel: longitude 77.4298 E.
CLOCK = LocalClock(88775.244, parse_utc("2021-02-18T04:24:15.8Z"))
CLOCK_LON_DEG = 77.4298
EPOCH = CLOCK.utc_s(0)
SOL = CLOCK.day_length_s
JEZERO = Site.at(Body.sphere("Mars", 3_396_190.0), 18.4446, 77.4509, -2500.0)


def sun_synchronous(
    low_km: float, high_km: float, node_hours: float, periapsis_deg: float, anomaly_deg: float
) -> MeanOrbit:
    """An orbit whose node keeps its local time."""
    a_km, e = semi_major_axis_km(MARS, low_km, high_km)
    tilt_deg = sun_synchronous_inclination_deg(MARS, a_km, e, SOL)
    lon_deg = node_lon_of_local_time(CLOCK, CLOCK_LON_DEG, 3600.0 * node_hours, EPOCH)
    return MeanOrbit(MARS, a_km, e, tilt_deg, lon_deg, periapsis_deg, anomaly_deg, EPOCH)


def walking(low_km: float, high_km: float, tilt_deg: float, anomaly_deg: float = 0.0) -> MeanOrbit:
    """An orbit whose node walks through the day."""
    a_km, e = semi_major_axis_km(MARS, low_km, high_km)
    return MeanOrbit(MARS, a_km, e, tilt_deg, 100.0, 30.0, anomaly_deg, EPOCH)


MRO = sun_synchronous(255.0, 320.0, 15.0, 270.0, 10.0)
ODYSSEY = sun_synchronous(390.0, 410.0, 18.5, 0.0, 20.0)
TGO = walking(390.0, 410.0, 74.0, 30.0)
MAVEN = walking(180.0, 4500.0, 75.0, 40.0)
ORBITS = {"MRO": MRO, "Odyssey": ODYSSEY, "TGO": TGO, "MAVEN": MAVEN}
