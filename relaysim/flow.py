"""The whole of relaysim on one page: load, build the world, run, record, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.errors import NoResult, OutsideTerrain
from relaysim.records.run_folder import check_output_folder, replacing

if TYPE_CHECKING:
    from relaysim.forecasting.forecast import Forecast
    from relaysim.links.single import LinkExplanation
    from relaysim.sightline.clearance import End


def run(
    scenario: str | Path,
    out: str | Path | None = None,
    *,
    overrides: Sequence[str] = (),
    terrain: str | None = None,
    seed: int | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Run a scenario and leave its files in a folder, whole or not at all.

    Args:
        scenario: a built-in name or a YAML file.
        out: the folder; runs/NAME when not given.
        overrides: "path.to.field=value", applied over the file.
        terrain, seed: take the place of the scenario's own.
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
    from relaysim.report.page import build_report
    from relaysim.scenario.build_world import build_world
    from relaysim.simulation.run_files import write_run
    from relaysim.simulation.simulate import simulate

    world = build_world(loaded)
    outcome = simulate(world, say)
    say("writing")
    with replacing(folder) as aside:
        write_run(outcome, aside, time.perf_counter() - began)
        build_report(aside)
    return folder


def forecast(scenario: str | Path, *, overrides: Sequence[str] = (), terrain: str | None = None) -> Forecast:
    """The blackouts of sightline and radio along a scenario's planned routes.

    Raises:
        InputError: as `run`.
    """
    from relaysim.forecasting.forecast import forecast as forecast_world
    from relaysim.scenario.build_world import build_world
    from relaysim.scenario.loader import load_scenario

    return forecast_world(build_world(load_scenario(scenario, overrides, terrain=terrain)))


def link(
    first: End,
    second: End,
    *,
    scenario: str | Path | None = None,
    terrain: str | None = None,
    overrides: Sequence[str] = (),
) -> LinkExplanation:
    """One link between two antennas on the ground, with the radio of a scenario (the default one if not given).

    Raises:
        InputError: as `run`.
        NoResult: an end stands where the terrain has no height.
    """
    from relaysim.links.single import explain
    from relaysim.resources import default_scenario
    from relaysim.scenario.build_world import radio_settings
    from relaysim.scenario.ground_plan import open_between
    from relaysim.scenario.loader import load_scenario

    loaded = load_scenario(scenario or default_scenario(), overrides, terrain=terrain)
    try:
        ground = open_between(loaded, first, second)
    except OutsideTerrain as error:
        raise NoResult(str(error)) from error
    return explain(ground, first, second, radio_settings(loaded))


def _silent(_: str) -> None:
    """Progress that nobody watches."""
