"""Light on a panel where the helicopter stands: the Sun's place in the sky, the terrain's shadow, what each place gives."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.helicopter.power.flight_power import FlightPower, Leg
from relaysim.helicopter.power.panel import Panel
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.helicopter.power.sun import SOLAR_CONSTANT_W_M2, Sun
from relaysim.helicopter.power.surroundings import Surroundings
from relaysim.scenario.terrain_horizon import terrain_horizon

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "sightline"))
from ingenuity_power import CLOCK, PLACE, sky
from power_cases import DAYS, SUN, plan_of
from small_grounds import end, ground

DAY = LocalClock(86400.0, 0.0, "day", "local")
HOURS = np.arange(0.0, 86400.0, 600.0)
FLAT_M = 1e9  # the radius of a body that hardly bulges: 0.2 mm over 600 m
CELL_M, WALL, WALL_M, PANEL_M = 5.0, 140, 20.0, 0.5


def low_sun(elevation_deg: float) -> tuple[Sun, np.ndarray]:
    """A Sun that stands so high in the east of a place on the equator, at the instant that comes with it."""
    return Sun.of_clock(DAY, 0.0, 0.0, 1.0, (0.0, 86400.0)), np.array([(90.0 + elevation_deg) * 240.0])


def walled():  # type: ignore[no-untyped-def]
    """Level ground with a wall from north to south."""
    heights = np.zeros((9, 201))
    heights[:, WALL] = WALL_M
    return ground(heights, cell_m=CELL_M, radius_m=FLAT_M)


def light_w(terrain, column: float, elevation_deg: float, panel: Panel) -> float:  # type: ignore[no-untyped-def]
    """What a panel at this column gives without air."""
    sun, at = low_sun(elevation_deg)
    over = terrain_horizon(terrain, end(terrain, column, 4.0, PANEL_M))
    return float(panel.power_w(sun, np.zeros(1), at, over)[0])


def test_the_sun_stands_in_the_direction_that_the_ephemeris_says() -> None:
    """Azimuths through a sol, read off four samples, are those of the full calculation; so from a place farther east."""
    times = CLOCK.utc_s(300) + np.linspace(0.0, CLOCK.day_length_s, 97)
    span = float(times[0]), float(times[-1])
    for east in (0.0, 12.5):
        of_place = Sun.of_sky(sky(), *PLACE, CLOCK.day_length_s, span).moved(PLACE[0] - 3.0, east)
        azimuth, elevation = sky().sun_from(PLACE[0] - 3.0, PLACE[1] + east, times)
        off = (of_place.azimuth_deg(times) - azimuth + 180.0) % 360.0 - 180.0
        assert np.abs(off * np.cos(np.radians(elevation))).max() < 0.25
        assert np.abs(of_place.elevation_deg(times) - elevation).max() < 0.25


def test_the_sun_goes_from_east_over_the_north_to_west_south_of_it() -> None:
    """At 50 deg south: in the east in the morning, in the north at noon, in the west in the evening."""
    sun = Sun.of_clock(DAY, -50.0, 0.0, 1.0, (0.0, 86400.0))
    assert sun.azimuth_deg(np.array([6.0, 12.0, 18.0]) * 3600.0) % 359.999 == pytest.approx(
        [90.0, 0.0, 270.0], abs=0.01
    )


@given(st.floats(-0.5, 0.5))
def test_the_disc_sinks_below_a_horizon_bit_by_bit(above_deg: float) -> None:
    """Half of it at its centre, all or nothing a quarter of a degree away, and as much above as below is hidden."""
    sun, at = low_sun(10.0)
    share = float(sun.share_above(10.0 - above_deg, at)[0])
    assert share + float(sun.share_above(10.0 + above_deg, at)[0]) == pytest.approx(1.0, abs=1e-9)
    if abs(above_deg) > 0.267:
        assert share == (1.0 if above_deg > 0.0 else 0.0)
    assert float(sun.share_above(10.0, at)[0]) == pytest.approx(0.5)


@given(st.floats(0.5, 90.0))
def test_a_panel_that_faces_the_sun_has_all_of_its_light(elevation_deg: float) -> None:
    """Without air the same at any elevation; one that lies level the sine of that."""
    sun, at = low_sun(elevation_deg)
    up, square = (
        float(Panel(0.1, 0.2, lies_level=way).power_w(sun, np.zeros(1), at)[0]) for way in (True, False)
    )
    assert square == pytest.approx(0.02 * SOLAR_CONSTANT_W_M2)
    assert up == pytest.approx(square * np.sin(np.radians(elevation_deg)))


@given(st.floats(6.0, 90.0), st.floats(0.0, 6.0))
def test_in_the_shadow_only_scattered_light_is_left(elevation_deg: float, depth: float) -> None:
    """What comes and what is hidden are what comes without a shadow; towards the Sun half the sky is seen, or more."""
    sun, at = low_sun(elevation_deg)
    air, upright = np.array([depth]), np.sin(np.radians(elevation_deg))

    def light(level: bool, over: float) -> float:
        panel = Panel(1.0, 1.0, lies_level=level)
        return float(panel.power_w(sun, air, at, lambda azimuth: np.full_like(azimuth, over))[0])

    beam = SOLAR_CONSTANT_W_M2 * np.exp(-depth / upright)
    assert light(False, 0.0) - light(False, 95.0) == pytest.approx(beam, abs=1e-9)
    assert light(True, 95.0) == pytest.approx(max(light(True, 0.0) - beam * upright, 0.0), abs=1e-9)
    assert light(False, 95.0) == pytest.approx(light(True, 95.0) * 0.5 * (1.0 + upright), abs=1e-9)


@pytest.mark.parametrize("elevation_deg", [3.0, 5.0, 12.0])
def test_a_shadow_is_as_long_as_height_over_tangent(elevation_deg: float) -> None:
    """West of a wall with the Sun in the east it is dark as far as that, to a cell; behind the wall it is light."""
    length_m = (WALL_M - PANEL_M) / np.tan(np.radians(elevation_deg))
    terrain, panel = walled(), Panel(1.0, 1.0, lies_level=False)
    whole, blur_m = SOLAR_CONSTANT_W_M2, length_m * 0.27 / elevation_deg + CELL_M
    for away_m, expected in ((0.5 * length_m, 0.0), (length_m - blur_m, 0.0), (length_m + blur_m, whole)):
        assert light_w(terrain, WALL - away_m / CELL_M, elevation_deg, panel) == pytest.approx(expected)
    edge = light_w(terrain, WALL - length_m / CELL_M, elevation_deg, panel)
    assert 0.3 * whole < edge < 0.7 * whole
    assert light_w(terrain, WALL + 5.0, elevation_deg, panel) == pytest.approx(whole)


def test_on_the_highest_place_there_is_never_a_shadow() -> None:
    """On the wall's top the terrain takes nothing from the light, from the Sun's rise to its setting."""
    terrain = walled()
    over = terrain_horizon(terrain, end(terrain, float(WALL), 4.0, PANEL_M))
    sun, _ = low_sun(0.0)
    up = HOURS[sun.elevation_deg(HOURS) > 0.27]
    panel, clear = Panel(1.0, 1.0), np.zeros(len(up))
    assert panel.power_w(sun, clear, up, over).tolist() == panel.power_w(sun, clear, up).tolist()


def test_each_part_of_a_flight_has_the_light_of_its_place() -> None:
    """An hour in the dark, one in the light, one without a place of its own: two hours' light, and energy adds up."""
    plan = plan_of()
    span = 0.0, DAYS * 86400.0
    lit = Surroundings.around(plan, SUN, *span)
    lit = replace(lit, solar_w=np.full_like(lit.solar_w, 3.0))
    dark = replace(lit, solar_w=np.zeros_like(lit.solar_w))
    model = PowerModel(plan, dark, lambda x, y: lit if x > 0.0 else dark)
    before = replace(model.initial(0.0), charge_wh=10.0)
    legs = (Leg(3600.0, 0.0, 1.0, (5.0, 0.0)), Leg(3600.0, 0.0, 1.0))
    power = FlightPower(Leg(3600.0, 2.0, 1.0), legs, Leg(0.0, 0.0, 0.0), np.ones(1))
    stretch = model.fly(before, power, [5000.0]).stretch
    assert stretch.energies.solar_wh == pytest.approx(6.0)
    assert before.charge_wh + 6.0 == pytest.approx(
        stretch.state.charge_wh + stretch.energies.out_wh, abs=1e-9
    )
    assert model.standing_at(5.0, 0.0).surroundings is lit
    alone = PowerModel(plan, dark)
    assert alone.standing_at(5.0, 0.0) is alone
