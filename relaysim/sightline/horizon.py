"""The skyline round a place: how high the terrain stands in each direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from relaysim.sightline.ends import End, standing
from relaysim.sightline.surface import Floats
from relaysim.sightline.ways import Ways
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain


def horizon_deg(terrain: Terrain, end: End, azimuths_deg: ArrayLike, radius_m: float) -> Floats:
    """Elevation of the highest known ground within `radius_m`, seen from an antenna, in each azimuth; degrees.

    Azimuth is 0 in the north and 90 in the east; elevation is above the level plane at the place, the body's
    curvature counted, without an atmosphere; the shape is that of the azimuths. Ground is bilinear between cell
    centres and every point of it counts, not samples. An antenna on the ground itself may find it arbitrarily steep.

    Ground that is unknown, or beyond the raster's edge, hides nothing: where some is, this is a lower bound. nan: no
    ground at all is known in that direction, or none below the antenna.

    Raises: ValueError when `radius_m` is not positive.
    """
    from relaysim.sightline.horizon_kernel import steepest_tangents

    if not radius_m > 0.0:
        raise ValueError(f"radius_m must be positive, not {radius_m}")
    azimuths = np.asarray(azimuths_deg, dtype=np.float64)
    turn = np.radians(azimuths.reshape(-1))
    terrain = terrain.without_air()
    frame = LocalFrame(terrain.body, end.latitude_deg, end.longitude_deg)
    latitude, longitude = frame.to_geographic(radius_m * np.sin(turn), radius_m * np.cos(turn))
    here = end.latitude_deg, end.longitude_deg, end.antenna_m
    ends, cells = standing(terrain, *here, latitude, longitude, 0.0)
    tangents = np.empty(turn.size)
    Ways.between(terrain, ends, radius_m, cells).ask(steepest_tangents, (tangents,), threads=1)
    return np.degrees(np.arctan(tangents)).reshape(azimuths.shape)


@dataclass(frozen=True, eq=False)
class Skyline:
    """A horizon laid in at even azimuths.

    Attributes:
        azimuths_deg: (n,) rising from 0, below 360.
        elevations_deg: (n,); nan is unknown.
    """

    azimuths_deg: Floats
    elevations_deg: Floats

    @classmethod
    def of(
        cls,
        terrain: Terrain,
        end: End,
        radius_m: float,
        count: int = 720,
        unknown_deg: float = np.nan,
    ) -> Skyline:
        """`horizon_deg` in so many azimuths; `unknown_deg` stands where no ground is known. Raises: as that."""
        azimuths = np.arange(count, dtype=np.float64) * (360.0 / count)
        found = horizon_deg(terrain, end, azimuths, radius_m)
        return cls(azimuths, np.where(np.isnan(found), unknown_deg, found))

    def at(self, azimuth_deg: ArrayLike) -> Floats:
        """Elevation of the horizon in any azimuths, linear between those laid in; nan beside an unknown one."""
        return np.asarray(
            np.interp(np.asarray(azimuth_deg), self.azimuths_deg, self.elevations_deg, period=360.0)
        )
