"""Rasters of any kind, sound and broken: terrain, or a message."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from hypothesis import strategies as st
from rasterio.errors import NotGeoreferencedWarning

from tests.fuzz import bases
from tests.fuzz.damage import damaged_bytes
from tests.fuzz.desk import Desk
from tests.fuzz.hunt import Case

FRAMES = (
    "+proj=longlat +R=6371000 +no_defs", "+proj=longlat +R=6371000 +pm=180 +no_defs", "EPSG:4326", "EPSG:32632", "EPSG:3857",
    "+proj=eqc +R=6371000 +lat_ts=46 +units=m", "+proj=stere +lat_0=90 +R=6371000 +units=m", "+proj=longlat +R=3396190 +no_defs",
    "+proj=eqc +R=6371000 +units=us-ft", "+proj=geos +h=35785831 +R=6371000", "EPSG:4979", None,
)  # fmt: skip
KINDS = ("float32", "float64", "int16", "uint8", "int32", "uint16", "complex64")
HEIGHTS = (np.nan, np.inf, -np.inf, 0.0, 1e30, -1e9, 9000.0, -32768.0, 255.0)
SOUND = Affine(3e-4, 0, 8.095, 0, -3e-4, 46.512)
PLACEMENTS = (
    SOUND, SOUND @ Affine.rotation(30), SOUND @ Affine.scale(1, -1), SOUND @ Affine.scale(-1, 1), Affine.identity(),
    SOUND @ Affine.scale(1e-9), SOUND @ Affine.scale(1e6), Affine(3e-4, 0, 368.095, 0, -3e-4, 46.512),
    Affine(30, 0, 430000, 0, -30, 5150000), Affine(3e-4, 0, 179.99, 0, -3e-4, 46.512), Affine(0, 0, 8, 0, 0, 46),
)  # fmt: skip
ASKED = (
    ("terrain", "info", "mine.tif"),
    ("terrain", "build", "--dtm", "mine.tif", "--out", "out.tif"),
    ("terrain", "build", "--dtm", "mine.tif", "--dtm", bases.GROUND, "--out", "out.tif", "--around", "46.502,8.102,300"),
    ("viewshed", "--terrain", "mine.tif", "--at", "46.502,8.102,3", "--target-height", "1", "--radius", "300", "--out", "out.tif"),
    ("link", "--scenario", bases.VALLEY, "--terrain", "mine.tif", "--from", "46.5,8.1,2", "--to", "46.503,8.103,1"),
    ("run", bases.VALLEY, "--terrain", "mine.tif", "--out", "out"),
)  # fmt: skip


def _raster(draw: st.DataObject) -> bytes:
    """A GeoTIFF of drawn size, type, frame, place and heights."""
    rows, columns = (
        draw.draw(st.sampled_from([1, 2, 3, bases.ROWS, bases.COLUMNS]), what) for what in ("rows", "columns")
    )
    kind = draw.draw(st.sampled_from(("float32",) * 6 + KINDS), "type")
    frame, place = (
        draw.draw(st.sampled_from(FRAMES[:1] * 6 + FRAMES)),
        draw.draw(st.sampled_from((SOUND,) * 8 + PLACEMENTS)),
    )
    nodata = draw.draw(st.sampled_from([None, np.nan, 0, -9999]), "nodata")
    heights = 10 * np.sin(np.arange(columns) / 6) + 5 * np.cos(np.arange(rows)[:, None] / 7)
    for _ in range(draw.draw(st.integers(0, 3), "odd heights")):
        odd = draw.draw(st.sampled_from(HEIGHTS))
        heights[draw.draw(st.integers(0, rows - 1)) :, draw.draw(st.integers(0, columns - 1)) :] = odd
    bands = draw.draw(st.sampled_from([1, 1, 1, 2, 3]), "bands")
    profile: dict[str, Any] = {
        "driver": "GTiff", "height": rows, "width": columns, "count": bands, "dtype": kind, "crs": frame, "transform": place,
        "nodata": None if nodata is not None and np.isnan(nodata) and "int" in kind else nodata if "uint" not in kind else None,
    }  # fmt: skip
    with np.errstate(all="ignore"), warnings.catch_warnings(), rasterio.MemoryFile() as memory:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        with memory.open(**profile) as file:
            for band in range(bands):
                file.write(heights.astype(kind), band + 1)
        content: bytes = memory.read()
    return content


def raster_case(draw: st.DataObject, desk: Desk) -> None:
    """A raster that another program wrote, or half of it."""
    content = _raster(draw)
    desk.put(
        "mine.tif", damaged_bytes(draw, content) if draw.draw(st.integers(0, 3), "broken") == 0 else content
    )
    for name, sound in bases.valley_files().items():
        desk.put(name, sound)
    desk.put(bases.VALLEY, bases.as_yaml(bases.valley_data()))
    desk.ask(*draw.draw(st.sampled_from(ASKED), "command"))


def test_no_raster_is_too_odd(no_flaw: Callable[[str, float, Case], None]) -> None:
    """Frames, types, sizes, places, heights and headers of any kind: terrain, or one message."""
    no_flaw("rasters", 0.10, raster_case)
