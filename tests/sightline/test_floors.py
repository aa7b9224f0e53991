"""The lowest ground in blocks of cells, and what it may decide about a line."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from relaysim.sightline import clearances, visible
from relaysim.terrain.ceilings import Heights, ceilings_of
from relaysim.terrain.floors import floors_of

sys.path.insert(0, str(Path(__file__).parent))
from small_grounds import ground


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (66, 129), (600, 65)])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_floor_is_the_lowest_node_of_its_block(shape: tuple[int, int], kind: type) -> None:
    """Of all nodes of a block, its border included; minus infinity where one of them is unknown."""
    rng = np.random.default_rng(3)
    heights: Heights = rng.normal(0.0, 10.0, shape).astype(kind)
    heights[rng.random(shape) < 0.001] = np.nan
    ceilings, floors = ceilings_of(heights), floors_of(heights)
    for found, tops, size in ((floors.fine, ceilings.fine, 8), (floors.coarse, ceilings.coarse, 64)):
        assert found.shape == tops.shape
        assert found.dtype == kind
        for (down, across), floor in np.ndenumerate(found):
            part = heights[
                down * size : (down + 1) * size + 1,
                across * size : (across + 1) * size + 1,
            ]
            assert floor == (-np.inf if np.isnan(part).any() else part.min())


def test_floors_are_made_once_for_a_terrain() -> None:
    """The same ones for every question to a terrain, others for another terrain of the same shape."""
    first, second = ground(np.zeros((9, 9))), ground(np.ones((9, 9)))
    assert first.floors is first.floors
    assert second.floors.fine.min() == 1.0
    assert first.floors.fine.max() == 0.0


@pytest.mark.parametrize("turned", [False, True])
def test_yes_or_no_has_the_clearances_sign_far_out(turned: bool) -> None:
    """So far that columns of blocks are looked at in several turns; with gaps, plateaus and lines just over them."""
    rng = np.random.default_rng(11)
    heights = np.cumsum(rng.normal(0.0, 0.2, (40, 5000)), axis=1).astype(np.float32)
    heights[:, 1000:1400] = 12.0
    heights[5, 3000] = np.nan
    terrain = ground(np.ascontiguousarray(heights.T) if turned else heights)
    along, aside = rng.integers(0, 5000, (2, 4000)), rng.integers(0, 40, (2, 4000))
    column, row = (aside, along) if turned else (along, aside)
    first, second = (terrain.geographic(column[n], row[n]) for n in (0, 1))
    up = rng.choice([0.0, 1.0, 20.0, 60.0], 4000)
    found = clearances(terrain, *first, up, *second, 2.0)
    said = np.where(found.blocked, 0, np.where(found.clear, 1, -1))
    assert set(said) == {-1, 0, 1}
    np.testing.assert_array_equal(visible(terrain, *first, up, *second, 2.0), said)
