"""The ground that a plan is made on: as it was known on a day, or as it is known now."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from relaysim.errors import TerrainError
from relaysim.path.route import Floats
from relaysim.scenario.ground_plan import GroundWish, for_links, open_wish
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.where import place_of
from relaysim.terrain.body import Body
from relaysim.terrain.describe import seam_words
from relaysim.terrain.grid import Box, Terrain

BORDER_CELLS_M = 50.0


@dataclass(frozen=True, eq=False)
class PlanningGround:
    """A terrain around what is planned.

    Attributes:
        terrain: heights in double precision.
        as_of_day: the local day as of which it was asked for; None for all that is known now.
        undated: True where it was asked for as of a day, but does not say what was known when: it is all that is known now.
        seams: in words, how its layers meet.
    """

    terrain: Terrain
    as_of_day: int | None
    undated: bool
    seams: tuple[str, ...]

    @property
    def is_hindcast(self) -> bool:
        """Whether it may hold what was not known on the day."""
        return self.terrain.as_of is None


def planning_ground(
    scenario: Scenario, body: Body, places_deg: tuple[Floats, Floats], radius_m: float, as_of_day: int | None
) -> PlanningGround:
    """The scenario's terrain within a radius of some places, as of a local day where it can be had so.

    Raises TerrainError: no such terrain, or it cannot be read there.
    """
    lat, lon = places_deg
    box = Box(float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max()))
    around = box.wider(radius_m + BORDER_CELLS_M, body)
    names = scenario.terrain if isinstance(scenario.terrain, tuple) else (scenario.terrain,)
    whole = GroundWish(names, body, None, around)
    undated = False
    try:
        try:
            ground = open_wish(dataclasses.replace(whole, as_of_sol=as_of_day))
        except TerrainError:
            if as_of_day is None:
                raise
            # Without its dates, if that is all it lacks; else the fault comes again.
            ground, undated = open_wish(whole), True
    except TerrainError as error:
        raise TerrainError(f"{place_of(scenario, 'terrain', 'source')}{error}") from error
    return PlanningGround(
        for_links(scenario, ground).terrain, as_of_day, undated, tuple(map(seam_words, ground.seams))
    )
