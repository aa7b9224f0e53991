"""What a study will cost: some of its runs are done, and measured."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relaysim.campaign.study.study import Study

# Trials stop after so many runs or so many seconds, whichever comes first; the first run of a process is not counted.
_TRIALS, _TRIAL_S = 6, 10.0
# A row takes about so much room: in its shard, in the tables and in the index, beside its blackouts.
_BYTES_A_COLUMN, _BYTES_A_ROW = 24, 400


@dataclass(frozen=True)
class CostOfStudy:
    """What a study will cost.

    Attributes:
        runs, variants, draws: how many.
        run_s: seconds of one processor for a run, measured here.
        workers: processes it is reckoned for.
        wall_s: for all runs on so many, if each is as quick as one alone.
        disk_bytes: about, without the pages of single runs.
    """

    runs: int
    variants: int
    draws: int
    run_s: float
    workers: int
    wall_s: float
    disk_bytes: int


def cost_of(study: Study, workers: int, say: Callable[[str], None] | None = None) -> CostOfStudy:
    """Do a few runs of a study, spread over it, and say what all of them will cost. Nothing is written.

    Raises:
        InputError: scenario, tables or terrain cannot be used; or a tried run cannot be.
    """
    from relaysim.campaign.runs.one_run import campaign_work, do, prepare

    if say:
        say("reading the scenario and its ground")
    work = campaign_work(study)
    base = prepare(work.context, work.arrays)
    numbers = sorted({study.runs * n // _TRIALS for n in range(_TRIALS)})
    if say:
        say("trying a few runs")
    do(base, study.run(0))
    began, tried = time.perf_counter(), 0
    for number in numbers:
        do(base, study.run(number))
        tried += 1
        if time.perf_counter() - began > _TRIAL_S:
            break
    run_s = (time.perf_counter() - began) / tried
    row_bytes = _BYTES_A_ROW + _BYTES_A_COLUMN * len(work.schema)
    return CostOfStudy(
        runs=study.runs,
        variants=len(study.variants),
        draws=study.draws,
        run_s=run_s,
        workers=workers,
        wall_s=run_s * study.runs / workers,
        disk_bytes=study.runs * row_bytes,
    )
