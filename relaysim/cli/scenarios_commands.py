"""`relaysim scenarios list / show / check / schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
    """Check a scenario file and its tables: every fault at once, each with file, line and column."""
    from relaysim.scenario.loader import load_scenario

    loaded = load_scenario(file, overrides or ())
    typer.echo(f"{file}: good ({loaded.model.name}: {loaded.model.title})")
    for remark in loaded.sources.plan.remarks if loaded.sources.plan else ():
        typer.echo(f"note: contact plan: {remark}")


@scenarios.command()
def schema() -> None:
    """The JSON Schema of scenario files, for editors."""
    import json

    from relaysim.scenario.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))
