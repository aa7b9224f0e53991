"""Laws that every sightline obeys: both ways, turned, over a sphere, beside a raised or a grazed obstacle."""

from __future__ import annotations

import numpy as np
import pytest
from flat_map import CELL_M, DEGREE_M, LINES, RADIUS_M, FlatMap, between, equator, rough
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.sightline import (
    clearances,
    visible,
)


@settings(max_examples=80, deadline=None)
@given(**LINES)
def test_reciprocity(seed: int, c1: float, r1: float, c2: float, r2: float) -> None:
    """What A sees of B, B sees of A: the clearance is the same to the last bit, at the same place."""
    terrain = FlatMap(rough(seed), RADIUS_M)
    there = between(terrain, c1, r1, 4.0, c2, r2, 2.0)
    back = between(terrain, c2, r2, 2.0, c1, r1, 4.0)
    assert there.clearance_m.tobytes() == back.clearance_m.tobytes()
    assert there.ground_m.tobytes() == back.ground_m.tobytes()
    assert there.fraction[0] == pytest.approx(1.0 - back.fraction[0], abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(**LINES)
def test_a_mirrored_or_turned_world_has_the_same_clearance(
    seed: int, c1: float, r1: float, c2: float, r2: float
) -> None:
    """Mirroring the raster east-west or north-south, or swapping its axes, changes nothing."""
    heights = rough(seed)
    least = between(FlatMap(heights, RADIUS_M), c1, r1, 4.0, c2, r2, 2.0).clearance_m[0]
    mirrored = between(FlatMap(heights[:, ::-1], RADIUS_M), 14 - c1, r1, 4.0, 14 - c2, r2, 2.0)
    upended = between(FlatMap(heights[::-1], RADIUS_M), c1, 11 - r1, 4.0, c2, 11 - r2, 2.0)
    turned = between(FlatMap(heights.T, RADIUS_M), r1, c1, 4.0, r2, c2, 2.0)
    for other in (mirrored, upended, turned):
        assert other.clearance_m[0] == pytest.approx(least, abs=1e-4)


@pytest.mark.parametrize(
    ("radius_m", "stated_m"), [(3_396_190.0, 3_686.0), (1_737_400.0, 2_636.0), (6_371_000.0, 5_048.0)]
)
def test_the_horizon_of_a_smooth_sphere(radius_m: float, stated_m: float) -> None:
    """On Mars, the Moon and the Earth antennas h1 and h2 see each other up to sqrt(2 R h1) + sqrt(2 R h2), and no farther."""
    h1, h2 = 2.0, 0.5
    first, second = np.sqrt(2 * radius_m * h1), np.sqrt(2 * radius_m * h2)
    assert first == pytest.approx(stated_m, abs=0.6)
    terrain = equator(np.zeros((3, int((first + second) / CELL_M) + 20)), radius_m)
    for antenna_m, horizon in ((0.0, first), (h2, first + second)):
        lon = np.degrees(np.array([horizon - 1.0, horizon, horizon + 1.0]) / radius_m)
        found = clearances(terrain, 0.0, 0.0, h1, 0.0, lon, antenna_m)
        assert found.clearance_m[1] == pytest.approx(0.0, abs=1e-6)
        assert found.clearance_m[2] < 0.0
        assert found.clearance_m[0] > 0.0 or antenna_m == 0.0  # at its foot an antenna of no height touches
        assert list(found.clear[[0, 2]]) == [True, False]
    assert found.fraction[1] * horizon == pytest.approx(first, abs=0.1)


@settings(max_examples=60, deadline=None)
@given(
    **LINES,
    node=st.tuples(st.integers(0, 11), st.integers(0, 14)),
    rise_m=st.floats(0.0, 20.0),
)
def test_raising_an_obstacle_never_raises_clearance(
    seed: int, c1: float, r1: float, c2: float, r2: float, node: tuple[int, int], rise_m: float
) -> None:
    """Antennas that stay where they are clear higher ground by no more, and by no less than what it was raised."""
    heights = rough(seed)
    raised = heights.copy()
    raised[node] += rise_m
    before, after = (between(FlatMap(h, RADIUS_M), c1, r1, 4.0, c2, r2, 2.0) for h in (heights, raised))
    assert after.clearance_m[0] <= before.clearance_m[0] + 1e-9
    assert after.clearance_m[0] >= before.clearance_m[0] - rise_m - 1e-9


def test_a_ridge_that_just_touches_the_line_leaves_it_clear() -> None:
    """A crest exactly as high as the line is cleared by nothing, and by nothing it does not block; a hair more does."""
    for crest in (1, 17, 20, 39):
        share = crest / 40
        touching = 2.0 - share - (40 * CELL_M) ** 2 / (2 * RADIUS_M) * share * (1 - share)
        for more, clear in ((-1e-6, True), (0.0, True), (1e-6, False)):
            heights = np.zeros((7, 41))
            heights[:, crest] = touching + more
            terrain = equator(heights)
            far = 40 * CELL_M / DEGREE_M
            found = clearances(terrain, 0.0, 0.0, 2.0, 0.0, far, 1.0)
            assert bool(found.clear[0]) is clear and bool(found.blocked[0]) is not clear
            assert found.clearance_m[0] == pytest.approx(-more, abs=1e-8)
            assert visible(terrain, 0.0, 0.0, 2.0, 0.0, far, 1.0)[0] == (1 if clear else 0)
