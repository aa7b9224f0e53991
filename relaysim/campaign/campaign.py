"""A campaign on one page: a study, its jobs, the engine, the tables, the page."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relaysim.campaign.folder import CampaignFolder, write_aside
from relaysim.errors import NoResult
from relaysim.units import format_duration

if TYPE_CHECKING:
    import pyarrow as pa

    from relaysim.campaign.study.study import Study
    from relaysim.engine.job import Work
    from relaysim.engine.pool import Pool
    from relaysim.engine.progress import Progress, Tally


def run_campaign(
    study: Study,
    folder: Path,
    pool: Pool,
    *,
    resume: bool = False,
    say: Callable[[str], None] | None = None,
) -> Tally:
    """Do every run of a study that is not done yet, then make its tables and its page.

    Args:
        folder: of the campaign: new, or with `resume` one of this very campaign.
        pool: who does the runs.
        say: told of what is being done, and of runs done, rate and time left.

    Raises:
        InputError: the folder holds something else; a scenario, table or terrain cannot be used; no cluster is there.
        NoResult: no run gave a result. What is finished is kept, also when this or anything else ends it.
    """
    from relaysim.campaign.runs.one_run import campaign_work, jobs
    from relaysim.engine.run_jobs import run_jobs
    from relaysim.engine.shards import Shards

    began, tell = time.perf_counter(), say or _silent
    tell("reading the scenario and its ground")
    work = campaign_work(study)
    place = CampaignFolder(folder, _digest(study, work))
    is_new = place.open(_manifest(study, work), resume=resume)
    shards = Shards(place.shards, work.schema, place.digest)
    try:
        with shards:  # nobody else summarises it meanwhile
            place.tidy()
            tally = run_jobs(
                jobs(study, work),
                work,
                shards,
                pool,
                attempts=study.attempts,
                total=study.runs,
                progress=lambda done: tell(_words(done)),
            )
            tell("summarising")
            finish(study, folder, shards.table())
            _write_json(folder / "timing.json", _timing(tally, pool, time.perf_counter() - began))
    except BaseException as stopped:
        # Elsewhere the folder is another process's, or holds runs: they stay.
        if not (is_new and place.give_up()):
            stopped.add_note(
                f"{shards.count:,} of {study.runs:,} runs are kept in {folder}: --resume goes on with it"
            )
        raise
    if not tally.done:
        raise NoResult(f"no run of {study.name} gave a result: {folder / 'failures.csv'} says why")
    return tally


def finish(study: Study, folder: Path, rows: pa.Table) -> None:
    """The tables, the summary and the page of a campaign from the rows of its shards."""
    from relaysim.campaign.report.page import build_campaign_report
    from relaysim.campaign.report.summary import summary
    from relaysim.campaign.report.variant_rows import variant_rows
    from relaysim.campaign.results import blackouts_table, results_table, write_results, write_rows

    results = results_table(study, rows)
    write_results(folder, results, blackouts_table(rows))
    told = summary(study, results)
    _write_json(folder / "summary.json", told)
    write_rows(folder / "variants.csv", variant_rows(told))
    build_campaign_report(folder)


def make_page(study: Study, folder: Path, number: int, say: Callable[[str], None] | None = None) -> Path:
    """The whole folder of one run of a campaign, with its own report: FOLDER/runs/NUMBER, replaced if it is there.

    A folder there that holds anything else is left alone.

    Raises:
        InputError: the folder does not hold this campaign, or there is no such run, or its scenario cannot be.
    """
    from relaysim.campaign.report.page import build_campaign_report
    from relaysim.campaign.runs.one_run import campaign_work, world_of
    from relaysim.links.loss_cache import LossCache, default_place
    from relaysim.records.run_folder import check_output_folder, replacing
    from relaysim.report.page import build_report
    from relaysim.simulation.recorder import Recorder
    from relaysim.simulation.run_files import write_run
    from relaysim.simulation.simulate import simulate

    began = time.perf_counter()
    CampaignFolder(folder, _digest(study, campaign_work(study))).check()
    place = folder / "runs" / str(number)
    check_output_folder(place, force=True)  # notes that someone keeps there stay
    with LossCache(default_place()) as cache:
        world = world_of(study, number, cache)
        with replacing(place) as aside, Recorder(world.clock, aside) as recorder:
            outcome = simulate(world, say, recorder)
            write_run(outcome, aside, time.perf_counter() - began)
            build_report(aside)
    if (folder / "summary.json").exists():  # not where the campaign was stopped before
        build_campaign_report(folder)  # which links it
    return place


def _digest(study: Study, work: Work) -> str:
    """Of all that decides the rows of a campaign, and which rows there are; not of what people read beside them."""
    told = [
        work.context.digest,
        study.seed,
        study.replications,
        study.settings,
        [one.settings for one in study.variants],
        [[one.name, one.path, one.unit] for one in study.uncertain],
        study.values.shape,
        hashlib.sha256(study.values.astype("<f8").tobytes()).hexdigest(),
    ]
    text = json.dumps(told, sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def _manifest(study: Study, work: Work) -> dict[str, Any]:
    """What defines the campaign, for people and for whoever goes on with it."""
    carried = work.context.carried
    grounds = [one.ground.terrain for one in carried.grounds]
    return {
        "name": study.name,
        "runs": study.runs,
        "study": study.resolved,
        "plugins": [dataclasses.asdict(one) for one in carried.plugins],
        "tables": {name: file.sha256 for name, file in sorted(carried.files.items())},
        "terrain": [{"name": one.name, "sha256": one.sha256, "as_of": one.as_of} for one in grounds],
    }


def _timing(tally: Tally, pool: Pool, wall_s: float) -> dict[str, Any]:
    return {
        "wall_s": round(wall_s, 3),
        "runs": tally.done + tally.failed - tally.before,
        "workers": pool.width,
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_aside(path, text.encode("utf-8"))


def _words(done: Progress) -> str:
    """How far it is, on one line: runs done, rate, time left."""
    text = f"{done.done + done.failed:,} of {done.total:,} runs"
    if done.failed:
        text += f", {done.failed:,} failed"
    if done.per_second > 0.0:
        rate = f"{done.per_second:,.1f}" if done.per_second < 100 else f"{done.per_second:,.0f}"
        text += f", {rate} a second, {format_duration(done.left_s)} left"
    return f"{text}, {done.workers} worker{'' if done.workers == 1 else 's'}"


def _silent(_: str) -> None:
    """Progress that nobody watches."""
