"""A hopper: arcs by the laws of mechanics, nothing but air below them, whole hops or none, and what they cost."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.flight_route import Waypoints
from relaysim.helicopter.limits import FlightLimits
from relaysim.helicopter.surface import Surface
from relaysim.helicopter.vehicles.arc import Arc
from relaysim.helicopter.vehicles.hopper import Hopper
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.path.route import Floats, Route

MOON = 1.62
FREE = FlightLimits(math.inf, math.inf, math.inf)
HOPPER = Hopper(UNBOUNDED, 12.0, 60.0, 45.0, 30.0, 0.5, 4.0, 0.5)
LEVEL = Surface(lambda x, y: np.full(np.shape(x), 100.0), 5.0, MOON)

distances = st.floats(1.0, 500.0)
angles = st.floats(10.0, 80.0)
gravities = st.floats(0.1, 10.0)


def over(height_at, cell_m: float = 5.0) -> Surface:  # type: ignore[no-untyped-def]
    """Ground by a function of x alone."""
    return Surface(lambda x, y: np.asarray(height_at(np.asarray(x)), dtype=np.float64), cell_m, MOON)


def goals(*places: tuple[float, float]) -> Waypoints:
    """Waypoints without speed or times."""
    x, y = np.array(places, dtype=np.float64).T
    return Waypoints(x, y, math.inf)


def hop(*places: tuple[float, float], surface: Surface = LEVEL, hopper: Hopper = HOPPER) -> Route:
    """A route from the origin."""
    return hopper.route(0.0, 0.0, goals(*places), FREE, surface)


def leaps(route: Route) -> list[tuple[float, float]]:
    """(launch, landing) of each hop, s from take-off."""
    on = route.above_ground_m == 0.0
    ends = route.utc_s[on]
    return [(float(a), float(b)) for a, b in zip(ends[::2], ends[1::2], strict=True)]


@given(distances, angles, gravities)
def test_on_level_ground_range_time_and_apex_are_the_textbooks(d: float, a: float, g: float) -> None:
    """d = v^2 sin 2a / g, t = 2 v sin a / g, apex d tan(a) / 4."""
    arc, angle = Arc(d, 0.0, a, g), math.radians(a)
    assert arc.launch_mps**2 * math.sin(2 * angle) / g == pytest.approx(d, rel=1e-9)
    assert arc.duration_s == pytest.approx(2 * arc.launch_mps * math.sin(angle) / g, rel=1e-9)
    assert arc.apex_m == pytest.approx(d * math.tan(angle) / 4, rel=1e-9)


@given(distances, st.floats(-2.0, 0.9), angles, gravities)
def test_energy_is_kept_along_an_arc(d: float, steepness: float, a: float, g: float) -> None:
    """Half the square of the speed falls by g times the height gained; the arc ends on its landing place."""
    rise = steepness * d * math.tan(math.radians(a))
    arc = Arc(d, rise, a, g)
    t = np.linspace(0.0, arc.duration_s, 9)
    upward = arc.launch_mps * math.sin(math.radians(a)) - g * t
    kinetic = 0.5 * (arc.level_mps**2 + upward**2)
    np.testing.assert_allclose(kinetic + g * arc.height_m(t), 0.5 * arc.launch_mps**2, rtol=1e-9)
    assert arc.height_m(t[-1:])[0] == pytest.approx(rise, abs=1e-9 * max(d, 1.0) * 10)
    assert arc.apex_m >= np.max(arc.height_m(t)) - 1e-9 * arc.launch_mps**2


@given(distances, st.floats(-0.9, 0.9), angles)
def test_a_hop_back_is_the_same_arc_backwards(d: float, steepness: float, a: float) -> None:
    """Launched back at the angle at which it came down, it takes the same time and passes the same places."""
    there = Arc(d, steepness * d * math.tan(math.radians(a)), a, MOON)
    t = there.duration_s
    down = MOON * t - there.launch_mps * math.sin(math.radians(a))
    if down <= 0.1 * there.level_mps:
        return  # it lands while still rising: there is no such launch
    back = Arc(d, -there.rise_m, math.degrees(math.atan2(down, there.level_mps)), MOON)
    assert back.duration_s == pytest.approx(t, rel=1e-6)
    times = np.linspace(0.0, t, 7)
    mirrored = there.rise_m + back.height_m(t - times)
    np.testing.assert_allclose(mirrored, there.height_m(times), atol=1e-6 * d)


def test_45_deg_takes_least_speed_on_level_ground() -> None:
    """Of all angles 45 deg goes as far with the least energy."""
    speeds = {angle: Arc(60.0, 0.0, angle, MOON).launch_mps for angle in range(15, 80, 5)}
    assert min(speeds, key=speeds.__getitem__) == 45


def test_a_long_way_is_equal_hops_with_rests_between() -> None:
    """150 m at 60 m a hop are three of 50 m; each takes its arc's time, and it rests 30 s before each further one."""
    route = hop((150.0, 0.0))
    found, arc = leaps(route), Arc(50.0, 0.0, 45.0, MOON)
    assert len(found) == 3
    assert [b - a for a, b in found] == pytest.approx([arc.duration_s] * 3)
    assert [found[n + 1][0] - found[n][1] for n in range(2)] == pytest.approx([30.0, 30.0])
    assert route.x_m[route.above_ground_m == 0.0] == pytest.approx([0, 50, 50, 100, 100, 150])


def test_it_lands_at_every_waypoint() -> None:
    """A waypoint is a place to stand; one where it stands already is none."""
    route = hop((0.0, 0.0), (30.0, 0.0), (30.0, 40.0))
    at, x, y, above = route.utc_s, route.x_m, route.y_m, route.above_ground_m
    assert at[0] == 0.0 and (x[-1], y[-1], above[-1]) == (30.0, 40.0, 0.0)
    assert ((x == 30.0) & (y == 0.0) & (above == 0.0)).sum() == 2
    with pytest.raises(NoWay, match=r"stands at .* already"):
        hop((0.0, 0.05))


@given(st.lists(st.floats(-8.0, 8.0), min_size=4, max_size=4), st.floats(50.0, 190.0))
def test_over_hills_the_arc_is_never_below_ground(waves: list[float], far: float) -> None:
    """Whatever the ground, a route keeps above it with the arc's own height, or there is no way."""

    def ground(x: Floats) -> Floats:
        return sum(w * np.sin((n + 1) * np.asarray(x) / 40.0) for n, w in enumerate(waves))  # type: ignore[return-value]

    try:
        route = hop((far, 0.0), surface=over(ground, 2.0))
    except NoWay:
        return
    assert (route.above_ground_m >= 0.0).all()
    for begin, end in leaps(route):
        x0, x1 = route.position(np.array([begin, end]))[0]
        rise = float(ground(x1) - ground(x0))
        arc, t = Arc(float(x1 - x0), rise, 45.0, MOON), np.linspace(0.0, end - begin, 40)
        x, _, above = route.position(begin + t)
        np.testing.assert_allclose(above + ground(x) - ground(x0), arc.height_m(t), atol=0.6)


def test_a_hill_in_the_arcs_way_is_told_with_where() -> None:
    """It meets the ground short of its landing place: shorter hops, a steeper launch, or another way."""
    hill = over(lambda x: 14.0 * np.exp(-(((x - 45.0) / 6.0) ** 2)))
    with pytest.raises(NoWay) as none:
        hop((60.0, 0.0), surface=hill)
    assert none.value.told(lambda x, y: f"[{x:g} {y:g}]") == (
        "the hop from [0 0] to [60 0] meets the ground 15 m short of its landing place: shorten the hops (longest_hop), "
        "raise the launch angle, or go round"
    )
    assert len(leaps(hop((60.0, 0.0), surface=hill, hopper=replace(HOPPER, launch_angle_deg=75.0)))) == 1


def test_a_wall_higher_than_the_launch_points_is_no_way() -> None:
    """No speed reaches a place above the line of the launch."""
    with pytest.raises(NoWay, match=r"would have to rise 70\.0 m over 60\.0 m"):
        hop((60.0, 0.0), surface=over(lambda x: np.where(x > 59.0, 70.0, 0.0)))


@pytest.mark.parametrize(("known", "words"), [(lambda x: x < 50.0, "begins or ends on ground"), (lambda x: abs(x - 30) > 5, "crosses ground without")])  # fmt: skip
def test_unknown_ground_is_no_way(known, words: str) -> None:  # type: ignore[no-untyped-def]
    """It neither lands on ground without a height nor flies over it: what stands there cannot be told."""
    with pytest.raises(NoWay, match=words):
        hop((60.0, 0.0), surface=over(lambda x: np.where(known(x), 0.0, np.nan)))


@given(st.floats(0.0, 120.0))
def test_it_is_never_ended_in_the_air(told_s: float) -> None:
    """Told to land, or without power, it ends on the ground: with the hop under way, or where it rests."""
    route = hop((150.0, 0.0))
    for ended in (HOPPER.land_now(route, told_s, FREE), HOPPER.powerless(route, told_s, MOON)):
        assert ended.above_ground_m[-1] == 0.0
        assert (ended.end_utc_s >= told_s) or told_s > route.end_utc_s
        aloft = [b for a, b in leaps(route) if a < told_s < b]
        assert ended.end_utc_s == pytest.approx(aloft[0] if aloft else min(told_s, route.end_utc_s))


def test_every_landing_place_is_looked_at() -> None:
    """The first hop's end on a slope is a breach although the last place is level."""
    ground = over(lambda x: np.where(np.abs(x - 50.0) < 12.0, 0.4 * (x - 50.0), 0.0))
    strict = replace(HOPPER, envelope=Envelope(landing_slope_deg=10.0))
    route = hop((100.0, 0.0), surface=ground, hopper=strict)
    [breach] = strict.breaches(route, FREE, ground)
    assert (breach.check, breach.x_m) == ("landing slope", 50.0)
    assert breach.value == pytest.approx(math.degrees(math.atan(0.4)))
    low = replace(HOPPER, envelope=Envelope(ceiling_m=10.0))
    assert [one.check for one in low.breaches(hop((60.0, 0.0)), FREE, LEVEL)] == ["ceiling"]


def test_each_hop_is_paid_before_it() -> None:
    """m v^2 / 2 over the efficiency a hop, the first before take-off, and electronics all the time."""
    route = hop((150.0, 0.0))
    elapsed = np.arange(0.0, route.end_utc_s, 0.1)
    power = HOPPER.flight_power(route, HOPPER.states(route, elapsed, MOON), math.nan, LEVEL)
    one_wh = 0.5 * 12.0 * Arc(50.0, 0.0, 45.0, MOON).launch_mps ** 2 / 0.5 / 3600.0
    assert power.before.drive_w * power.before.duration_s / 3600.0 == pytest.approx(one_wh)
    assert [leg.drive_w * leg.duration_s / 3600.0 for leg in power.way] == pytest.approx(
        [0, one_wh, 0, one_wh, 0]
    )
    assert power.energy_wh == pytest.approx(3 * one_wh + 4.0 * (30.0 + route.end_utc_s) / 3600.0)
    assert set(np.round(power.at_states_w - 4.0, 6)) == {0.0, round(one_wh * 120.0, 6)}


def test_a_hop_that_never_began_is_not_paid() -> None:
    """Ended in its first rest, it has paid for one hop."""
    whole = hop((150.0, 0.0))
    ended = HOPPER.land_now(whole, leaps(whole)[0][1] + 5.0, FREE)
    states = HOPPER.states(ended, np.array([0.0, ended.end_utc_s]), MOON)
    power = HOPPER.flight_power(ended, states, math.nan, LEVEL)
    assert [leg.drive_w for leg in power.way] == [0.0, 0.0]
    assert power.before.drive_w > 0.0


def test_a_stay_is_a_wait_and_then_the_winding_up() -> None:
    """Told to stay two hours at a waypoint it waits at little power, then winds up for the next hop as ever."""
    stays = Waypoints(np.array([50.0, 100.0]), np.zeros(2), math.inf, None, np.array([7200.0, 900.0]))
    route = HOPPER.route(0.0, 0.0, stays, FREE, LEVEL)
    one, two = leaps(route)
    assert two[0] - one[1] == pytest.approx(7200.0)
    instants = HOPPER.instants(route)
    assert len(instants) < 600 and np.diff(instants).max() > 7000.0
    power = HOPPER.flight_power(route, HOPPER.states(route, instants, MOON), math.nan, LEVEL)
    hop_wh = 0.5 * 12.0 * Arc(50.0, 0.0, 45.0, MOON).launch_mps ** 2 / 0.5 / 3600.0
    assert [(leg.duration_s, leg.electronics_w) for leg in power.way] == [
        (pytest.approx(one[1]), 4.0), (pytest.approx(7170.0), 0.5), (pytest.approx(30.0), 4.0), (pytest.approx(one[1]), 4.0),
    ]  # fmt: skip
    assert power.energy_wh == pytest.approx(2 * hop_wh + (4.0 * (60.0 + 2 * one[1]) + 0.5 * 7170.0) / 3600.0)
