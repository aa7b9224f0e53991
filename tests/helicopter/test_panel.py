"""Sunlight on the panel: the Sun's place, the dust in the air, the dust on the cells."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.helicopter.power.climate import Climate, Storm
from relaysim.helicopter.power.net_flux import share_through
from relaysim.helicopter.power.panel import Panel
from relaysim.helicopter.power.sun import SOLAR_CONSTANT_W_M2, Sun

sys.path.insert(0, str(Path(__file__).parent))
from ingenuity_power import CLOCK, PLACE, sky, sun

DAY = LocalClock(86400.0, 0.0, "day", "local")


def test_the_sun_stands_where_the_ephemeris_says() -> None:
    """Through the year the elevation read off four samples a sol is within 0.25 deg of the full calculation."""
    for sol in (50, 300, 426, 650):
        times = CLOCK.utc_s(sol) + np.linspace(0.0, CLOCK.day_length_s, 97)
        expected = sky().sun_from(*PLACE, times)[1]
        assert np.abs(sun(45, 700).elevation_deg(times) - expected).max() < 0.25


def test_the_suns_distance_follows_the_orbit_of_mars() -> None:
    """Between 1.381 and 1.666 au, the nearest at Ls 251, near sol 475."""
    distance = sun(45, 700).distance_au
    assert distance.min() == pytest.approx(1.381, abs=0.002)
    assert distance.max() == pytest.approx(1.666, abs=0.002)
    nearest = sun(45, 700).utc_s[np.argmin(distance)]
    assert 465 <= CLOCK.day(float(nearest)) <= 485


def test_a_sun_by_the_clock() -> None:
    """Without an ephemeris: noon at 12:00, 90 deg less latitude plus declination; midnight as far below."""
    by_clock = Sun.of_clock(DAY, 50.0, 10.0, 1.0, (0.0, 3 * 86400.0))
    noon = np.array([0.5, 1.5, 2.5]) * 86400.0
    assert by_clock.elevation_deg(noon) == pytest.approx([50.0] * 3)
    assert float(by_clock.elevation_deg(86400.0)) == pytest.approx(-30.0)
    assert float(by_clock.above_the_air_w_m2(0.0)) == SOLAR_CONSTANT_W_M2


@pytest.mark.parametrize(
    ("zenith", "depth", "flux"),
    [(0.0, 0.5, 0.810), (60.0, 1.0, 0.560), (80.0, 0.3, 0.562), (30.0, 3.0, 0.414)],
)
def test_the_published_table(zenith: float, depth: float, flux: float) -> None:
    """Net flux at nodes of table III of Appelbaum and Flood 1990, over ground of albedo 0.1."""
    assert share_through(90.0 - zenith, depth) == pytest.approx(flux / 0.9)


@given(st.floats(5.0, 90.0), st.floats(0.0, 6.0))
def test_more_comes_through_than_the_direct_beam(elevation: float, depth: float) -> None:
    """Scattered light adds to exp(-depth / sin(elevation)); and no more arrives than falls in.

    The last figure of the table leaves 0.5 %, its bilinear reading between nodes 4 % where the light goes quickly.
    """
    direct = np.exp(-depth / np.sin(np.radians(elevation)))
    assert direct - 0.045 <= float(share_through(elevation, depth)) <= 1.0 + 1e-12


@given(st.floats(5.0, 90.0), st.floats(0.0, 5.9))
def test_more_dust_lets_less_through(elevation: float, depth: float) -> None:
    """The share falls with the optical depth."""
    assert share_through(elevation, depth + 0.1) < share_through(elevation, depth)


def test_no_dust_takes_nothing_and_the_night_gives_nothing() -> None:
    """Without dust all light arrives, at any elevation; below the horizon none."""
    assert share_through(np.array([1.0, 45.0, 90.0]), 0.0) == pytest.approx([1.0, 1.0, 1.0])
    assert share_through(np.array([0.0, -10.0]), 0.5).tolist() == [0.0, 0.0]


def test_power_is_light_times_area_times_efficiency() -> None:
    """Under a Sun in the zenith at 1 au, without dust: 1361 W/m2 on a tenth of a square metre at 20 %."""
    overhead = Sun.of_clock(DAY, 0.0, 0.0, 1.0, (0.0, 86400.0))
    noon, clear = np.array([43200.0]), np.zeros(1)
    assert Panel(0.1, 0.2).power_w(overhead, clear, noon) == pytest.approx([27.22])
    half = Panel(0.1, 0.2, ((0.0, 0.0), (86400.0, 1.0)))
    assert half.power_w(overhead, clear, noon) == pytest.approx([13.61])


def test_dust_on_the_panel_is_held_outside_its_rows() -> None:
    """Before the first row as at the first, after the last as at the last."""
    panel = Panel(0.1, 0.2, ((100.0, 0.1), (200.0, 0.3)))
    assert panel.dust_loss(np.array([0.0, 150.0, 900.0])) == pytest.approx([0.1, 0.2, 0.3])


def test_the_year_closes_on_itself() -> None:
    """Between the last row of a table by season and Ls 360 the first row counts."""
    air = Climate("solar-longitude", np.array([0.0, 270.0]), *(np.array([1.0, 3.0]) for _ in range(4)))
    times = CLOCK.utc_s(0) + 86400.0 * np.arange(687)
    values = air.read(air.optical_depth, times)
    assert values.min() == pytest.approx(1.0, abs=0.02)
    assert values.max() == pytest.approx(3.0, abs=0.02)
    assert np.abs(np.diff(values)).max() < 0.02


def test_a_table_by_date_and_a_constant() -> None:
    """By date it is linear between rows; a constant never changes."""
    by_date = Climate("date", np.array([0.0, 100.0]), *(np.array([1.0, 2.0]) for _ in range(4)))
    assert by_date.read(by_date.optical_depth, np.array([50.0, 500.0])) == pytest.approx([1.5, 2.0])
    steady = Climate.constant(1.2, 0.1, 5.0, 15.0)
    assert steady.read(steady.night_c, np.array([0.0, 1e9])).tolist() == [5.0, 5.0]


def test_a_storm_rises_and_falls() -> None:
    """In lines to its peak and back; never below the air without it."""
    storm = Storm(0.0, 10.0, 30.0, 2.0)
    times = np.array([-5.0, 5.0, 10.0, 20.0, 40.0])
    assert storm.over(np.full(5, 0.5), times) == pytest.approx([0.5, 1.25, 2.0, 1.25, 0.5])
    assert storm.over(np.full(5, 3.0), times).tolist() == [3.0] * 5
