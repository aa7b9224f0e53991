"""Where links begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from relaysim.errors import InputError
from relaysim.sightline.profile import flat, grid
from relaysim.sightline.surface import Body, Floats, Surface


@dataclass(frozen=True)
class End:
    """One end of a sightline: a place and the antenna's height above the ground there, metres."""

    latitude_deg: float
    longitude_deg: float
    antenna_m: float


@dataclass(frozen=True)
class Ends:
    """Both ends of many sightlines: places, and the antennas' heights in the frame of the terrain, metres."""

    latitude1_deg: Floats
    longitude1_deg: Floats
    height1_m: Floats
    latitude2_deg: Floats
    longitude2_deg: Floats
    height2_m: Floats

    @classmethod
    def above_ground(
        cls,
        terrain: Surface,
        lat1: ArrayLike,
        lon1: ArrayLike,
        antenna1_m: ArrayLike,
        lat2: ArrayLike,
        lon2: ArrayLike,
        antenna2_m: ArrayLike,
    ) -> Ends:
        """Ends whose antennas stand `antenna1_m` and `antenna2_m` above the ground; nan over unknown ground.

        Raises: InputError for an antenna below the ground.
        """
        return standing(terrain, lat1, lon1, antenna1_m, lat2, lon2, antenna2_m)[0]

    def distance_m(self, body: Body) -> Floats:
        """Ground distances between the ends, metres."""
        from_, to = (self.latitude1_deg, self.longitude1_deg), (self.latitude2_deg, self.longitude2_deg)
        return flat(body.distance_m(*from_, *to))


def check_antennas(*antennas_m: Floats) -> None:
    """Refuses antennas below the ground: a line from there would be called blocked by what stands over it.

    Raises: InputError.
    """
    lowest = min(float(np.fmin.reduce(each, initial=np.inf)) for each in antennas_m)
    if lowest < 0.0:
        raise InputError(
            f"the antenna is {lowest:g} m above the ground: give 0 or more; underground nothing is seen"
        )


def _finite(degrees: Floats) -> Floats:
    """Places at infinity are nowhere, as those at nan; their sines would be warned of."""
    return degrees if np.isfinite(degrees).all() else flat(np.where(np.isfinite(degrees), degrees, np.nan))


class Cells(NamedTuple):
    """Columns and rows of both ends of many sightlines, between the centres of cells."""

    c1: Floats
    r1: Floats
    c2: Floats
    r2: Floats


def cells_of(terrain: Surface, ends: Ends) -> Cells:
    """Where ends lie on a raster."""
    first = terrain.grid_coordinates(ends.latitude1_deg, ends.longitude1_deg)
    second = terrain.grid_coordinates(ends.latitude2_deg, ends.longitude2_deg)
    return Cells(*map(flat, first), *map(flat, second))


def standing(
    terrain: Surface,
    lat1: ArrayLike,
    lon1: ArrayLike,
    antenna1_m: ArrayLike,
    lat2: ArrayLike,
    lon2: ArrayLike,
    antenna2_m: ArrayLike,
) -> tuple[Ends, Cells]:
    """`Ends.above_ground`, and where they lie on the raster: finding out is most of the work in many frames.

    Raises: InputError for an antenna below the ground.
    """
    from relaysim.sightline.kernel import heights_above

    given = tuple(map(flat, (lat1, lon1, antenna1_m, lat2, lon2, antenna2_m)))
    check_antennas(given[2], given[5])
    arrays = np.broadcast_arrays(*given)
    a, b, up1, c, d, up2 = (flat(values) for values in arrays)
    a, b, c, d = (_finite(values) for values in (a, b, c, d))
    cells = Cells(*map(flat, terrain.grid_coordinates(a, b)), *map(flat, terrain.grid_coordinates(c, d)))
    height1_m, height2_m = np.empty(a.size), np.empty(a.size)
    raster = grid(terrain.heights_m)
    heights_above(raster, cells.c1, cells.r1, up1, height1_m)
    heights_above(raster, cells.c2, cells.r2, up2, height2_m)
    return Ends(a, b, flat(height1_m), c, d, flat(height2_m)), cells
