"""What a worker keeps from run to run: the scenario read, the ground at hand, losses that may come again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relaysim.campaign.runs.carried import CarriedFolder, Grounds, unpack_scenario, variant_scenario, wishes_of
from relaysim.campaign.runs.kriged_ground import GroundErrors
from relaysim.campaign.study.study import Outcome, RunSpec, Study, TerrainDraw
from relaysim.links.drawn_terrain import drawn_terrain, kriged_terrain
from relaysim.plugins import refuse_other_code
from relaysim.links.loss_store import LossMemory, LossStore
from relaysim.scenario.build_world import build_world
from relaysim.scenario.ground_plan import GroundWish, Opener, open_wish, site_frame
from relaysim.scenario.loader import OpenScenario, open_scenario
from relaysim.scenario.world import World
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.layers import Layered

if TYPE_CHECKING:
    from relaysim.campaign.runs.carried import Carried
    from relaysim.engine.job import Arrays

# Factors that make another link of every link: under them no loss comes twice.
_MAKES_NEW_LINKS = ("terrain.", "radios.", "helicopter.", "rover.", "link.ground.", "link.frequency", "body.")


@dataclass(frozen=True)
class Base:
    """From the number of a run to its world.

    Attributes:
        opener: what makes the ground of a scenario, without errors.
        site: whose origin the drawn fields count from.
        draw: None where heights are taken as they are.
        outcomes: what is asked of each run.
        losses: those of earlier runs; None where none would come again.
        folder: of files that were carried here, for as long as this is kept.
        errors: of the grounds, where kriging tells them.
    """

    scenario: OpenScenario
    opener: Opener
    site: LocalFrame
    draw: TerrainDraw | None
    outcomes: tuple[Outcome, ...]
    losses: LossStore | None = None
    folder: CarriedFolder | None = None
    errors: GroundErrors | None = None

    def world(self, spec: RunSpec, threads: int = 1) -> World:
        """The world of one run: the scenario with the run's settings, its ground with the errors drawn for it.

        The section `uncertainty` is left out where ground is drawn: the run is one draw of what it describes.

        Raises:
            InputError: with these settings the scenario cannot be; the message names the setting.
        """
        settings = spec.settings if self.draw is None else (*spec.settings, "uncertainty=null")
        scenario = self.scenario.load(settings, seed=spec.seed)
        return build_world(scenario, self.losses, self._opener(spec.terrain_seed), threads=threads)

    def _opener(self, seed: int | None) -> Opener:
        draw, opener = self.draw, self.opener
        if draw is None or seed is None:
            return opener

        def with_errors(wish: GroundWish) -> Layered:
            ground = opener(wish)
            if self.errors is not None:
                drawn = kriged_terrain(ground.terrain, self.errors.of(wish), seed)
            else:
                drawn = drawn_terrain(ground.terrain, draw.sigma_m, draw.correlation_m, seed, self.site)
            return dataclasses.replace(ground, terrain=drawn)

        return with_errors


def carried_base(
    carried: Carried, arrays: Arrays, draw: TerrainDraw | None, outcomes: tuple[Outcome, ...], *, losses: bool
) -> Base:
    """The base on a worker, from what was carried to it; `losses`: keep them from run to run."""
    refuse_other_code(carried.plugins)
    opened, folder = unpack_scenario(carried, arrays)
    grounds = Grounds(carried.grounds, arrays, own=draw is None)
    memory = LossMemory() if losses else None
    errors = GroundErrors.carried(carried.errors, arrays) if carried.errors else None
    return Base(opened, grounds.open, carried.site, draw, outcomes, memory, folder, errors)


def local_base(study: Study, losses: LossStore | None = None) -> Base:
    """The base where the study's own files are.

    Raises:
        InputError: the scenario of the first variant cannot be used.
    """
    opened = open_scenario(study.scenario)
    site = site_frame(variant_scenario(opened, study, study.variants[0]))
    errors = None
    if study.terrain is not None and study.terrain.model == "kriging":
        errors = GroundErrors.made(wishes_of(opened, study))
    return Base(opened, open_wish, site, study.terrain, study.outcomes, losses, errors=errors)


def losses_come_again(study: Study) -> bool:
    """Whether runs of a study share links: nothing of ground or antennas is drawn, or a draw is run more than once over
    the same ground with the same antennas (replications, variants that differ in something else)."""
    drawn: Sequence[str] = [one.path for one in study.uncertain]
    if study.terrain is None and not any(path.startswith(_MAKES_NEW_LINKS) for path in drawn):
        return True
    own = {
        tuple(one for one in variant.settings if one.startswith(_MAKES_NEW_LINKS))
        for variant in study.variants
    }
    return study.replications > 1 or len(own) < len(study.variants)
