"""Maps as GeoTIFF: the right frame, the same bytes, tags and colours, and nothing left of what went wrong."""

from __future__ import annotations

import math
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import example, given
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.warp import transform as warp

from relaysim.errors import OutputError
from relaysim.terrain.colours import ColourClass, height_classes, spread, time_classes
from relaysim.terrain.grid import Terrain
from relaysim.terrain.map_file import MapBand, check_map_place, style_place, write_map
from relaysim.terrain.qgis_style import style_text
from relaysim.terrain.raster import open_raster

Writer = Callable[..., Path]
MOON = "+R=1737400 +no_defs"
FRAMES = {
    "equirectangular": (f"+proj=eqc +lat_ts=18 +lon_0=0 +units=m {MOON}", Affine(20, 0, 50_000, 0, -20, 90_000)),
    "stretched": (f"+proj=eqc +lat_ts=0 +lon_0=180 +units=m {MOON}", Affine(20, 0, -50_000, 0, -20, 2e6)),
    "degrees": (f"+proj=longlat {MOON}", Affine(1e-3, 0, 20.0, 0, -1e-3, -30.0)),
    "polar": (f"+proj=stere +lat_0=-90 +lon_0=0 +units=m {MOON}", Affine(30, 0, -400, 0, -25, 300)),
    "earth": ("EPSG:32632", Affine(10, 0, 500_000, 0, -10, 5_200_000)),
}  # fmt: skip


@pytest.fixture(params=FRAMES)
def terrain(request: pytest.FixtureRequest, raster_file: Writer) -> Terrain:
    """A ground of 30 x 40 cells in each kind of frame."""
    crs, transform = FRAMES[request.param]
    heights = np.arange(1200.0).reshape(30, 40)
    return open_raster(raster_file(heights, crs=crs, transform=transform))


@pytest.fixture
def ground(raster_file: Writer) -> Terrain:
    """The same in one frame."""
    return open_raster(raster_file(np.arange(1200.0).reshape(30, 40)))


def band(rows: int = 20, cols: int = 25, name: str = "height") -> MapBand:
    """Values with a hole."""
    values = np.linspace(-20, 1, rows * cols, dtype=np.float32).reshape(rows, cols)
    values[3, 4] = np.nan
    return MapBand(name, values, "m")


def test_every_pixel_lies_where_the_terrain_has_it(terrain: Terrain, tmp_path: Path) -> None:
    """A pixel's latitude and longitude, as any other program finds them, are those of the terrain's cell."""
    write_map(terrain, [band()], tmp_path / "map.tif", column=7, row=5)
    with rasterio.open(tmp_path / "map.tif") as file:
        col, row = np.meshgrid(np.arange(25), np.arange(20))
        x, y = file.transform * (col.ravel() + 0.5, row.ravel() + 0.5)
        figure = "EPSG:4326" if file.crs == CRS.from_epsg(32632) else f"+proj=longlat {MOON}"
        lon, lat = warp(file.crs, CRS.from_string(figure), x, y)
        np.testing.assert_array_equal(file.read(1), band().values)
    expected_lat, expected_lon = terrain.geographic(col.ravel() + 7, row.ravel() + 5)
    np.testing.assert_allclose(lat, expected_lat, rtol=0, atol=1e-9)
    turns = (np.array(lon) - expected_lon) / 360.0
    np.testing.assert_allclose(turns, np.round(turns), rtol=0, atol=1e-11)


def test_it_is_terrain_again(ground: Terrain, tmp_path: Path) -> None:
    """relaysim reads a map in the frame it wrote it, hole and all."""
    write_map(ground, [band()], tmp_path / "map.tif", column=7, row=5)
    back = open_raster(tmp_path / "map.tif")
    assert back.body.radius_m == ground.body.radius_m
    np.testing.assert_array_equal(back.heights_m, band().values)
    np.testing.assert_allclose(back.geographic(0, 0), ground.geographic(7, 5), rtol=0, atol=1e-12)


def test_bands_units_and_tags(ground: Terrain, tmp_path: Path) -> None:
    """Each band has its name and unit, nan is no-data, and the tags say what it was made from."""
    bands = [band(), band(name="other")]
    write_map(ground, bands, tmp_path / "map.tif", tags={"OBSERVER": "here", "RADIUS_M": ""})
    with rasterio.open(tmp_path / "map.tif") as file:
        assert file.descriptions == ("height", "other")
        assert file.units == ("m", "m")
        assert file.dtypes == ("float32", "float32")
        assert math.isnan(file.nodata)
        tags = file.tags()
    assert tags["OBSERVER"] == "here"
    assert (tags["TERRAIN"], tags["TERRAIN_SHA256"]) == (ground.name, ground.sha256)
    assert "centres" in tags["CELL"]
    assert tags["TIFFTAG_SOFTWARE"].startswith("relaysim ")
    assert "RADIUS_M" not in tags


def test_the_same_map_is_the_same_file(ground: Terrain, tmp_path: Path) -> None:
    """Byte for byte, also for a map of many tiles and whatever GDAL's cache holds."""
    noise = np.random.default_rng(1).normal(size=(700, 600)).astype(np.float32)
    bands = [MapBand(name, noise, "m") for name in ("a", "b")]
    write_map(ground, bands, tmp_path / "one.tif", style="s")
    with rasterio.Env(GDAL_CACHEMAX=1):
        write_map(ground, bands, tmp_path / "two.tif", style="s")
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "two.tif").read_bytes()
    with rasterio.open(tmp_path / "two.tif") as file:
        np.testing.assert_array_equal(file.read(2), noise)


def test_a_file_that_is_there_stays(ground: Terrain, tmp_path: Path) -> None:
    """Neither the map nor its style is replaced unless that is asked for; then what GDAL kept beside it goes too."""
    map_file, stale = tmp_path / "map.tif", tmp_path / "map.tif.aux.xml"
    for taken in (map_file, style_place(map_file)):
        taken.write_text("mine")
        with pytest.raises(OutputError, match="exists; choose another name, or replace it with --force"):
            write_map(ground, [band()], map_file, style="s")
        assert taken.read_text() == "mine"
    stale.write_text("statistics of the old file")
    write_map(ground, [band()], map_file, style="s", replace=True)
    assert sorted(path.name for path in tmp_path.glob("map*")) == ["map.qml", "map.tif"]
    assert style_place(map_file).read_text() == "s"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("map.png", "ends in .tif"),
        ("folder", "is a folder"),
        ("folder.tif", "is a folder"),
        ("nowhere/map.tif", "there is no folder"),
        ("made.tif/map.tif", "there is no folder"),
        ("n" * 300 + ".tif", "File name too long"),
    ],
)
def test_a_place_that_cannot_take_it(ground: Terrain, tmp_path: Path, name: str, says: str) -> None:
    """A wrong name, a folder, no folder: said before any work, replacing or not, and nothing is left."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.tif").mkdir()
    before = sorted(tmp_path.rglob("*"))
    for replacing in (False, True):
        with pytest.raises(OutputError, match=says):
            check_map_place(tmp_path / name, replace=replacing)
        with pytest.raises(OutputError, match=says):
            write_map(ground, [band()], tmp_path / name, replace=replacing)
    assert sorted(tmp_path.rglob("*")) == before


@contextmanager
def short_files() -> Iterator[None]:
    """No file may grow over 4 kB, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)


def test_a_full_disk(ground: Terrain, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The reason is given, the older map is as it was, nothing else is left, and GDAL keeps quiet."""
    (tmp_path / "map.tif").write_text("mine")
    before = sorted(tmp_path.iterdir())
    noise = MapBand("height", np.random.default_rng(1).normal(size=(100, 100)).astype(np.float32), "m")
    with short_files(), pytest.raises(OutputError, match=r"map\.tif: cannot be written \(File too large\)"):
        write_map(ground, [noise], tmp_path / "map.tif", style="s", replace=True)
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "map.tif").read_text() == "mine"
    assert capfd.readouterr() == ("", "")


def test_a_folder_without_permission(ground: Terrain, tmp_path: Path) -> None:
    """The reason is given."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.access(closed, os.W_OK):
        pytest.skip("this user may write everywhere")
    with pytest.raises(OutputError, match="Permission denied"):
        write_map(ground, [band()], closed / "map.tif")


def test_a_frame_that_geotiff_cannot_hold(ground: Terrain, tmp_path: Path) -> None:
    """It is refused: a map in another place than its terrain would be worse than none."""
    turned = CRS.from_string(f"+proj=ob_tran +o_proj=longlat +o_lon_p=0 +o_lat_p=60 +lon_0=0 {MOON}")
    odd = replace(ground, crs=turned, transform=Affine(1e-3, 0, 20.0, 0, -1e-3, -30.0))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutputError, match="cannot"):
        write_map(odd, [band()], tmp_path / "map.tif")
    assert sorted(tmp_path.iterdir()) == before


def class_of(classes: list[ColourClass], value: float) -> ColourClass:
    """The class QGIS shows a value in: the first whose end is not below it."""
    return next(one for one in classes if value <= one.most)


@given(st.just(0.0) | st.floats(1e-3, 100.0), st.floats(0.0, 500.0))
def test_0_is_the_border_of_hidden_and_visible(target_m: float, deepest_m: float) -> None:
    """Ends ascend, below 0 is hidden, 0 and more is visible, the target's own height is the ground itself."""
    classes = height_classes(target_m, deepest_m)
    ends = [one.most for one in classes]
    assert ends == sorted(set(ends))
    assert len({one.label for one in classes}) == len({one.colour for one in classes}) == len(classes)
    assert class_of(classes, -1e-5).label == "hidden, 0 to 1 m too low"
    assert class_of(classes, 0.0).label.startswith("visible")
    assert class_of(classes, float(np.float32(target_m))).label == "visible, down to the ground"
    if deepest_m > 0.01:
        low, _, high = class_of(classes, -deepest_m).label.removeprefix("hidden, ").partition(" to ")
        assert low.startswith("more than 100") or float(low) <= deepest_m <= float(high.split()[0])


def test_a_depth_has_one_shade_in_every_map() -> None:
    """Maps can be compared: classes that are not needed are left out, the others keep their colours."""
    shallow, deep = height_classes(0.5, 3.0), height_classes(0.5, 300.0)
    assert [one.label for one in shallow[:3]] == [
        f"hidden, {a} m too low" for a in ("2 to 5", "1 to 2", "0 to 1")
    ]
    assert deep[0].label == "hidden, more than 100 m too low"
    assert {(one.label, one.colour) for one in shallow} <= {(one.label, one.colour) for one in deep}


@given(st.floats(1e-3, 1e5))
@example(1.00001)  # a round step just below the whole
def test_times_have_round_classes(whole: float) -> None:
    """Always, up to eight round steps, never: in ascending order, each with a colour of its own."""
    classes = time_classes(whole, "sols")
    ends = [one.most for one in classes]
    assert ends == sorted(set(ends))
    assert 5 <= len(classes) <= 10
    assert len({one.colour for one in classes}) == len(classes)
    assert class_of(classes, 0.0).label == "always in sight"
    assert class_of(classes, float(np.float32(whole))).label.startswith("never in sight")
    assert classes[1].label.startswith("0 to ")


def test_times_of_a_known_span() -> None:
    """63.5 sols are shown in steps of ten."""
    labels = [one.label for one in time_classes(63.5, "sols")]
    assert labels[1:3] == ["0 to 10 sols", "10 to 20 sols"]
    assert labels[-2:] == ["60 to 63.5 sols", "never in sight (63.5 sols)"]


def test_a_ramp_is_taken_from_end_to_end() -> None:
    """Its ends are the ramp's, what is between is mixed."""
    assert spread(("#000000", "#ffffff"), 3) == ["#000000", "#808080", "#ffffff"]
    assert spread(("#000000", "#102030"), 1) == ["#000000"]


def test_the_style_is_what_qgis_reads() -> None:
    """Well-formed XML: a discrete ramp on the band, an item for each class with end, colour and label."""
    classes = [ColourClass(-1.0, "#112233", 'a <"&> b'), ColourClass(math.inf, "#445566", "rest")]
    root = ElementTree.fromstring(style_text(classes, -7.5, band=4))
    renderer = root.find("pipe/rasterrenderer")
    assert root.tag == "qgis"
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("band")) == ("singlebandpseudocolor", "4")
    shader = renderer.find("rastershader/colorrampshader")
    assert shader is not None
    assert (shader.get("colorRampType"), shader.get("minimumValue")) == ("DISCRETE", "-7.5")
    items = [(item.get("value"), item.get("color"), item.get("label")) for item in shader.findall("item")]
    assert items == [("-1.0", "#112233", 'a <"&> b'), ("inf", "#445566", "rest")]
