"""The sightline over a bilinear surface: laws, limits, singular places, and exactness against dense sampling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS

from relaysim.errors import InputError
from relaysim.sightline import (
    End,
    Ends,
    clearances,
    clearances_between,
    fresnel_radius_m,
    ridges,
    sightline,
    visible,
)
from relaysim.terrain.body import Body
from relaysim.terrain.ceilings import ceilings_of
from relaysim.terrain.floors import floors_of
from relaysim.terrain.grid import Terrain, bilinear

RADIUS_M = 3_396_190.0
CELL_M = 5.0
DEGREE_M = RADIUS_M * np.pi / 180.0


@dataclass(frozen=True)
class Plane:
    """A stand-in for a body whose x and y are the coordinates themselves, in metres."""

    def distance_m(self, lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Any:
        return np.hypot(np.subtract(lat2, lat1), np.subtract(lon2, lon1))

    def midpoint_deg(self, lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Any:
        return np.add(lat1, lat2) / 2, np.add(lon1, lon2) / 2


@dataclass(frozen=True)
class FlatMap:
    """A stand-in for Terrain with places in metres: latitude is CELL_M times the row, longitude the column."""

    heights_m: Any
    ray_radius_m: float = np.inf

    @property
    def body(self) -> Plane:
        return Plane()

    @property
    def ceilings(self) -> Any:
        return ceilings_of(self.heights_m)

    @property
    def floors(self) -> Any:
        return floors_of(self.heights_m)

    def grid_coordinates(self, lat: Any, lon: Any) -> Any:
        return np.asarray(lon) / CELL_M, np.asarray(lat) / CELL_M

    def geographic(self, col: Any, row: Any) -> Any:
        return np.asarray(row) * CELL_M, np.asarray(col) * CELL_M

    def most_bend_cells(self, lat: float, columns: float, rows: float) -> float:
        return 0.0

    def height_m(self, lat: Any, lon: Any) -> Any:
        return bilinear(self.heights_m, *self.grid_coordinates(lat, lon))


def equator(heights_m: Any, radius_m: float = RADIUS_M) -> Terrain:
    """Real Terrain on a sphere at the equator, where a cell of CELL_M is as long as it says."""
    crs = CRS.from_proj4(f"+proj=eqc +R={radius_m} +units=m +no_defs")
    # The middle row of centres lies on the equator, the first column of centres on longitude 0.
    transform = Affine(CELL_M, 0, -CELL_M / 2, 0, -CELL_M, CELL_M * heights_m.shape[0] / 2)
    return Terrain(
        name="test",
        body=Body.sphere("test body", radius_m),
        heights_m=heights_m,
        sigma_m=None,
        transform=transform,
        crs=crs,
        sha256="",
        source="made up",
    )


def rough(seed: int, shape: tuple[int, int] = (12, 15)) -> Any:
    return np.random.default_rng(seed).normal(0.0, 3.0, shape)


def between(terrain: Any, c1: float, r1: float, z1: float, c2: float, r2: float, z2: float) -> Any:
    """The clearance of one line between grid points of absolute heights on a FlatMap."""
    arrays = (np.array([x]) for x in (r1 * CELL_M, c1 * CELL_M, z1, r2 * CELL_M, c2 * CELL_M, z2))
    return clearances_between(terrain, Ends(*arrays))


def dense(
    heights: Any, c1: float, r1: float, z1: float, c2: float, r2: float, z2: float, bulge: float, t: Any
) -> Any:
    """Height of the ray above the surface at fractions t, straight from the definition."""
    column, row = c1 + (c2 - c1) * t, r1 + (r2 - r1) * t
    i = np.clip(np.floor(column).astype(int), 0, heights.shape[1] - 2)
    j = np.clip(np.floor(row).astype(int), 0, heights.shape[0] - 2)
    u, v = column - i, row - j
    upper = heights[j, i] * (1 - u) + heights[j, i + 1] * u
    lower = heights[j + 1, i] * (1 - u) + heights[j + 1, i + 1] * u
    return z1 + (z2 - z1) * t - upper * (1 - v) - lower * v - bulge * t * (1 - t)


columns, rows = st.floats(0, 14), st.floats(0, 11)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    c1=columns,
    r1=rows,
    c2=columns,
    r2=rows,
    z1=st.floats(0, 9),
    z2=st.floats(0, 9),
)
def test_the_kernel_finds_the_minimum_that_dense_sampling_approaches(
    seed: int, c1: float, r1: float, c2: float, r2: float, z1: float, z2: float
) -> None:
    """No sample lies below the exact minimum by more than rounding and snapping, and a refined search reaches it."""
    heights, radius = rough(seed), 5_000.0
    found = between(FlatMap(heights, radius), c1, r1, z1, c2, r2, z2)
    bulge = float(found.distance_m[0]) ** 2 / (2 * radius)
    args = (heights, c1, r1, z1, c2, r2, z2, bulge)
    least = float(found.clearance_m[0])
    t = np.linspace(0.0, 1.0, 4001)
    tolerance = 1e-4  # a snapped coordinate moves by at most 1e-6 cells over slopes of some 20 m a cell
    assert dense(*args, t).min() >= least - tolerance
    here = float(found.fraction[0])
    near = np.clip(here + np.linspace(-1e-6, 1e-6, 101), 0.0, 1.0)
    snapped = any(0 < abs(x - round(x)) < 1e-6 for x in (c1, r1, c2, r2))
    assert dense(*args, near).min() == pytest.approx(least, abs=tolerance if snapped else 1e-6)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), c1=columns, r1=rows, c2=columns, r2=rows)
def test_reciprocity(seed: int, c1: float, r1: float, c2: float, r2: float) -> None:
    """What A sees of B, B sees of A: the clearance is the same to the last bit, at the same place."""
    terrain = FlatMap(rough(seed), RADIUS_M)
    there = between(terrain, c1, r1, 4.0, c2, r2, 2.0)
    back = between(terrain, c2, r2, 2.0, c1, r1, 4.0)
    assert there.clearance_m.tobytes() == back.clearance_m.tobytes()
    assert there.ground_m.tobytes() == back.ground_m.tobytes()
    assert there.fraction[0] == pytest.approx(1.0 - back.fraction[0], abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), c1=columns, r1=rows, c2=columns, r2=rows)
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
    seed=st.integers(0, 2**32 - 1),
    c1=columns,
    r1=rows,
    c2=columns,
    r2=rows,
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


def test_antennas_below_the_ground_are_refused() -> None:
    """Nothing is seen from underground: an error for any one of many links, not a line that is called blocked."""
    terrain = equator(np.zeros((7, 41)))
    for antennas in (([1.0, -0.5], 1.0), (1.0, [1.0, -0.5]), (-1e-3, np.nan)):
        first_m, second_m = antennas
        for ask in (clearances, visible):
            with pytest.raises(InputError, match="underground nothing is seen"):
                ask(terrain, 0.0, 0.0, first_m, 0.0, 1e-3, second_m)
    for explain in (sightline, ridges):
        with pytest.raises(InputError, match="the antenna is -2 m above the ground"):
            explain(terrain, End(0.0, 0.0, 1.0), End(0.0, 1e-3, -2.0))
    assert clearances(terrain, 0.0, 0.0, np.nan, 0.0, 1e-3, 1.0).unknown[0]


def test_over_a_flat_plane_the_clearance_is_the_lower_antenna() -> None:
    """Without relief and curvature the line is lowest at its lower end."""
    terrain = FlatMap(np.full((10, 10), -2570.0))
    found = clearances(terrain, 3.0, 4.0, [1.2, 0.5, 0.7], 41.0, 33.0, [0.5, 1.2, 0.7])
    np.testing.assert_allclose(found.clearance_m, [0.5, 0.5, 0.7], atol=1e-9)


def test_antennas_of_no_height_touch_the_ground_and_are_not_blocked() -> None:
    """Rounding at its own feet never blocks an antenna: a plane, tilted, is seen along by antennas of height 0."""
    tilted = np.add.outer(np.arange(40) * 0.37, np.arange(50) * 0.11)
    rng = np.random.default_rng(4)
    lat1, lat2 = rng.uniform(0, 39 * CELL_M, (2, 300))
    lon1, lon2 = rng.uniform(0, 49 * CELL_M, (2, 300))
    found = clearances(FlatMap(tilted), lat1, lon1, 0.0, lat2, lon2, 0.0)
    assert found.clear.all()
    assert np.abs(found.clearance_m).max() < 1e-9


def test_a_ridge_between_the_nodes() -> None:
    """A saddle's crest lies inside a cell: the line across its diagonal meets it where no node is."""
    saddle = np.array([[0.0, 8.0], [8.0, 0.0]])
    found = between(FlatMap(saddle), 0.0, 0.0, 1.0, 1.0, 1.0, 1.0)
    # Along the diagonal the surface is 16 t (1 - t): 4 m in the middle.
    assert found.clearance_m[0] == pytest.approx(-3.0, abs=1e-12)
    assert found.fraction[0] == pytest.approx(0.5, abs=1e-12)
    assert found.ground_m[0] == pytest.approx(4.0, abs=1e-12)


def test_a_blocked_sightline_names_what_stands_in_its_way() -> None:
    """A wall at a known place comes back with that place, its height, and how far it stands above the line."""
    heights = np.zeros((7, 41))
    heights[:, 30] = 6.0
    terrain = equator(heights)
    seen = sightline(terrain, End(0.0, 0.0, 1.0), End(0.0, 40 * CELL_M / DEGREE_M, 2.0))
    assert seen.state == "blocked" and seen.obstruction is not None
    assert seen.distance_m == pytest.approx(200.0, abs=1e-6)
    assert seen.slant_m == pytest.approx(np.hypot(200.0, 1.0), abs=1e-6)
    assert seen.obstruction.height_m == pytest.approx(6.0)
    assert seen.obstruction.distance_m == pytest.approx(150.0)
    bulge = 150.0 * 50.0 / (2 * RADIUS_M)
    assert seen.obstruction.above_sightline_m == pytest.approx(6.0 - 1.75 + bulge)
    assert seen.clearance_m == -seen.obstruction.above_sightline_m
    assert seen.obstruction.latitude_deg == pytest.approx(0.0, abs=1e-9)
    assert seen.obstruction.longitude_deg * DEGREE_M == pytest.approx(150.0)


def test_a_clear_sightline_has_no_obstruction() -> None:
    """Nothing stands in the way of a clear line."""
    seen = sightline(equator(np.zeros((7, 41))), End(0.0, 0.0, 1.0), End(0.0, 1e-3, 2.0))
    assert (seen.state, seen.obstruction) == ("clear", None)
    assert seen.clearance_m == pytest.approx(1.0, abs=1e-3)


def test_unknown_ground_makes_a_clear_line_unknown_but_not_a_blocked_one() -> None:
    """Unknown ground may hide a hill, but it can't take away a hill that is known."""
    heights = np.zeros((7, 41))
    heights[3, 10] = np.nan
    args = (15.0, 5.0, 1.0, 15.0, 195.0, 1.0)
    found = clearances(FlatMap(heights), *args)
    assert found.unknown[0] and np.isnan(found.clearance_m[0]) and found.state(0) == "unknown"
    assert not found.blocked[0] and not found.clear[0]
    heights[:, 30] = 6.0
    found = clearances(FlatMap(heights), *args)
    assert found.unknown[0] and found.state(0) == "blocked"
    assert found.clearance_m[0] == pytest.approx(-5.0)


def test_a_line_along_nodes_asks_only_for_those_nodes() -> None:
    """The height along a row of nodes does not depend on its neighbours, known or not."""
    heights = np.full((5, 9), np.nan)
    heights[2] = [0, 1, 0, 3, 0, 1, 0, 0, 0]
    along_row = between(FlatMap(heights), 0.0, 2.0, 2.0, 8.0, 2.0, 2.0)
    along_column = between(FlatMap(np.ascontiguousarray(heights.T)), 2.0, 0.0, 2.0, 2.0, 8.0, 2.0)
    for found in (along_row, along_column):
        assert not found.unknown[0]
        assert found.clearance_m[0] == -1.0


@pytest.mark.parametrize(
    "line", [(0, 0, 14, 0), (0, 11, 14, 11), (0, 0, 0, 11), (14, 0, 14, 11), (0, 0, 14, 11)]
)
def test_a_line_along_the_edge_of_the_raster(line: tuple[int, int, int, int]) -> None:
    """The outermost centres belong to the raster; rounding beside them does not make them unknown."""
    heights = rough(8)
    c1, r1, c2, r2 = line
    t = np.linspace(0.0, 1.0, 20001)
    for hair in (0.0, 1e-9, -1e-9):
        found = between(FlatMap(heights), c1 + hair, r1 - hair, 1.0, c2 - hair, r2 + hair, 1.0)
        assert not found.unknown[0]
        assert found.clearance_m[0] == pytest.approx(
            dense(heights, c1, r1, 1.0, c2, r2, 1.0, 0.0, t).min(), abs=1e-2
        )


def test_a_line_that_leaves_the_raster_is_unknown_and_still_ends() -> None:
    """Outside is unknown ground, however far the line goes; a corner may be cut, or missed altogether."""
    heights = np.zeros((12, 15))
    for end in ((1e9, 5.0), (7.0, -4.0), (-1e-3, 5.0), (np.nan, 5.0), (np.inf, 5.0)):
        found = between(FlatMap(heights), 7.0, 5.0, 1.0, *end, 1.0)
        assert found.unknown[0] and found.state(0) == "unknown"
    missed = between(FlatMap(heights), -5.0, 3.0, 1.0, 3.0, -15.0, 1.0)
    assert missed.unknown[0] and np.isnan(missed.fraction[0])


def test_a_line_through_nodes_does_not_ask_for_the_cells_it_only_touches() -> None:
    """Along the diagonal of the cells the corners beside it have weight inside, those of other cells have none."""
    heights = np.zeros((9, 9))
    heights[0, 2:] = heights[2:, 0] = np.nan
    assert not between(FlatMap(heights), 0.0, 0.0, 1.0, 8.0, 8.0, 1.0).unknown[0]


def test_a_line_of_no_length() -> None:
    """Both ends at one place: the clearance is the lower antenna's height."""
    for column, row in ((4.3, 5.6), (4.0, 5.0), (14.0, 11.0)):
        x, y = column * CELL_M, row * CELL_M
        found = clearances(FlatMap(rough(2)), y, x, 3.0, y, x, 1.5)
        assert found.distance_m[0] == 0.0
        assert found.clearance_m[0] == pytest.approx(1.5)


def test_a_raster_of_one_row_or_one_cell() -> None:
    """A raster may be as small as it likes."""
    row = np.array([[0.0, 3.0, 0.0]])
    assert between(FlatMap(row), 0.0, 0.0, 1.0, 2.0, 0.0, 1.0).clearance_m[0] == -2.0
    assert between(FlatMap(row[:, :1]), 0.0, 0.0, 1.0, 0.0, 0.0, 2.0).clearance_m[0] == 1.0


def test_an_antenna_on_unknown_ground_makes_the_link_unknown() -> None:
    """Without the ground's height there is no antenna's height, so nothing can be said."""
    heights = np.zeros((12, 15))
    heights[5, 7] = np.nan
    found = clearances(FlatMap(heights), 27.0, 36.0, 1.0, 5.0, 5.0, 1.0)
    assert found.state(0) == "unknown" and np.isnan(found.clearance_m[0])


def test_float32_rasters_are_computed_in_double() -> None:
    """Heights of 2.5 km in float32 give the clearance of the same heights in float64, to the last bit."""
    heights = (rough(3, (30, 40)) - 2500.0).astype(np.float32)
    single = clearances(FlatMap(heights, RADIUS_M), 3.0, 4.0, 1.0, 140.0, 190.0, 2.0)
    double = clearances(FlatMap(heights.astype(np.float64), RADIUS_M), 3.0, 4.0, 1.0, 140.0, 190.0, 2.0)
    assert single.clearance_m.tobytes() == double.clearance_m.tobytes()


def test_many_links_at_once_are_each_of_them_alone() -> None:
    """A link's clearance does not depend on the others asked for with it, and asking again gives the same bits."""
    terrain = FlatMap(rough(5, (60, 80)), RADIUS_M)
    rng = np.random.default_rng(6)
    lat1, lat2 = rng.uniform(0, 59 * CELL_M, (2, 50))
    lon1, lon2 = rng.uniform(0, 79 * CELL_M, (2, 50))
    together = clearances(terrain, lat1, lon1, 1.0, lat2, lon2, 2.0)
    again = clearances(terrain, lat1, lon1, 1.0, lat2, lon2, 2.0)
    assert together.clearance_m.tobytes() == again.clearance_m.tobytes()
    for n in range(50):
        alone = clearances(terrain, lat1[n], lon1[n], 1.0, lat2[n], lon2[n], 2.0)
        assert alone.clearance_m[0] == together.clearance_m[n]


def test_the_first_fresnel_zone() -> None:
    """Half way along 1 km at 0.328 m it is sqrt(82) = 9.06 m wide, at the ends nothing (ITU-R P.526, equation 2)."""
    radius = fresnel_radius_m([500.0, 0.0, 1000.0, 0.0], [500.0, 1000.0, 0.0, 0.0], 0.328)
    np.testing.assert_allclose(radius, [9.0554, 0.0, 0.0, 0.0], atol=1e-4)
