"""The ground that a radius round places needs, wherever the body's longitudes begin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from relaysim import End, Stands, blackout_map, viewshed
from relaysim.sightline.ground_around import lay_around

# 20 x 400 cells of 30 m on the Moon's equator.
CELL_DEG = 1e-3


@pytest.fixture
def strip(tmp_path: Path) -> Callable[[float], Path]:
    """Writes rolling ground from a longitude on."""

    def write(west_deg: float) -> Path:
        path = tmp_path / f"from {west_deg:g}.tif"
        heights = 20 * np.sin(np.arange(400) / 9) + np.cos(np.arange(40)[:, None])
        with rasterio.open(
            path, "w", driver="GTiff", height=40, width=400, count=1, dtype="float32", nodata=np.nan,
            crs="+proj=longlat +R=1737400 +no_defs", transform=Affine(CELL_DEG, 0, west_deg, 0, -CELL_DEG, 0.02),
        ) as file:  # fmt: skip
            file.write(heights.astype(np.float32), 1)
        return path

    return write


@pytest.mark.parametrize("west", [179.8, -180.2, 10.0])
def test_a_route_across_180_degrees_needs_no_more_ground(strip: Callable[[float], Path], west: float) -> None:
    """Stands on both sides of a meridian, in either count of longitudes: the ground round them, as anywhere."""
    lon = west + np.array([0.15, 0.25])
    for counted in (lon, np.mod(lon, 360.0), (lon + 180.0) % 360.0 - 180.0):
        terrain = lay_around([strip(west)], np.zeros(2), counted, 600.0).terrain
        rows, cols = terrain.heights_m.shape
        assert 140 <= cols <= 150, "0.1 degrees, 600 m (20 cells) each way, and a margin"
        assert np.isfinite(terrain.height_m(np.zeros(2), counted)).all()
        assert rows == 40


def test_what_is_seen_across_180_degrees_is_what_is_seen_elsewhere(strip: Callable[[float], Path]) -> None:
    """The same ground at 10 and at 180 degrees: the same viewshed and the same blackout map, cell by cell."""
    maps = []
    for west in (10.0, 179.8):
        lon = np.array([west + 0.15, west + 0.25])
        lon = (lon + 180.0) % 360.0 - 180.0
        stands = Stands(np.zeros(2), lon, np.full(2, 2.0), np.array([0.0, 3.0]), 5.0)
        seen = viewshed(strip(west), End(0.0, float(lon[0]), 2.0), 0.5, radius_m=600.0)
        maps.append((seen.visible, blackout_map(strip(west), stands, 0.5, radius_m=600.0)))
    (one, first), (other, second) = maps
    assert one.shape == other.shape
    assert np.mean(one != other) < 0.005, "places on cell edges may fall to either side"
    assert first.last_visible.shape == second.last_visible.shape
    for name in ("longest_without_at_most", "first_visible"):
        here, there = getattr(first, name), getattr(second, name)
        assert np.mean((here != there) & ~(np.isnan(here) & np.isnan(there))) < 0.01
    assert 0.05 < np.mean(first.longest_without_at_most < 5.0) < 0.95
