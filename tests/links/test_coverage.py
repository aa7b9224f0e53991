"""Maps of the margin: laws of flat ground, of unknown ground, and the same answers as links have."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.errors import InputError, NoResult
from relaysim.links.coverage import Coverage, coverage
from relaysim.links.model import RadioSettings
from relaysim.links.single import explain
from relaysim.path.route import Floats
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.propagation import PROPAGATION_MODELS
from relaysim.radio.two_ray import two_ray_loss_db
from relaysim.sightline import End
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain
from relaysim.terrain.registry import open_terrain

MakeRadio = Callable[..., RadioSettings]
RADIUS_M = 3_396_190.0
CELL_M = 5.0
HALF = 40  # cells from the middle to the edge
THRESHOLD_DB = 130.0
FUSED = Path(__file__).parents[3] / "shared" / "data" / "dem" / "jezero_fused_5m.tif"
EAST_M, SOUTH_M = np.meshgrid(*[CELL_M * np.arange(-HALF, HALF + 1.0)] * 2)
HILLS = 3 * np.sin(EAST_M / 45) * np.cos(SOUTH_M / 60) + 0.4 * np.sin(SOUTH_M / 18 + EAST_M / 26)
MIDDLE = End(0.0, 0.0, 1.2)


def ground(heights_m: Any) -> Terrain:
    """Heights at the equator, the middle one at latitude and longitude 0."""
    corner = CELL_M * (HALF + 0.5)
    return Terrain(
        name="made up", body=Body.sphere("test body", RADIUS_M), heights_m=np.ascontiguousarray(heights_m, dtype=np.float64),
        sigma_m=None, transform=Affine(CELL_M, 0, -corner, 0, -CELL_M, corner),
        crs=CRS.from_proj4(f"+proj=eqc +R={RADIUS_M} +units=m +no_defs"), sha256="", source="made up",
    )  # fmt: skip


def distances(terrain: Terrain, found: Coverage) -> Floats:
    """Over the ground from the observer to every cell of a map, metres."""
    rows, columns = np.indices(found.margin_db.shape)
    place = terrain.geographic(found.column + columns, found.row + rows)
    return terrain.body.distance_m(found.observer.latitude_deg, found.observer.longitude_deg, *place)


def errors_of(terrain: Terrain, found: Coverage, radio: RadioSettings, count: int, seed: int) -> Floats:
    """By how much cells drawn from a map differ from links of their own, dB."""
    rows, columns = np.nonzero(np.isfinite(found.margin_db))
    drawn = np.random.default_rng(seed).choice(rows.size, count, replace=False)
    off = []
    for row, column in zip(rows[drawn], columns[drawn], strict=True):
        lat, lon = terrain.geographic(found.column + column, found.row + row)
        link = explain(terrain, found.observer, End(float(lat), float(lon), found.target_m), radio)
        off.append(found.margin_db[row, column] - link.margin_db)
    return np.array(off)


@pytest.fixture
def wave(make_radio: MakeRadio) -> RadioSettings:
    """The full wave, heard up to 130 dB."""
    return make_radio("parabolic-equation", THRESHOLD_DB)


def test_flat_ground_is_two_rays(wave: RadioSettings) -> None:
    """Over a plane the map is the margin of two rays within 0.5 dB from 60 m on, in every direction."""
    plane = ground(np.zeros(EAST_M.shape))
    found = coverage(plane, MIDDLE, 0.5, wave, radius_m=190.0)
    away = distances(plane, found)
    far = np.isfinite(found.margin_db) & (away > 60.0)
    expected = THRESHOLD_DB - two_ray_loss_db(away[far], 1.2, 0.5, wave.frequency_hz, wave.ground)
    assert np.count_nonzero(far) > 3000
    assert np.abs(found.margin_db[far] - expected).max() < 0.5


def test_flat_ground_has_round_rings(wave: RadioSettings) -> None:
    """A quarter turn of the map of a plane, and its mirror image, are the map within 0.05 dB; it ends at the radius."""
    plane = ground(np.zeros(EAST_M.shape))
    found = coverage(plane, MIDDLE, 0.5, wave, radius_m=150.0)
    for turned in (np.rot90(found.margin_db), found.margin_db[:, ::-1]):
        np.testing.assert_allclose(turned, found.margin_db, atol=0.05, equal_nan=True)
    away = distances(plane, found)
    np.testing.assert_array_equal(np.isfinite(found.margin_db), away <= 150.0)


@pytest.mark.parametrize("propagation", sorted(PROPAGATION_MODELS))
def test_it_is_what_links_say(make_radio: MakeRadio, propagation: str) -> None:
    """Over hills drawn cells have the margin of `explain`: exactly where each has a link, within 0.4 dB where radials answer."""
    radio = make_radio(propagation, THRESHOLD_DB)
    terrain = ground(HILLS)
    found = coverage(terrain, MIDDLE, 0.5, radio, radius_m=180.0)
    off = np.abs(errors_of(terrain, found, radio, 60, 1))
    if propagation == "parabolic-equation":
        assert np.percentile(off, 95) < 0.4
    else:
        assert off.max() < 1e-4


def test_the_cell_of_the_antenna_and_the_steep_ones_have_links(wave: RadioSettings) -> None:
    """Where there is no march to speak of (0.5 m away, or below a mast of 30 m) the map is the link itself."""
    terrain = ground(HILLS)
    found = coverage(terrain, End(0.0, 0.0, 30.0), 0.5, wave, radius_m=25.0)
    for row, column in np.argwhere(distances(terrain, found) < 25.0)[::7]:
        lat, lon = terrain.geographic(found.column + column, found.row + row)
        if max(abs(lat), abs(lon)) > 0:
            link = explain(terrain, found.observer, End(float(lat), float(lon), 0.5), wave)
            assert found.margin_db[row, column] == pytest.approx(link.margin_db, abs=1e-4)
    middle = HALF - found.row, HALF - found.column
    assert found.margin_db[middle] > np.nanmax(found.margin_db) - 1.0


def test_cells_far_below_the_antenna(wave: RadioSettings) -> None:
    """Below a mast of 10 m, far off the line to the edge of the map, cells have their links' margins, too: within 1 dB, while
    a single march is off by 10 dB and more."""
    terrain = ground(HILLS - 0.15 * EAST_M)
    found = coverage(terrain, End(0.0, 0.0, 10.0), 0.5, wave, radius_m=180.0)
    away = distances(terrain, found)
    near = dataclasses.replace(found, margin_db=np.where((away > 12) & (away < 45), found.margin_db, np.nan))
    assert np.percentile(np.abs(errors_of(terrain, near, wave, 120, 4)), 95) < 1.0


def test_free_space_and_two_rays_ignore_the_way(make_radio: MakeRadio) -> None:
    """They are their closed forms in every cell, behind unknown ground too; where the cell's own is unknown none answers."""
    heights = HILLS.copy()
    heights[HALF - 5 : HALF + 6, HALF + 10] = np.nan
    terrain = ground(heights)
    rise = heights + 0.5 - heights[HALF, HALF] - 1.2
    for name in ("free-space", "two-ray"):
        radio = make_radio(name, THRESHOLD_DB)
        found = coverage(terrain, MIDDLE, 0.5, radio, radius_m=300.0)
        away = np.maximum(distances(terrain, found), 0.5)
        loss = free_space_loss_db(np.hypot(away, rise), radio.frequency_hz)
        if name == "two-ray":
            loss = two_ray_loss_db(away, 1.2, 0.5, radio.frequency_hz, radio.ground)
        expected = np.where(np.isnan(heights), np.nan, THRESHOLD_DB - loss)
        np.testing.assert_allclose(found.margin_db, expected, rtol=1e-6)


def test_unknown_ground_throws_a_shadow_and_nothing_else(wave: RadioSettings) -> None:
    """One unknown cell leaves those without an answer whose own ways cross it; elsewhere nothing changes, but a little on
    the radials that end at it, since they are aimed anew."""
    heights = HILLS.copy()
    heights[HALF, HALF + 12] = np.nan
    whole, holed = (coverage(ground(h), MIDDLE, 0.5, wave, radius_m=180.0) for h in (HILLS, heights))
    lost = np.isnan(holed.margin_db) & ~np.isnan(whole.margin_db)
    rows, columns = np.nonzero(lost)
    east, south = (columns + holed.column - HALF) * CELL_M, (rows + holed.row - HALF) * CELL_M
    # A sample within a cell of the hole has weight from it: the shadow is two cells wide there.
    assert (east > 11 * CELL_M - 1e-6).all()
    assert (np.abs(south) < CELL_M * (east / CELL_M) / 11).all()
    straight = (HALF - holed.row, slice(HALF + 12 - holed.column, HALF + 34 - holed.column))
    assert lost[straight].all()
    rows, columns = np.indices(lost.shape)
    east, south = columns + holed.column - HALF, rows + holed.row - HALF
    aimed_anew = (east > 0) & (np.abs(south) < 2 + east / 4)
    np.testing.assert_array_equal(holed.margin_db[~aimed_anew], whole.margin_db[~aimed_anew])
    np.testing.assert_allclose(holed.margin_db[~lost], whole.margin_db[~lost], atol=1.5)


def test_an_antenna_walled_in_by_unknown_ground(wave: RadioSettings) -> None:
    """Only what lies within the wall has an answer."""
    heights = np.where(np.maximum(abs(EAST_M), abs(SOUTH_M)) == 6 * CELL_M, np.nan, HILLS)
    found = coverage(ground(heights), MIDDLE, 0.5, wave, radius_m=100.0)
    known = np.argwhere(np.isfinite(found.margin_db)) - (HALF - found.row, HALF - found.column)
    assert np.abs(known).max() == 5
    assert len(known) == 11 * 11


def test_at_the_edge_of_the_terrain(wave: RadioSettings) -> None:
    """An antenna in the raster's corner: all cells within the radius have an answer, that of their links."""
    terrain = ground(HILLS)
    lat, lon = terrain.geographic(1.3, 2.6)
    found = coverage(terrain, End(float(lat), float(lon), 1.2), 0.5, wave, radius_m=120.0)
    np.testing.assert_array_equal(np.isfinite(found.margin_db), distances(terrain, found) <= 120.0)
    assert np.percentile(np.abs(errors_of(terrain, found, wave, 40, 2)), 95) < 0.4


@pytest.mark.parametrize("propagation", ["parabolic-equation", "p526"])
def test_the_same_bytes_whatever_the_threads(make_radio: MakeRadio, propagation: str) -> None:
    """One thread, two and five give the same map, bit for bit."""
    radio = make_radio(propagation, THRESHOLD_DB)
    heights = np.where(np.hypot(EAST_M - 70, SOUTH_M) < 12, np.nan, HILLS)
    maps = [coverage(ground(heights), MIDDLE, 0.5, radio, radius_m=100.0, threads=n) for n in (1, 2, 5)]
    assert len({found.margin_db.tobytes() for found in maps}) == 1


def test_batches_change_no_bit(monkeypatch: pytest.MonkeyPatch, wave: RadioSettings) -> None:
    """How many radials are held at a time does not show in the map; progress ends at the whole."""
    whole = coverage(ground(HILLS), MIDDLE, 0.5, wave, radius_m=150.0)
    monkeypatch.setattr("relaysim.links.radials._SAMPLES", 1000)
    monkeypatch.setattr("relaysim.links.cell_links._SAMPLES", 1000)
    said: list[tuple[int, int]] = []
    parts = coverage(
        ground(HILLS), MIDDLE, 0.5, wave, radius_m=150.0, progress=lambda *done: said.append(done)
    )
    np.testing.assert_array_equal(parts.margin_db, whole.margin_db)
    assert len(said) > 5
    assert said[-1][0] == said[-1][1]


def test_what_makes_no_map(make_radio: MakeRadio, wave: RadioSettings) -> None:
    """Too many cells, a frequency that the wave does not serve, an observer nowhere: each says what is wrong."""
    terrain = ground(HILLS)
    with pytest.raises(InputError, match=r"31\.4 million cells of 5 by 5 m.*radius of at most 5641 m"):
        coverage(terrain, MIDDLE, 0.5, wave, radius_m=15_811.0)
    with pytest.raises(InputError, match="100 MHz to 6000 MHz"):
        coverage(terrain, MIDDLE, 0.5, dataclasses.replace(wave, frequency_hz=30e6), radius_m=100.0)
    with pytest.raises(InputError, match="give 0 or more"):
        coverage(terrain, MIDDLE, -1.0, wave, radius_m=100.0)
    with pytest.raises(NoResult, match="outside the terrain"):
        coverage(terrain, End(1.0, 0.0, 1.2), 0.5, wave, radius_m=100.0)


@pytest.mark.skipif(not FUSED.exists(), reason="the terrain of Jezero in ../shared is not here")
@pytest.mark.parametrize(
    ("place", "antenna_m", "target_m", "most_db"),
    [
        ((18.482509, 77.366697), 1.2, 0.5, 0.4),  # the rover's stop of sol 836
        ((18.482509, 77.366697), 0.5, 1.2, 0.4),
        ((18.482509, 77.366697), 10.0, 0.5, 0.4),
        ((18.480451, 77.360141), 0.5, 1.2, 0.4),  # where flight 52 landed
    ],
)
def test_the_error_on_jezero(
    make_radio: MakeRadio, place: tuple[float, float], antenna_m: float, target_m: float, most_db: float
) -> None:
    """Within 500 m of places of the mission 95 of 100 cells lie within 0.4 dB of their own links."""
    radio = make_radio("parabolic-equation", THRESHOLD_DB)
    terrain = open_terrain(FUSED)
    found = coverage(terrain, End(*place, antenna_m), target_m, radio, radius_m=500.0)
    off = np.abs(errors_of(terrain, found, radio, 150, 3))
    assert np.percentile(off, 95) < most_db
