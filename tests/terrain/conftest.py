"""Rasters made on the spot, one of each kind a user may have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine

MARS_M = 3_396_190.0
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture(scope="session")
def dem_folder() -> Path:
    """The real rasters beside the checkout."""
    folder = SHARED / "data" / "dem"
    if not folder.is_dir():
        pytest.skip("needs the real rasters of shared/data/dem beside the checkout")
    return folder


@pytest.fixture
def raster_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes heights as a GeoTIFF in tmp_path; profile entries can be overridden, None drops one."""

    def make(heights: Any = None, *, name: str = "made.tif", second: Any = None, **changes: Any) -> Path:
        band = np.arange(48.0).reshape(6, 8) if heights is None else np.asarray(heights)
        entries: dict[str, Any] = {
            "driver": "GTiff",
            "height": band.shape[0],
            "width": band.shape[1],
            "count": 1 if second is None else 2,
            "dtype": "float32",
            "crs": f"+proj=eqc +lat_ts=18 +lon_0=0 +R={MARS_M} +units=m +no_defs",
            "transform": Affine(20.0, 0, 4_338_120.0, 0, -20.0, 1_102_520.0),
        }
        described = changes.pop("described", None)
        scale_offset = changes.pop("scale_offset", None)
        entries.update(changes)
        path = tmp_path / name
        with rasterio.open(path, "w", **{k: v for k, v in entries.items() if v is not None}) as file:
            file.write(band.astype(entries["dtype"]), 1)
            if second is not None:
                file.write(np.asarray(second).astype(entries["dtype"]), 2)
            if described:
                file.set_band_description(2, described)
            if scale_offset:
                file.scales, file.offsets = (scale_offset[0],), (scale_offset[1],)
        return path

    return make
