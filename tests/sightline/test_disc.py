"""Which cells lie within a radius: blocks decided at once give what every cell's own distance gives."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.sightline import End
from relaysim.sightline.blackout_map import Stands, blackout_map
from relaysim.sightline.disc import beyond
from relaysim.sightline.outlook import look_out
from relaysim.sightline.viewshed import viewshed
from relaysim.terrain.grid import Terrain

sys.path.insert(0, str(Path(__file__).parent))
from small_grounds import MARS_M, ground, ground_in_degrees


def level(rows: int, columns: int) -> Terrain:
    return ground(np.zeros((rows, columns), np.float32))


def in_frame(words: str, left: float, top: float) -> Terrain:
    """Level ground in 90 x 130 cells of 100 m in some frame."""
    crs = CRS.from_proj4(f"{words} +R={MARS_M} +units=m +no_defs")
    return replace(level(90, 130), crs=crs, transform=Affine(100.0, 0, left, 0, -100.0, top))


FRAMES = {
    "equator": level(75, 100),
    "degrees at 70 north": ground_in_degrees(np.zeros((70, 150), np.float32), 0.001, 70.0),
    "round the pole": in_frame("+proj=stere +lat_0=90 +lon_0=0", -6_000.0, 4_500.0),
    "sheared": in_frame("+proj=sinu +lon_0=0", 2_600_000.0, 2_300_000.0),
    "mercator": in_frame("+proj=merc +lon_0=0", 4_560_000.0, 4_500_000.0),
    "one row": level(1, 100),
    "one cell": level(1, 1),
}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("share", [0.02, 0.2, 0.45, 0.9, 3.0])
def test_a_disc_is_what_every_distance_says(name: str, share: float) -> None:
    """In every frame, for small discs and for such as hold all of the window."""
    terrain = FRAMES[name]
    rows, columns = terrain.heights_m.shape
    for at in ((0.5, 0.5), (0.93, 0.1), (0.0, 1.0)):
        lat, lon = terrain.geographic(at[0] * (columns - 1), at[1] * (rows - 1))
        observer = End(float(lat), float(lon), 1.0)
        radius_m = max(share * rows * terrain.cell_size_m, 1.01 * max(terrain.cell_extent_m))
        outlook = look_out(terrain, observer, radius_m)
        high, wide = outlook.heights_m.shape
        down, across = np.indices((high, wide))
        place = terrain.geographic(across + outlook.first_column, down + outlook.first_row)
        truth = terrain.body.distance_m(lat, lon, *place) > radius_m
        assert np.array_equal(beyond(terrain, observer, outlook, radius_m), truth)


def test_few_distances_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disc of 3 million cells takes the distances of the cells on its edge, an eighth of all."""
    terrain, asked = level(2000, 2000), 0
    lat, lon = terrain.geographic(1000.0, 1000.0)
    observer = End(float(lat), float(lon), 1.0)
    outlook = look_out(terrain, observer, 4900.0)
    measure = type(terrain.body).distance_m

    def counting(*args: object) -> object:
        nonlocal asked
        found = measure(*args)  # type: ignore[arg-type]
        asked += found.size
        return found

    monkeypatch.setattr(type(terrain.body), "distance_m", counting)
    assert beyond(terrain, observer, outlook, 4900.0).mean() == pytest.approx(1 - np.pi * 0.49**2, abs=1e-3)
    assert asked < 500_000


@pytest.mark.parametrize("name", ["equator", "degrees at 70 north", "round the pole", "mercator"])
def test_a_map_ends_where_the_disc_does(name: str) -> None:
    """Every cell within the radius has a value and none beyond it, to the one right on the rim; as a blackout map's."""
    terrain = FRAMES[name]
    rng = np.random.default_rng(4)
    for column, row, far_column, far_row in rng.integers(3, 60, (8, 4)):
        lat, lon = (float(v) for v in terrain.geographic(column + 0.3, row))
        to_cell = float(terrain.body.distance_m(lat, lon, *terrain.geographic(far_column, far_row)))
        for radius_m in (to_cell, np.nextafter(to_cell, 0.0)):
            found = viewshed(terrain, End(lat, lon, 500.0), 900.0, radius_m=radius_m)
            down, across = np.indices(found.height_m.shape)
            place = terrain.geographic(across + found.column, down + found.row)
            far = terrain.body.distance_m(lat, lon, *place) > radius_m
            assert np.array_equal(np.isnan(found.height_m), far)
            stands = Stands(*(np.array([v]) for v in (lat, lon, 500.0, 0.0)), 1.0)
            window = np.s_[found.row : found.row + far.shape[0], found.column : found.column + far.shape[1]]
            seen = blackout_map(terrain, stands, 900.0, radius_m=radius_m).first_visible[window]
            assert np.array_equal(np.isnan(seen), far)
