"""When nothing of a route sees a place: the blackout map against its definition over brute-force rays.

All grounds are float32, as those that ship: a sweep for another kind takes a third of a minute to compile.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relaysim.sightline import End
from relaysim.sightline.blackout_map import BlackoutMap, Stands, blackout_map
from relaysim.sightline.viewshed import viewshed
from relaysim.terrain.grid import Terrain

sys.path.insert(0, str(Path(__file__).parent))
from small_grounds import GRAZING_M, all_rays, end, ground, hills, rough


def route(terrain: Terrain, seed: int, count: int) -> Stands:
    """Stands at cells that are known all round, each for a drawn time."""
    rng = np.random.default_rng(seed)
    known = ~np.isnan(terrain.heights_m)
    whole = known[:-1, :-1] & known[1:, :-1] & known[:-1, 1:] & known[1:, 1:]
    row, column = np.argwhere(whole)[rng.integers(0, np.count_nonzero(whole), count)].T
    latitude, longitude = terrain.geographic(column + rng.choice([0.0, 0.3], count), row + 0.0)
    time = 10.0 + np.cumsum(rng.exponential(2.0, count))
    return Stands(latitude, longitude, rng.uniform(0.5, 3.0, count), time, float(time[-1]) + 1.5)


def by_definition(terrain: Terrain, stands: Stands, target_m: float) -> dict[str, Any]:
    """The four maps from the rays of every stand to every cell, one stand after another."""
    shape = terrain.heights_m.shape
    ends = np.append(stands.time[1:], stands.until)
    first, last = np.full(shape, np.nan), np.full(shape, np.nan)
    running = {"at_least": np.zeros(shape), "at_most": np.zeros(shape)}
    longest = {name: np.zeros(shape) for name in running}
    grazing = np.zeros(shape, dtype=bool)
    for n, begin in enumerate(stands.time):
        observer = End(
            float(stands.latitude_deg[n]), float(stands.longitude_deg[n]), float(stands.antenna_m[n])
        )
        truth = all_rays(terrain, observer, target_m)
        seen, hidden = truth.visible.reshape(shape), truth.blocked.reshape(shape)
        grazing |= (np.abs(truth.clearance_m) < GRAZING_M).reshape(shape)
        first = np.where(np.isnan(first) & seen, begin, first)
        last = np.where(seen, ends[n], last)
        for name, without in (("at_least", hidden), ("at_most", ~seen)):
            running[name] = np.where(without, running[name] + ends[n] - begin, 0.0)
            longest[name] = np.maximum(longest[name], running[name])
    unknown = np.isnan(terrain.heights_m)
    return {
        "first_visible": first,
        "last_visible": last,
        "longest_without_at_least": np.where(unknown, np.nan, longest["at_least"]),
        "longest_without_at_most": np.where(unknown, np.nan, longest["at_most"]),
        "grazing": grazing,
    }


def assert_same_maps(found: BlackoutMap, truth: dict[str, Any]) -> None:
    certain = ~truth["grazing"]
    for name in ("first_visible", "last_visible", "longest_without_at_least", "longest_without_at_most"):
        values = getattr(found, name)
        assert values.dtype == np.float32
        np.testing.assert_allclose(values[certain], truth[name][certain], rtol=1e-5, err_msg=name)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("unknown_share", [0.0, 0.02])
def test_the_blackout_map_is_its_definition(seed: int, unknown_share: float) -> None:
    """First and last sight and the longest times without, from the rays of every stand to every cell."""
    heights = hills(seed, (30, 35)).astype(np.float32)
    heights[np.random.default_rng(seed).random(heights.shape) < unknown_share] = np.nan
    terrain = ground(heights)
    stands = route(terrain, seed, 12)
    found = blackout_map(terrain, stands, 0.5)
    assert_same_maps(found, by_definition(terrain, stands, 0.5))
    assert not (found.longest_without_at_least > found.longest_without_at_most).any()


def test_the_blackout_map_of_one_stand_is_its_viewshed() -> None:
    """Seen from the first to the last moment, or never; never seen is without for all the time there is."""
    terrain = ground(rough(5).astype(np.float32))
    observer = end(terrain, 14, 9, 2.0)
    place = [np.array([x]) for x in (observer.latitude_deg, observer.longitude_deg, 2.0, 4.0)]
    found = blackout_map(terrain, Stands(*place, until=9.0), 0.5)
    seen = viewshed(terrain, observer, 0.5).visible
    assert np.array_equal(
        found.first_visible, np.where(seen, np.float32(4.0), np.float32(np.nan)), equal_nan=True
    )
    assert np.array_equal(
        found.last_visible, np.where(seen, np.float32(9.0), np.float32(np.nan)), equal_nan=True
    )
    for values in (found.longest_without_at_least, found.longest_without_at_most):
        assert np.array_equal(values, np.where(seen, np.float32(0.0), np.float32(5.0)))


def test_what_no_stand_reaches_has_no_answer() -> None:
    """Beyond the radius of every stand nothing is claimed; beyond that of one a cell is not seen from there."""
    terrain = ground(np.zeros((41, 81), np.float32))
    stands = Stands(
        *terrain.geographic([20, 50], [20, 20]), np.full(2, 2.0), np.array([0.0, 3.0]), until=10.0
    )
    found = blackout_map(terrain, stands, 0.5, radius_m=100.5)
    down, across = np.indices((41, 81))
    near = [np.hypot(across - column, down - 20.0) * 5.0 <= 100.5 for column in (20, 50)]
    for values in (found.longest_without_at_least, found.longest_without_at_most):
        assert np.array_equal(np.isnan(values), ~(near[0] | near[1]))
        assert (values[near[0] & ~near[1]] == 7.0).all() and (values[near[1] & ~near[0]] == 3.0).all()
        assert (values[near[0] & near[1]] == 0.0).all()
    assert np.array_equal(np.isnan(found.first_visible), ~(near[0] | near[1]))


def test_unknown_ground_widens_the_longest_time_without() -> None:
    """Behind a gap in the ground the longest time without lies between nothing and all there is."""
    heights = np.zeros((9, 41), np.float32)
    heights[:, 20] = np.nan
    terrain = ground(heights)
    latitude, longitude = terrain.geographic([5, 35], [4, 4])
    stands = Stands(latitude, longitude, np.array([2.0, 2.0]), np.array([0.0, 3.0]), until=10.0)
    found = blackout_map(terrain, stands, 0.5)
    assert (found.longest_without_at_least[:, :20] == 0.0).all()
    assert (found.longest_without_at_most[:, :20] == 7.0).all()
    assert (found.longest_without_at_most[:, 21:] == 3.0).all()
    assert (found.first_visible[:, 21:] == 3.0).all() and (found.last_visible[:, :20] == 3.0).all()
    for values in (found.first_visible, found.longest_without_at_least, found.longest_without_at_most):
        assert np.isnan(values[:, 20]).all()


def test_the_blackout_map_tells_how_far_it_is_and_does_not_depend_on_threads() -> None:
    """Progress goes up to all of the stands; one thread and three give the same bits."""
    terrain = ground(rough(7).astype(np.float32))
    stands, told = route(terrain, 4, 9), []
    one = blackout_map(terrain, stands, 0.5, threads=1, progress=lambda *step: told.append(step))
    three = blackout_map(terrain, stands, 0.5, threads=3)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
    for name in ("first_visible", "last_visible", "longest_without_at_least", "longest_without_at_most"):
        assert getattr(one, name).tobytes() == getattr(three, name).tobytes()
