"""`relaysim scenarios new / list / show / check / schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from relaysim.scenario.scenario import Scenario

scenarios = typer.Typer(
    help="Built-in scenarios, checking of files, the schema for editors.", no_args_is_help=True
)


@scenarios.command(short_help="Write a commented scenario of your own.")
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The YAML file to write; it must not exist.")],
    terrain: Annotated[
        str | None,
        typer.Option(
            "--terrain", metavar="DEM", help="Your raster of heights, or the name of a built-in terrain."
        ),
    ] = None,
    route: Annotated[
        Path | None,
        typer.Option(
            "--route", metavar="FILE", help="The rover's way: CSV, GeoJSON, GPX, KML or MMGIS JSON."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Name of the scenario; that of the file if absent."),
    ] = None,
) -> None:
    """Write a commented scenario that runs at once: the start of a mission of your own.

    The body, its size and the places are read off the terrain: where the rover starts, a landing place that the ground
    hides from it, and a drive after which the helicopter is heard again (written beside FILE, as FILE-route.csv), or your
    own route. All that a terrain cannot tell (radio, vehicles, hours) is a placeholder, marked `kind: assumed`.
    """
    from relaysim.cli.progress import Progress
    from relaysim.draft.write import write_draft

    say = Progress(quiet=False)
    try:
        written = write_draft(file, terrain=terrain, route=route, name=name, say=say)
    finally:
        say.clear()
    typer.echo("\n".join(written.lines()))


@scenarios.command("list", short_help="The built-in scenarios and studies.")
def list_them() -> None:
    """The built-in scenarios, and the studies that `relaysim campaign` runs, a line each."""
    from relaysim.campaign.study.builtin_studies import builtin_studies
    from relaysim.scenario.builtin import builtin_scenarios

    found, studies = builtin_scenarios(), builtin_studies()
    wide = max((len(name) for name, _ in (*found, *studies)), default=0)
    lines = [f"{name:<{wide}}  {title}" for name, title in found]
    lines += ["", "Studies, for relaysim campaign:"]
    lines += [f"{name:<{wide}}  {title}" for name, title in studies]
    typer.echo("\n".join(lines))


@scenarios.command(short_help="Print or copy a built-in scenario.")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A built-in scenario or study.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Copy a scenario and its tables into this folder."),
    ] = None,
) -> None:
    """The text of a built-in scenario or study, or a copy of a scenario with its tables: a start for your own."""
    from relaysim.campaign.study.builtin_studies import builtin_studies, study_text
    from relaysim.scenario.builtin import copy_scenario, scenario_text

    if out is None:
        is_study = name in dict(builtin_studies())
        typer.echo(study_text(name) if is_study else scenario_text(name), nl=False)
    else:
        typer.echo("\n".join(str(path) for path in copy_scenario(name, out)))


@scenarios.command(short_help="Check a file: every fault, with its line.")
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A YAML file, or a built-in name.")],
    overrides: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Override one value; repeatable.")
    ] = None,
) -> None:
    """Check a scenario file and its tables: every fault at once, each with file, line and column.

    Flights planned by waypoints are held against the ground, too, if the terrain is on this machine. The file may be
    a study: then its scenario is loaded with every level of its factors and the ends of what is drawn.
    """
    from relaysim.campaign.study.builtin_studies import is_study

    if is_study(file):
        from relaysim.campaign.study.load_study import load_study

        study = load_study(file, overrides or ())
        runs = f"{study.runs:,} runs" if study.runs > 1 else "1 run"
        typer.echo(f"{file}: good ({study.name}: {study.title}; {runs})")
        return
    from relaysim.scenario.loader import load_scenario

    loaded = load_scenario(file, overrides or ())
    _check_terrain_names(loaded)
    unseen = _check_planned_flights(loaded)
    typer.echo(f"{file}: good ({loaded.model.name}: {loaded.model.title})")
    if unseen:
        typer.echo(f"note: the planned flights were not held against the ground: {unseen}")
    for remark in loaded.sources.plan.remarks if loaded.sources.plan else ():
        typer.echo(f"note: contact plan: {remark}")


def _check_terrain_names(loaded: Scenario) -> None:
    """Raises InputError for the name of a terrain that neither relaysim nor an installed package has."""
    from relaysim.errors import TerrainError
    from relaysim.scenario.where import place_of
    from relaysim.terrain.registry import check_terrain_name

    for name in loaded.terrain if isinstance(loaded.terrain, tuple) else (loaded.terrain,):
        try:
            if isinstance(name, str):
                check_terrain_name(name)
        except TerrainError as error:
            raise TerrainError(f"{place_of(loaded, 'terrain', 'source')}{error}") from error


def _check_planned_flights(loaded: Scenario) -> str:
    """Raises the faults that a run would find before it starts; why that could not be done, "" if it could."""
    from relaysim.errors import TerrainError
    from relaysim.scenario.build_world import build_world

    if any(flight.waypoints for flight in loaded.model.flights):
        try:
            build_world(loaded)
        except TerrainError as error:
            return str(error)
    return ""


@scenarios.command()
def schema(
    study: Annotated[bool, typer.Option("--study", help="That of study files.")] = False,
) -> None:
    """The JSON Schema of scenario files (or study files), for editors."""
    import json

    if study:
        from relaysim.campaign.study.json_schema import study_schema as made
    else:
        from relaysim.scenario.json_schema import json_schema as made

    typer.echo(json.dumps(made(), indent=1, ensure_ascii=False))
