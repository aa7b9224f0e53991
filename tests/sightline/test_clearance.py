"""The sightline over a bilinear surface: limits, singular places, and exactness against dense sampling."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flat_map import CELL_M, DEGREE_M, LINES, RADIUS_M, FlatMap, between, equator, rough
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.errors import InputError
from relaysim.sightline import (
    End,
    clearances,
    fresnel_radius_m,
    ridges,
    sightline,
    visible,
)


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


@settings(max_examples=150, deadline=None)
@given(
    **LINES,
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
