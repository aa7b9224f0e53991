"""`relaysim scenarios list / show / check / schema`."""

from __future__ import annotations

from typing import Annotated

import typer

scenarios = typer.Typer(help="Built-in scenarios, checking of files, the schema for editors.", no_args_is_help=True)


@scenarios.command("list")
def list_them() -> None:
    """The built-in scenarios, a line each."""
    from relaysim.scenario.builtin import builtin_scenarios

    found = builtin_scenarios()
    wide = max((len(name) for name, _ in found), default=0)
    for name, title in found:
        typer.echo(f"{name:<{wide}}  {title}")


@scenarios.command()
def show(name: Annotated[str, typer.Argument(metavar="NAME", help="A built-in scenario.")]) -> None:
    """The text of a built-in scenario: a start for your own."""
    from relaysim.scenario.builtin import scenario_text

    typer.echo(scenario_text(name), nl=False)


@scenarios.command()
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


@scenarios.command()
def schema() -> None:
    """The JSON Schema of scenario files, for editors."""
    import json

    from relaysim.scenario.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))
