"""The ground around places, of one raster or of several: only what a radius reaches is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from relaysim.errors import InputError, OutsideTerrain, TerrainError
from relaysim.sightline import End
from relaysim.terrain.body import Floats
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.layers import Layered, lay
from relaysim.terrain.look import body_of_terrain


def lay_around(
    terrains: Sequence[str | Path], lat_deg: ArrayLike, lon_deg: ArrayLike, radius_m: float | None = None
) -> Layered:
    """The terrain within `radius_m` of places in degrees, or the whole of it if that is None.

    Several terrains become one, in which the first named wins; the answer tells how they meet.

    Raises: TerrainError as `lay`; OutsideTerrain if none reaches the places.
    """
    if not terrains:
        raise TerrainError("no terrain is named: give at least one name or file")
    if radius_m is None:
        return lay(terrains)
    places = _box(np.atleast_1d(lat_deg), np.atleast_1d(lon_deg))
    return lay(terrains, around=places.wider(radius_m, body_of_terrain(terrains[0])))


def _box(lat: Floats, lon: Floats) -> Box:
    """The smallest box of all places: it leaves out the widest gap between their longitudes."""
    turned = np.unique(np.mod(lon, 360.0))
    gaps = np.diff(turned, append=turned[0] + 360.0)
    widest = int(np.argmax(gaps))
    west = float(turned[(widest + 1) % turned.size])
    west = west - 360.0 if west > 180.0 else west
    return Box(float(lat.min()), west, float(lat.max()), west + 360.0 - float(gaps[widest]))


def check_observer(terrain: Terrain, observer: End) -> None:
    """Refuses an observer below whom the terrain has no height.

    Raises: OutsideTerrain, or InputError over unknown ground.
    """
    lat, lon = observer.latitude_deg, observer.longitude_deg
    why = lack_of_ground(terrain, lat, lon)
    if why is not None:
        raise (OutsideTerrain if _is_outside(terrain, lat, lon) else InputError)(f"the observer {why}")


def lack_of_ground(terrain: Terrain, lat_deg: float, lon_deg: float) -> str | None:
    """Why nothing can stand at a place, as words that follow what should; None where the terrain has a height."""
    if not np.isnan(terrain.height_m(lat_deg, lon_deg)):
        return None
    place, box = f"{lat_deg:.6f}, {lon_deg:.6f}", terrain.extent
    if not _is_outside(terrain, lat_deg, lon_deg):
        return (
            f"at {place} stands on unknown ground: terrain {terrain.name} has no height there; move it, "
            "or name a terrain that knows it as another --terrain"
        )
    return (
        f"at {place} is outside terrain {terrain.name} (read for latitude {box.south_deg:.5f} to "
        f"{box.north_deg:.5f}, longitude {box.west_deg:.5f} to {box.east_deg:.5f}); move it, or name another terrain"
    )


def _is_outside(terrain: Terrain, lat_deg: float, lon_deg: float) -> bool:
    col, row = terrain.grid_coordinates(lat_deg, lon_deg)
    rows, cols = terrain.heights_m.shape
    return not (0 <= col <= cols - 1 and 0 <= row <= rows - 1)
