"""Where cells of one raster lie in another: from a lattice, as near as from each cell's own place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.terrain import coordinates as coordinates_file
from relaysim.terrain.body import Body
from relaysim.terrain.coordinates import CLOSE_CELLS, coordinates, coordinates_of_block
from relaysim.terrain.grid import Terrain
from relaysim.terrain.projection import body_of

R = "+R=3396190 +no_defs"


def raster(words: str, lat: float, lon: float, cell: float, shape: tuple[int, int]) -> Terrain:
    """Unknown ground in some frame, its north-west corner near a place; cells in the frame's own unit."""
    crs = CRS.from_proj4(f"{words} {'' if '+a=' in words else R}")
    made = Terrain(
        name="made", body=body_of(crs, "Mars"), heights_m=np.broadcast_to(np.float32(np.nan), shape), sigma_m=None,
        transform=Affine(1, 0, 0, 0, -1, 0), crs=crs, sha256="", source="made up",
    )  # fmt: skip
    col, row = (float(v) for v in made.grid_coordinates(lat, lon))
    transform = Affine(cell, 0, col + 0.5, 0, -cell, -row - 0.5)
    return replace(made, transform=transform)


SITES = {
    "stereographic": raster("+proj=stere +lat_0=18.4 +lon_0=77.4 +units=m", 18.5, 77.3, 5.0, (90, 130)),
    "polar": raster("+proj=stere +lat_0=90 +units=m", 18.5, 77.3, 5.0, (64, 113)),
    "sinusoidal": raster("+proj=sinu +lon_0=70 +units=m", 18.5, 77.3, 20.0, (17, 16)),
    "degrees": raster("+proj=longlat", 18.5, 77.3, 1e-4, (33, 40)),
    "ellipsoid": raster("+proj=merc +a=3396190 +b=3376200 +units=m", 18.5, 77.3, 5.0, (50, 1)),
}


@pytest.mark.parametrize("here", SITES)
@pytest.mark.parametrize("there", SITES)
def test_a_block_lies_where_its_cells_lie(here: str, there: str) -> None:
    """In every pair of frames, for blocks of any size: to a ten-thousandth of a cell."""
    one, other = SITES[here], SITES[there]
    rows, columns = one.heights_m.shape
    for begin, end in ((0, rows), (1, 2), (rows - 17, rows), (rows - 16, rows)):
        block = slice(max(begin, 0), end)
        found = coordinates_of_block(one, other, block)
        truth = coordinates(one, other, np.arange(columns), np.arange(block.start, block.stop)[:, None])
        for values, exact in zip(found, truth, strict=True):
            assert values.shape == exact.shape
            np.testing.assert_allclose(values, exact, rtol=0.0, atol=2 * CLOSE_CELLS)


def test_where_longitudes_jump_each_cell_has_its_own_place() -> None:
    """Round the pole, and where the cells are so large that frames bend within a square: exact, to the bit."""
    degrees = raster("+proj=longlat", 89.0, -180.0, 0.5, (2, 720))
    pole = raster("+proj=stere +lat_0=90 +units=m", 89.0, 135.0, 500.0, (60, 60))
    large = raster("+proj=stere +lat_0=18.4 +lon_0=77.4 +units=m", 19.5, 76.3, 2000.0, (50, 60))
    for here, there in ((pole, degrees), (large, SITES["degrees"])):
        rows, columns = here.heights_m.shape
        found = coordinates_of_block(here, there, slice(0, rows))
        truth = coordinates(here, there, np.arange(columns), np.arange(rows)[:, None])
        for values, exact in zip(found, truth, strict=True):
            np.testing.assert_array_equal(values, exact)


def test_few_places_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame that only PROJ knows takes a microsecond a place: of 200,000 cells it is asked for some 2,000."""
    here = raster("+proj=stere +lat_0=18.4 +lon_0=77.4 +units=m", 18.5, 77.3, 1.0, (400, 500))
    asked = 0
    exact = coordinates_file.coordinates

    def counting(*args: object) -> object:
        nonlocal asked
        found = exact(*args)  # type: ignore[arg-type]
        asked += found[0].size
        return found

    monkeypatch.setattr(coordinates_file, "coordinates", counting)
    assert coordinates_of_block(here, SITES["polar"], slice(0, 400))[0].size == 200_000
    assert asked < 2_500


def test_bodies_that_are_flattened_meet() -> None:
    """The latitude on another figure is that of the same direction from the centre."""
    sphere, flat = Body.sphere("Mars", 3_396_190.0), Body("Mars", 3_396_190.0, 3_376_200.0)
    lat = np.array([-60.0, 0.0, 18.5])
    there = coordinates_file.latitude_on(lat, sphere, flat)
    assert there[1] == 0.0 and (np.abs(there[[0, 2]]) > np.abs(lat[[0, 2]])).all()
    np.testing.assert_allclose(coordinates_file.latitude_on(there, flat, sphere), lat, atol=1e-12)
