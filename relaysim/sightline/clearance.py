"""Does one antenna see another, how far above the ground does the line pass, and what stands in its way?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.sightline.ends import End, Ends, standing
from relaysim.sightline.profile import flat
from relaysim.sightline.surface import Floats, Surface
from relaysim.sightline.ways import Ways
from relaysim.terrain.grid import usual_longitude

State = Literal["clear", "blocked", "unknown"]


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


def clearances_between(
    terrain: Surface, ends: Ends, distance_m: ArrayLike | None = None, *, threads: int = 1
) -> Clearances:
    """Exact clearances of links between antennas of given heights, 1-5 us a link.

    Exact for the bilinear surface through the cell centres, raised by d1 d2 / (2 R); the way between the ends is
    straight in grid coordinates, or follows the great circle in straight pieces where that is more than 0.02 cells
    away. `distance_m` is the ground distance, the terrain's own when None. The order of a link's ends does not
    matter (to 1e-9 m), nor does the number of threads.
    """
    return clearances_on(Ways.between(terrain, ends, distance_m), threads)


def clearances_on(ways: Ways, threads: int = 1) -> Clearances:
    """`clearances_between` of ways that are made already."""
    from relaysim.sightline.kernel import lines

    least, fraction, ground, missing = (np.empty(ways.distance_m.size) for _ in range(4))
    ways.ask(lines, (least, fraction, ground, missing), threads)
    unknown = missing > 0.0
    clearance = np.where(unknown & ~(least < 0.0), np.nan, least)
    column, row = ways.at(fraction)
    return Clearances(ways.distance_m, clearance, unknown, fraction, ground, column, row)


def visible_between(
    terrain: Surface, ends: Ends, distance_m: ArrayLike | None = None, *, threads: int = 1
) -> NDArray[np.int8]:
    """Whether antennas of given heights see each other: 1 yes, 0 no, -1 unknown; a microsecond a link.

    The signs of `clearances_between`, without the heights and places: 1 where `clear`, 0 where `blocked`.
    """
    return _visible_on(Ways.between(terrain, ends, distance_m), threads)


def _visible_on(ways: Ways, threads: int) -> NDArray[np.int8]:
    """`visible_between` of ways that are made already."""
    from relaysim.sightline.kernel import sights

    seen = np.empty(ways.distance_m.size, dtype=np.int8)
    floors = ways.terrain.floors
    ways.ask(sights, (seen,), threads, (floors.fine, floors.coarse))
    return seen


def visible(
    terrain: Surface,
    lat1: ArrayLike,
    lon1: ArrayLike,
    antenna1_m: ArrayLike,
    lat2: ArrayLike,
    lon2: ArrayLike,
    antenna2_m: ArrayLike,
    *,
    threads: int = 1,
) -> NDArray[np.int8]:
    """Whether antennas that stand on the ground see each other: 1 yes, 0 no, -1 unknown; see `visible_between`.

    Degrees and metres above the ground, numbers or arrays that broadcast to one length.

    Raises: InputError for an antenna below the ground.
    """
    ends, cells = standing(terrain, lat1, lon1, antenna1_m, lat2, lon2, antenna2_m)
    return _visible_on(Ways.between(terrain, ends, cells=cells), threads)


def clearances(
    terrain: Surface,
    lat1: ArrayLike,
    lon1: ArrayLike,
    antenna1_m: ArrayLike,
    lat2: ArrayLike,
    lon2: ArrayLike,
    antenna2_m: ArrayLike,
    distance_m: ArrayLike | None = None,
    *,
    threads: int = 1,
) -> Clearances:
    """Exact clearances of links between antennas that stand on the ground; see `clearances_between`.

    Degrees and metres above the ground, numbers or arrays that broadcast to one length.

    Raises: InputError for an antenna below the ground.
    """
    ends, cells = standing(terrain, lat1, lon1, antenna1_m, lat2, lon2, antenna2_m)
    return clearances_on(Ways.between(terrain, ends, distance_m, cells), threads)


def sightline(terrain: Surface, first: End, second: End) -> Sightline:
    """One sightline explained: how long, how far above the ground, and what blocks it if anything does.

    Raises: InputError for an antenna below the ground.
    """
    ends, cells = standing(
        terrain, first.latitude_deg, first.longitude_deg, first.antenna_m,
        second.latitude_deg, second.longitude_deg, second.antenna_m,
    )  # fmt: skip
    found = clearances_on(Ways.between(terrain, ends, cells=cells))
    distance, clearance, state = float(found.distance_m[0]), float(found.clearance_m[0]), found.state(0)
    obstruction = None
    if state == "blocked":
        lat, lon = terrain.geographic(found.column, found.row)
        obstruction = Obstruction(
            latitude_deg=float(flat(lat)[0]),
            longitude_deg=usual_longitude(float(flat(lon)[0])),
            height_m=float(found.ground_m[0]),
            above_sightline_m=-clearance,
            distance_m=distance * float(found.fraction[0]),
        )
    slant = float(np.hypot(distance, ends.height2_m[0] - ends.height1_m[0]))
    return Sightline(distance, slant, clearance, state, obstruction)
