"""Maps as NetCDF: every cell in its place in every kind of frame, for those that know CF and for GDAL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.warp import transform as warp
from scipy.io import netcdf_file

from relaysim.errors import OutputError
from relaysim.terrain.cf_projection import cf_projection
from relaysim.terrain.grid import Terrain
from relaysim.terrain.map_file import MapBand, check_map_place, write_map
from relaysim.terrain.netcdf_file import write_netcdf
from relaysim.terrain.raster import open_raster

Writer = Callable[..., Path]
MOON = "+R=1737400 +no_defs"
FRAMES = {
    "equirectangular": (f"+proj=eqc +lat_ts=18 +lon_0=0 +units=m {MOON}", Affine(20, 0, 50_000, 0, -20, 90_000), "latitude_longitude"),
    "degrees": (f"+proj=longlat {MOON}", Affine(1e-3, 0, 20.0, 0, -1e-3, -30.0), "latitude_longitude"),
    "polar": (f"+proj=stere +lat_0=-90 +lon_0=0 +units=m {MOON}", Affine(30, 0, -400, 0, -25, 300), "polar_stereographic"),
    "earth": ("EPSG:32632", Affine(10, 0, 500_000, 0, -10, 5_200_000), "transverse_mercator"),
    "no words": ("+proj=eqc +lat_ts=18 +lon_0=0 +units=m +a=1738100 +b=1736000 +no_defs", Affine(20, 0, 50_000, 0, -20, 90_000), None),
}  # fmt: skip


@pytest.fixture(params=FRAMES)
def framed(request: pytest.FixtureRequest, raster_file: Writer) -> tuple[Terrain, str | None]:
    """A ground of 30 x 40 cells in each kind of frame, and what the conventions call it."""
    crs, transform, name = FRAMES[request.param]
    return open_raster(raster_file(np.arange(1200.0).reshape(30, 40), crs=crs, transform=transform)), name


@pytest.fixture
def ground(raster_file: Writer) -> Terrain:
    """The same in one frame."""
    return open_raster(raster_file(np.arange(1200.0).reshape(30, 40)))


def values() -> Any:
    """20 x 25 with a hole."""
    found = np.linspace(-20, 1, 500, dtype=np.float32).reshape(20, 25)
    found[3, 4] = np.nan
    return found


def test_every_cell_in_its_place(framed: tuple[Terrain, str | None], tmp_path: Path) -> None:
    """Latitudes and longitudes in the file are the terrain's own for the cells of the window, values are untouched."""
    terrain, mapping = framed
    path = tmp_path / "map.nc"
    write_netcdf(
        path, terrain, 7, 5, {"height": (values(), "m", "how high")}, {"title": "ünïcode", "mode": "low"}
    )
    rows, cols = np.mgrid[5:25, 7:32]
    lat, lon = terrain.geographic(cols, rows)
    with netcdf_file(path, mmap=False) as file:
        found = file.variables
        assert file.title.decode() == "ünïcode" and file.Conventions == b"CF-1.8" and file.map_mode == b"low"
        height = found["height"]
        assert np.array_equal(height[:], values(), equal_nan=True)
        assert (height.units, height.long_name, height.grid_mapping) == (b"m", b"how high", b"crs")
        assert np.isnan(height._FillValue) and height._FillValue.dtype.itemsize == 4
        there = [found[name][:] for name in ("lat", "lon")]
        if height.dimensions == ("lat", "lon"):
            there = np.meshgrid(*there, indexing="ij")
        else:
            assert height.dimensions == ("y", "x") and height.coordinates == b"lat lon"
            assert found["x"].units == b"m" and found["x"].standard_name == b"projection_x_coordinate"
        assert np.abs(there[0] - lat).max() < 1e-9 and np.abs(there[1] - lon).max() < 1e-9
        crs = found["crs"]
        assert getattr(crs, "grid_mapping_name", b"").decode() == (mapping or "")
        assert (crs.semi_major_axis, crs.semi_minor_axis) == (
            terrain.body.equatorial_radius_m, terrain.body.polar_radius_m,
        )  # fmt: skip
        assert rasterio.CRS.from_wkt(crs.crs_wkt.decode())


def test_gdal_finds_the_place(framed: tuple[Terrain, str | None], tmp_path: Path) -> None:
    """What GDAL reads lies within a millimetre of where the terrain has it."""
    terrain, _ = framed
    write_netcdf(tmp_path / "map.nc", terrain, 7, 5, {"height": (values(), "m", "how high")})
    with rasterio.open(f"netcdf:{tmp_path / 'map.nc'}:height") as file:
        assert np.array_equal(file.read(1), values(), equal_nan=True)
        x, y = (
            file.transform @ (4.5, 3.5)
            if hasattr(file.transform, "__matmul__")
            else file.transform * (4.5, 3.5)
        )
        figure = f"+a={terrain.body.equatorial_radius_m!r} +b={terrain.body.polar_radius_m!r} +no_defs"
        lon, lat = warp(file.crs, f"+proj=longlat {figure}", [x], [y])
    wanted = terrain.geographic(11, 8)
    assert float(terrain.body.distance_m(lat[0], lon[0], *wanted)) < 1e-3


def test_maps_choose_it_by_their_name(ground: Terrain, tmp_path: Path) -> None:
    """write_map writes it under .nc, without a style, tags in lower case; equal bytes; a file that is there stays."""
    bands = [MapBand("a", values(), "sols", "the first"), MapBand("b", values(), "dB")]
    for name in ("one.nc", "two.NC"):
        check_map_place(tmp_path / name, replace=False)
        write_map(
            ground,
            bands,
            tmp_path / name,
            tags={"QUANTITY": "a, b", "DEFINITION": "words", "RADIUS_M": ""},
            style="s",
        )
    assert sorted(path.name for path in tmp_path.glob("*.*")) == sorted(
        [*_others(tmp_path), "one.nc", "two.NC"]
    )
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "two.NC").read_bytes()
    with netcdf_file(tmp_path / "one.nc", mmap=False) as file:
        assert (file.title, file.comment, file.terrain_sha256) == (b"a, b", b"words", ground.sha256.encode())
        assert not hasattr(file, "radius_m") and file.variables["a"].long_name == b"the first"
    with pytest.raises(OutputError, match="exists"):
        write_map(ground, bands, tmp_path / "one.nc")


def _others(folder: Path) -> list[str]:
    """The ground itself."""
    return [path.name for path in folder.iterdir() if path.suffix.lower() not in (".nc",)]


def test_projections_in_the_conventions_words() -> None:
    """A zone of UTM is its transverse Mercator; a stereographic map of a pole has its parallel or its scale."""
    utm = cf_projection({"proj": "utm", "zone": 32, "south": True})
    assert (utm["longitude_of_central_meridian"], utm["false_northing"]) == (9.0, 1e7)
    polar = cf_projection({"proj": "stere", "lat_0": 90, "lat_ts": 70, "lon_0": -45})
    assert (polar["standard_parallel"], polar["straight_vertical_longitude_from_pole"]) == (70.0, -45.0)
    scaled = cf_projection({"proj": "stere", "lat_0": -90, "k": 0.994})
    assert scaled["scale_factor_at_projection_origin"] == 0.994 and "standard_parallel" not in scaled
    assert cf_projection({"proj": "stere", "lat_0": 40}) == {}
