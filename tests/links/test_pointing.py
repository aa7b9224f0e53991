"""Which way vehicles face, how they lean, and where each then sees the other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.links.attitude import Attitude, AttitudeLog, heading_of_motion
from relaysim.links.mount import Mount
from relaysim.links.pointing import axes, seen_from, straight_line
from relaysim.path.route import Route
from relaysim.radio.antenna import BUILT_IN_PATTERNS, AntennaPattern
from relaysim.radio.body_loss import BodyLoss, BodySector

RADIUS_M = 3_396_190.0
NAN = math.nan
angles = st.floats(-180, 180)


def attitude(heading: float, pitch: float = NAN, roll: float = NAN) -> Attitude:
    return Attitude(np.array([heading]), np.array([pitch]), np.array([roll]))


def seen(
    facing: Attitude, east: float, north: float, rise: float = 0.0, slope: tuple[float, float] = (0.0, 0.0)
) -> tuple[float, float]:
    """(azimuth, elevation) of a place east and north of a vehicle, on a body without bulge."""
    ground = np.array([math.hypot(east, north)])
    line = straight_line(np.array([east]), np.array([north]), ground, np.array([rise]), math.inf)
    own = axes(facing, np.array([slope[0]]), np.array([slope[1]]))
    azimuth, elevation = seen_from(own, line)
    return float(azimuth[0]), float(elevation[0])


@pytest.mark.parametrize(
    ("heading", "east", "north", "azimuth"),
    [
        # Facing north: every quadrant by its own bearing.
        (0, 100, 100, 45), (0, 100, -100, 135), (0, -100, -100, 225), (0, -100, 100, 315),
        # Facing east, the same four places a quarter turn to the left.
        (90, 100, 100, 315), (90, 100, -100, 45), (90, -100, -100, 135), (90, -100, 100, 225),
        # Facing south-west (NASA writes -135): north-east is behind, south-east to the left.
        (-135, 100, 100, 180), (225, 100, 100, 180), (-135, 100, -100, 270), (-135, -100, 0, 45),
        # Flight 17: heading -120.44, the helicopter at bearing 94.0: 145.5 degrees to the left.
        (-120.44, math.sin(math.radians(94.0)), math.cos(math.radians(94.0)), 360 - 145.56),
    ],
)  # fmt: skip
def test_bearings_from_the_heading_by_hand(heading: float, east: float, north: float, azimuth: float) -> None:
    """Clockwise from forward seen from above, in all quadrants."""
    found, elevation = seen(attitude(heading), east, north)
    assert math.remainder(found - azimuth, 360.0) == pytest.approx(0.0, abs=1e-9)
    assert elevation == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("pitch", "roll", "east", "north", "elevation"),
    [
        (10, 0, 0, 100, -10), (10, 0, 0, -100, 10), (10, 0, 100, 0, 0),
        (0, 10, 100, 0, 10), (0, 10, -100, 0, -10), (0, 10, 0, 100, 0),
    ],
)  # fmt: skip
def test_a_raised_nose_looks_down_on_what_is_ahead(
    pitch: float, roll: float, east: float, north: float, elevation: float
) -> None:
    """Facing north: nose up puts the horizon ahead below the deck, right side down puts that to the right above."""
    found, seen_at = seen(attitude(0.0, pitch, roll), east, north)
    assert seen_at == pytest.approx(elevation, abs=1e-9)
    assert math.remainder(found - math.degrees(math.atan2(east, north)), 360.0) == pytest.approx(0, abs=1e-9)


@given(heading=angles, lean=st.floats(0.0, 30.0), toward=angles, bearing=angles)
def test_a_slope_is_pitch_and_roll_by_another_name(
    heading: float, lean: float, toward: float, bearing: float
) -> None:
    """On ground that rises by `lean` towards `toward`, the vehicle stands as one pitched and rolled onto it."""
    rise = math.tan(math.radians(lean))
    slope = (rise * math.sin(math.radians(toward)), rise * math.cos(math.radians(toward)))
    ahead = math.radians(toward - heading)
    pitch = math.degrees(math.atan(rise * math.cos(ahead)))
    # The sine of roll is how far the ground's normal leans to the right.
    roll = -math.degrees(math.asin(rise * math.sin(ahead) / math.hypot(1.0, rise)))
    place = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    on_slope = seen(attitude(heading), *place, slope=slope)
    recorded = seen(attitude(heading, pitch, roll), *place)
    assert on_slope[1] == pytest.approx(recorded[1], abs=1e-6)
    assert math.remainder(on_slope[0] - recorded[0], 360.0) == pytest.approx(0.0, abs=1e-6)


def test_recorded_angles_win_over_the_slope() -> None:
    """The ground's slope stands in for a lean that nobody recorded, and only for that."""
    slope = (0.0, math.tan(math.radians(20.0)))
    assert seen(attitude(0.0, 5.0, 0.0), 0.0, 100.0, slope=slope)[1] == pytest.approx(-5.0)
    assert seen(attitude(0.0, NAN, 0.0), 0.0, 100.0, slope=slope)[1] == pytest.approx(-20.0)


def test_without_a_heading_only_the_elevation_is_known() -> None:
    """A slope says where up is, not where forward is; pitch and roll without a heading say nothing."""
    azimuth, elevation = seen(attitude(NAN), 100.0, 0.0, slope=(math.tan(math.radians(15.0)), 0.0))
    assert math.isnan(azimuth) and elevation == pytest.approx(-15.0)
    azimuth, elevation = seen(attitude(NAN, 10.0, 5.0), 100.0, 0.0)
    assert math.isnan(azimuth) and elevation == pytest.approx(0.0)


def test_the_far_end_sinks_behind_the_bulge() -> None:
    """Over 1 km of the body both ends see the other half of its angle below the horizon."""
    line = straight_line(np.array([1000.0]), np.zeros(1), np.array([1000.0]), np.zeros(1), RADIUS_M)
    assert math.asin(line[0, 2]) == pytest.approx(-500.0 / RADIUS_M, rel=1e-6)


@pytest.mark.parametrize(("pitch", "roll", "east", "north"), [(90, 0, 0, 1), (0, 90, 1, 0), (0, -90, 1, 0)])
def test_a_quarter_turn_brings_the_null_to_the_horizon(
    pitch: float, roll: float, east: float, north: float
) -> None:
    """A monopole laid on its side has its null where it points, and its full gain across and overhead."""
    mount = Mount(BUILT_IN_PATTERNS["short-monopole"])
    lying = attitude(0.0, pitch, roll)
    gains = [
        float(mount.towards(*(np.array([v]) for v in seen(facing, *place)))[0][0])
        for facing, place in ((lying, (east, north)), (lying, (north, east)), (attitude(0.0), (east, north)))
    ]
    assert gains == pytest.approx([-30.0, 1.76, 1.76])


def test_a_heading_that_is_not_known_is_a_distribution() -> None:
    """The mean of the decibels over all headings, with the spread over them and the sectors' own in its sigma.

    A quarter of the circle at 8 dB (sigma 4), an eighth at 2 dB (sigma 0): mean 2.25, mean square 16.5, so the
    variance is 16.5 - 2.25^2, and the sectors' own adds 4^2 / 4.
    """
    mount = Mount(body=BodyLoss((BodySector(180.0, 270.0, 8.0, 4.0), BodySector(340.0, 25.0, 2.0))))
    gain, sigma = mount.towards(np.array([NAN, 200.0, 0.0, 90.0]), np.zeros(4))
    assert gain.tolist() == pytest.approx([-2.25, -8.0, -2.0, 0.0])
    assert sigma.tolist() == pytest.approx([math.sqrt(16.5 - 2.25**2 + 4.0), 4.0, 0.0, 0.0])


def test_pattern_and_body_share_the_unknown_heading() -> None:
    """A body that stands where the pattern is weak: their sum is averaged, not each for itself."""
    quarters = np.arange(0.0, 360.0, 45.0)
    pattern = AntennaPattern(
        "x",
        quarters,
        np.array([-90.0, 90.0]),
        np.repeat(3.0 * np.cos(np.radians(quarters + 30.0))[:, None], 2, axis=1),
    )
    mount = Mount(pattern, BodyLoss((BodySector(60.0, 240.0, 6.0),)))
    gain, sigma = mount.towards(np.array([NAN]), np.zeros(1))
    assert gain[0] == pytest.approx(-3.0)
    circle = np.arange(0.5, 360.0)
    both = mount.towards(circle, np.zeros(360))[0]
    assert (gain[0], sigma[0]) == (pytest.approx(both.mean()), pytest.approx(both.std()))
    # Each alone spreads by 3 dB and by the pattern's own; as both are weak behind and right, together they spread by more.
    assert sigma[0] > math.sqrt(3.0**2 + np.var(pattern.gain_at(circle, 0.0))) + 0.5


def test_motion_faces_the_way_it_goes() -> None:
    """North, then east, then a pause, then south-west; at a vertex already the next leg's way."""
    t, x, y = np.array([0.0, 10, 20, 30, 40]), np.array([0.0, 0, 9, 9, 5]), np.array([0.0, 5, 5, 5, 1])
    route = Route(t, x, y, np.zeros(5))
    found = heading_of_motion(route, np.array([0.0, 9.9, 10.0, 15.0, 25.0, 35.0]))
    assert found[[0, 1, 2, 3, 5]] == pytest.approx([0.0, 0.0, 90.0, 90.0, -135.0])
    assert math.isnan(found[4])


def test_a_log_holds_each_stand_until_the_next() -> None:
    """Before the first stand nothing is known; while it drives it faces its way and its lean is not known."""
    stands = Attitude(np.array([10.0, NAN]), np.array([1.0, NAN]), np.array([2.0, NAN]))
    log = AttitudeLog(np.array([100.0, 300.0]), stands)
    assert log.at(np.array([99.0, 100.0, 299.9, 300.0])).heading_deg == pytest.approx(
        [NAN, 10, 10, NAN], nan_ok=True
    )
    drive = Route(np.array([200.0, 300.0]), np.array([0.0, 50.0]), np.zeros(2), np.zeros(2))
    found = log.along(drive, np.array([150.0, 200.0, 299.9, 300.0]))
    assert found.heading_deg == pytest.approx([10.0, 90.0, 90.0, NAN], nan_ok=True)
    assert found.pitch_deg == pytest.approx([1.0, NAN, NAN, NAN], nan_ok=True)
    assert found.roll_deg == pytest.approx([2.0, NAN, NAN, NAN], nan_ok=True)
    assert np.isnan(AttitudeLog().at(np.array([0.0, 1.0])).heading_deg).all()
    assert np.isnan(AttitudeLog().along(Route.standing(0.0, 0.0, 5.0), np.array([5.0])).heading_deg).all()
