"""The grounds that sightlines are measured on: fractal hills, cliffs with boulders, and Jezero crater.

Made grounds are the same on every machine. They lie on a sphere of the size of Mars, at the equator, where a cell is
as wide and as high as it says; the real one comes from ../shared/data/dem, where that folder is there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from relaysim.sightline import End
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain
from relaysim.terrain.raster import open_raster

RADIUS_M = 3_396_190.0
DEM = Path(__file__).resolve().parents[2] / "shared" / "data" / "dem"

Heights = NDArray[np.float32]


def on_mars(name: str, heights_m: Heights, cell_m: float = 1.0) -> Terrain:
    """Heights as Terrain at the equator of a sphere of Mars' radius, the raster's middle at 0, 0."""
    rows, columns = heights_m.shape
    return Terrain(
        name=name,
        body=Body.sphere("mars", RADIUS_M),
        heights_m=np.ascontiguousarray(heights_m, dtype=np.float32),
        sigma_m=None,
        transform=Affine(cell_m, 0, -cell_m * columns / 2, 0, -cell_m, cell_m * rows / 2),
        crs=CRS.from_proj4(f"+proj=eqc +R={RADIUS_M} +units=m +no_defs"),
        sha256="",
        source="made for a benchmark",
    )


def fractal_heights(size: int, seed: int = 1, relief_m: float = 100.0, hurst: float = 0.8) -> Heights:
    """Hills at every scale: noise whose spectrum falls as the wave number to the power -(hurst + 1)."""
    rng = np.random.default_rng(seed)
    across, down = np.fft.rfftfreq(size), np.fft.fftfreq(size)
    wave_number = np.hypot(down[:, None], across[None, :])
    wave_number[0, 0] = np.inf
    noise = rng.normal(size=wave_number.shape) + 1j * rng.normal(size=wave_number.shape)
    heights = np.fft.irfft2(noise * wave_number ** -(hurst + 1.0), s=(size, size))
    return (relief_m * (heights - heights.min()) / np.ptp(heights)).astype(np.float32)


def cliff_heights(size: int, seed: int = 2, step_m: float = 6.0) -> Heights:
    """Terraces with walls one cell wide and `step_m` or twice that high, a little rough, strewn with boulders."""
    rng = np.random.default_rng(seed)
    base = fractal_heights(size, seed, relief_m=60.0, hurst=1.1).astype(np.float64)
    ledge = np.floor(base / step_m)
    ledge += ledge % 3 == 1  # some walls are double
    heights = step_m * ledge + 0.05 * base + fractal_heights(size, seed + 1, relief_m=1.5, hurst=0.6)
    for _ in range(size * size // 2500):
        row, column = rng.integers(4, size - 4, 2)
        radius = rng.uniform(0.7, 3.0)
        y, x = np.mgrid[-3:4, -3:4]
        heights[row - 3 : row + 4, column - 3 : column + 4] += np.sqrt(
            np.maximum(radius**2 - x**2 - y**2, 0.0)
        )
    return heights.astype(np.float32)


def jezero() -> Terrain | None:
    """The fused 5 m raster as it is, in its own frame; None without the shared folder."""
    file = DEM / "jezero_fused_5m.tif"
    return open_raster(file) if file.is_file() else None


def jezero_resampled(size: int) -> Terrain | None:
    """A part of the fused 5 m raster across the delta's front, brought to 1 m cells by cubic splines."""
    from scipy.ndimage import zoom

    whole = jezero()
    if whole is None:
        return None
    coarse = size // 5
    rows, columns = whole.heights_m.shape
    top, left = min(560, rows - coarse), min(700, columns - coarse)
    part = whole.heights_m[top : top + coarse, left : left + coarse].astype(np.float64)
    return on_mars("jezero at 1 m", zoom(part, 5, order=3, grid_mode=True, mode="nearest").astype(np.float32))


def grounds(size: int) -> dict[str, Terrain]:
    """The three grounds of `size` x `size` cells of 1 m, and Jezero at its own 5 m cells; real ones if there."""
    found = {
        "fractal": on_mars("fractal", fractal_heights(size)),
        "cliff": on_mars("cliff", cliff_heights(size)),
    }
    if (fine := jezero_resampled(size)) is not None:
        found["jezero, 5 m to 1 m by cubic splines"] = fine
    if (real := jezero()) is not None:
        found["jezero, its own 5 m cells"] = real
    return found


def places(terrain: Terrain, count: int, seed: int = 5) -> list[tuple[int, int]]:
    """Cells (column, row) to look from: the middle, the highest of a few, the lowest of a few, then any."""
    rows, columns = terrain.heights_m.shape
    rng = np.random.default_rng(seed)
    drawn = rng.uniform(0.1, 0.9, (60, 2)) * (columns - 1, rows - 1)
    cells = [(int(c), int(r)) for c, r in drawn if not np.isnan(terrain.heights_m[int(r), int(c)])]
    by_height = sorted(cells[:30], key=lambda cell: terrain.heights_m[cell[1], cell[0]])
    return [(columns // 2, rows // 2), by_height[-1], by_height[0], *cells[30:]][:count]


def end(terrain: Terrain, column: float, row: float, antenna_m: float) -> End:
    """An antenna over a place of the grid."""
    latitude, longitude = terrain.geographic(column, row)
    return End(float(latitude), float(longitude), antenna_m)
