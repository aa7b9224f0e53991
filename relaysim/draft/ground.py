"""The part of a terrain on which a first mission fits: known ground, near the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from relaysim.path.route import Floats
from relaysim.sightline.ground_around import lay_around
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain
from relaysim.terrain.overview import Overview

# Low antennas are heard some hundred metres off: there both sides of a hill are within reach.
REACH_M = (300.0, 800.0)
REACH_CELLS = 50
NEARLY = 0.95


@dataclass(frozen=True)
class Ground:
    """Where a draft begins.

    terrain     the ground round the middle, as far as anything of the draft may go
    inner       the same without the cells beside unknown ones: a place on it stays on known ground when it is rounded
    frame       metres east and north of the middle
    reach_m     how far rover and helicopter may be from each other
    """

    terrain: Terrain
    inner: Terrain
    frame: LocalFrame
    reach_m: float

    @property
    def body(self) -> Body:
        """The figure that the raster stands on."""
        return self.terrain.body

    @property
    def cell_m(self) -> float:
        """Size of the cells."""
        return self.terrain.cell_size_m


def middle_ground(source: str, seen: Overview) -> Ground:
    """The best known ground of a terrain that was looked over, as near to its middle as there is.

    Raises: TerrainError as `relaysim.terrain.layers.lay`.
    """
    reach_m = _reach_m(seen)
    return _around(source, *_middle(seen, reach_m), reach_m, 1.5 * reach_m)


def ground_of_way(source: str, seen: Overview, latitude_deg: Floats, longitude_deg: Floats) -> Ground:
    """The ground along a way, and as far beside it as the helicopter may go; the frame begins where the way does.

    Raises: TerrainError as `relaysim.terrain.layers.lay`.
    """
    reach_m = _reach_m(seen)
    start = float(latitude_deg[0]), float(longitude_deg[0])
    far_m = float(np.max(seen.frame.body.distance_m(*start, latitude_deg, longitude_deg)))
    return _around(source, *start, reach_m, reach_m + far_m)


def _reach_m(seen: Overview) -> float:
    long_side_m = max(n * side for n, side in zip(seen.mean_m.shape, _sides_m(seen), strict=True))
    wanted_m = float(np.clip(REACH_CELLS * seen.frame.cell_size_m, *REACH_M))
    return float(min(wanted_m, long_side_m / 2))


def _sides_m(seen: Overview) -> tuple[float, float]:
    """North-south and east-west size of the cells of the small grid."""
    (rows, cols), (high, wide) = seen.mean_m.shape, seen.frame.heights_m.shape
    east_m, north_m = seen.frame.cell_extent_m
    return north_m * high / rows, east_m * wide / cols


def _around(source: str, lat: float, lon: float, reach_m: float, radius_m: float) -> Ground:
    terrain = lay_around([source], lat, lon, radius_m).terrain
    return Ground(terrain, _inner(terrain), LocalFrame(terrain.body, lat, lon), reach_m)


def _inner(terrain: Terrain) -> Terrain:
    from scipy.ndimage import binary_erosion

    heights_m = terrain.heights_m.copy()
    heights_m[~binary_erosion(np.isfinite(heights_m), np.ones((3, 3)))] = np.nan
    return replace(terrain, heights_m=heights_m)


def _middle(seen: Overview, reach_m: float) -> tuple[float, float]:
    """Latitude and longitude of the place round which the ground is known best, the nearest to the raster's middle."""
    from scipy.ndimage import uniform_filter

    rows, cols = seen.mean_m.shape
    high, wide = seen.frame.heights_m.shape
    sides_m = _sides_m(seen)
    size = [max(1, min(n, round(2 * reach_m / side))) for n, side in zip((rows, cols), sides_m, strict=True)]
    known = np.isfinite(seen.mean_m).astype(np.float64)
    share = np.where(known > 0, uniform_filter(known, size, mode="constant"), 0.0)
    row, col = np.mgrid[:rows, :cols]
    away = np.hypot((row - (rows - 1) / 2) * sides_m[0], (col - (cols - 1) / 2) * sides_m[1])
    best = np.where(share >= NEARLY * share.max(), away, np.inf)
    r, c = np.unravel_index(int(np.argmin(best)), best.shape)
    lat, lon = seen.frame.geographic((c + 0.5) * wide / cols - 0.5, (r + 0.5) * high / rows - 0.5)
    return float(lat), float(lon)
