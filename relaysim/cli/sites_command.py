"""`relaysim sites`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.progress import Progress
from relaysim.cli.recover_command import files_line
from relaysim.cli.run_command import Overrides, Scenario, TerrainOption


def sites(
    scenario: Scenario,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="TIME",
            help="The first flight from then on [the one before the longest planned silence].",
        ),
    ] = None,
    polygons: Annotated[
        Path | None, typer.Option("--polygons", metavar="FILE.geojson", help="Areas to land in [a circle].")
    ] = None,
    grid_m: Annotated[float, typer.Option("--grid", metavar="M", help="Spacing of the places.")] = 25.0,
    radius_m: Annotated[float, typer.Option("--radius", metavar="M", help="Of the circle.")] = 200.0,
    around: Annotated[
        str,
        typer.Option(
            "--around",
            metavar="landing|helicopter",
            help="The circle's middle: planned landing, or take-off.",
        ),
    ] = "landing",
    slope_deg: Annotated[
        float | None,
        typer.Option(
            "--max-slope", metavar="DEG", help="Steepest ground to land on [the scenario's, else 10]."
        ),
    ] = None,
    speed_mps: Annotated[
        float | None,
        typer.Option("--speed", metavar="M/S", help="Over ground [as planned, or the record's greatest]."),
    ] = None,
    sure: Annotated[
        int,
        typer.Option(
            "--sure", metavar="N", help="For so many of the best the terrain's uncertainty counts, too."
        ),
    ] = 16,
    hindcast: Annotated[
        bool, typer.Option("--hindcast", help="All the terrain that is known now [what was known that day].")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help="The terrain known at this time.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Output folder [sites/NAME].")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace such a folder that is there.")] = False,
    overrides: Overrides = None,
    terrain: TerrainOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print summary.json instead of sentences.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Rank the places where a flight may land by the silence to be expected there, then by the flight's energy.

    The silence is the longest time without contact at the rover's planned stops. Files: sites.csv,
    sites.geojson, map.png, summary.json.
    """
    from relaysim.planning.planner import sites as rank
    from relaysim.scenario.loader import load_scenario

    folder = out if out is not None else Path("sites") / load_scenario(scenario, overrides or ()).model.name
    progress = Progress(quiet=quiet or as_json)
    try:
        found = rank(
            scenario, folder, at=at, polygons=polygons, grid_m=grid_m, radius_m=radius_m, around=around,
            slope_deg=slope_deg, speed_mps=speed_mps, sure=sure, hindcast=hindcast, as_of=as_of,
            overrides=overrides or (), terrain=terrain or None, force=force, progress=progress,
        )  # fmt: skip
    finally:
        progress.clear()
    if as_json:
        typer.echo((folder / "summary.json").read_text(encoding="utf-8"), nl=False)
    elif not quiet:
        from relaysim.planning.sites.words import sites_lines

        typer.echo("\n".join([*sites_lines(found), "", files_line(folder)]))
