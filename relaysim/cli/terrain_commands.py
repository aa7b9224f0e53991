"""`relaysim terrain list / info / build`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

terrain = typer.Typer(help="What terrain there is, and making more.", no_args_is_help=True)


@terrain.command("list")
def list_them() -> None:
    """The terrains that have names, a line each."""
    from relaysim.terrain.describe import list_lines
    from relaysim.terrain.registry import list_terrains

    typer.echo("\n".join(list_lines(list_terrains())))


@terrain.command(short_help="What one terrain is: frame, extent, heights.")
def info(
    name: Annotated[str, typer.Argument(metavar="NAME_OR_FILE", help="A terrain's name, or any raster.")],
    as_of: Annotated[
        int | None, typer.Option("--as-of", metavar="SOL", help="As it was known on that sol.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Frame, extent, heights, share of unknown ground, uncertainty, checksum."""
    import dataclasses
    import json

    from relaysim.terrain.describe import describe, description_lines
    from relaysim.terrain.registry import open_terrain

    facts = describe(open_terrain(name, as_of_sol=as_of))
    if as_json:
        values = dataclasses.asdict(facts)
        values["extent"] = dict(
            zip(("south_deg", "west_deg", "north_deg", "east_deg"), facts.extent, strict=True)
        )
        typer.echo(json.dumps(values, indent=1))
    else:
        typer.echo("\n".join(description_lines(facts)))


@terrain.command(short_help="Make a terrain from survey points.")
def build(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The GeoTIFF to write.")],
    survey: Annotated[
        list[Path],
        typer.Option(
            "--survey",
            metavar="CSV",
            help="Survey points (sol, latitude_deg, longitude_deg, height_m); repeatable.",
        ),
    ],
    dtm: Annotated[
        Path | None, typer.Option("--dtm", metavar="FILE", help="A terrain model to pull onto the points.")
    ] = None,
    as_of: Annotated[
        int | None, typer.Option("--as-of", metavar="SOL", help="Only points surveyed by that sol.")
    ] = None,
    cell_m: Annotated[
        float, typer.Option("--cell", metavar="M", min=0.1, max=1000.0, help="Cell size in metres.")
    ] = 5.0,
    body: Annotated[
        str, typer.Option("--body", metavar="NAME", help="Name of the body, without --dtm.")
    ] = "body",
    radius: Annotated[
        str | None,
        typer.Option(
            "--radius", metavar="LENGTH", help="Radius of the body, as in '3396190 m'; without --dtm."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Make a terrain from survey points, alone or fused with a terrain model, with its uncertainty as band 2."""
    from relaysim.errors import InputError
    from relaysim.terrain.body import Body
    from relaysim.terrain.build_file import build_file
    from relaysim.terrain.describe import describe, description_lines
    from relaysim.units import parse_quantity

    try:
        sphere = None if radius is None else Body.sphere(body, parse_quantity(radius, "length"))
    except ValueError as error:
        raise InputError(f"--radius: {error}") from None
    made = build_file(out, survey, dtm=dtm, body=sphere, as_of=as_of, cell_m=cell_m, replace=force)
    typer.echo("\n".join(description_lines(describe(made))))
