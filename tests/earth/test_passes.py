"""Passes over a site against brute force, geometry and symmetry; rates within them."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from relaysim.earth.crossings import waving_windows_above
from relaysim.earth.gravity import CentralBody
from relaysim.earth.mean_orbit import MeanOrbit
from relaysim.earth.pass_rates import RateStep, RateTable, rated, volume_bits
from relaysim.earth.passes import passes
from relaysim.earth.site import Site
from relaysim.terrain.body import Body

sys.path.insert(0, str(Path(__file__).parent))
from relay_orbits import CLOCK, EPOCH, JEZERO, MARS, MAVEN, MRO, ORBITS, SOL

Floats = np.ndarray
SPHERE = Body.sphere("Mars", 3_396_190.0)
PROXIMITY_1 = [1e3 * 2**n for n in range(3, 12)]  # 8 to 2048 kbit/s
UHF = RateTable.inverse_square(PROXIMITY_1, 2.048e6, 300.0)


def elevation_deg(orbit: MeanOrbit, site: Site, utc_s: Floats) -> Floats:
    return np.degrees(np.arcsin(site.sight(orbit.position_km(utc_s), utc_s)[0]))


def by_the_second(high: Floats, times: Floats, limit: float) -> list[tuple[float, float, float]]:
    """(first and last sampled instant above, highest value) of each run of samples above a limit."""
    above = np.concatenate(([False], high >= limit, [False]))
    starts, ends = np.flatnonzero(~above[:-1] & above[1:]), np.flatnonzero(above[:-1] & ~above[1:]) - 1
    return [(times[a], times[b], high[a : b + 1].max()) for a, b in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("mask_deg", [5.0, 30.0])
@pytest.mark.parametrize("name", ORBITS)
def test_passes_are_those_of_brute_force(name: str, mask_deg: float) -> None:
    """Against a sample each second for 8 sols and two phases: none that rises 0.1 deg above the mask is missed, none is
    invented, and every edge lies within its second."""
    for turn_deg in (0.0, 123.0):
        orbit = replace(ORBITS[name], mean_anomaly_deg=turn_deg, node_lon_deg=turn_deg / 2)
        times = EPOCH + np.arange(0.0, 8 * SOL)
        plain = by_the_second(elevation_deg(orbit, JEZERO, times), times, mask_deg)
        found = passes(orbit, JEZERO, mask_deg, EPOCH, float(times[-1]))
        sure = [run for run in plain if run[2] > mask_deg + 0.1]
        assert len(sure) <= len(found) and len(sure) > 5
        for first, last, _ in sure:
            [(start, end)] = [w for w in found if w[0] <= first + 0.01 and w[1] >= last - 0.01]
            assert first - 1.01 < start and end < last + 1.01
        for start, end in found:
            inside = times[(times >= start) & (times < end - 0.01)]
            assert (elevation_deg(orbit, JEZERO, inside) >= mask_deg - 1e-9).all()


def test_edges_stand_on_the_mask_to_ten_milliseconds() -> None:
    """At both edges the elevation is the mask, to what it changes in 10 ms."""
    found = np.array(passes(MRO, JEZERO, 10.0, EPOCH, EPOCH + 30 * SOL))
    assert len(found) > 50
    for edges in (found[:, 0], found[:, 1]):
        assert elevation_deg(MRO, JEZERO, edges) == pytest.approx(10.0, abs=3e-3)


def test_passes_shorter_than_the_step_are_found() -> None:
    """At a mask just below a culmination there is a pass of a minute or two; at one just above, none."""
    times = EPOCH + np.arange(0.0, 10 * SOL)
    high = elevation_deg(MRO, JEZERO, times)
    grazing = [run for run in by_the_second(high, times, 8.0) if run[2] < 50.0]
    assert len(grazing) > 10
    for first, last, top in grazing:
        at = times[np.argmax(np.where((times >= first) & (times <= last), high, -90.0))]
        below = passes(MRO, JEZERO, top - 0.05, EPOCH, EPOCH + 10 * SOL)
        [(start, end)] = [w for w in below if w[0] <= at < w[1]]
        assert 2.0 < end - start < 120.0
        above = passes(MRO, JEZERO, top + 0.001, EPOCH, EPOCH + 10 * SOL)
        assert not any(a <= last and b >= first for a, b in above)


def test_mro_passes_near_three_in_the_morning_and_afternoon() -> None:
    """Over 200 sols every pass of MRO stands within two hours of 3:00 or 15:00 LMST; two or three a sol; 5 to 12 minutes each."""
    found = passes(MRO, JEZERO, 10.0, EPOCH, EPOCH + 200 * SOL)
    hours = np.array([CLOCK.seconds_of_day(0.5 * (a + b)) / 3600.0 for a, b in found])
    assert np.abs((hours - 3.0 + 6.0) % 12.0 - 6.0).max() < 2.0
    assert 0.4 < np.mean(hours < 9.0) < 0.6
    assert 2.0 < len(found) / 200 < 3.0
    lengths = np.array([b - a for a, b in found])
    assert 300.0 < np.median(lengths) < 720.0 and lengths.max() < 720.0


def test_an_orbiter_that_stands_still_over_the_site_never_sets() -> None:
    """A stationary orbit gives one window, the interval; from the other side of the body none."""
    a_km = (MARS.gm_km3_s2 / MARS.rotation_rad_s**2) ** (1 / 3)
    still = MeanOrbit(replace(MARS, j2=0.0), a_km, 0.0, 0.0, 70.0, 0.0, 0.0, EPOCH)
    assert passes(still, JEZERO, 10.0, EPOCH, EPOCH + 3 * SOL) == [(EPOCH, EPOCH + 3 * SOL)]
    assert passes(replace(still, node_lon_deg=250.0), JEZERO, 10.0, EPOCH, EPOCH + 3 * SOL) == []
    assert passes(still, JEZERO, 10.0, EPOCH, EPOCH) == []


def test_a_pass_overhead_lasts_as_long_as_the_triangle_says() -> None:
    """Round a body that stands still: half-angle acos(R cos(mask) / r) - mask on either side of the zenith."""
    quiet = CentralBody("Mars", MARS.gm_km3_s2, 0.0, 3396.19, 0.0, "a sphere that stands still")
    orbit = MeanOrbit(quiet, 3796.19, 0.0, 90.0, 77.0, 0.0, 0.0, EPOCH)
    site, mask = Site.at(SPHERE, 20.0, 77.0), math.radians(10.0)
    half = math.acos(3396.19 * math.cos(mask) / 3796.19) - mask
    [(start, end)] = passes(orbit, site, 10.0, EPOCH, EPOCH + orbit.period_s)
    assert end - start == pytest.approx(2 * half / orbit.kepler_rad_s, abs=0.02)
    assert 0.5 * (start + end) - EPOCH == pytest.approx(math.radians(20.0) / orbit.kepler_rad_s, abs=0.01)


def test_a_pass_is_cut_by_the_interval_and_the_parts_join() -> None:
    """Two halves of an interval hold what the whole holds, a pass across the middle in two parts."""
    [(a, b), *_] = passes(MRO, JEZERO, 10.0, EPOCH, EPOCH + SOL)
    middle = 0.5 * (a + b)
    [*_, left] = passes(MRO, JEZERO, 10.0, EPOCH, middle)
    [right, *_] = passes(MRO, JEZERO, 10.0, middle, EPOCH + SOL)
    assert left == (pytest.approx(a, abs=0.02), middle) and right == (middle, pytest.approx(b, abs=0.02))


def test_a_site_that_moves_is_where_it_is_then() -> None:
    """Each pass is that over the place of its time."""
    other = Site.at(SPHERE, -40.0, 200.0)
    both = Site.moving(SPHERE, [(EPOCH, 18.4446, 77.4509, -2500.0), (EPOCH + 5 * SOL, -40.0, 200.0, 0.0)])
    moved = passes(MRO, both, 10.0, EPOCH, EPOCH + 10 * SOL)
    first = passes(MRO, JEZERO, 10.0, EPOCH, EPOCH + 5 * SOL)
    then = passes(MRO, other, 10.0, EPOCH + 5 * SOL, EPOCH + 10 * SOL)
    assert moved == [(pytest.approx(a, abs=0.02), pytest.approx(b, abs=0.02)) for a, b in first + then]
    with pytest.raises(ValueError, match="must rise"):
        Site.moving(SPHERE, [(5.0, 0.0, 0.0, 0.0), (4.0, 1.0, 0.0, 0.0)])


def test_a_site_on_an_ellipsoid_looks_along_its_normal() -> None:
    """At 45 deg of planetographic latitude on WGS 84: (4517.59, 0, 4487.35) km, up at 45 degrees."""
    place = Site.at(Body("Earth", 6_378_137.0, 6_356_752.314), 45.0, 0.0)
    assert place.place_km[0] == pytest.approx([4517.59, 0.0, 4487.35], abs=0.01)
    assert place.up[0] == pytest.approx([math.sqrt(0.5), 0.0, math.sqrt(0.5)])


def sine(period_s: float, lift: float) -> Callable[[Floats], Floats]:
    return lambda t: np.sin(2 * math.pi * t / period_s) + lift


def test_peaks_and_dips_between_samples() -> None:
    """A wave that barely reaches the limit, or barely leaves it, though no sample does either."""
    barely = waving_windows_above(sine(100.0, -0.999), 0.0, 3.0, 1003.0, 31.0)
    assert len(barely) == 10
    half = 100.0 / (2 * math.pi) * math.acos(0.999)
    for n, (start, end) in enumerate(barely):
        peak = 25.0 + 100.0 * n
        assert (start, end) == (pytest.approx(peak - half, abs=0.02), pytest.approx(peak + half, abs=0.02))
    gaps = waving_windows_above(sine(100.0, 0.999), 0.0, 3.0, 1003.0, 31.0)
    assert len(gaps) == 11
    assert gaps[0] == (3.0, pytest.approx(75.0 - half, abs=0.02))
    with pytest.raises(ValueError, match="step_s"):
        waving_windows_above(sine(1.0, 0.0), 0.0, 0.0, 1.0, 0.0)


@pytest.mark.parametrize("name", ORBITS)
def test_rates_are_the_highest_that_close(name: str) -> None:
    """At every second of every pass the rate is that of the definition, but for the 20 ms round a step."""
    orbit = ORBITS[name]
    windows = passes(orbit, JEZERO, 10.0, EPOCH, EPOCH + 4 * SOL)
    for window, stretches in zip(windows, rated(orbit, JEZERO, UHF, windows), strict=True):
        times = np.arange(window[0] + 0.05, window[1] - 0.05)
        range_km = JEZERO.sight(orbit.position_km(times), times)[1]
        edges = [t for start, end, steps in stretches for t in [start, end, *(at for at, _ in steps)]]
        for t, r in zip(times.tolist(), range_km.tolist(), strict=True):
            if min((abs(t - edge) for edge in edges), default=1.0) < 0.02:
                continue
            closing = [rate for rate in PROXIMITY_1 if rate * r**2 <= 2.048e6 * 300.0**2]
            now = [steps for start, end, steps in stretches if start <= t < end]
            rate = [rate for at, rate in now[0] if at <= t][-1] if now else 0.0
            assert rate == (closing[-1] if closing else 0.0)


def test_rates_stand_in_order_and_change_at_each_step() -> None:
    """Steps begin with the stretch, rise in time within it, differ from their neighbours, and are above zero."""
    windows = passes(MAVEN, JEZERO, 10.0, EPOCH, EPOCH + 30 * SOL)
    for stretches in rated(MAVEN, JEZERO, UHF, windows):
        for start, end, steps in stretches:
            instants = [at for at, _ in steps]
            assert instants[0] == start and sorted(instants) == instants and instants[-1] < end
            rates = [rate for _, rate in steps]
            assert all(a != b for a, b in pairwise(rates)) and min(rates) > 0.0


def test_a_typical_pass_of_mro_carries_what_is_published() -> None:
    """8 to 2048 kbit/s by the inverse square, the highest out to 300 km: 100-250 Mbit in the mean of 200 sols."""
    windows = passes(MRO, JEZERO, 10.0, EPOCH, EPOCH + 200 * SOL)
    volumes = [sum(volume_bits(w) for w in stretches) for stretches in rated(MRO, JEZERO, UHF, windows)]
    assert 100e6 < np.mean(volumes) < 250e6
    assert max(volumes) < 2.048e6 * 720.0


def test_rates_by_elevation_and_a_gap_in_the_middle() -> None:
    """A rate that needs 40 deg stands only around the culmination; out of range of every rate nothing is sent."""
    high = [0.5 * (a + b) for a, b in passes(MRO, JEZERO, 45.0, EPOCH, EPOCH + 40 * SOL)]
    windows = [
        w for w in passes(MRO, JEZERO, 10.0, EPOCH, EPOCH + 40 * SOL) if any(w[0] < t < w[1] for t in high)
    ]
    assert len(windows) > 10
    steep = RateTable((RateStep(8e3), RateStep(1e6, min_elevation_deg=40.0)))
    for stretches in rated(MRO, JEZERO, steep, windows):
        [(_, _, ((_, low), (up, high), (down, last)))] = stretches
        assert (low, high, last) == (8e3, 1e6, 8e3)
        assert elevation_deg(MRO, JEZERO, np.array([up, down])) == pytest.approx(40.0, abs=0.02)
    near = RateTable((RateStep(1e6, max_range_km=600.0),))
    for (start, end), stretches in zip(windows, rated(MRO, JEZERO, near, windows), strict=True):
        [(a, b, steps)] = stretches
        assert start < a < b < end and steps == ((a, 1e6),)
    assert rated(MRO, JEZERO, RateTable((RateStep(1.0, max_range_km=10.0),)), windows) == [[]] * len(windows)
    assert rated(MRO, JEZERO, near, []) == []


@pytest.mark.parametrize("rates", [(), (0.0,), (2.0, 1.0), (1.0, 1.0)])
def test_rates_that_are_no_table_are_refused(rates: tuple[float, ...]) -> None:
    """At least one, above zero, rising."""
    with pytest.raises(ValueError, match="rates must"):
        RateTable(tuple(RateStep(rate) for rate in rates))
