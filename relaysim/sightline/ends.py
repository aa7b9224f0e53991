"""Where links begin and end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from relaysim.sightline.profile import flat
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
        """Ends whose antennas stand `antenna1_m` and `antenna2_m` above the ground; nan over unknown ground."""
        arrays = np.broadcast_arrays(*map(flat, (lat1, lon1, antenna1_m, lat2, lon2, antenna2_m)))
        a, b, up1, c, d, up2 = (flat(values) for values in arrays)
        return cls(a, b, flat(terrain.height_m(a, b)) + up1, c, d, flat(terrain.height_m(c, d)) + up2)

    def distance_m(self, body: Body) -> Floats:
        """Ground distances between the ends, metres."""
        from_, to = (self.latitude1_deg, self.longitude1_deg), (self.latitude2_deg, self.longitude2_deg)
        return flat(body.distance_m(*from_, *to))
