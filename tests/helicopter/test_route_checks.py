"""What speaks against a planned flight: hills, cliffs, ceilings, landing places, charge."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.helicopter.limits import FlightLimits
from relaysim.helicopter.route_checks import (
    GroundBelow,
    HeightAt,
    charge_breach,
    clearance_breach,
    ground_below,
    height_breach,
    landing_breach,
    slope_deg,
    unknown_ground,
)
from relaysim.path.route import Floats, Route

LIMITS = FlightLimits(climb_mps=1.0, descent_mps=1.0, max_altitude_m=10.0)


def level(speed_mps: float = 2.0, length_m: float = 200.0, height_m: float = 10.0) -> Route:
    """Up at 1 m/s, east along x, down at 1 m/s."""
    up, way = height_m, length_m / speed_mps
    return Route(
        np.array([0.0, up, up + way, 2 * up + way]),
        np.array([0.0, 0.0, length_m, length_m]),
        np.zeros(4),
        np.array([0.0, height_m, height_m, 0.0]),
    )


def ramp(grade: float, begins_m: float = 100.0) -> HeightAt:
    """Flat ground that rises (falls, if negative) from an easting on."""
    return lambda x, y: grade * np.maximum(x - begins_m, 0.0)


def gap(ground: HeightAt, west_m: float, east_m: float) -> HeightAt:
    """Ground without a height between two eastings."""
    return lambda x, y: np.where((x > west_m) & (x < east_m), np.nan, ground(x, y))


def below(ground: HeightAt, route: Route | None = None) -> GroundBelow:
    return ground_below(route or level(), ground, LIMITS, 1.0)


def test_a_ramp_that_outruns_the_climb_is_a_hill() -> None:
    """At 2 m/s up a grade of 0.8 the ground rises 1.6 m/s; climbing 1 m/s loses 0.6 m/s: after 50 s, 30 m of 10."""
    breach = clearance_breach(below(ramp(0.8)), UNBOUNDED)
    assert breach is not None and (breach.check, breach.limit) == ("clearance", 0.0)
    assert breach.value == pytest.approx(10.0 - 30.0)
    assert (breach.elapsed_s, breach.x_m, breach.y_m) == pytest.approx((110.0, 200.0, 0.0))


def test_a_ramp_within_the_climb_rate_is_followed() -> None:
    """A grade of 0.5 at 2 m/s is just what 1 m/s can climb: the height stays as wanted."""
    held = below(ramp(0.5))
    assert clearance_breach(held, UNBOUNDED) is None
    assert held.above_ground_m == pytest.approx(10.0)


@pytest.mark.parametrize(("least_m", "breaks"), [(3.9, False), (4.1, True)])
def test_the_least_clearance_is_kept_or_not(least_m: float, breaks: bool) -> None:
    """A grade of 0.8 over 20 m costs 0.6 m/s for 10 s: 4 m are left."""
    held = below(lambda x, y: 0.8 * np.clip(x - 100.0, 0.0, 20.0))
    assert (clearance_breach(held, Envelope(least_clearance_m=least_m)) is not None) is breaks


@given(st.floats(0.0, 3.0), st.floats(0.1, 40.0), st.floats(0.0, 20.0))
@settings(max_examples=50)
def test_the_missing_height_is_what_has_to_be_added(grade: float, more_m: float, least_m: float) -> None:
    """Flown higher by what it lacks, the route keeps its clearance exactly; by less, it does not."""
    ground, envelope = ramp(grade, 150.0), Envelope(least_clearance_m=least_m)
    breach = clearance_breach(below(ground), envelope)
    lacking = 0.0 if breach is None else breach.limit - breach.value
    enough = below(ground, level(height_m=10.0 + lacking))
    assert clearance_breach(enough, envelope) is None
    if breach is not None and lacking > 0.2:
        assert clearance_breach(below(ground, level(height_m=9.9 + lacking)), envelope) is not None


def test_the_ceiling_holds_for_the_plan_and_over_a_cliff() -> None:
    """A cruise above the ceiling, and ground that falls away faster than it can descend, are told apart."""
    low, cliff = Envelope(ceiling_m=9.0), lambda x, y: np.where(x > 100.0, -30.0, 0.0)
    planned = height_breach(level(), below(ramp(0.0)), low)
    assert planned is not None and (planned.check, planned.value, planned.limit) == ("ceiling", 10.0, 9.0)
    fallen = height_breach(level(), below(cliff), Envelope(ceiling_m=10.0))
    assert fallen is not None and fallen.check == "cliff"
    # One step of 0.5 s lies between the last sample on the plateau and the first beyond it.
    assert fallen.value == pytest.approx(40.0 - 0.5) and fallen.x_m == pytest.approx(101.0)
    assert height_breach(level(), below(ramp(0.0)), Envelope(ceiling_m=10.0)) is None


def test_unknown_ground_is_no_hill_and_is_told_by_itself() -> None:
    """Over a gap of 40 m nothing is claimed, not even if the ground beyond it is higher; its length and place are told."""
    held = below(gap(lambda x, y: np.where(x > 120.0, 50.0, 0.0), 80.0, 120.5))
    assert clearance_breach(held, Envelope(least_clearance_m=5.0)) is None
    assert np.isnan(held.above_ground_m).sum() == 40
    breach = unknown_ground(held)
    assert breach is not None and breach.value == pytest.approx(41.0, abs=1.0)
    assert breach.x_m == pytest.approx(81.0)
    assert unknown_ground(below(ramp(0.3))) is None


def test_a_hover_has_no_cruise() -> None:
    """A flight straight up and down crosses no ground, and nothing speaks against it."""
    hover = Route(np.array([0.0, 10.0, 20.0]), np.zeros(3), np.zeros(3), np.array([0.0, 10.0, 0.0]))
    held = below(ramp(5.0), hover)
    assert len(held.elapsed_s) == 0
    assert clearance_breach(held, Envelope(least_clearance_m=5.0)) is None
    assert height_breach(hover, held, Envelope(ceiling_m=10.0)) is None
    assert unknown_ground(held) is None


def plane(east: float, north: float) -> HeightAt:
    """Ground that rises by so much a metre."""
    return lambda x, y: east * x + north * y


@given(st.floats(-2.0, 2.0), st.floats(-2.0, 2.0), st.floats(0.5, 50.0))
def test_the_slope_of_a_plane_is_its_gradient(east: float, north: float, footprint_m: float) -> None:
    """On a plane the slope is the arc tangent of its gradient, whatever the footprint and the direction."""
    expected = math.degrees(math.atan(math.hypot(east, north)))
    assert slope_deg(plane(east, north), 3.0, -4.0, footprint_m) == pytest.approx(expected, abs=1e-6)


def test_the_slope_beside_unknown_ground() -> None:
    """One side is enough for a slope; unknown on both sides it is nan."""
    steep = plane(1.0, 0.0)
    assert slope_deg(gap(steep, 10.5, 20.0), 10.0, 0.0, 2.0) == pytest.approx(45.0)

    def alone(x: Floats, y: Floats) -> Floats:
        return np.where(np.abs(x - 10.0) > 0.5, np.nan, 0.0)

    assert math.isnan(slope_deg(alone, 10.0, 0.0, 2.0))


@pytest.mark.parametrize(
    ("ground", "envelope", "check"),
    [
        (plane(0.0, 0.5), Envelope(landing_slope_deg=26.0), "landing slope"),  # atan(0.5) is 26.57 deg
        (plane(0.0, 0.5), Envelope(landing_slope_deg=27.0), None),
        (plane(0.0, 9.0), UNBOUNDED, None),
        (gap(ramp(0.0), 150.0, 500.0), UNBOUNDED, "landing ground"),
        (gap(ramp(0.0), 50.0, 150.0), UNBOUNDED, None),
        (lambda x, y: np.where(np.abs(x - 200.0) > 0.5, np.nan, 0.0), Envelope(landing_slope_deg=9.0), "landing slope"),
        (lambda x, y: np.where(np.abs(x - 200.0) > 0.5, np.nan, 0.0), UNBOUNDED, None),
    ],
)  # fmt: skip
def test_where_it_may_land(ground: HeightAt, envelope: Envelope, check: str | None) -> None:
    """Not on ground without a height; where a slope limit is given, not steeper, nor where the slope is unknown."""
    breach = landing_breach(level(), ground, 2.0, envelope)
    assert (breach.check if breach else None) == check


def test_the_charge_above_the_reserve() -> None:
    """What is needed may be as much as a full battery holds above its reserve, and no more."""
    assert charge_breach(25.0, 35.0, 10.0) is None
    breach = charge_breach(25.1, 35.0, 10.0)
    assert breach is not None and (breach.value, breach.limit) == (25.1, 25.0)
