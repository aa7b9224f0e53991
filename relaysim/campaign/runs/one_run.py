"""A study as work for the engine: what a worker makes ready, and one run as one row."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relaysim.campaign.study.study import BlackoutOutcome, Outcome, RunSpec, Study, TerrainDraw
from relaysim.code_version import CODE_VERSION
from relaysim.engine.job import Arrays, Job, Row, Work

if TYPE_CHECKING:
    from relaysim.campaign.runs.base import Base
    from relaysim.campaign.runs.carried import Carried
    from relaysim.links.loss_store import LossStore
    from relaysim.scenario.world import World


@dataclass(frozen=True)
class Context:
    """What every worker is given once.

    Attributes:
        digest: of all that the answers depend on but the settings and seeds of a run.
        draw, outcomes: as in the study.
        losses: whether links of one run come again in another.
    """

    carried: Carried
    digest: str
    draw: TerrainDraw | None
    outcomes: tuple[Outcome, ...]
    losses: bool


def campaign_work(study: Study) -> Work:
    """The work of a study: scenario, tables and terrain read, ready to go to any worker.

    Raises:
        InputError: scenario, tables or terrain of a variant cannot be used.
    """
    from relaysim.campaign.runs.base import losses_come_again
    from relaysim.campaign.runs.carried import carry
    from relaysim.campaign.runs.row import row_schema

    carried, arrays = carry(study)
    context = Context(
        carried, _digest(study, carried), study.terrain, study.outcomes, losses_come_again(study)
    )
    return Work(prepare, do, context, row_schema(study), CODE_VERSION, arrays)


def jobs(study: Study, work: Work) -> Iterator[Job]:
    """Every run of a study, in the order of their numbers, made as they are asked for."""
    for number in range(study.runs):
        spec = study.run(number)
        told = [
            work.context.digest,
            spec.variant,
            spec.draw,
            list(spec.settings),
            spec.seed,
            spec.terrain_seed,
        ]
        key = hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()
        yield Job(number, key, spec)


def prepare(context: Context, arrays: Arrays) -> Base:
    """What a worker keeps from run to run: scenario and tables read at the first run, the ground at hand."""
    import relaysim.simulation.simulate  # noqa: F401  what every run needs is there before the freeze
    from relaysim.campaign.runs.base import carried_base

    base = carried_base(context.carried, arrays, context.draw, context.outcomes, losses=context.losses)
    # All this stays as long as the worker: the collector need not look at it again (6 % of a run).
    gc.freeze()
    # And it need not look so often: a run makes tens of thousands of objects, hardly any of them in circles (3 %).
    gc.set_threshold(5_000)
    return base


def do(base: Base, spec: RunSpec) -> Row:
    """One run, as its row; nothing of it is left for the next one but losses of links, bit for bit.

    Raises:
        InputError: with these settings the scenario cannot be; the message names the setting.
    """
    from relaysim.campaign.runs.row import run_row
    from relaysim.simulation.recorder import Recorder
    from relaysim.simulation.simulate import simulate

    world = base.world(spec)
    run = simulate(world, recorder=Recorder(world.clock, events=False))
    return run_row(spec, run, base.outcomes)


def world_of(study: Study, number: int, losses: LossStore | None = None) -> World:
    """The world of one run of a study, drawn ground and all: `write_run` makes of it the files that agree with its row.

    Args:
        losses: where they are kept from run to run.

    Raises:
        InputError: there is no such run, or its scenario cannot be.
    """
    from relaysim.campaign.runs.base import local_base
    from relaysim.errors import InputError

    if not 0 <= number < study.runs:
        raise InputError(
            f"run {number}: study {study.name} has runs 0 to {study.runs - 1}; results.csv has their numbers"
        )
    return local_base(study, losses).world(study.run(number), threads=2)


def _digest(study: Study, carried: Carried) -> str:
    """Of everything that the answers depend on but a run's own settings and seeds."""
    from relaysim.links.drawn_terrain import METHOD

    told = {
        "version": CODE_VERSION,
        "carried": carried.digest,
        "method": METHOD,
        "terrain": None
        if study.terrain is None
        else [study.terrain.sigma_m, study.terrain.correlation_m, study.terrain.model],
        "columns": [one.name for one in study.uncertain],
        "outcomes": [_asked(one) for one in study.outcomes],
    }
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=16).hexdigest()


def _asked(outcome: Outcome) -> list[str | int | None]:
    """What of an outcome decides its columns: not what people read beside it."""
    if isinstance(outcome, BlackoutOutcome):
        return [outcome.name, outcome.level, outcome.pick, outcome.flight]
    return [outcome.name, outcome.path]
