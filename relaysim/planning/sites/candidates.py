"""Places where the helicopter may land: a grid around a place or within areas, and what speaks against some of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from relaysim.errors import InputError
from relaysim.path.route import Floats
from relaysim.planning.corridor import slopes_deg
from relaysim.planning.geojson_shapes import Shape
from relaysim.planning.helicopter_site import Site
from relaysim.scenario.world import World

MOST_CANDIDATES = 4000


@dataclass(frozen=True)
class Candidate:
    """A place to land at.

    Attributes:
        name: of its area, or what it is.
        slope_deg: of the ground; nan where unknown.
        refused: why it is none; "" for one that may do.
    """

    name: str
    place: Site
    slope_deg: float
    refused: str = ""


def grid_around(centre: Site, radius_m: float, spacing_m: float) -> list[tuple[str, float, float]]:
    """(name, x_m, y_m) of a square grid within a radius of a place, which is one of its points."""
    reach = math.floor(radius_m / spacing_m + 1e-9)
    _check_count(math.pi * reach**2)
    steps = np.arange(-reach, reach + 1) * spacing_m
    x, y = np.meshgrid(steps, -steps)
    near = np.hypot(x, y) <= radius_m * (1 + 1e-9)
    return [
        ("grid", centre.x_m + dx, centre.y_m + dy)
        for dx, dy in zip(x[near].tolist(), y[near].tolist(), strict=True)
    ]


def grid_within(areas: Sequence[Shape], spacing_m: float) -> list[tuple[str, float, float]]:
    """(name, x_m, y_m) of a square grid in each area; of one that no point of it falls into, a place inside."""
    _check_count(sum(area.geometry.area for area in areas) / spacing_m**2)
    found = []
    for area in areas:
        left, bottom, right, top = shapely.bounds(area.geometry)
        x, y = np.meshgrid(
            np.arange(left + spacing_m / 2, right, spacing_m),
            np.arange(bottom + spacing_m / 2, top, spacing_m)[::-1],
        )
        inside = shapely.contains_xy(area.geometry, x, y)
        places = list(zip(x[inside].tolist(), y[inside].tolist(), strict=True))
        if not places:
            point = area.geometry.representative_point()
            places = [(point.x, point.y)]
        found += [(area.name, *place) for place in places]
    return found


def judged(world: World, places: Sequence[tuple[str, float, float]], slope_deg: float) -> list[Candidate]:
    """The places with their slopes; refused where the ground is unknown, its slope too, or it is too steep."""
    if not places:
        return []
    terrain, frame = world.link.terrain, world.link.frame
    x, y = np.array([place[1:] for place in places]).T
    lat, lon = (np.atleast_1d(v) for v in frame.to_geographic(x, y))
    height = np.atleast_1d(terrain.height_m(lat, lon))
    slope = np.atleast_1d(slopes_deg(terrain, *terrain.grid_coordinates(lat, lon)))
    return [
        Candidate(
            name, Site(float(x[n]), float(y[n]), float(lat[n]), float(lon[n])), float(slope[n]),
            _refusal(height, slope, n, slope_deg),
        )
        for n, (name, _, _) in enumerate(places)
    ]  # fmt: skip


def counted(refused: Sequence[Candidate]) -> dict[str, int]:
    """How many places are refused for each reason, the most frequent first."""
    found: dict[str, int] = {}
    for one in refused:
        found[one.refused] = found.get(one.refused, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _refusal(height_m: Floats, slope_deg: Floats, n: int, limit_deg: float) -> str:
    if math.isnan(height_m[n]):
        return "unknown ground"
    if math.isnan(slope_deg[n]):
        return "unknown slope"
    return f"steeper than {limit_deg:g} deg" if slope_deg[n] > limit_deg else ""


def _check_count(count: float) -> None:
    if count > MOST_CANDIDATES:
        raise InputError(
            f"about {count:,.0f} landing places, and at most {MOST_CANDIDATES:,} are looked at: take a wider --grid, a smaller "
            "--radius or smaller areas"
        )
