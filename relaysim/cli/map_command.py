"""`relaysim map`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.progress import Progress
from relaysim.cli.recover_command import read_lat_lon
from relaysim.cli.run_command import Overrides, Scenario, TerrainOption

TIME = "UTC, or local as in the scenario (sol 776 15:20 LMST)"


def landing_map(
    scenario: Scenario,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Output folder [maps/NAME].")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a landing map that is there.")] = False,
    radius: Annotated[
        float,
        typer.Option(
            "--radius", metavar="M", help="Look at ground within so many metres of the rover's stops."
        ),
    ] = 1000.0,
    at: Annotated[
        str | None, typer.Option("--at", metavar="LAT,LON", help="Look at ground around this place instead.")
    ] = None,
    cell: Annotated[
        float | None,
        typer.Option("--cell", metavar="M", help="Size of a cell; several of the terrain's [one]."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="TIME",
            help=f"{TIME} [the landing after which the helicopter is to stay longest].",
        ),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="The same [the scenario's end].")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="TIME",
            help="Take the ground as it was known on that local day [that of --from].",
        ),
    ] = None,
    hindcast: Annotated[bool, typer.Option("--hindcast", help="Take all ground that is known now.")] = False,
    step: Annotated[
        float, typer.Option("--step", metavar="M", help="How close together drives are at most looked at.")
    ] = 5.0,
    overrides: Overrides = None,
    terrain: TerrainOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print summary.json instead of the answer.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Map for how long a helicopter would be silent wherever it lands around the rover.

    For every cell: the longest time without radio contact along the rover's planned way, the first day of contact, the margin
    now. Of the ground only what was known on the day counts, unless --hindcast is given; what is unknown is never counted as
    heard or silent.
    """
    import json

    from relaysim.planning.landing.folder import NO_PICTURE, PICTURE, check_map_folder
    from relaysim.planning.landing.question import landing_map as make_map
    from relaysim.planning.landing.summary import landing_summary
    from relaysim.scenario.loader import load_scenario

    place = None if at is None else read_lat_lon(at, "--at")
    if out is None:
        out = Path("maps") / load_scenario(scenario, overrides or (), terrain=terrain or None).model.name
    check_map_folder(out, force=force)
    progress = Progress(quiet=quiet or as_json)
    try:
        found = make_map(
            scenario, out, radius_m=radius, cell_m=cell, start=start, end=end, place_deg=place, as_of=as_of,
            hindcast=hindcast, step_m=step, overrides=overrides or (), terrain=terrain or None, force=force, progress=progress,
        )  # fmt: skip
    finally:
        progress.clear()
    if as_json:
        typer.echo(json.dumps(landing_summary(found), indent=1, ensure_ascii=False))
    elif not quiet:
        from relaysim.cli.map_text import map_lines

        files = sorted(path.name for path in out.iterdir())
        lines = [*map_lines(found), *([] if PICTURE in files else [NO_PICTURE])]
        typer.echo("\n".join([*lines, f"{'files':<12}{out}: {', '.join(files)}"]))
