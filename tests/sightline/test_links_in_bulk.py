"""Many links at once: the short cuts of their ends, bends and threads change no answer."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.sightline import Ends, clearances, clearances_between, visible
from relaysim.sightline.kernel import heights_above
from relaysim.sightline.profile import flat, grid
from relaysim.sightline.ways import Ways, in_parts
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain, bilinear

sys.path.insert(0, str(Path(__file__).parent))
from small_grounds import MARS_M, ground, rough


def lying_at(heights_m: np.ndarray, lat_deg: float, cell_m: float, frame: str) -> Terrain:
    """A raster whose middle is at lat_deg, 20, in a frame that is linear in degrees."""
    rows, columns = heights_m.shape
    per_deg = MARS_M * np.pi / 180.0 if frame == "eqc" else 1.0
    cell = cell_m if frame == "eqc" else cell_m / (MARS_M * np.pi / 180.0)
    west, north = 20.0 * per_deg - cell * columns / 2, lat_deg * per_deg + cell * rows / 2
    return Terrain(
        name="made up", body=Body("test body", MARS_M, 0.98 * MARS_M if frame == "longlat" else MARS_M),
        heights_m=heights_m, sigma_m=None, transform=Affine(cell, 0, west, 0, -cell, north),
        crs=CRS.from_proj4(
            f"+proj=eqc +R={MARS_M} +units=m +no_defs" if frame == "eqc"
            else f"+proj=longlat +a={MARS_M} +b={0.98 * MARS_M} +no_defs"
        ),
        sha256="", source="made up",
    )  # fmt: skip


def random_places(terrain: Terrain, count: int, seed: int) -> tuple[np.ndarray, ...]:
    """Latitude, longitude of either end of links all over a raster, some on the centres of cells."""
    rng = np.random.default_rng(seed)
    rows, columns = terrain.heights_m.shape
    c, r = rng.uniform(0.0, columns - 1.0, (2, count)), rng.uniform(0.0, rows - 1.0, (2, count))
    c[:, ::3], r[:, ::3] = np.rint(c[:, ::3]), np.rint(r[:, ::3])
    lat, lon = terrain.geographic(c, r)
    return lat[0], lon[0], lat[1], lon[1]


@pytest.mark.parametrize("shape", [(31, 24), (1, 9), (9, 1), (2, 2)])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_heights_of_ends_are_those_of_the_terrain_to_the_bit(shape: tuple[int, int], kind: type) -> None:
    """Inside, outside, on centres and beside unknown cells."""
    rng = np.random.default_rng(3)
    heights = rng.normal(0.0, 50.0, shape).astype(kind)
    heights[rng.random(shape) < 0.1] = np.nan
    c, r = rng.uniform(-2.0, shape[1] + 1.0, 4000), rng.uniform(-2.0, shape[0] + 1.0, 4000)
    c[::3], r[::4] = np.rint(c[::3]), np.rint(r[::4])
    c[::50], r[::70], c[::90] = c[::50] + 3e-7, np.nan, np.inf
    up, found = rng.uniform(0.0, 5.0, 4000), np.empty(4000)
    heights_above(grid(heights), flat(c), flat(r), flat(up), found)
    with np.errstate(invalid="ignore"):  # infinity
        truth = bilinear(heights, c, r) + up
    np.testing.assert_array_equal(found, truth)


@pytest.mark.parametrize("frame", ["eqc", "longlat"])
@pytest.mark.parametrize("lat_deg", [-80.0, -45.0, 0.0, 18.0, 60.0, 80.0])
@pytest.mark.parametrize("cell_m", [1.0, 500.0, 8000.0])
def test_no_great_circle_bends_more_than_the_bound(frame: str, lat_deg: float, cell_m: float) -> None:
    """The bound of all links, and that of each by itself, which is near the truth for the worst of them."""
    terrain = lying_at(np.zeros((60, 70)), lat_deg, cell_m, frame)
    lat1, lon1, lat2, lon2 = random_places(terrain, 300, 1)
    (c1, r1), (c2, r2) = terrain.grid_coordinates(lat1, lon1), terrain.grid_coordinates(lat2, lon2)
    c, r = terrain.grid_coordinates(*terrain.body.midpoint_deg(lat1, lon1, lat2, lon2))
    bend = np.hypot(c - (c1 + c2) / 2, r - (r1 + r2) / 2)
    most = np.maximum(np.abs(lat1), np.abs(lat2))
    each = [terrain.most_bend_cells(*x) for x in zip(most, np.abs(c2 - c1), np.abs(r2 - r1), strict=True)]
    assert (bend <= np.array(each) * (1.0 + 1e-9) + 1e-7).all()
    assert bend.max() <= terrain.most_bend_cells(most.max(), np.ptp((c1, c2)), np.ptp((r1, r2))) + 1e-7
    if bend.max() > 0.01:
        assert np.median(np.array(each) / np.maximum(bend, 1e-9)) < 5.0


def test_the_bound_of_what_is_unknown_or_goes_round_the_body_is_infinite() -> None:
    """Where it is infinite the middles of great circles are looked at, as in frames without a closed form."""
    terrain = lying_at(np.zeros((5, 5)), 0.0, 1000.0, "eqc")
    assert terrain.most_bend_cells(1.0, 2.0, 2.0) < 1e-4
    for arguments in ((np.nan, 1.0, 1.0), (1.0, np.nan, np.inf), (90.0, 1.0, 1.0), (0.0, 1e5, 0.0)):
        assert terrain.most_bend_cells(*arguments) == np.inf


@pytest.mark.parametrize("lat_deg", [0.0, 18.0])
def test_ways_known_to_be_straight_are_those_whose_middles_are_looked_at(
    lat_deg: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bits with and without the bound."""
    terrain = lying_at(rough(2, (80, 90)), lat_deg, 5.0, "eqc")
    lat1, lon1, lat2, lon2 = random_places(terrain, 400, 2)
    ends = Ends.above_ground(terrain, lat1, lon1, 2.0, lat2, lon2, 3.0)
    quick = Ways.between(terrain, ends)
    monkeypatch.setattr(Terrain, "most_bend_cells", lambda *_: np.inf)
    slow = Ways.between(terrain, ends)
    for name in ("c1", "r1", "c2", "r2", "bend_c", "bend_r", "distance_m"):
        np.testing.assert_array_equal(getattr(quick, name), getattr(slow, name))


@pytest.mark.parametrize(
    ("shape", "holes"), [((90, 120), 0.0), ((90, 120), 0.002), ((2, 300), 0.0), ((1, 300), 0.01)]
)
def test_yes_or_no_has_the_clearances_sign_in_any_number_of_threads(
    shape: tuple[int, int], holes: float
) -> None:
    """Blocked, clear and unknown; nothing depends on how the links are shared out."""
    rng = np.random.default_rng(5)
    heights = rough(5, shape) * rng.uniform(0.0, 1.0, shape) + 20.0 * np.sin(np.arange(shape[1]) / 17.0)
    heights[rng.random(shape) < holes] = np.nan
    terrain = ground(heights)
    lat1, lon1, lat2, lon2 = random_places(terrain, 4000, 7)
    up = rng.uniform(0.0, 12.0, 4000)
    found = clearances(terrain, lat1, lon1, up, lat2, lon2, 6.0)
    said = np.where(found.blocked, 0, np.where(found.clear, 1, -1))
    assert {0, 1} <= set(said.tolist())
    turned = clearances(terrain, lat2, lon2, 6.0, lat1, lon1, up)
    np.testing.assert_array_equal(found.clearance_m, turned.clearance_m)
    for threads in (1, 2, 3, 7):
        np.testing.assert_array_equal(
            visible(terrain, lat1, lon1, up, lat2, lon2, 6.0, threads=threads), said
        )
        again = clearances(terrain, lat1, lon1, up, lat2, lon2, 6.0, threads=threads)
        for name in ("distance_m", "clearance_m", "unknown", "fraction", "ground_m", "column", "row"):
            np.testing.assert_array_equal(getattr(again, name), getattr(found, name))


def test_ends_made_before_give_the_same_answers() -> None:
    """`clearances` and `clearances_between` of `Ends.above_ground` are one."""
    terrain = ground(rough(8, (50, 50)))
    lat1, lon1, lat2, lon2 = random_places(terrain, 500, 9)
    ends = Ends.above_ground(terrain, lat1, lon1, 2.0, lat2, lon2, 2.0)
    np.testing.assert_array_equal(ends.height1_m, terrain.height_m(lat1, lon1) + 2.0)
    here, there = clearances(terrain, lat1, lon1, 2.0, lat2, lon2, 2.0), clearances_between(terrain, ends)
    np.testing.assert_array_equal(here.clearance_m, there.clearance_m)


@pytest.mark.parametrize(
    "nowhere", [(np.nan, 0.0), (0.0, np.nan), (np.inf, 0.0), (0.0, -np.inf), (95.0, 0.0), (0.0, 4e5)]
)
def test_a_place_that_is_nowhere_is_unknown(nowhere: tuple[float, float]) -> None:
    """Without a warning, in every answer about links, whichever end it is."""
    terrain = ground(rough(8, (50, 50)))
    for ends in ((*nowhere, 1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, *nowhere, 1.0)):
        found = clearances(terrain, *ends)
        assert found.state(0) == "unknown" and np.isnan(found.clearance_m[0])
        assert visible(terrain, *ends)[0] == -1


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 255, 256, 511, 513, 10_000])
def test_every_link_is_in_one_part(count: int, threads: int) -> None:
    """All of them, once, whatever their number."""
    asked = np.zeros(count, dtype=int)

    def part(begin: int, end: int) -> None:
        asked[begin:end] += 1

    in_parts(part, count, threads)
    assert (asked == 1).all()


@pytest.mark.parametrize("bad", [0, 9_999])
def test_what_goes_wrong_in_a_thread_is_heard(bad: int) -> None:
    """An error in any part, in this thread or another, reaches the caller."""

    def part(begin: int, end: int) -> None:
        if begin <= bad < end:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_parts(part, 10_000, 2)
