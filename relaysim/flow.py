"""The whole of relaysim on one page: load, build the world, run, record, report."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.records.run_folder import check_output_folder, replacing

if TYPE_CHECKING:
    from relaysim.engine.pool import Pool
    from relaysim.forecasting.forecast import Forecast
    from relaysim.plans.plan import ContactPlan
    from relaysim.scenario.world import World


def run(
    scenario: str | Path,
    out: str | Path | None = None,
    *,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    seed: int | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Run a scenario and leave its files in a folder, whole or not at all.

    Args:
        scenario: a built-in name or a YAML file.
        out: the folder; runs/NAME when not given.
        overrides: "path.to.field=value", applied over the file.
        terrain, seed: take the place of the scenario's own; of several terrains the first that has a height wins.
        force: replace a complete run that is there already.
        progress: called now and then with what is being done.

    Returns:
        The folder.

    Raises:
        InputError: something in the scenario, its tables, the terrain or the folder cannot be used.
    """
    from relaysim.scenario.loader import load_scenario

    began, say = time.perf_counter(), progress or _silent
    loaded = load_scenario(scenario, overrides, terrain=terrain, seed=seed)
    folder = Path(out) if out is not None else Path("runs") / loaded.model.name
    check_output_folder(folder, force=force)

    # What is slow to load comes after the faults that are quick to find.
    from relaysim.links.loss_cache import LossCache, default_place
    from relaysim.report.page import build_report
    from relaysim.scenario.build_world import build_world
    from relaysim.simulation.recorder import Recorder
    from relaysim.simulation.run_files import write_run
    from relaysim.simulation.simulate import simulate

    with LossCache(default_place()) as cache:
        world = build_world(loaded, cache)
        with replacing(folder) as aside, Recorder(world.clock, aside) as recorder:
            outcome = simulate(world, say, recorder)
            say("writing")
            write_run(outcome, aside, time.perf_counter() - began)
            build_report(aside)
    return folder


def run_study(
    study: str | Path,
    out: str | Path | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    resume: bool = False,
    overrides: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Run a study, a scenario many times over; leave its tables, statistics and page in a folder.

    Args:
        study: a built-in name or a YAML file.
        out: the folder; campaigns/NAME when not given.
        workers: processes on this machine; as many as it has cores when not given.
        cluster: the address of a Dask scheduler, whose workers do the runs instead.
        resume: go on with the campaign that is in the folder, and do only what is missing.
        overrides: "path.in.the.study=value", applied over the file.
        progress: called now and then with what is being done.

    Returns:
        The folder.

    Raises:
        InputError: something in the study, its scenario, the folder or the cluster cannot be used.
        NoResult: no run gave a result. What is finished is kept.
    """
    from relaysim.campaign.study.load_study import load_study

    say = progress or _silent
    say("reading the study")
    loaded = load_study(study, overrides)
    folder = Path(out) if out is not None else Path("campaigns") / loaded.name

    from relaysim.campaign.campaign import run_campaign

    run_campaign(loaded, folder, _pool(workers, cluster), resume=resume, say=say)
    return folder


def _pool(workers: int | None, cluster: str | None) -> Pool:
    """Who does the runs of a study."""
    if cluster is not None:
        from relaysim.engine.dask_pool import DaskPool

        return DaskPool(cluster)
    from relaysim.engine.local_pool import LocalPool

    return LocalPool(workers or os.cpu_count() or 1)


def forecast(
    scenario: str | Path, *, overrides: Sequence[str] = (), terrain: str | Sequence[str] | None = None
) -> Forecast:
    """The blackouts of sightline and radio along a scenario's planned routes.

    Raises:
        InputError: as `run`.
    """
    from relaysim.forecasting.forecast import forecast as forecast_world
    from relaysim.links.loss_cache import LossCache, default_place
    from relaysim.scenario.build_world import build_world
    from relaysim.scenario.loader import load_scenario

    loaded = load_scenario(scenario, overrides, terrain=terrain)
    with LossCache(default_place()) as cache:
        return forecast_world(build_world(loaded, cache))


def contacts(
    scenario: str | Path,
    out: str | Path | None = None,
    *,
    format: str = "tvg",
    flown: bool = False,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    seed: int | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> ContactPlan:
    """The contact plan of a scenario, for other simulators.

    Args:
        scenario, overrides, terrain, seed: as for `run`.
        out: also write the plan there.
        format: in which: "ion", "hdtn" or "tvg".
        flown: the contacts that a run has had; else those planned, from the schedule and the forecast of the link.
        force: replace the file that is there.
        progress: called now and then with what is being done.

    Returns:
        The plan; its remarks say what the file cannot, and what looks odd.

    Raises:
        InputError: as `run`; or there is no such format, or the file cannot be written.
    """
    from relaysim.plans.formats import plan_format, write_plan
    from relaysim.records.run_folder import check_output_file, write_file
    from relaysim.scenario.loader import load_scenario

    say = progress or _silent
    plan_format(format)
    if out is not None:
        check_output_file(Path(out), force=force)
    loaded = load_scenario(scenario, overrides, terrain=terrain, seed=seed)

    from relaysim.forecasting.planned_contacts import planned_plan
    from relaysim.links.loss_cache import LossCache, default_place
    from relaysim.scenario.build_world import build_world

    say("reading the terrain")
    with LossCache(default_place()) as cache:
        world = build_world(loaded, cache)
        say("forecasting the link")
        plan = _flown_plan(world, say) if flown else planned_plan(world)
    if out is not None:
        say("writing")
        written = write_plan(plan, format)
        write_file(Path(out), written.text, force=force)
        plan = plan.with_remarks(written.remarks)
    return plan


def _flown_plan(world: World, say: Callable[[str], None]) -> ContactPlan:
    """The contacts that a run of the world has had."""
    from relaysim.forecasting.planned_contacts import earth_contacts, plan_nodes, surface_remarks
    from relaysim.plans.flown import flown_contacts
    from relaysim.plans.plan import ContactPlan
    from relaysim.simulation.simulate import simulate

    rows = simulate(world, say).recorder.contacts
    found = tuple(flown_contacts(rows, earth_contacts(world)))
    return ContactPlan(plan_nodes(world), found, world.start_utc_s).with_remarks(surface_remarks(world))


def _silent(_: str) -> None:
    """Progress that nobody watches."""
