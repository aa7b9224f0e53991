"""Does one antenna see another, how far above the ground does the line pass, and what stands in its way?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.sightline.profile import flat, grid
from relaysim.sightline.surface import Body, Floats, Surface

State = Literal["clear", "blocked", "unknown"]


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


@dataclass(frozen=True)
class Clearances:
    """Sightlines of many links: arrays of one length, metres unless named otherwise.

    distance_m: ground distance between the ends.
    clearance_m: least height of the line above the known ground, the antennas' ends included; negative: blocked;
        nan where the state is unknown. Where blocked and `unknown`, the truth is this low or lower.
    unknown: True where some ground below the line is unknown or outside the raster.
    fraction: where the line is lowest above the known ground, from 0 at the first end to 1; nan if none is known.
    ground_m: the ground's height there.
    column, row: that place in grid coordinates.
    """

    distance_m: Floats
    clearance_m: Floats
    unknown: NDArray[np.bool_]
    fraction: Floats
    ground_m: Floats
    column: Floats
    row: Floats

    @property
    def blocked(self) -> NDArray[np.bool_]:
        """True where known ground stands above the line: whatever the unknown ground is, it is blocked."""
        return np.less(self.clearance_m, 0.0)

    @property
    def clear(self) -> NDArray[np.bool_]:
        """True where all ground below the line is known and none of it stands above the line."""
        return np.greater_equal(self.clearance_m, 0.0)

    def state(self, n: int) -> State:
        """'clear', 'blocked', or 'unknown' when only unknown ground could block it."""
        if self.blocked[n]:
            return "blocked"
        return "clear" if self.clear[n] else "unknown"


@dataclass(frozen=True)
class Obstruction:
    """The ground that stands highest above a blocked sightline; its distance is along the ground from the first end."""

    latitude_deg: float
    longitude_deg: float
    height_m: float
    above_sightline_m: float
    distance_m: float


@dataclass(frozen=True)
class Sightline:
    """One sightline explained.

    distance_m: ground distance; slant_m: straight from antenna to antenna; clearance_m: see `Clearances`;
    obstruction: None unless the state is 'blocked'.
    """

    distance_m: float
    slant_m: float
    clearance_m: float
    state: State
    obstruction: Obstruction | None


def clearances_between(terrain: Surface, ends: Ends, distance_m: ArrayLike | None = None) -> Clearances:
    """Exact clearances of links between antennas of given heights, 5-10 us a link of 100 cells.

    Exact for the bilinear surface through the cell centres, raised by d1 d2 / (2 R); the way between the ends is
    straight in grid coordinates. `distance_m` is the ground distance, the terrain's own when None. The order of a
    link's ends does not matter, not by a bit.
    """
    from relaysim.sightline.kernel import lines

    c1, r1 = map(flat, terrain.grid_coordinates(ends.latitude1_deg, ends.longitude1_deg))
    c2, r2 = map(flat, terrain.grid_coordinates(ends.latitude2_deg, ends.longitude2_deg))
    distance = ends.distance_m(terrain.body) if distance_m is None else flat(distance_m)
    distance = flat(np.broadcast_to(distance, c1.shape))
    least, fraction, ground, missing = (np.empty(c1.size) for _ in range(4))
    lines(
        grid(terrain.heights_m), c1, r1, ends.height1_m, c2, r2, ends.height2_m,
        distance, float(terrain.body.radius_m), least, fraction, ground, missing,
    )  # fmt: skip
    unknown = missing > 0.0
    clearance = np.where(unknown & ~(least < 0.0), np.nan, least)
    column, row = c1 + (c2 - c1) * fraction, r1 + (r2 - r1) * fraction
    return Clearances(distance, clearance, unknown, fraction, ground, column, row)


def clearances(
    terrain: Surface,
    lat1: ArrayLike,
    lon1: ArrayLike,
    antenna1_m: ArrayLike,
    lat2: ArrayLike,
    lon2: ArrayLike,
    antenna2_m: ArrayLike,
    distance_m: ArrayLike | None = None,
) -> Clearances:
    """Exact clearances of links between antennas that stand on the ground; see `clearances_between`.

    Degrees and metres above the ground, numbers or arrays that broadcast to one length.
    """
    ends = Ends.above_ground(terrain, lat1, lon1, antenna1_m, lat2, lon2, antenna2_m)
    return clearances_between(terrain, ends, distance_m)


def sightline(terrain: Surface, first: End, second: End) -> Sightline:
    """One sightline explained: how long, how far above the ground, and what blocks it if anything does."""
    ends = Ends.above_ground(
        terrain, first.latitude_deg, first.longitude_deg, first.antenna_m,
        second.latitude_deg, second.longitude_deg, second.antenna_m,
    )  # fmt: skip
    found = clearances_between(terrain, ends)
    distance, clearance, state = float(found.distance_m[0]), float(found.clearance_m[0]), found.state(0)
    obstruction = None
    if state == "blocked":
        lat, lon = terrain.geographic(found.column, found.row)
        obstruction = Obstruction(
            latitude_deg=float(flat(lat)[0]),
            longitude_deg=float(flat(lon)[0]),
            height_m=float(found.ground_m[0]),
            above_sightline_m=-clearance,
            distance_m=distance * float(found.fraction[0]),
        )
    slant = float(np.hypot(distance, ends.height2_m[0] - ends.height1_m[0]))
    return Sightline(distance, slant, clearance, state, obstruction)
