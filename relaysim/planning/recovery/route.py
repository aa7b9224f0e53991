"""Where on the route itself contact comes back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from relaysim.path.route import Floats
from relaysim.planning.helicopter_site import Site, site_at
from relaysim.planning.recovery.answer import Limits, RouteContact
from relaysim.planning.recovery.links import PlaceLinks, chances, place_links
from relaysim.planning.recovery.way import Way
from relaysim.scenario.world import World

Indices = NDArray[np.int64]

# Points of the route looked at a time, until contact is back.
_AT_A_TIME = 128


def route_contacts(
    world: World, site: Site, way: Way, limits: Limits
) -> tuple[RouteContact | None, RouteContact | None]:
    """(first point of the way with enough margin, also in mid-drive; first stop with that and enough chance).

    The rover faces as a run has it: as recorded at a stop, along the way in a drive. None for none, unknown included.
    """
    passed: RouteContact | None = None
    for start in range(0, len(way.x_m), _AT_A_TIME):
        here = np.arange(start, min(start + _AT_A_TIME, len(way.x_m)))
        links = place_links(world, site, way.x_m[here], way.y_m[here], way.rows(here.tolist()))
        enough = np.flatnonzero(links.margin_db >= limits.margin_db)
        if enough.size and passed is None:
            passed = _contact(
                world, way, links, here, int(enough[0]), _chance(world, site, way, links, here, enough[:1])[0]
            )
        stops = enough[way.rests[here[enough]]]
        for number, chance in zip(
            stops.tolist(), _chance(world, site, way, links, here, stops).tolist(), strict=True
        ):
            if chance >= limits.chance:
                return passed, _contact(world, way, links, here, number, chance)
    return passed, None


def _chance(world: World, site: Site, way: Way, links: PlaceLinks, here: Indices, rows: Indices) -> Floats:
    if not len(rows):
        return np.empty(0)
    some = PlaceLinks(*(getattr(links, name)[rows] for name in PlaceLinks.__dataclass_fields__))
    points = here[rows]
    return chances(world, site, way.x_m[points], way.y_m[points], some)


def _contact(
    world: World, way: Way, links: PlaceLinks, here: Indices, row: int, chance: float
) -> RouteContact:
    point = int(here[row])
    return RouteContact(
        utc_s=float(way.utc_s[point]),
        along_m=float(way.along_m[point]),
        place=site_at(world, way.x_m[point], way.y_m[point]),
        rests=bool(way.rests[point]),
        margin_db=float(links.margin_db[row]),
        chance=float(chance) if not math.isnan(chance) else math.nan,
        distance_m=float(links.distance_m[row]),
    )
