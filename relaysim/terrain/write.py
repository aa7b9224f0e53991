"""Terrain to a GeoTIFF that relaysim, and everyone else, can read again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile

from relaysim.aside_names import drop, name_aside
from relaysim.errors import OutputError
from relaysim.terrain.grid import Terrain
from relaysim.terrain.raster import SIGMA_BAND


def write_terrain(terrain: Terrain, path: Path, *, method: str = "") -> None:
    """Writes heights, and sigma as second band if there is one, as GeoTIFF; nan is no-data.

    The same terrain gives the same bytes: LZW, whose code is GDAL's own, and no time or version in it.
    It is written beside `path` and renamed, so no half file is ever left under that name.

    Raises: OutputError if the place cannot be written.
    """
    bands = [terrain.heights_m] + ([] if terrain.sigma_m is None else [terrain.sigma_m])
    rows, cols = terrain.heights_m.shape
    try:
        # In memory first: GDAL closes a file on a full disk without an error, Python does not.
        with MemoryFile() as memory:
            with memory.open(
                driver="GTiff", width=cols, height=rows, count=len(bands), dtype=bands[0].dtype,
                crs=terrain.crs, transform=terrain.transform, nodata=float("nan"), tiled=True, blockxsize=128,
                blockysize=128, compress="lzw", predictor=3, interleave="band",
            ) as file:  # fmt: skip
                for number, (band, label) in enumerate(zip(bands, ("height_m", SIGMA_BAND), strict=False), 1):
                    file.write(np.asarray(band), number)
                    file.set_band_description(number, label)
                    file.set_band_unit(number, "m")
                tags = {"SOURCE": terrain.source, "METHOD": method, "AS_OF": terrain.as_of or ""}
                file.update_tags(
                    **{k: v for k, v in tags.items() if v}, DATED="yes" if terrain.dated else "no"
                )
            write_aside(path, memory.read())
    except RasterioError as error:
        raise OutputError(f"{path}: cannot be written ({error}); choose another place with --out") from error


def write_aside(path: Path, content: bytes) -> None:
    """Writes a file beside `path` and renames it, so that what has the name is whole.

    Raises: OutputError if the place cannot be written.
    """
    aside = name_aside(path)
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"{path}: cannot be written ({why}); choose another place") from error
    finally:
        drop(aside)


def check_place(out: Path, *, replace: bool, ending: tuple[str, ...], what: str) -> None:
    """Refuses a place that cannot take a file, or holds something, before any work is done.

    Raises: OutputError.
    """
    try:
        if out.is_dir():
            raise OutputError(f"{out}: is a folder; choose another name")
        if out.suffix.lower() not in ending:
            raise OutputError(f"{out}: {what}; give it a name that ends in {ending[0]}")
        if out.exists() and not replace:
            raise OutputError(f"{out}: exists; choose another name, or replace it with --force")
        if not out.parent.is_dir():
            raise OutputError(f"{out}: there is no folder {out.parent}")
    except OSError as error:  # a name too long, a folder that may not be looked into
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); choose another name"
        ) from error


def check_not_read(out: Path, read: Iterable[str | Path], *, what: str) -> None:
    """Refuses to write over one of the files that `what` is made from, also where it may replace what is there.

    Raises: OutputError.
    """
    for source in map(Path, read):
        with contextlib.suppress(OSError):  # a terrain's name is no file
            if out.samefile(source):
                raise OutputError(f"{out}: is what the {what} is made from; choose another name with --out")
