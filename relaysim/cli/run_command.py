"""`relaysim run`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.progress import Progress

Scenario = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A built-in scenario's name, or a YAML file.")
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Override one value, as in the file; repeatable."),
]
TerrainOption = Annotated[
    list[str] | None,
    typer.Option(
        "--terrain",
        metavar="NAME_OR_FILE",
        help="Another terrain: a name, or any raster; repeatable: the first that has a height there wins.",
    ),
]


def run(
    scenario: Scenario,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Output folder [runs/NAME].")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a complete run that is there.")] = False,
    overrides: Overrides = None,
    terrain: TerrainOption = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="Another seed.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print summary.json instead of the summary.")
    ] = False,
) -> None:
    """Simulate one scenario; leave its tables and report.html in a folder."""
    from relaysim.flow import run as run_scenario

    progress = Progress(quiet=quiet or as_json)
    try:
        folder = run_scenario(
            scenario,
            out,
            overrides=overrides or (),
            terrain=terrain or None,
            seed=seed,
            force=force,
            progress=progress,
        )
    finally:
        progress.clear()
    if as_json:
        typer.echo((folder / "summary.json").read_text(encoding="utf-8"), nl=False)
    elif not quiet:
        from relaysim.report.summary_text import terminal_summary

        typer.echo(terminal_summary(folder))
