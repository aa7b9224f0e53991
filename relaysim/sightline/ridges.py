"""All the ground that stands above one sightline, ridge by ridge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.sightline.clearance import Obstruction
from relaysim.sightline.ends import End, standing
from relaysim.sightline.profile import flat, grid
from relaysim.sightline.surface import Floats, Surface
from relaysim.sightline.ways import Ways
from relaysim.terrain.grid import usual_longitude

_USUAL_RIDGES = 64


@dataclass(frozen=True)
class Ridge:
    """One stretch of ground above the line: its highest point above it, and where it begins and ends.

    begin_m, end_m: distances along the ground from the first end, metres.
    """

    top: Obstruction
    begin_m: float
    end_m: float


def ridges(terrain: Surface, first: End, second: End) -> tuple[Ridge, ...]:
    """Every ridge that stands above the line between two antennas, in order from the first; empty if none is known.

    Exact for the bilinear ground, like `clearances`; unknown ground is no ridge, so ask `sightline` whether it is clear.

    Raises: InputError for an antenna below the ground.
    """
    ends, cells = standing(
        terrain, first.latitude_deg, first.longitude_deg, first.antenna_m,
        second.latitude_deg, second.longitude_deg, second.antenna_m,
    )  # fmt: skip
    ways = Ways.between(terrain, ends, cells=cells)
    found, distance_m = _parts(terrain, ways), float(ways.distance_m[0])
    if len(found) and found[0, 0] > found[-1, 0]:  # walked from the second end
        found = found[::-1]
    lat, lon = (flat(v) for v in terrain.geographic(*ways.at(found[:, 2])))
    return tuple(
        Ridge(
            Obstruction(
                float(lat[n]),
                usual_longitude(float(lon[n])),
                float(ground),
                -float(least),
                distance_m * float(t),
            ),
            distance_m * min(float(begin), float(end)),
            distance_m * max(float(begin), float(end)),
        )
        for n, (begin, end, t, ground, least) in enumerate(found)
    )


def _parts(terrain: Surface, ways: Ways) -> Floats:
    """The stretches of one way: begin, end, highest place, ground and clearance there, a row each in order of the walk."""
    from relaysim.sightline.ridges_kernel import blocked_parts

    ceilings, room = terrain.ceilings, _USUAL_RIDGES
    while True:
        parts = np.empty((room, 5))
        count = blocked_parts(
            grid(terrain.heights_m), ceilings.fine, ceilings.coarse,
            ways.c1[0], ways.r1[0], ways.height1_m[0], ways.c2[0], ways.r2[0], ways.height2_m[0],
            ways.bend_c[0], ways.bend_r[0], ways.distance_m[0], float(terrain.ray_radius_m), parts,
        )  # fmt: skip
        if count <= room:
            return parts[:count]
        room = count
