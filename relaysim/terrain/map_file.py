"""Maps over a terrain to a GeoTIFF that opens in the right place everywhere, with a QGIS style beside it; or to NetCDF."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.windows import Window

from relaysim.aside_names import drop, name_aside
from relaysim.errors import OutputError
from relaysim.terrain.grid import Terrain
from relaysim.terrain.netcdf_file import ENDING, write_netcdf
from relaysim.terrain.projection import projection_of
from relaysim.terrain.write import check_place
from relaysim.version import VERSION

TILE = 256
CACHE_MB = 64
SAME_PLACE_DEG = 1e-9  # 0.1 mm
# What GDAL and QGIS keep beside a raster (statistics, overviews, masks): of the old file, wrong for a new one.
_DERIVED = (".aux.xml", ".ovr", ".msk")


@dataclass(frozen=True, eq=False)
class MapBand:
    """One band of a map.

    name    its description in the file
    values  (rows, cols), row 0 in the north; nan = no value
    unit    of the values, as in "m"
    title   one clause that says what it is; the name where empty
    """

    name: str
    values: NDArray[np.float32]
    unit: str
    title: str = ""


def is_netcdf(path: Path) -> bool:
    """Whether a map of this name is written as NetCDF, which takes no style; else it is a GeoTIFF."""
    return path.suffix.lower() == ENDING


def check_map_place(path: Path, *, replace: bool) -> None:
    """Refuses a place that cannot take a map and its style, or holds one, before any work is done.

    Raises: OutputError.
    """
    what = "a map is written as GeoTIFF, or as NetCDF under a name that ends in .nc"
    check_place(path, replace=replace, ending=(".tif", ".tiff", ENDING), what=what)
    if not is_netcdf(path):
        check_place(style_place(path), replace=replace, ending=(".qml",), what=what)
    try:
        # Asking for permission is not enough: a disk may be mounted read-only, or take no files at all.
        with tempfile.TemporaryFile(dir=path.parent, prefix=".relaysim-", suffix=".part"):
            pass
    except OSError as error:
        raise OutputError(_refusal(path, error)) from error


def style_place(path: Path) -> Path:
    """Where QGIS looks for the style of the raster at `path`."""
    return path.with_suffix(".qml")


def write_map(
    terrain: Terrain,
    bands: Sequence[MapBand],
    path: Path,
    *,
    column: int = 0,
    row: int = 0,
    tags: Mapping[str, str] | None = None,
    style: str = "",
    replace: bool = False,
) -> None:
    """Writes bands over a window of the terrain as GeoTIFF, float32 with nan as no-data, and its QGIS style.

    Under a name that ends in .nc the same as NetCDF, without a style: tags are attributes in lower case.

    `column` and `row` are the window's north-west cell in the terrain's raster; the frame is the terrain's.
    The same input gives the same bytes. Both files are written aside and renamed, so that no half file is ever
    left. Besides the bands it takes the memory of the compressed file.

    Raises: OutputError if the place is taken and not to be replaced, or cannot be written, or if GeoTIFF
    cannot hold the terrain's frame.
    """
    check_map_place(path, replace=replace)
    if is_netcdf(path):
        _write_netcdf(terrain, bands, path, (column, row), _all_tags(terrain, tags or {}), replace=replace)
        return
    a, c, e, f = terrain.transform.a, terrain.transform.c, terrain.transform.e, terrain.transform.f
    window = Affine(a, 0.0, c + a * column, 0.0, e, f + e * row)
    aside, style_aside = name_aside(path), name_aside(style_place(path))
    try:
        # In memory first: GDAL closes a file on a full disk without an error, Python does not.
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB, GDAL_PAM_ENABLED="NO"), MemoryFile() as memory:
            _encode(memory, bands, terrain.crs, window, _all_tags(terrain, tags or {}))
            _check_frame(memory, terrain.crs, window, path)
            aside.write_bytes(memory.getbuffer())
        if style:
            style_aside.write_text(style, encoding="utf-8", newline="")
        for kind in _DERIVED:
            path.with_name(path.name + kind).unlink(missing_ok=True)
        aside.replace(path)
        if style:
            style_aside.replace(style_place(path))
    except (OSError, RasterioError) as error:
        raise OutputError(_refusal(path, error)) from error
    finally:
        for left in (aside, style_aside):
            drop(left)


def _write_netcdf(
    terrain: Terrain,
    bands: Sequence[MapBand],
    path: Path,
    at: tuple[int, int],
    tags: Mapping[str, str],
    *,
    replace: bool,
) -> None:
    layers = {band.name: (band.values, band.unit, band.title or band.name) for band in bands}
    about = {name.lower(): text for name, text in tags.items() if not name.startswith("TIFFTAG")}
    about = {"title": about.pop("quantity", ""), "comment": about.pop("definition", ""), **about}
    write_netcdf(path, terrain, *at, layers, about, replace=replace)


def _all_tags(terrain: Terrain, tags: Mapping[str, str]) -> dict[str, str]:
    """The map's own tags and what it was made from."""
    made_from = {
        "TERRAIN": terrain.name,
        "TERRAIN_SHA256": terrain.sha256,
        "TERRAIN_SOURCE": terrain.source,
        "TERRAIN_AS_OF": terrain.as_of or "",
        "CELL": "values are those of the cells' centres",
        "TIFFTAG_SOFTWARE": f"relaysim {VERSION}",
    }
    return {name: text for name, text in (made_from | dict(tags)).items() if text}


def _encode(
    memory: MemoryFile, bands: Sequence[MapBand], crs: CRS, transform: Affine, tags: dict[str, str]
) -> None:
    """The GeoTIFF, in strips of tiles from north to south: their order in the file is always the same."""
    rows, cols = bands[0].values.shape
    # LZW because its code is GDAL's own: the same bytes wherever it runs.
    with memory.open(
        driver="GTiff", width=cols, height=rows, count=len(bands), dtype="float32", crs=crs,
        transform=transform, nodata=float("nan"), tiled=True, blockxsize=TILE, blockysize=TILE, compress="lzw",
        predictor=3, interleave="band", photometric="minisblack", bigtiff="if_safer",
    ) as out:  # fmt: skip
        out.update_tags(**tags)
        for number, band in enumerate(bands, 1):
            out.set_band_description(number, band.name)
            out.set_band_unit(number, band.unit)
        for number, band in enumerate(bands, 1):
            for top in range(0, rows, TILE):
                strip = np.asarray(band.values[top : top + TILE], dtype=np.float32)
                out.write(strip, number, window=Window(0, top, cols, strip.shape[0]))


def _check_frame(memory: MemoryFile, crs: CRS, transform: Affine, path: Path) -> None:
    """Raises: OutputError if the file's cells do not lie where the terrain's do."""
    with memory.open() as back:
        if back.transform != transform or not _same_frame(back, crs, transform):
            raise OutputError(
                f"{path}: GeoTIFF cannot hold the terrain's frame ({crs.to_string()[:60]}); give the terrain another "
                "one with `gdalwarp -t_srs`"
            )


def _same_frame(back: Any, crs: CRS, transform: Affine) -> bool:
    """True if the file's cells lie where the terrain's do."""
    if back.crs is None:
        return False
    cols, rows = (
        np.array([0.5, 0.5, back.width / 2, back.width - 0.5]),
        np.array([0.5, back.height - 0.5] * 2),
    )
    x, y = transform.c + cols * transform.a, transform.f + rows * transform.e
    there, here = (np.array(projection_of(frame, float(x[2])).inverse(x, y)) for frame in (crs, back.crs))
    return np.allclose(there, here, rtol=0.0, atol=SAME_PLACE_DEG, equal_nan=True)


def _refusal(path: Path, error: Exception) -> str:
    """Why the map is not there, and what to do."""
    why = getattr(error, "strerror", None) or error
    return f"{path}: cannot be written ({why}); choose another place with --out"
