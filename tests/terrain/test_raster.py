"""Rasters as users have them: what is honoured, and what each bad one is told."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning
from rasterio.windows import Window

from relaysim.errors import InputError, OutputError, TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box
from relaysim.terrain.projection import counts_westward
from relaysim.terrain.raster import open_raster
from relaysim.terrain.write import write_terrain

MARS = Body("Mars", 3_396_190.0, 3_376_200.0)
Maker = Callable[..., Path]


def test_plain_file(raster_file: Maker) -> None:
    """Band 1 is heights; the checksum is the file's; the body keeps its name, the figure is the raster's."""
    path = raster_file()
    terrain = open_raster(path, body=MARS)
    np.testing.assert_array_equal(terrain.heights_m, np.arange(48.0).reshape(6, 8))
    assert terrain.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert terrain.body == Body.sphere("Mars", 3_396_190.0)
    assert terrain.sigma_m is None and np.isnan(terrain.sigma_at_m(18.0, 77.0))
    assert (terrain.as_of, terrain.dated, terrain.name) == (None, False, "made")


def test_no_data_scale_and_offset(raster_file: Maker) -> None:
    """Stored integers become metres by scale and offset, and no-data is unknown, not a depth."""
    path = raster_file([[0, 100], [-32768, 7]], dtype="int16", nodata=-32768, scale_offset=(0.5, -2000.0))
    np.testing.assert_array_equal(open_raster(path).heights_m, [[-2000, -1950], [np.nan, -1996.5]])


def test_fill_values_without_a_name(raster_file: Maker) -> None:
    """The special pixels of planetary software are unknown even if no-data is not declared."""
    path = raster_file([[-3.4028227e38, 3e37], [np.nan, 7.0]])
    np.testing.assert_array_equal(open_raster(path).heights_m, [[np.nan, np.nan], [np.nan, 7]])


@pytest.mark.parametrize("wrong", [np.inf, -np.inf])
def test_infinite_heights(raster_file: Maker, wrong: float) -> None:
    """An infinite height comes from a computation gone wrong, unless the file says that it is no-data."""
    refused(raster_file([[wrong, 1], [2, 3]]), "infinite values that are not declared as no-data")
    refused(raster_file([[wrong, 1], [2, 3]], nodata=-9999), "infinite values")
    declared = raster_file([[wrong, 1], [2, 3]], nodata=wrong)
    np.testing.assert_array_equal(open_raster(declared).heights_m, [[np.nan, 1], [2, 3]])


@pytest.mark.parametrize("fill", [-9999, -32768, 32767])
@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_no_data_nobody_declared(raster_file: Maker, fill: int, dtype: str) -> None:
    """A habitual fill value far from all heights is no ground 30 km deep; near them it is a height."""
    refused(raster_file([[fill, 100], [99, 7]], dtype=dtype), f"1 cells hold exactly {fill}, far from all")
    near = raster_file([[fill, fill + 40 * (1 if fill < 0 else -1)], [fill, fill]], dtype=dtype)
    assert np.isfinite(open_raster(near).heights_m).all()


def test_zeros_where_nothing_was_warped(raster_file: Maker) -> None:
    """Cells of 0 above ground 2.4 km lower are a gap, no wall; near the others, or alone, they are heights."""
    refused(raster_file([[0, -2400], [-2401, -2399]]), "1 cells hold exactly 0, far from all")
    for sound in ([[0, -990], [5, 0]], [[0, 0], [0, 0]]):
        assert np.isfinite(open_raster(raster_file(sound)).heights_m).all()


def test_no_data_of_a_scaled_raster_is_told_as_it_is_stored(raster_file: Maker) -> None:
    """gdal_edit.py wants the value in the file; the height is what it stands for."""
    path = raster_file([[-32768, 100], [99, 7]], dtype="int16", scale_offset=(0.5, -2000.0))
    refused(path, "1 cells hold exactly -18384, .*gdal_edit.py -a_nodata -32768 FILE")


def test_a_gap_of_zeros_with_nothing_else_in_it(raster_file: Maker) -> None:
    """Ground asked for in the midst of such a gap is not level ground at 0: the rest of the file tells."""
    heights = np.zeros((60, 60))
    for rest, level in ((-2400.0, False), (-900.0, True)):
        heights[:, :20] = rest + np.arange(20.0)
        path = raster_file(heights)
        lat, lon = (
            float(v)
            for v in open_raster(raster_file(np.full((60, 60), 5.0), name="5.tif")).geographic(45, 30)
        )
        box = Box(lat, lon, lat, lon).wider(50.0, MARS)
        if level:
            assert (open_raster(path, around=box).heights_m == 0.0).all()
        else:
            refused(
                path, "the part asked for is stored as 0 throughout, far from all other heights", around=box
            )


def test_no_data_beyond_the_type(raster_file: Maker) -> None:
    """A no-data value that no cell can hold marks none; the heights are right."""
    path = raster_file([[0, 65535], [3, 7]], dtype="uint16", nodata=65535)
    np.testing.assert_array_equal(open_raster(path).heights_m, [[0, np.nan], [3, 7]])
    np.testing.assert_array_equal(
        open_raster(raster_file([[5, 200], [3, 7]], dtype="uint8")).heights_m, [[5, 200], [3, 7]]
    )


@pytest.mark.parametrize("dtype", ["int16", "uint16", "int32", "uint32", "float64"])
def test_whole_and_double_heights(raster_file: Maker, dtype: str) -> None:
    """Every real type gives the stored numbers, whole or scaled, to the last digit that float32 has."""
    stored = [[1, 250], [4321, 32000]]
    np.testing.assert_array_equal(open_raster(raster_file(stored, dtype=dtype)).heights_m, stored)
    scaled = open_raster(raster_file(stored, dtype=dtype, scale_offset=(0.25, -3000.0))).heights_m
    np.testing.assert_array_equal(scaled, np.array(stored) * 0.25 - 3000)


def test_what_holds_no_heights(raster_file: Maker) -> None:
    """Complex numbers, colours, feet and radii are told apart from heights in metres."""
    refused(raster_file(dtype="complex64"), "complex64 values")
    refused(raster_file(dtype="uint8", photometric="palette"), "colours")
    for unit in ("ft", "km"):
        path = raster_file()
        with rasterio.open(path, "r+") as file:
            file.set_band_unit(1, unit)
        refused(path, f"is in {unit}, not in metres")
    refused(raster_file(3_390_000 + np.arange(48.0).reshape(6, 8)), "distances from the body's centre")


@pytest.mark.parametrize("shape", [(1, 8), (6, 1), (1, 1)])
def test_no_area(raster_file: Maker, shape: tuple[int, int]) -> None:
    """A row of cells is no ground: between its centres there is nothing to interpolate."""
    refused(raster_file(np.ones(shape)), "2 x 2 at least")


def test_parts_that_were_never_written(raster_file: Maker) -> None:
    """GDAL reads blocks that are missing as zeros: that would be flat ground; declared no-data is unknown."""
    layout = {"tiled": True, "blockxsize": 64, "blockysize": 64, "sparse_ok": True}

    def sparse(**more: object) -> Path:
        path = raster_file(np.zeros((256, 256)), name="sparse.tif", **layout, **more)
        with rasterio.open(path, "r+") as file:
            file.write(np.full((64, 64), 5.0, dtype=np.float32), 1, window=Window(192, 192, 64, 64))
        return path

    refused(sparse(), "part of it was never written")
    heights = open_raster(sparse(nodata=0.0)).heights_m
    assert np.isnan(heights[:192]).all() and np.all(heights[192:, 192:] == 5)


def test_one_block_of_everything(raster_file: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of which no part can be read alone is refused, with the way to rewrite it."""
    monkeypatch.setattr("relaysim.terrain.raster_checks.MOST_BLOCK_BYTES", 100)
    refused(raster_file(), "TILED=YES")


def test_second_band_is_sigma_only_by_name(raster_file: Maker) -> None:
    """A second band is the uncertainty only if it says so: elsewhere it may be a source code."""
    second = np.full((6, 8), 2.0)
    assert open_raster(raster_file(second=second, described="source_mask")).sigma_m is None
    sigma = open_raster(raster_file(second=second, described="height_sigma_m")).sigma_m
    assert sigma is not None and np.all(sigma == 2.0)


def test_south_up(raster_file: Maker) -> None:
    """A raster whose first row is in the south is turned, so that every place keeps its height."""
    band = np.arange(48.0).reshape(6, 8)
    north_up = open_raster(raster_file(band))
    south_up = open_raster(
        raster_file(band[::-1], transform=Affine(20.0, 0, 4_338_120.0, 0, 20.0, 1_102_400.0))
    )
    np.testing.assert_array_equal(south_up.heights_m, north_up.heights_m)
    assert south_up.transform == north_up.transform


def refused(path: Path, says: str, **options: object) -> None:
    with pytest.raises(TerrainError, match=says) as caught:
        open_raster(path, **options)  # type: ignore[arg-type]
    assert path.name in str(caught.value) and isinstance(caught.value, InputError)


def test_missing(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is said to be missing."""
    refused(tmp_path / "gone.tif", "no such file")
    refused(tmp_path, "no such file")


@pytest.mark.parametrize("content", [b"", b"hello", b"II*\0" + b"\0" * 40], ids=["empty", "text", "header"])
def test_not_a_raster(tmp_path: Path, content: bytes) -> None:
    """What GDAL cannot read is no raster."""
    path = tmp_path / "bad.tif"
    path.write_bytes(content)
    refused(path, "cannot be opened as a raster|damaged")


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("kept", [{"compress": "deflate"}, {"compress": "lzw", "tiled": True}, {}], ids=str)
def test_truncated(raster_file: Maker, share: float, kept: dict[str, object]) -> None:
    """A file cut short is an error at any length, never zeros."""
    layout = {"blockxsize": 64, "blockysize": 64} if "tiled" in kept else {}
    path = raster_file(np.random.default_rng(0).normal(-2500, 20, (300, 300)), **kept, **layout)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    refused(path, "damaged or cut short|cannot be opened")


def test_truncated_raw(raster_file: Maker) -> None:
    """Formats without any checksum or index are measured: their file must be as long as its header says."""
    path = raster_file(np.full((100, 100), -2500.0), name="raw.img", driver="ENVI")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    refused(path, "cut short")


def test_truncated_real(dem_folder: Path, tmp_path: Path) -> None:
    """The real composite cut in half is refused."""
    path = tmp_path / "half.tif"
    data = (dem_folder / "jezero_composite_20m.tif").read_bytes()
    path.write_bytes(data[: len(data) // 2])
    refused(path, "damaged or cut short|cannot be opened")


def test_damaged_inside(raster_file: Maker) -> None:
    """Bytes overwritten in the middle of compressed data are found."""
    path = raster_file(np.random.default_rng(0).normal(-2500, 20, (300, 300)), compress="deflate")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4000] = bytes(4000)
    path.write_bytes(bytes(data))
    refused(path, "damaged or cut short")


def test_no_frame(raster_file: Maker) -> None:
    """Without CRS or corners no place can be found on it."""
    refused(raster_file(crs=None), "no coordinate system")
    with pytest.warns(NotGeoreferencedWarning):
        bare = raster_file(transform=None)
    refused(bare, "not georeferenced")
    refused(raster_file(transform=Affine(20, 3, 4e6, 3, -20, 1e6)), "rotated")


def test_westward_longitudes_are_known() -> None:
    """Systems that count longitude westward are told from those that count eastward."""
    west = [counts_westward(CRS.from_string(f"IAU_2015:{code}")) for code in (49901, 49911, 49900, 49910)]
    assert west == [True, True, False, False]


def test_another_planet(raster_file: Maker) -> None:
    """A raster of the Moon is refused for Mars, with both radii; half a percent is the same body."""
    moon = raster_file(crs="IAU_2015:30110")
    refused(moon, r"1737\.40 km, that of Mars is 3396\.19 km", body=MARS)
    assert open_raster(moon).body.radius_m == 1_737_400.0
    assert open_raster(raster_file(), body=Body.sphere("Mars", 3_389_500.0)).body.name == "Mars"


def test_nothing_known(raster_file: Maker) -> None:
    """All no-data is no terrain, in the file or in the part asked for."""
    refused(raster_file(np.full((6, 8), -9999.0), nodata=-9999), "every cell is no-data")


def test_elsewhere(raster_file: Maker) -> None:
    """A raster that does not reach the place asked for is told so, with the place."""
    refused(raster_file(), "latitude 10.0000 to 10.1000", around=Box(10.0, 77.0, 10.1, 77.1))


def test_too_big(raster_file: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A raster too big for memory is refused unless a part of it is asked for."""
    whole = open_raster(raster_file())
    lat, lon = whole.geographic(1, 1)
    monkeypatch.setattr("relaysim.terrain.raster.MOST_CELLS", 40)
    refused(raster_file(), "too many to read at once .*--radius.*--around")
    box = Box(lat, lon, lat, lon).wider(1.0, whole.body)
    assert open_raster(raster_file(), around=box).heights_m.size <= 40


def test_quiet(tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """GDAL's own complaints do not reach the terminal: ours says it all."""
    path = tmp_path / "bad.tif"
    path.write_bytes(b"II*\0" + b"\0" * 40)
    with caplog.at_level(logging.CRITICAL), pytest.raises(TerrainError):
        open_raster(path)
    assert capfd.readouterr().err == ""


def test_written_and_read_again(raster_file: Maker, tmp_path: Path) -> None:
    """What is written is read back the same, and twice is the same bytes."""
    sigma = np.full((6, 8), 0.25)
    terrain = open_raster(raster_file(second=sigma, described="height_sigma_m"))
    out = tmp_path / "out.tif"
    write_terrain(terrain, out, method="made up")
    first = out.read_bytes()
    write_terrain(terrain, out, method="made up")
    again = open_raster(out)
    assert out.read_bytes() == first
    np.testing.assert_array_equal(again.heights_m, terrain.heights_m)
    np.testing.assert_array_equal(again.sigma_m, terrain.sigma_m)
    assert again.transform == terrain.transform and again.crs.to_dict() == terrain.crs.to_dict()
    assert again.source == terrain.source
    assert sorted(p.name for p in tmp_path.iterdir()) == ["made.tif", "out.tif"]


def test_unwritable(raster_file: Maker, tmp_path: Path) -> None:
    """A place that cannot be written is an OutputError and leaves nothing behind."""
    terrain = open_raster(raster_file())
    with pytest.raises(OutputError, match="cannot be written"):
        write_terrain(terrain, tmp_path / "no" / "folder" / "out.tif")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_terrain(terrain, tmp_path / "taken")
    assert not [p for p in tmp_path.iterdir() if "part" in p.name]
