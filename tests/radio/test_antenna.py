"""Antenna patterns, the tables they come from, and what a vehicle's body takes by bearing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.radio.antenna import BUILT_IN_PATTERNS, DEEPEST_NULL_DBI, ISOTROPIC, AntennaPattern
from relaysim.radio.body_loss import BodyLoss, BodySector
from relaysim.radio.pattern_file import pattern_of_rows

azimuths, elevations = st.floats(-720, 720), st.floats(-90, 90)
MONOPOLE = BUILT_IN_PATTERNS["short-monopole"]
# Four sides, three elevations: every cell another gain.
SIDES, HEIGHTS = np.array([0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0]), np.array([-30.0, 0.0, 60.0])
LEVELS = np.array([-45.0, 0.0, 45.0])
GAINS = np.arange(24.0).reshape(8, 3) ** 1.3
PATTERN = AntennaPattern("made up", SIDES, HEIGHTS, GAINS)


def rows(azimuth: np.ndarray = SIDES, elevation: np.ndarray = LEVELS) -> list[np.ndarray]:
    """The columns of a full grid, its gains the numbers of its rows."""
    one, other = np.meshgrid(azimuth, elevation, indexing="ij")
    return [one.ravel(), other.ravel(), np.arange(float(one.size))]


@given(azimuth=azimuths, elevation=elevations, turns=st.integers(-3, 3))
def test_a_turn_changes_nothing(azimuth: float, elevation: float, turns: int) -> None:
    """A pattern is periodic in azimuth."""
    turned = PATTERN.gain_at(azimuth + 360.0 * turns, elevation)
    assert turned == pytest.approx(PATTERN.gain_at(azimuth, elevation), abs=1e-6)


@given(azimuth=azimuths, elevation=elevations)
def test_between_directions_the_gain_is_between_theirs(azimuth: float, elevation: float) -> None:
    """Bilinear in decibels: never beyond the gains of the grid."""
    assert GAINS.min() <= PATTERN.gain_at(azimuth, elevation) <= GAINS.max()


def test_the_grid_is_met_and_halved() -> None:
    """At a direction of the grid its own gain; half way between four the mean of the four, over north too."""
    assert PATTERN.gain_at(SIDES[:, None], HEIGHTS[None, :]) == pytest.approx(GAINS)
    assert PATTERN.gain_at(67.5, 30.0) == pytest.approx(GAINS[1:3, 1:3].mean())
    assert PATTERN.gain_at(337.5, -15.0) == pytest.approx(GAINS[[7, 0], :2].mean())
    assert PATTERN.gain_at(-22.5, -15.0) == PATTERN.gain_at(337.5, -15.0)


def test_beyond_its_elevations_a_pattern_keeps_its_edge() -> None:
    """What was measured from -30 to 60 degrees says nothing of the zenith: the gain at 60 stands for it."""
    assert PATTERN.gain_at(SIDES, 90.0) == pytest.approx(GAINS[:, 2])
    assert PATTERN.gain_at(SIDES, -90.0) == pytest.approx(GAINS[:, 0])


def test_an_unknown_direction_has_no_gain() -> None:
    """nan gives nan, in azimuth and in elevation, beside directions that are known."""
    found = PATTERN.gain_at([np.nan, 45.0, 45.0], [0.0, np.nan, 0.0])
    assert np.isnan(found).tolist() == [True, True, False]


@given(azimuth=azimuths, elevation=elevations)
def test_isotropic_is_nothing_anywhere(azimuth: float, elevation: float) -> None:
    """Exactly 0 dBi, so that a scenario without patterns is not moved by a rounding."""
    assert ISOTROPIC.is_isotropic and not MONOPOLE.is_isotropic
    assert float(ISOTROPIC.gain_at(azimuth, elevation)) == 0.0


def test_the_short_monopole_is_that_of_the_books() -> None:
    """1.76 dBi at the horizon all round, half the power at 45 degrees, a null overhead that is not bottomless."""
    assert MONOPOLE.gain_at(SIDES, 0.0) == pytest.approx(np.full(8, 1.76))
    assert MONOPOLE.gain_at(0.0, [-45.0, 45.0]) == pytest.approx([1.76 - 3.01] * 2, abs=0.01)
    assert MONOPOLE.gain_at(0.0, 60.0) == pytest.approx(1.76 - 6.02, abs=0.01)
    assert MONOPOLE.gain_at(0.0, [-90.0, 90.0]) == pytest.approx([DEEPEST_NULL_DBI] * 2)


def test_rows_in_any_order_make_the_grid() -> None:
    """A table is sorted by nobody; azimuths count from -180 or from 0."""
    azimuth, elevation, gain = rows()
    mixed = np.random.default_rng(1).permutation(len(gain))
    signed = np.where(azimuth > 180.0, azimuth - 360.0, azimuth)
    for found in (
        pattern_of_rows("x", azimuth[mixed], elevation[mixed], gain[mixed]),
        pattern_of_rows("x", signed[mixed], elevation[mixed], gain[mixed]),
    ):
        assert isinstance(found, AntennaPattern)
        assert found.azimuth_deg == pytest.approx(SIDES)
        assert found.gain_at(azimuth, elevation) == pytest.approx(gain)


def test_a_closed_circle_may_repeat_its_first_azimuth() -> None:
    """360 degrees with the gains of 0 is how instruments close a circle; with others it is a fault."""
    columns = rows(np.append(SIDES, 360.0))
    columns[2][-3:] = columns[2][:3]
    assert isinstance(pattern_of_rows("x", *columns), AntennaPattern)
    columns[2][-1] += 1.0
    (fault,) = pattern_of_rows("x", *columns)  # type: ignore[misc]
    assert (fault.row, fault.column) == (26, "gain_dbi")
    assert fault.message == "azimuth 360, elevation 45 is the direction of azimuth 0, where the gain is 2"


def test_one_azimuth_is_an_antenna_without_a_preferred_side() -> None:
    """Its gain depends on the elevation alone."""
    found = pattern_of_rows("x", *rows(np.array([0.0])))
    assert isinstance(found, AntennaPattern)
    assert found.gain_at(SIDES, 22.5) == pytest.approx(np.full(8, 1.5))


@pytest.mark.parametrize(
    ("columns", "row", "column", "message"),
    [
        (rows(SIDES[:6]), 15, "azimuth_deg", "does not cover the circle: nothing between 225 and 360 deg"),
        (rows(SIDES[2:]), 15, "azimuth_deg", "does not cover the circle: nothing between 315 and 90 deg"),
        (rows(SIDES[[0, 1, 3, 4, 5, 6, 7]]), 3, "azimuth_deg", "nothing between 45 and 135 deg"),
        (rows(elevation=np.array([0.0, 45.0])), 0, "elevation_deg", "elevations go from 0 to 45 deg"),
        (rows(elevation=np.array([-45.0, 20.0])), 1, "elevation_deg", "must reach from -30 to 30 deg"),
        (rows(elevation=np.array([-40.0, 40.0])), 0, "elevation_deg", "nothing between -40 and 40 deg"),
        (rows(elevation=np.zeros(1)), 0, "elevation_deg", "elevations go from 0 to 0 deg"),
        ([c[:-1] for c in rows()], 21, "elevation_deg", "azimuth 315 lacks elevation 45: every azimuth"),
        ([np.append(c, c[4]) for c in rows()], 24, "azimuth_deg", "azimuth 45, elevation 0 stands in the table twice"),
    ],
)  # fmt: skip
def test_what_is_no_full_circle_is_refused(
    columns: list[np.ndarray], row: int, column: str, message: str
) -> None:
    """Part of the circle, a side left out, too few elevations, a hole, a row twice: each at its row."""
    (fault,) = pattern_of_rows("x", *columns)  # type: ignore[misc]
    assert (fault.row, fault.column) == (row, column)
    assert message in fault.message


def test_a_sector_goes_clockwise_from_its_first_bearing() -> None:
    """Its first edge is in it and its last is not; 350 to 10 goes through the heading."""
    loss = BodyLoss((BodySector(180.0, 260.0, 8.0, 4.0), BodySector(350.0, 10.0, 3.0)))
    bearing = [0.0, 9.9, 10.0, 179.9, 180.0, 214.0, 259.9, 260.0, 350.0, -10.0, 574.0]
    found, sigma = loss.at(bearing)
    assert found.tolist() == [3.0, 3.0, 0.0, 0.0, 8.0, 8.0, 8.0, 0.0, 3.0, 3.0, 8.0]
    assert sigma.tolist() == [0.0, 0.0, 0.0, 0.0, 4.0, 4.0, 4.0, 0.0, 0.0, 0.0, 4.0]
    assert np.isnan(loss.at(np.nan)).all() and np.isnan(BodyLoss().at(np.nan)).all()


def test_a_sector_all_round_holds_every_bearing() -> None:
    """0 to 360 is the whole circle, from a bearing to itself nothing."""
    assert BodySector(0.0, 360.0, 1.0).width_deg == 360.0
    assert BodyLoss((BodySector(0.0, 360.0, 1.0),)).at(SIDES)[0].tolist() == [1.0] * 8
    assert BodySector(90.0, 90.0, 1.0).width_deg == 0.0
    assert not BodySector(90.0, 90.0, 1.0).holds(90.0)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((0, 90), (90, 180), False),
        ((0, 91), (90, 180), True),
        ((350, 10), (5, 20), True),
        ((350, 10), (10, 350), False),
        ((0, 360), (40, 50), True),
        ((40, 50), (0, 360), True),
        ((300, 200), (250, 260), False),
    ],
)
def test_sectors_that_touch_do_not_overlap(
    one: tuple[int, int], other: tuple[int, int], shared: bool
) -> None:
    """An edge shared is no bearing shared; the order of the two does not matter."""
    a, b = BodySector(*one, 1.0), BodySector(*other, 1.0)
    assert a.overlaps(b) is b.overlaps(a) is shared
