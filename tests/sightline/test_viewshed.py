"""What an antenna sees of a raster: laws, limits, and the brute-force truth of every cell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from relaysim.errors import InputError, NoResult
from relaysim.sightline import End, clearances
from relaysim.sightline.blackout_map import Stands, blackout_map
from relaysim.sightline.viewshed import Viewshed, viewshed
from relaysim.terrain.grid import Terrain

sys.path.insert(0, str(Path(__file__).parent))
from exact_rays import rays_to_cells
from small_grounds import (
    EARTH_M,
    GRAZING_M,
    MARS_M,
    MOON_M,
    all_rays,
    end,
    ground,
    ground_in_degrees,
    hills,
    rough,
)

# How far a height may be off, and by what share of its depth; its sign is exact.
TOLERANCE_M, TOLERANCE_OF_HEIGHT = 0.1, 0.1


def assert_exact(terrain: Terrain, observer: End, target_m: float, found: Viewshed | None = None) -> Viewshed:
    """Every cell of the viewshed is what its own ray says: seen, not seen or unknown, and how high."""
    found = found or viewshed(terrain, observer, target_m)
    truth = all_rays(terrain, observer, target_m)
    height = found.height_m.ravel()
    assert found.height_m.shape == terrain.heights_m.shape
    assert found.height_m.dtype == np.float32
    assert np.array_equal(found.visible.ravel(), height >= 0.0)
    certain = ~(np.abs(truth.clearance_m) < GRAZING_M)
    assert np.flatnonzero((np.isnan(height) != np.isnan(truth.known_height_m)) & certain).tolist() == []
    assert np.flatnonzero((found.visible.ravel() != truth.visible) & certain).tolist() == []
    assert not (height > np.float32(target_m)).any()
    both = ~np.isnan(height) & ~np.isnan(truth.known_height_m)
    given, true = height[both], truth.known_height_m[both]
    room = TOLERANCE_M + TOLERANCE_OF_HEIGHT * np.abs(true)
    # Beside unknown ground a hidden target is only said to be hidden at least so deep.
    at_least = (given < 0.0) & bool(np.isnan(terrain.heights_m).any())
    assert (given - true >= -room).all()
    assert ((given - true <= room) | at_least).all()
    return found


_NEAR_NODES = [(11.0 + 1e-7, 8.0), (11.0 - 1e-5, 8.0 + 1e-5), (11.0, 8.5), (11.5, 8.5), (10.25, 7.75)]
_EDGES = [(0, 0), (30, 0), (0, 22), (30, 22), (15, 0), (0, 9), (30, 9), (15, 22)]
_BETWEEN_ON_EDGES = [(14.5, 0), (0, 3.3), (30, 20.9), (7.7, 22), (29.6, 21.4), (0.2, 0.1), (1e-7, 1e-7)]


@pytest.mark.parametrize("place", [(11, 8), *_NEAR_NODES, *_EDGES, *_BETWEEN_ON_EDGES])
@pytest.mark.parametrize("kind", ["rough", "hills"])
def test_every_cell_is_what_its_ray_says_wherever_the_observer_stands(
    place: tuple[float, float], kind: str
) -> None:
    """On a cell's centre, a hair beside it, between centres, at the raster's edges and in its corners."""
    terrain = ground(rough(3) if kind == "rough" else hills(4, (23, 31)))
    assert_exact(terrain, end(terrain, *place, 2.0), 0.5)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("antenna_m", "target_m"), [(2.0, 0.5), (0.0, 0.0), (0.0, 3.0), (30.0, 0.0), (1.2, 12.0)]
)
def test_every_cell_is_what_its_ray_says_whatever_the_antennas(
    kind: Any, antenna_m: float, target_m: float
) -> None:
    """Low and high antennas and targets, rasters of both kinds, with heights far from zero."""
    terrain = ground((hills(9) - 2500.0).astype(kind))
    assert_exact(terrain, end(terrain, 33.0, 21.0, antenna_m), target_m)
    assert_exact(terrain, end(terrain, 33.4, 20.2, antenna_m), target_m)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.tuples(st.integers(1, 26), st.integers(1, 26)),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    on_centre=st.booleans(),
    antenna_m=st.floats(0, 10),
    target_m=st.floats(0, 4),
    cell_m=st.sampled_from([0.5, 5.0, 300.0]),
    unknown_share=st.sampled_from([0.0, 0.0, 0.03, 0.3]),
    smooth=st.booleans(),
    kind=st.sampled_from([np.float32, np.float64]),
)
@example(198, (2, 12), (0.0, 0.0), False, 0.0, 0.0, 0.5, 0.3, False, np.float32)
@example(0, (2, 11), (1.0, 0.0), False, 0.0, 0.0, 0.5, 0.3, False, np.float32)
@example(0, (11, 2), (0.0, 1.0), False, 0.0, 0.0, 0.5, 0.3, False, np.float32)
@example(0, (5, 7), (0.4, 0.4), False, 1.0, 1e-9, 0.5, 0.0, False, np.float32)
def test_every_cell_of_any_raster_is_what_its_ray_says(
    seed: int,
    shape: tuple[int, int],
    place: tuple[float, float],
    on_centre: bool,
    antenna_m: float,
    target_m: float,
    cell_m: float,
    unknown_share: float,
    smooth: bool,
    kind: Any,
) -> None:
    """Any small raster, any place on it, known and unknown ground: every cell is what its own ray says."""
    heights = (hills(seed, shape) if smooth else rough(seed, shape)).astype(kind)
    column, row = place[0] * (shape[1] - 1), place[1] * (shape[0] - 1)
    if on_centre:
        column, row = round(column), round(row)
    unknown = np.random.default_rng(seed).random(shape) < unknown_share
    unknown[int(row) : int(row) + 2, int(column) : int(column) + 2] = False
    heights[unknown] = np.nan
    terrain = ground(heights, cell_m)
    assert_exact(terrain, end(terrain, column, row, antenna_m), target_m)


def test_cells_wider_than_high() -> None:
    """In degrees at 60 degrees north a cell is half as wide as it is high: distances are those on the body."""
    terrain = ground_in_degrees(hills(5), 0.0005, 60.0)
    east_west, north_south = terrain.cell_extent_m
    assert east_west == pytest.approx(north_south / 2, rel=0.01)
    assert_exact(terrain, end(terrain, 40.0, 30.0, 8.0), 3.0)
    assert_exact(terrain, end(terrain, 12.3, 44.4, 8.0), 3.0)


@pytest.mark.parametrize(
    ("radius_m", "horizon_m"), [(MARS_M, 3_686.0), (MOON_M, 2_636.0), (EARTH_M, 5_048.0)]
)
def test_the_horizon_of_a_bare_sphere(radius_m: float, horizon_m: float) -> None:
    """From 2 m up the ground is seen as far as sqrt(2 R h); beyond, the lowest point seen rises as its square."""
    terrain = ground(np.zeros((3, 801), dtype=np.float32), 10.0, radius_m)
    distance = 10.0 * np.abs(np.arange(801) - 200)
    horizon = np.sqrt(2.0 * radius_m * 2.0)
    assert horizon == pytest.approx(horizon_m, abs=0.6)
    bare = viewshed(terrain, end(terrain, 200, 1, 2.0), 0.0)
    assert bare.visible[1, distance < horizon - 10.0].all()
    assert not bare.visible[1, distance > horizon + 10.0].any()
    raised = viewshed(terrain, end(terrain, 200, 1, 2.0), 0.5).height_m[1]
    expected = 0.5 - np.maximum(distance - horizon, 0.0) ** 2 / (2.0 * radius_m)
    np.testing.assert_allclose(raised, expected, atol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_reciprocity(seed: int) -> None:
    """What A sees over B's ground, B sees over A's: viewsheds both ways and the link between them agree."""
    terrain = ground(rough(seed, (20, 24)))
    down, across = np.indices((20, 24))
    places = terrain.geographic(across.ravel(), down.ravel())
    observer = end(terrain, 9, 13, 2.0)
    seen = viewshed(terrain, observer, 1.0).visible
    links = clearances(terrain, observer.latitude_deg, observer.longitude_deg, 2.0, *places, 1.0)
    assert np.array_equal(seen.ravel(), links.clear)
    for row, column in np.random.default_rng(seed).integers(0, 20, (12, 2)):
        back = viewshed(terrain, end(terrain, column, row, 1.0), 2.0)
        assert back.visible[13, 9] == seen[row, column]


def test_raising_an_obstacle_never_raises_a_height_elsewhere() -> None:
    """Whatever is built, nobody sees lower behind it; on top of it one may."""
    heights = hills(2, (30, 40))
    terrain = ground(heights)
    observer = end(terrain, 11.3, 8.6, 2.0)
    before = viewshed(terrain, observer, 0.5).height_m
    rng = np.random.default_rng(3)
    for row, column, rise in zip(rng.integers(0, 30, 20), rng.integers(0, 40, 20), rng.exponential(3.0, 20), strict=True):  # fmt: skip
        if abs(row - 8.6) < 2 and abs(column - 11.3) < 2:
            continue
        raised = heights.copy()
        raised[row, column] += rise
        after = viewshed(ground(raised), observer, 0.5).height_m
        elsewhere = np.ones(heights.shape, dtype=bool)
        elsewhere[row, column] = False
        allowed = 2.0 * (TOLERANCE_M + TOLERANCE_OF_HEIGHT * np.abs(before))
        assert (after <= before + allowed)[elsewhere].all()


def test_a_ridge_that_just_touches_the_ray_hides_nothing() -> None:
    """A crest exactly as high as the ray is seen past; a hundredth of a millimetre more hides the cell behind it."""
    cells, crest = 41, 30
    bulge = (cells - 1) ** 2 * 25.0 / (2.0 * MARS_M)
    share = crest / (cells - 1)
    touching = 2.0 + (1.0 - 2.0) * share - bulge * share * (1.0 - share)
    for more, seen in ((-1e-5, True), (0.0, True), (1e-5, False)):
        heights = np.zeros((5, cells))
        heights[:, crest] = touching + more
        terrain = ground(heights)
        found = viewshed(terrain, end(terrain, 0, 2, 2.0), 1.0)
        assert bool(found.visible[2, cells - 1]) is seen, more
        assert found.height_m[2, cells - 1] == pytest.approx(-more / share, abs=5e-6)


def test_flat_ground_is_seen_everywhere_even_from_no_height() -> None:
    """A tilted plane with next to no curvature hides nothing, for antennas and targets of height 0 as well."""
    tilted = np.add.outer(np.arange(20) * 0.37, np.arange(30) * 0.11)
    terrain = ground(tilted, 1e-3)
    for antenna_m, target_m in ((0.0, 0.0), (2.0, 0.0), (1.0, 0.5)):
        found = viewshed(terrain, end(terrain, 12, 7, antenna_m), target_m)
        assert found.visible.all()
        np.testing.assert_allclose(found.height_m, target_m, atol=1e-4)


def test_unknown_ground_on_the_way_is_neither_seen_nor_hidden_unless_known_ground_hides() -> None:
    """Behind a gap nothing is known; behind a wall in front of the gap, or beyond it, the cell stays hidden."""
    heights = np.zeros((9, 41))
    heights[:, 20] = np.nan
    found = assert_exact(ground(heights), end(ground(heights), 5, 4, 2.0), 0.5)
    assert found.visible[:, :20].all() and np.isnan(found.height_m[:, 20:]).all()
    for wall in (12, 30):
        walled = heights.copy()
        walled[:, wall] = 40.0
        found = assert_exact(ground(walled), end(ground(walled), 5, 4, 2.0), 0.5)
        assert (found.height_m[:, 35:] < 0.0).all()
        assert np.isnan(found.height_m[:, 20]).all()


def test_an_observer_beside_unknown_ground() -> None:
    """Standing on a line of known centres an antenna has its height, and sees along the line at least."""
    heights = rough(6, (15, 20))
    heights[8] = np.nan
    terrain = ground(heights)
    for column in (9.0, 9.4, 0.0):
        found = assert_exact(terrain, end(terrain, column, 7.0, 2.0), 0.5)
        assert np.isnan(found.height_m[8:]).any() and not np.isnan(found.height_m[7]).any()


def test_only_the_nodes_that_have_weight_are_asked_for() -> None:
    """Along a row or column of centres, unknown ground beside it does not matter."""
    heights = np.full((9, 11), np.nan)
    heights[4, :] = heights[:, 5] = 0.0
    terrain = ground(heights)
    found = assert_exact(terrain, end(terrain, 5, 4, 2.0), 0.5)
    assert int(found.visible.sum()) == 9 + 11 - 1


def test_a_radius_leaves_out_what_lies_beyond_and_changes_nothing_within() -> None:
    """Cells farther away than the radius are nan, whether the window holds them or not; the others are the same."""
    terrain = ground(hills(8))
    for place in ((40.0, 30.0), (3.2, 57.7), (79.0, 0.0)):
        observer = end(terrain, *place, 2.0)
        whole = viewshed(terrain, observer, 0.5)
        assert (whole.column, whole.row, whole.radius_m) == (0, 0, None)
        part = viewshed(terrain, observer, 0.5, radius_m=87.3)
        rows, columns = part.height_m.shape
        assert max(rows, columns) <= 2 * (87.3 / 5.0) + 5
        window = slice(part.row, part.row + rows), slice(part.column, part.column + columns)
        down, across = np.indices((60, 80))
        far = terrain.body.distance_m(
            observer.latitude_deg, observer.longitude_deg, *terrain.geographic(across, down)
        )
        within = np.zeros((60, 80), dtype=bool)
        within[window] = True
        assert within[far <= 87.3].all()
        assert np.array_equal(np.isnan(part.height_m), far[window] > 87.3)
        near = far[window] <= 87.3
        np.testing.assert_allclose(
            part.height_m[near],
            whole.height_m[window][near],
            rtol=2 * TOLERANCE_OF_HEIGHT,
            atol=2 * TOLERANCE_M,
        )
        assert np.array_equal(part.visible[near], whole.visible[window][near])


def test_more_threads_give_the_same_bits() -> None:
    """The number of threads changes the time only."""
    terrain = ground(rough(11, (90, 70)))
    observer = end(terrain, 20.2, 61.0, 2.0)
    one, three = (viewshed(terrain, observer, 0.5, threads=n).height_m for n in (1, 3))
    assert one.tobytes() == three.tobytes()


def test_an_observer_who_cannot_stand_there_is_told_so() -> None:
    """Outside the raster, on unknown ground, underground, or a target underground: an error, never a flat answer."""
    heights = rough(1)
    heights[5, 5] = np.nan
    terrain = ground(heights)
    for place in ((-3.0, 4.0), (40.0, 4.0), (5.0, 5.0), (4.5, 4.5), (np.nan, 3.0)):
        with pytest.raises((InputError, NoResult)):
            viewshed(terrain, end(terrain, *place, 2.0), 0.5)
    for antenna_m, target_m in ((-0.5, 0.5), (2.0, -0.1), (np.nan, 0.5), (2.0, np.nan), (np.inf, 0.5)):
        with pytest.raises((InputError, NoResult)):
            viewshed(terrain, end(terrain, 12, 12, antenna_m), target_m)


def far_ground(kind: str, cell_m: float) -> Terrain:
    """Ground wide enough for a fan to split its wedges several times: boulders and walls, or hills with holes."""
    rng = np.random.default_rng(5)
    heights = hills(7, (300, 410)) * 2.0 + rough(8, (300, 410), 0.1)
    if kind == "walls":
        heights = 6.0 * np.floor(heights / 6.0) + 0.05 * heights
        heights[rng.random(heights.shape) < 0.002] += 3.0
    if kind == "holes":
        heights[rng.random(heights.shape) < 0.0005] = np.nan
        heights[100:110, 200:214] = 0.0
    return ground(heights.astype(np.float32), cell_m)


@pytest.mark.parametrize("kind", ["hills", "walls", "holes"])
@pytest.mark.parametrize(("column", "row", "cell_m"), [(205, 104, 1.0), (202.3, 106.8, 30.0)])
def test_far_cells_are_what_their_rays_say(kind: str, column: float, row: float, cell_m: float) -> None:
    """A few hundred cells away too, where one wedge has become many, a cell is what its own ray says."""
    terrain = far_ground(kind, cell_m)
    observer = end(terrain, column, row, 2.0)
    found = viewshed(terrain, observer, 0.5)
    rng = np.random.default_rng(1)
    rows, columns = rng.integers(0, 300, 6000), rng.integers(0, 410, 6000)
    truth = rays_to_cells(terrain, observer, 0.5, columns, rows)
    height, certain = found.height_m[rows, columns], ~(np.abs(truth.clearance_m) < GRAZING_M)
    assert np.flatnonzero(((height >= 0.0) != truth.visible) & certain).tolist() == []
    known = ~np.isnan(height) & ~np.isnan(truth.known_height_m)
    off = (height - truth.known_height_m)[known]
    room = TOLERANCE_M + TOLERANCE_OF_HEIGHT * np.abs(truth.known_height_m[known])
    assert known.mean() > 0.5
    assert (off >= -room).all()
    assert ((off <= room) | ((height[known] < 0.0) & (kind == "holes"))).all()
    stands = Stands(*(np.array([v]) for v in (observer.latitude_deg, observer.longitude_deg, 2.0, 0.0)), 1.0)
    seen = ~np.isnan(blackout_map(terrain, stands, 0.5).first_visible[rows, columns])
    assert np.flatnonzero((seen != truth.visible) & certain).tolist() == []
