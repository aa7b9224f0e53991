"""The whole of relaysim on one page: load, build the world, run, record, report."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.errors import NoResult, OutsideTerrain
from relaysim.records.run_folder import check_output_folder, replacing

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from relaysim.engine.pool import Pool
    from relaysim.forecasting.forecast import Forecast
    from relaysim.links.coverage import Coverage
    from relaysim.links.single import LinkExplanation
    from relaysim.plans.plan import ContactPlan
    from relaysim.scenario.world import World
    from relaysim.sightline import End
    from relaysim.sightline.blackout_map import BlackoutMap, Stands
    from relaysim.sightline.viewshed import Viewshed
    from relaysim.terrain.grid import Terrain


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


def link(
    first: End,
    second: End,
    *,
    scenario: str | Path | None = None,
    terrain: str | Sequence[str] | None = None,
    overrides: Sequence[str] = (),
    heading_deg: float | None = None,
    pitch_deg: float | None = None,
    roll_deg: float | None = None,
    plot: str | Path | None = None,
    force: bool = False,
) -> LinkExplanation:
    """One link between two antennas on the ground, with the radio of a scenario (the default one if not given).

    Args:
        first, second: the antennas.
        scenario, terrain, overrides: as for `run`.
        heading_deg: of the rover, which stands at the first end, clockwise from north. With it the antennas' patterns and
            the vehicles' bodies of the scenario count; nan: not known, the mean over all. Without it both antennas are
            isotropic. The helicopter stands at the second end, its heading never known.
        pitch_deg, roll_deg: forward above the horizon, right side below it; both or neither. Without them the rover
            leans with the ground where the scenario says so, else stands level.
        plot: also draw the profile and the loss along the way there, PNG or SVG by its ending; needs matplotlib.
        force: replace the picture that is there.

    Raises:
        InputError: as `run`; an angle is none; or the picture cannot be drawn or written.
        NoResult: an end stands where the terrain has no height.
    """
    from relaysim.links.orientation import stated_orientation
    from relaysim.links.single import explain
    from relaysim.resources import default_scenario
    from relaysim.scenario.build_antennas import link_antennas
    from relaysim.scenario.build_world import link_uncertainty, radio_settings
    from relaysim.scenario.ground_plan import open_between
    from relaysim.scenario.loader import load_scenario
    from relaysim.terrain.describe import seam_words

    if plot is not None:
        from relaysim.report.link_picture import check_picture_place

        check_picture_place(Path(plot), replace=force)
    stands = stated_orientation(heading_deg, pitch_deg, roll_deg)
    loaded = load_scenario(scenario or default_scenario(), overrides, terrain=terrain)
    try:
        ground = open_between(loaded, first, second)
    except OutsideTerrain as error:
        raise NoResult(str(error)) from error
    radio = radio_settings(loaded)
    antennas = link_antennas(loaded, stands)
    found = explain(ground.terrain, first, second, radio, link_uncertainty(loaded), antennas)
    if plot is not None:
        from relaysim.links.way import way
        from relaysim.report.link_picture import write_link_picture
        from relaysim.report.link_scene import LinkScene

        along = way(ground.terrain, first, second, radio)
        scene = LinkScene(first, second, found, along, radio.frequency_hz, ground.terrain.name)
        write_link_picture(scene, Path(plot))
    return dataclasses.replace(found, seams=tuple(map(seam_words, ground.seams)))


def viewshed(
    terrain: str | Path | Terrain | Sequence[str | Path],
    observer: End,
    target_m: float,
    *,
    radius_m: float | None = None,
    out: str | Path | None = None,
    force: bool = False,
) -> Viewshed:
    """What an antenna sees: how far a target stands above the lowest point seen in each cell, metres.

    Args:
        terrain: a name, a file, several of them (the first that has a height wins), or an open terrain.
        observer: the antenna.
        target_m: height of the target above the ground of each cell.
        radius_m: look no farther; of a name or file only that part is read.
        out: also write the map there, a GeoTIFF with its colours for QGIS beside it.
        force: replace what is there.

    Returns:
        Heights over a window of the terrain's raster. To place them, open the terrain first: cell row r, column c of
        them lies at `terrain.geographic(found.column + c, found.row + r)`.

    Raises:
        InputError: the terrain, the observer, a height or the place to write to cannot be used.
    """
    from relaysim.sightline.ground_around import check_observer
    from relaysim.sightline.sight_maps import write_viewshed
    from relaysim.sightline.viewshed import viewshed as look_round
    from relaysim.terrain.map_file import check_map_place

    if out is not None:
        check_map_place(Path(out), replace=force)
    ground = _open_ground(terrain, observer.latitude_deg, observer.longitude_deg, radius_m)
    check_observer(ground, observer)
    found = look_round(ground, observer, target_m, radius_m=radius_m)
    if out is not None:
        write_viewshed(ground, found, Path(out), replace=force)
    return found


def coverage(
    observer: End,
    target_m: float,
    *,
    radius_m: float = 1000.0,
    scenario: str | Path | None = None,
    terrain: str | Sequence[str] | None = None,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Coverage:
    """Where an antenna is heard: the margin at the lowest rate in each cell around it, decibels.

    With the radio of a scenario (the default one if not given), between isotropic antennas. Which of the two sends does not
    matter.

    Args:
        observer: the antenna.
        target_m: height of the other antenna above the ground of each cell.
        radius_m: look no farther.
        scenario, terrain, overrides: as for `run`.
        out: also write the map there, a GeoTIFF with its colours for QGIS beside it.
        force: replace what is there.
        progress: called with how much is done, of how much.

    Raises:
        InputError: as `run`; or the observer, a height, the radius or the place to write to cannot be used.
    """
    from relaysim.links.coverage import coverage as listen_round
    from relaysim.links.coverage_file import write_coverage
    from relaysim.resources import default_scenario
    from relaysim.scenario.build_world import radio_settings
    from relaysim.scenario.ground_around import open_around
    from relaysim.scenario.loader import load_scenario
    from relaysim.terrain.map_file import check_map_place

    if out is not None:
        check_map_place(Path(out), replace=force)
    loaded = load_scenario(scenario or default_scenario(), overrides, terrain=terrain)
    ground = open_around(loaded, observer, radius_m).terrain
    found = listen_round(
        ground, observer, target_m, radio_settings(loaded), radius_m=radius_m, progress=progress
    )
    if out is not None:
        write_coverage(ground, found, Path(out), replace=force)
    return found


def blackout_map(
    terrain: str | Path | Terrain | Sequence[str | Path],
    stands: Stands,
    target_m: float,
    *,
    radius_m: float | None = None,
    out: str | Path | None = None,
    unit: str = "sols",
    origin: str = "sol 0",
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> BlackoutMap:
    """When each place is first and last seen from an antenna that moves, and how long at most it is not.

    Args:
        terrain: as for `viewshed`; the arrays of the answer are those of an open terrain's raster.
        stands: where the antenna stands, and since when, in any unit of time.
        target_m: height of the target above the ground of each cell.
        radius_m: look no farther from any stand.
        out: also write the map there, a GeoTIFF of four bands with its colours for QGIS beside it.
        unit, origin: what that file calls the unit of the times, and what they count from.
        force: replace what is there.
        progress: called with how many stands are done, of how many.

    Raises:
        InputError: the terrain, the stands, a height or the place to write to cannot be used.
        NoResult: a stand is outside the terrain, or on unknown ground.
    """
    from relaysim.sightline.blackout_map import blackout_map as look_round
    from relaysim.sightline.sight_maps import write_blackout_map
    from relaysim.sightline.stands_file import StandsTable
    from relaysim.terrain.map_file import check_map_place

    if out is not None:
        check_map_place(Path(out), replace=force)
    ground = _open_ground(terrain, stands.latitude_deg, stands.longitude_deg, radius_m)
    found = look_round(ground, stands, target_m, radius_m=radius_m, progress=progress)
    if out is not None:
        table = StandsTable(stands, unit, origin)
        write_blackout_map(
            ground, table, found, Path(out), target_m=target_m, radius_m=radius_m, replace=force
        )
    return found


def _open_ground(
    terrain: str | Path | Terrain | Sequence[str | Path],
    lat_deg: ArrayLike,
    lon_deg: ArrayLike,
    radius_m: float | None,
) -> Terrain:
    """The terrain itself, or what is named, opened around places."""
    from relaysim.sightline.ground_around import lay_around
    from relaysim.terrain.grid import Terrain

    if isinstance(terrain, Terrain):
        return terrain
    named = [terrain] if isinstance(terrain, str | Path) else terrain
    return lay_around(named, lat_deg, lon_deg, radius_m).terrain


def _silent(_: str) -> None:
    """Progress that nobody watches."""
