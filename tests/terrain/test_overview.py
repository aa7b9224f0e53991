"""Rasters of any size looked over: what is told of them, in little memory, and their pictures."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

import relaysim
from relaysim.errors import OutputError, TerrainError
from relaysim.terrain.describe import describe
from relaysim.terrain.grid import Terrain
from relaysim.terrain.lettering import lettering
from relaysim.terrain.overview import overview, overview_of_file
from relaysim.terrain.picture import check_picture_place, write_picture
from relaysim.terrain.raster import open_raster
from relaysim.terrain.shade import gradients, hillshade, relief

Maker = Callable[..., Path]
CODE_HOME = Path(relaysim.__file__).resolve().parents[1]


@pytest.mark.parametrize(
    "layout", [{}, {"tiled": True, "blockxsize": 64, "blockysize": 64}], ids=["strips", "tiles"]
)
def test_streamed_is_the_same_as_whole(
    raster_file: Maker, monkeypatch: pytest.MonkeyPatch, layout: dict[str, object]
) -> None:
    """Piece by piece gives the very numbers of the whole: extremes, share, uncertainty, small grid."""
    monkeypatch.setattr("relaysim.terrain.overview.LONG_SIDE", 50)
    heights = np.random.default_rng(3).normal(0, 50, (333, 401))
    heights[20:90, 300:] = -9999
    path = raster_file(heights, nodata=-9999, second=abs(heights) / 100, described="height_sigma_m", **layout)
    whole = overview(open_raster(path))
    monkeypatch.setattr("relaysim.terrain.raster_file.PIECE_CELLS", 5_000)
    said: list[str] = []
    pieces = overview_of_file(path, say=said.append)
    assert (pieces.low_m, pieces.high_m, pieces.known) == (whole.low_m, whole.high_m, whole.known)
    np.testing.assert_allclose(pieces.mean_m, whole.mean_m, rtol=1e-6)
    assert pieces.sigma_m == pytest.approx(whole.sigma_m)
    facts, other = describe(open_raster(path)), describe(pieces)
    assert (facts.sha256, facts.unknown_share, facts.extent) == (
        other.sha256,
        other.unknown_share,
        other.extent,
    )
    assert said[0].endswith("0 % read") and said[-1].endswith("checksum")


def test_means_of_blocks(raster_file: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell of the small grid is the mean of the known cells below it, unknown only if all are."""
    monkeypatch.setattr("relaysim.terrain.overview.LONG_SIDE", 4)
    heights = np.arange(64.0).reshape(8, 8)
    heights[:2, :2] = np.nan
    heights[0, 2] = np.nan
    small = overview_of_file(raster_file(heights)).mean_m
    assert small.shape == (4, 4) and np.isnan(small[0, 0])
    assert small[0, 1] == pytest.approx(np.mean([3, 10, 11])) and small[3, 3] == pytest.approx(58.5)


def test_looking_over_takes_little_room() -> None:
    """A terrain in memory is looked over and drawn with a few megabytes more, though its 4 million cells take 16."""
    terrain = plain(np.random.default_rng(1).normal(0.0, 5.0, (2000, 2000)).astype(np.float32))
    tracemalloc.start()
    try:
        seen = overview(terrain)
        assert tracemalloc.get_traced_memory()[1] < 25e6
        tracemalloc.reset_peak()
        relief(seen)
        assert tracemalloc.get_traced_memory()[1] < 45e6
    finally:
        tracemalloc.stop()


def test_all_unknown(raster_file: Maker) -> None:
    """A raster without a height is refused here too."""
    with pytest.raises(TerrainError, match="every cell is no-data"):
        overview_of_file(raster_file(np.full((6, 8), np.nan)))


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of resident memory as Linux counts it")
@pytest.mark.parametrize(
    "layout",
    [{"blockysize": 1}, {"tiled": True, "blockxsize": 512, "blockysize": 512}],
    ids=["strips", "tiles"],
)
def test_memory_of_a_part(raster_file: Maker, layout: dict[str, object]) -> None:
    """Of a 1.8 GB raster a circle of 2 km in 1 m cells is had in 230 MB for the whole process."""
    crs = "+proj=eqc +lat_ts=18 +lon_0=0 +R=3396190 +units=m +no_defs"
    path = raster_file(np.zeros((2, 2)), name="big.tif").with_name("huge.tif")
    entries = {
        "driver": "GTiff", "width": 21488, "height": 21400, "count": 1, "dtype": "float32", "nodata": -32768.0,
        "crs": crs, "transform": Affine(1, 0, 4_330_000, 0, -1, 1_102_000), "sparse_ok": True,
    }  # fmt: skip
    with rasterio.open(path, "w", **entries, **layout) as file:  # only these rows are on the disk
        file.write(np.ones((200, 21488), dtype=np.float32), 1, window=Window(0, 10_000, 21488, 200))
        file.write(np.ones((1, 1), dtype=np.float32), 1, window=Window(21487, 21399, 1, 1))
    program = f"""
from pathlib import Path
from relaysim.terrain.grid import Box
from relaysim.terrain.registry import open_terrain
from relaysim.terrain.raster import open_raster
from relaysim.terrain.body import Body
lat, lon = {1_092_000 / 59274.6975}, {4_340_000 / (59274.6975 * np.cos(np.radians(18)))}
terrain = open_terrain({str(path)!r}, around=Box(lat, lon, lat, lon).wider(2000.0, Body.sphere("Mars", 3396190.0)))
assert terrain.heights_m.size > 15_900_000, terrain.heights_m.shape
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(status["VmHWM"].split()[0])
"""
    # VmHWM, kB: unlike getrusage's peak it leaves out what the parent had in use when it started this process.
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=CODE_HOME
    )
    assert int(done.stdout) < 230_000


def plain(terrain_heights: np.ndarray, cell: tuple[float, float] = (20.0, 20.0)) -> Terrain:
    from rasterio.crs import CRS

    from relaysim.terrain.projection import body_of

    crs = CRS.from_string("+proj=eqc +lat_ts=0 +lon_0=0 +R=3396190 +units=m +no_defs")
    transform = Affine(cell[0], 0, 0, 0, -cell[1], 0)
    return Terrain("plain", body_of(crs), terrain_heights, None, transform, crs, "", "plain")


def test_slopes_are_those_of_the_ground() -> None:
    """Horn's slopes of an even plane are exact, also where cells are not square."""
    rows, cols = np.indices((9, 7))
    across, down = gradients(cols * 2.0 + rows * 3.0, np.full(9, 20.0), np.full(9, 10.0))
    np.testing.assert_allclose(across[1:-1, 1:-1], 0.1)
    np.testing.assert_allclose(down[1:-1, 1:-1], 0.3)


def test_light_from_the_upper_left() -> None:
    """A slope that faces the light squarely is white; level ground is sin 45; one that faces away is dark."""
    level, facing, away = (
        float(hillshade(np.array(s), np.array(s))) for s in (0.0, np.sqrt(0.5), -np.sqrt(0.5))
    )
    assert (
        level == pytest.approx(np.sqrt(0.5)) and facing == pytest.approx(1.0) and away == pytest.approx(0.0)
    )


def test_a_hill_is_lit_on_its_left_and_dark_on_its_right(raster_file: Maker) -> None:
    """In the picture light comes from the upper left, and unknown ground is grey stripes."""
    rows, cols = np.indices((60, 60)) - 30
    heights = 100 * np.exp(-(rows**2 + cols**2) / 100.0)
    heights[:5, :5] = np.nan
    seen = overview(plain(heights))
    rgb = relief(seen, least_px=60).rgb.astype(int)
    assert rgb.shape == (60, 60, 3)
    assert rgb[25, 25].sum() > rgb[35, 35].sum() + 100
    stripes = rgb[:4, :4].reshape(-1, 3)
    assert np.all(stripes.std(axis=1) == 0) and stripes.min() >= 200


def test_pixels_are_square_on_the_body() -> None:
    """A raster with cells twice as wide as high is drawn twice as wide."""
    rgb = relief(overview(plain(np.random.default_rng(0).normal(0, 1, (40, 40)), (40.0, 20.0)))).rgb
    assert rgb.shape[1] == pytest.approx(2 * rgb.shape[0], rel=0.1)


def test_the_picture_can_be_read_again(raster_file: Maker, tmp_path: Path) -> None:
    """The PNG is one, of a size for a screen, the same bytes each time, and its legend says the heights."""
    path, out = raster_file(np.random.default_rng(0).normal(0, 50, (300, 2000))), tmp_path / "picture.png"
    legend = write_picture(overview_of_file(path), out)
    first = out.read_bytes()
    write_picture(overview_of_file(path), out)
    assert out.read_bytes() == first
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.open(out) as file:
            assert file.driver == "PNG" and file.count == 3 and 500 < file.width < 1400
    assert "picture.png" in legend[0] and "unknown striped" in legend[0] and "a pixel is" in legend[1]
    assert not [p for p in tmp_path.iterdir() if "part" in p.name]


def test_level_ground_has_a_picture(tmp_path: Path) -> None:
    """Ground without any relief is drawn too."""
    assert write_picture(overview(plain(np.zeros((5, 5)))), tmp_path / "flat.png")


def test_where_no_picture_can_be(tmp_path: Path) -> None:
    """Another ending, a folder, a file that is there: said before any work."""
    (tmp_path / "there.png").write_text("")
    (tmp_path / "folder.png").mkdir()
    for name, says in (
        ("p.jpg", "ends in .png"), ("folder.png", "is a folder"), ("there.png", "exists"), ("no/p.png", "there is no folder"),
    ):  # fmt: skip
        with pytest.raises(OutputError, match=says):
            check_picture_place(tmp_path / name, replace=False)
    check_picture_place(tmp_path / "there.png", replace=True)


def test_letters() -> None:
    """Every letter of a label has ink, and no two are the same."""
    letters = [lettering(one, 1).tobytes() for one in "0123456789-.+NSEWkm°"]
    assert len(set(letters)) == len(letters) and all(any(one) for one in letters)
    assert lettering(" ").sum() == 0 and lettering("18.5°N", 2).shape == (14, 70)
