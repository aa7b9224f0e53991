"""Orbits from mean elements: known orbits, laws, and the J2 equations against an integration of the force."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from relaysim.clock.rotation import body_axes
from relaysim.earth.elements import (
    drawn,
    node_local_time_s,
    node_lon_of_right_ascension,
    semi_major_axis_km,
    sun_synchronous_inclination_deg,
)
from relaysim.earth.gravity import CentralBody, central_body
from relaysim.earth.mean_orbit import MeanOrbit
from relaysim.errors import InputError

sys.path.insert(0, str(Path(__file__).parent))
from relay_orbits import CLOCK, CLOCK_LON_DEG, EPOCH, MARS, MAVEN, MRO, ODYSSEY, ORBITS, SOL, TGO

ROUND = CentralBody("Mars", MARS.gm_km3_s2, 0.0, MARS.reference_radius_km, 0.0, "a sphere that stands still")


def degrees_a_day(rate_rad_s: float) -> float:
    return math.degrees(rate_rad_s) * 86400.0


def test_gravity_of_each_body() -> None:
    """J2 of Mars 1.957e-3, of the Moon 2.03e-4, of Earth 1.0826e-3; the name's capitals do not matter; others are refused."""
    expected = {"Mars": 1.957e-3, "moon": 2.032e-4, "EARTH": 1.0826e-3}
    for name, j2 in expected.items():
        assert central_body(name).j2 == pytest.approx(j2, rel=1e-3)
    with pytest.raises(InputError, match=r"Phobos.*Mars, Moon, Earth"):
        central_body("Phobos")


def test_the_earth_satellite_that_everybody_knows() -> None:
    """800 km over Earth, sun-synchronous at 98.6 deg: the node goes 360 deg in a year; critical inclination 63.43 deg."""
    earth = central_body("Earth")
    tilt = sun_synchronous_inclination_deg(earth, 6378.137 + 800.0, 0.0, 86400.0)
    assert tilt == pytest.approx(98.6, abs=0.05)
    orbit = MeanOrbit(earth, 7178.137, 0.001, tilt, 0.0, 0.0, 0.0, 0.0)
    assert degrees_a_day(orbit.node_rate_rad_s) * 365.2422 == pytest.approx(360.0, abs=0.5)
    frozen = replace(orbit, inclination_deg=math.degrees(math.asin(math.sqrt(0.8))))
    assert frozen.periapsis_rate_rad_s == pytest.approx(0.0, abs=1e-15)


def test_known_periods() -> None:
    """MRO 112 min, Odyssey and TGO about 2 h, MAVEN 3.66 h."""
    assert MRO.period_s / 60.0 == pytest.approx(112.0, abs=2.0)
    assert ODYSSEY.period_s / 3600.0 == pytest.approx(2.0, abs=0.05)
    assert TGO.period_s / 3600.0 == pytest.approx(2.0, abs=0.05)
    assert MAVEN.period_s / 3600.0 == pytest.approx(3.66, abs=0.03)


def test_mro_follows_the_sun() -> None:
    """At the inclination 92.65 deg that MRO flies, the node turns with the mean Sun, 0.524 deg a day, within 2 %."""
    flown = replace(MRO, inclination_deg=92.65)
    assert degrees_a_day(flown.node_rate_rad_s) == pytest.approx(0.524, rel=0.02)
    assert MRO.inclination_deg == pytest.approx(92.65, abs=0.05)


def test_a_sun_synchronous_node_keeps_its_local_time() -> None:
    """The node of MRO stands at 15:00 LMST at every sol for three years, to a second."""
    for sol in (0.0, 0.3, 500.0, 1000.7):
        assert node_local_time_s(MRO, CLOCK, CLOCK_LON_DEG, EPOCH + sol * SOL) == pytest.approx(
            54000.0, abs=1.0
        )


def test_tgo_walks_through_the_day_in_some_hundred_sols() -> None:
    """TGO's local time goes round westward in 104 sols, MAVEN's more slowly."""

    def sols_a_round(orbit: MeanOrbit) -> float:
        a = node_local_time_s(orbit, CLOCK, CLOCK_LON_DEG, EPOCH)
        b = node_local_time_s(orbit, CLOCK, CLOCK_LON_DEG, EPOCH + SOL)
        return 86400.0 / ((a - b) % 86400.0)

    assert sols_a_round(TGO) == pytest.approx(104.0, abs=5.0)
    assert 200.0 < sols_a_round(MAVEN) < 300.0


@pytest.mark.parametrize("orbit", ORBITS.values(), ids=ORBITS)
def test_an_orbit_keeps_to_its_altitudes_and_latitudes(orbit: MeanOrbit) -> None:
    """Over many turns the radius runs from periapsis to apoapsis, the latitude from -i to i, and no farther."""
    at = orbit.position_km(EPOCH + np.arange(0.0, 40 * orbit.period_s, 20.0))
    radius = np.linalg.norm(at, axis=1)
    a, e = orbit.semi_major_axis_km, orbit.eccentricity
    assert radius.min() == pytest.approx(a * (1 - e), abs=0.1)
    assert radius.max() == pytest.approx(a * (1 + e), abs=0.1)
    tilt = min(orbit.inclination_deg, 180.0 - orbit.inclination_deg)
    lat = np.degrees(np.arcsin(at[:, 2] / radius))
    assert (lat.min(), lat.max()) == (pytest.approx(-tilt, abs=0.05), pytest.approx(tilt, abs=0.05))


@pytest.mark.parametrize("e", [0.0, 0.01, 0.4, 0.9])
def test_equal_areas_in_equal_times(e: float) -> None:
    """Without J2 and rotation: Kepler's second and third laws, and the orbit closes upon itself."""
    orbit = MeanOrbit(ROUND, 60_000.0, e, 50.0, 10.0, 20.0, 30.0, EPOCH)
    step_s = orbit.period_s / 4000
    at = orbit.position_km(EPOCH + step_s * np.arange(4001))
    swept = np.linalg.norm(np.cross(at[:-1], at[1:]), axis=1)
    assert swept == pytest.approx(np.full(4000, swept.mean()), rel=2e-3 / (1 - e) ** 2)
    assert orbit.period_s**2 * ROUND.gm_km3_s2 == pytest.approx(4 * math.pi**2 * 60_000.0**3)
    assert at[-1] == pytest.approx(at[0], abs=1e-3)


@pytest.mark.parametrize("e", [0.0, 1e-9, 0.0088, 0.38, 0.8, 0.97])
def test_the_motion_obeys_newton(e: float) -> None:
    """Without J2 the second difference of the position is the pull of the body: Kepler's equation is solved."""
    orbit = MeanOrbit(ROUND, 200_000.0, e, 63.0, 0.0, 77.0, 0.0, EPOCH)
    times = EPOCH + np.linspace(0.0, orbit.period_s, 300)
    h = 30.0
    before, at, after = (orbit.position_km(times + d) for d in (-h, 0.0, h))
    pull = -ROUND.gm_km3_s2 * at / np.linalg.norm(at, axis=1, keepdims=True) ** 3
    push = (before - 2 * at + after) / h**2
    assert np.linalg.norm(push - pull, axis=1) == pytest.approx(0.0, abs=3e-3 * np.abs(pull).max())


def test_a_repeating_ground_track_closes() -> None:
    """Where node and anomaly rates are made commensurable, the track over the ground is the same after a cycle."""
    tied = CentralBody("Mars", MARS.gm_km3_s2, 0.0, MARS.reference_radius_km, 0.0, "to be tied")
    slow = MeanOrbit(tied, 3800.0, 0.02, 60.0, 0.0, 40.0, 0.0, EPOCH)
    turns = CentralBody(
        "Mars", MARS.gm_km3_s2, 0.0, MARS.reference_radius_km, 360.0 / (13 * slow.period_s / 86400.0), "tied"
    )
    orbit = replace(slow, body=turns)
    times = EPOCH + np.linspace(0.0, orbit.period_s, 50)
    assert orbit.position_km(times + 13 * orbit.period_s) == pytest.approx(orbit.position_km(times), abs=1e-3)
    assert np.abs(orbit.position_km(times + orbit.period_s) - orbit.position_km(times)).max() > 100.0


def test_mirror_orbits_are_mirror_images() -> None:
    """The orbit whose periapsis is half a turn on is the other's image through the plane of the equator and the axis."""
    times = EPOCH + np.linspace(0.0, 86400.0, 200)
    here = MAVEN.position_km(times)
    there = replace(MAVEN, periapsis_deg=MAVEN.periapsis_deg + 180.0, node_lon_deg=MAVEN.node_lon_deg + 180.0)
    assert there.position_km(times) == pytest.approx(here * [1.0, 1.0, -1.0], abs=1e-6)


def integrated(body: CentralBody, state: np.ndarray, step_s: float, steps: int) -> np.ndarray:
    """States (steps + 1, 6) under the central force and J2, axes that do not turn: Runge and Kutta's fourth order."""

    def rate(s: np.ndarray) -> np.ndarray:
        x, y, z = s[:3]
        r2 = x * x + y * y + z * z
        gm = body.gm_km3_s2 / r2**1.5
        bulge = 1.5 * body.j2 * body.reference_radius_km**2 / r2
        level, up = 1.0 + bulge * (1 - 5 * z * z / r2), 1.0 + bulge * (3 - 5 * z * z / r2)
        return np.array([s[3], s[4], s[5], -gm * x * level, -gm * y * level, -gm * z * up])

    states = [state]
    for _ in range(steps):
        s = states[-1]
        k1 = rate(s)
        k2 = rate(s + 0.5 * step_s * k1)
        k3 = rate(s + 0.5 * step_s * k2)
        k4 = rate(s + step_s * k3)
        states.append(s + step_s / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4))
    return np.array(states)


@pytest.mark.parametrize(
    ("a_km", "e", "tilt_deg"), [(3796.0, 0.02, 74.0), (3683.5, 0.01, 92.65), (5736.0, 0.37, 75.0)]
)
def test_drifts_agree_with_an_integration_of_the_force(a_km: float, e: float, tilt_deg: float) -> None:
    """Twelve turns under J2 itself: node to 1 %, periapsis to 3 %, the time of a turn to
    6e-5, to which J2 adds more than four times that.

    The mean semi-major axis is that of the integrated path, averaged over time (its short-period part averages out).
    """
    gm, tilt = MARS.gm_km3_s2, math.radians(tilt_deg)
    fast = math.sqrt(gm / a_km * (1 + e) / (1 - e))
    start = np.array([a_km * (1 - e), 0.0, 0.0, 0.0, fast * math.cos(tilt), fast * math.sin(tilt)])
    period = 2 * math.pi * math.sqrt(a_km**3 / gm)
    step_s, steps = period / 400, 400 * 12
    path = integrated(MARS, start, step_s, steps)
    r, v = path[:, :3], path[:, 3:]
    radius = np.linalg.norm(r, axis=1)
    mean_a = float(np.mean(1.0 / (2.0 / radius - np.einsum("ij,ij->i", v, v) / gm)))
    spin = np.cross(r, v)
    shape = np.cross(v, spin) / gm - r / radius[:, None]
    mean_e = float(np.mean(np.linalg.norm(shape, axis=1)))
    mean_tilt = float(np.degrees(np.mean(np.arccos(spin[:, 2] / np.linalg.norm(spin, axis=1)))))
    orbit = MeanOrbit(MARS, mean_a, mean_e, mean_tilt, 0.0, 0.0, 0.0, 0.0)

    node = np.unwrap(np.arctan2(spin[:, 0], -spin[:, 1]))
    times = step_s * np.arange(steps + 1)
    assert np.polyfit(times, node, 1)[0] == pytest.approx(orbit.node_rate_rad_s, rel=0.01)

    # From node to node on a nearly circular orbit; from periapsis to periapsis, where that is sharp.
    round_ = e < 0.1
    phase = r[:, 2] if round_ else np.einsum("ij,ij->i", r, v)
    rises = np.flatnonzero((phase[:-1] < 0) & (phase[1:] >= 0))
    crossings = times[rises] + step_s * phase[rises] / (phase[rises] - phase[rises + 1])
    rate = orbit.mean_anomaly_rate_rad_s + (orbit.periapsis_rate_rad_s if round_ else 0.0)
    turn = np.polyfit(np.arange(len(crossings)), crossings, 1)[0]
    tolerance = 6e-5  # the rates are of first order: what is left is some tens of (J2 (R/a)^2)^2
    assert turn == pytest.approx(2 * math.pi / rate, rel=tolerance)
    assert abs(rate / orbit.kepler_rad_s - 1.0) > 4 * tolerance  # else J2's part is not seen
    if e > 0.1:
        n_hat = np.stack([np.cos(node), np.sin(node), np.zeros_like(node)], axis=1)
        along = np.einsum("ij,ij->i", shape, n_hat)
        across = np.einsum("ij,ij->i", np.cross(n_hat, shape), spin) / np.linalg.norm(spin, axis=1)
        slope = np.polyfit(times, np.unwrap(np.arctan2(across, along)), 1)[0]
        assert slope == pytest.approx(orbit.periapsis_rate_rad_s, rel=0.03)


def test_altitudes_make_the_ellipse() -> None:
    """Periapsis and apoapsis count from the reference radius; an apoapsis below the periapsis is refused."""
    assert semi_major_axis_km(MARS, 300.0, 300.0) == (3696.0, 0.0)
    a_km, e = semi_major_axis_km(MARS, 180.0, 4500.0)
    assert (a_km * (1 - e), a_km * (1 + e)) == (pytest.approx(3576.0), pytest.approx(7896.0))
    with pytest.raises(ValueError, match="below the periapsis"):
        semi_major_axis_km(MARS, 300.0, 299.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"eccentricity": 1.0}, "eccentricity"),
        ({"eccentricity": -0.1}, "eccentricity"),
        ({"inclination_deg": 181.0}, "inclination"),
        ({"semi_major_axis_km": 3000.0}, "below the reference radius"),
        ({"eccentricity": float("nan")}, "eccentricity"),
    ],
)
def test_what_is_no_orbit_is_refused(change: dict[str, float], message: str) -> None:
    """No parabola, no tilt beyond 180 degrees, no way through the ground."""
    with pytest.raises(ValueError, match=message):
        replace(MRO, **change)


def test_no_inclination_is_sun_synchronous_far_out() -> None:
    """Where J2 is too weak to turn the node with the Sun, that is said."""
    with pytest.raises(ValueError, match="sun-synchronous"):
        sun_synchronous_inclination_deg(MARS, 20_000.0, 0.0, SOL)


def test_a_right_ascension_is_turned_by_the_prime_meridian() -> None:
    """In the body's equator longitude is right ascension less W: for Mars W at the epoch by the IAU's formula."""
    axes = body_axes("Mars", EPOCH)
    days = (EPOCH - 946_728_000.0 + 69.184) / 86400.0
    w_deg = 176.630 + 350.89198226 * days
    assert node_lon_of_right_ascension(40.0, axes) == pytest.approx((40.0 - w_deg) % 360.0, abs=1e-6)


def test_the_linear_turn_agrees_with_the_bodys_axes() -> None:
    """Over 1,000 sols an orbit without J2 keeps its plane among the stars: the table's rotation is that of the axes."""
    still = replace(MARS, j2=0.0)
    orbit = MeanOrbit(still, 4000.0, 0.0, 90.0, 25.0, 0.0, 0.0, EPOCH)
    for utc_s in (EPOCH, EPOCH + 1000 * SOL):
        lon = math.radians(orbit.node_lon_deg + math.degrees(orbit.node_drift_rad_s) * (utc_s - EPOCH))
        node = body_axes("Mars", utc_s).T @ [math.cos(lon), math.sin(lon), 0.0]
        if utc_s == EPOCH:
            first = node
    assert math.degrees(math.acos(min(first @ node, 1.0))) < 0.01


def test_only_what_is_unknown_is_drawn() -> None:
    """The same stream gives the same angles, each in [0, 360), and one more unknown leaves the others as they were."""

    def rng() -> np.random.Generator:
        return np.random.default_rng(5)

    assert drawn(MRO, (), rng()) == MRO
    one = drawn(MRO, ("mean_anomaly_deg",), rng())
    two = drawn(MRO, ("mean_anomaly_deg", "node_lon_deg"), rng())
    assert one == replace(MRO, mean_anomaly_deg=one.mean_anomaly_deg) != MRO
    assert two == replace(one, node_lon_deg=two.node_lon_deg) != one
    phases = [
        drawn(MRO, ("mean_anomaly_deg",), np.random.default_rng(n)).mean_anomaly_deg for n in range(500)
    ]
    assert 0.0 <= min(phases) < 10.0 and 350.0 < max(phases) < 360.0
    with pytest.raises(ValueError, match="eccentricity: only node_lon_deg"):
        drawn(MRO, ("eccentricity",), rng())
