"""`relaysim scenarios list / show / check / schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from relaysim.scenario.scenario import Scenario

scenarios = typer.Typer(
    help="Built-in scenarios, checking of files, the schema for editors.", no_args_is_help=True
)


@scenarios.command("list")
def list_them() -> None:
    """The built-in scenarios, a line each."""
    from relaysim.scenario.builtin import builtin_scenarios

    found = builtin_scenarios()
    wide = max((len(name) for name, _ in found), default=0)
    for name, title in found:
        typer.echo(f"{name:<{wide}}  {title}")


@scenarios.command(short_help="Print or copy a built-in scenario.")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A built-in scenario.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Copy it and its tables into this folder.")
    ] = None,
) -> None:
    """The text of a built-in scenario, or a copy of it with its tables: a start for your own."""
    from relaysim.scenario.builtin import copy_scenario, scenario_text

    if out is None:
        typer.echo(scenario_text(name), nl=False)
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

    Flights planned by waypoints are held against the ground, too, if the terrain is on this machine.
    """
    from relaysim.scenario.loader import load_scenario

    loaded = load_scenario(file, overrides or ())
    unseen = _check_planned_flights(loaded)
    typer.echo(f"{file}: good ({loaded.model.name}: {loaded.model.title})")
    if unseen:
        typer.echo(f"note: the planned flights were not held against the ground: {unseen}")
    for remark in loaded.sources.plan.remarks if loaded.sources.plan else ():
        typer.echo(f"note: contact plan: {remark}")


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
def schema() -> None:
    """The JSON Schema of scenario files, for editors."""
    import json

    from relaysim.scenario.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))
