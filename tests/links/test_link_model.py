"""The link model: what it answers for two places, over a plane, over a ridge, over ground nobody knows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.links.model import LEAST_DISTANCE_M, LinkModel, Position
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.two_ray import two_ray_loss_db

MakeModel = Callable[..., LinkModel]
RADIUS_M, FREQUENCY_HZ = 3_396_190.0, 914e6
places = st.tuples(st.floats(-380, 380), st.floats(-380, 380), st.floats(0, 20))


def at(*points: tuple[float, float, float]) -> Position:
    """Positions from (x, y, height above ground)."""
    x, y, up = np.array(points, dtype=float).T
    return x, y, up


@settings(max_examples=60, deadline=None)
@given(one=places, other=places, ground=st.sampled_from(["plane", "ridge", "hole", "ridge and hole"]))
def test_a_link_is_the_same_from_either_end(
    make_model: MakeModel, one: tuple[float, float, float], other: tuple[float, float, float], ground: str
) -> None:
    """With antennas and places exchanged the clearance, the distance and the loss are equal, known or not."""
    there = make_model(ground).evaluate(at(one), at(other))
    back = make_model(ground, rover_antenna_m=0.5, scout_antenna_m=1.2).evaluate(at(other), at(one))
    assert there.clearance_m == pytest.approx(back.clearance_m, abs=1e-9, nan_ok=True)
    assert there.distance_m == pytest.approx(back.distance_m, abs=1e-6, nan_ok=True)
    assert there.loss_db == pytest.approx(back.loss_db, abs=1e-6, nan_ok=True)


def test_on_a_plane_everything_follows_from_the_heights(make_model: MakeModel) -> None:
    """Distance from antenna to antenna, clearance that of the lower antenna, less the bulge of the body."""
    found = make_model().evaluate(at((-150, 0, 0), (-150, 0, 0)), at((150, 0, 0), (150, 0, 29.3)))
    assert found.distance_m == pytest.approx(np.hypot(300.0, [0.7, 28.6]), abs=1e-3)
    # The lower antenna is the clearance; a straight line over a bulge of d^2 / 8R = 3 mm in its middle stays above.
    assert found.clearance_m == pytest.approx([0.5, 1.2], abs=1e-6)
    assert found.obstruction_fraction.tolist() == [1.0, 0.0]


def test_over_a_ridge_the_line_meets_its_crest(make_model: MakeModel) -> None:
    """Eight metres of ridge between antennas of 1.2 and 0.5 m: 7.15 m above the line in the middle, and 4 mm of bulge."""
    model = make_model("ridge")
    found = model.evaluate(at((-150, 0, 0)), at((150, 0, 0)))
    assert found.clearance_m == pytest.approx([0.85 - 8.0 - 300.0**2 / (8 * RADIUS_M)], abs=1e-3)
    assert found.obstruction_fraction == pytest.approx([0.5], abs=1e-3)
    worst = model.obstructions(at((-150, 0, 0)), at((150, 0, 0)))
    assert worst.ground_m == pytest.approx([8.0], abs=1e-2)
    x, y = model.frame.to_local(*model.terrain.geographic(worst.column, worst.row))
    assert (x[0], y[0]) == (pytest.approx(0.0, abs=0.5), pytest.approx(0.0, abs=1e-6))


@pytest.mark.parametrize("propagation", ["free-space", "two-ray"])
def test_the_comparisons_do_not_see_the_terrain(make_model: MakeModel, propagation: str) -> None:
    """A ridge between the antennas changes their line of sight and nothing else."""
    ends = at((-150, 30, 0), (-200, 0, 0)), at((150, 30, 8), (80, -40, 2))
    over_plane, over_ridge, over_hole = (
        make_model(name, propagation).evaluate(*ends) for name in ("plane", "ridge", "hole")
    )
    # The places stand 10 ridge widths away: on the plane but for a hair.
    assert over_ridge.loss_db == pytest.approx(over_plane.loss_db, abs=1e-6)
    assert over_hole.loss_db == pytest.approx(over_plane.loss_db, abs=1e-6)
    assert np.all(over_ridge.clearance_m < over_plane.clearance_m)


def test_losses_are_those_of_the_named_model(make_model: MakeModel) -> None:
    """Free space over the slant, two-ray over the ground distance and the heights above ground."""
    ends = at((-150, 0, 0), (-40, 0, 0)), at((150, 0, 8), (-20, 0, 3))
    ground_m, up = np.array([300.0, 20.0]), np.array([8.0, 3.0])
    model = make_model(propagation="free-space")
    slant = np.hypot(ground_m, up + 0.5 - 1.2)
    assert model.evaluate(*ends).loss_db == pytest.approx(free_space_loss_db(slant, FREQUENCY_HZ), abs=1e-4)
    two_ray = two_ray_loss_db(ground_m, 1.2, up + 0.5, FREQUENCY_HZ, model.radio.ground)
    assert make_model(propagation="two-ray").evaluate(*ends).loss_db == pytest.approx(two_ray, abs=1e-3)
    assert model.loss_without_terrain_db(*ends) == pytest.approx(two_ray, abs=1e-3)


def test_the_full_wave_sees_the_ground(make_model: MakeModel) -> None:
    """Over a plane it loses what two rays do, to 1 dB; over the ridge about what a knife edge there would cost.

    7.15 m above the line half way along 300 m is v = 2.04, 19 dB over free space (ITU-R P.526, equation 31): less
    than the flat ground costs antennas this low, so a link without terrain is not always the better one.
    """
    ends = at((-150, 0, 0)), at((150, 0, 0))
    plane, ridge = make_model("plane", "parabolic-equation"), make_model("ridge", "parabolic-equation")
    flat = float(plane.loss_without_terrain_db(*ends)[0])
    assert float(plane.evaluate(*ends).loss_db[0]) == pytest.approx(flat, abs=1.0)
    assert float(ridge.loss_without_terrain_db(*ends)[0]) == pytest.approx(flat, abs=1e-3)
    over_edge = float(free_space_loss_db(300.0, FREQUENCY_HZ)) + 19.2
    assert float(ridge.evaluate(*ends).loss_db[0]) == pytest.approx(over_edge, abs=3.0)


def test_over_unknown_ground_the_full_wave_says_nothing(make_model: MakeModel) -> None:
    """A hole between the antennas makes the loss and the line of sight unknown; beside it both are known."""
    found = make_model("hole", "parabolic-equation").evaluate(
        at((-60, 0, 0), (-60, 60, 0)), at((60, 0, 0), (60, 60, 0))
    )
    assert np.isnan(found.loss_db).tolist() == [True, False]
    assert np.isnan(found.clearance_m).tolist() == [True, False]


def test_known_ground_blocks_whatever_the_unknown_is(make_model: MakeModel) -> None:
    """A ridge in front of a hole: the line is blocked for certain, its loss is not known."""
    found = make_model("ridge and hole", "parabolic-equation").evaluate(at((-100, 0, 0)), at((100, 0, 0)))
    assert float(found.clearance_m[0]) == pytest.approx(-7.15, abs=0.05)
    assert np.isnan(found.loss_db[0])


def test_an_antenna_over_unknown_ground_has_no_distance(make_model: MakeModel) -> None:
    """Its height is not known, and so neither is free space's loss; two-ray asks for no height of the ground."""
    ends = at((0, 0, 0)), at((100, 0, 0))
    free, two_ray = (make_model("hole", name).evaluate(*ends) for name in ("free-space", "two-ray"))
    assert np.isnan(free.distance_m[0]) and np.isnan(free.loss_db[0]) and np.isnan(free.clearance_m[0])
    assert np.isfinite(two_ray.loss_db[0])


@pytest.mark.parametrize("propagation", ["free-space", "two-ray", "p526", "parabolic-equation"])
def test_antennas_in_one_place_have_a_finite_loss(make_model: MakeModel, propagation: str) -> None:
    """A helicopter on the rover's deck is half a metre away and hears it."""
    found = make_model("plane", propagation).evaluate(at((10, 10, 0)), at((10, 10, 0)))
    assert float(found.distance_m[0]) == pytest.approx(np.hypot(LEAST_DISTANCE_M, 0.7))
    assert 0.0 <= float(found.loss_db[0]) < 60.0


def test_many_links_at_once_are_each_the_one_alone(make_model: MakeModel) -> None:
    """The answer to a link does not depend on what else is asked in the same call."""
    model = make_model("ridge", "parabolic-equation")
    rover = [(-200.0, 10.0 * n, 0.0) for n in range(4)]
    scout = [(100.0 + 20 * n, 0.0, 1.0 * n) for n in range(4)]
    together = model.evaluate(at(*rover), at(*scout))
    for n in range(4):
        alone = model.evaluate(at(rover[n]), at(scout[n]))
        assert float(together.loss_db[n]) == pytest.approx(float(alone.loss_db[0]), abs=1e-9)
        assert float(together.clearance_m[n]) == float(alone.clearance_m[0])
