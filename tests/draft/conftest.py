"""Rasters of invented ground."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_origin

MakeRaster = Callable[..., Path]

MOON = "+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +units=m +no_defs"
UTM = "EPSG:32632"


@pytest.fixture
def raster(tmp_path) -> MakeRaster:
    """raster(heights, crs, cell, west, north): a GeoTIFF of these heights; a ridge of 12 m across a plain unless given."""

    def make(
        heights: NDArray[np.float64] | None = None,
        crs: str | None = UTM,
        cell: float = 5.0,
        west: float = 382_000.0,
        north: float = 5_202_000.0,
        name: str = "ground.tif",
    ) -> Path:
        if heights is None:
            heights = np.broadcast_to(12 * np.exp(-(((np.arange(160) - 80) / 8) ** 2)), (120, 160))
        profile = {
            "driver": "GTiff", "width": heights.shape[1], "height": heights.shape[0], "count": 1, "dtype": "float32",
            "nodata": -9999.0, "crs": crs, "transform": from_origin(west, north, cell, cell),
        }  # fmt: skip
        with rasterio.open(tmp_path / name, "w", **profile) as file:
            file.write(np.where(np.isnan(heights), -9999.0, heights).astype("float32"), 1)
        return tmp_path / name

    return make
