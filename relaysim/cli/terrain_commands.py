"""`relaysim terrain list / info / build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from relaysim.terrain.describe import TerrainDescription
    from relaysim.terrain.look import Circle

CIRCLE = "LAT,LON,RADIUS_M"

terrain = typer.Typer(help="What terrain there is, and making more.", no_args_is_help=True)


@terrain.command("list")
def list_them() -> None:
    """The terrains that have names, a line each."""
    from relaysim.terrain.describe import list_lines
    from relaysim.terrain.registry import list_terrains
    from relaysim.terrain.source import added_sources

    typer.echo("\n".join(list_lines(list_terrains(), added_sources())))


@terrain.command(short_help="What a terrain is: frame, extent, heights, picture.")
def info(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME_OR_FILE",
            help="A terrain's name, or any raster; several are laid over each other, the first that has a height wins.",
        ),
    ],
    as_of: Annotated[
        int | None, typer.Option("--as-of", metavar="SOL", help="As it was known on that sol.")
    ] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar=CIRCLE, help="Only the ground round a place.")
    ] = None,
    cell_m: Annotated[
        float | None,
        typer.Option(
            "--cell",
            metavar="M",
            min=0.01,
            help="Cell size in metres [the finest]; larger cells have the height at their centre.",
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE.png", help="Draw it: relief, coloured by height."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the picture.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Frame, extent, heights, share of unknown ground, uncertainty, checksum, a shaded picture; steps between layers."""
    import json

    from relaysim.cli.progress import Progress
    from relaysim.terrain.describe import describe, description_lines
    from relaysim.terrain.look import look
    from relaysim.terrain.picture import check_picture_place, write_picture

    if picture is not None:
        check_picture_place(picture, replace=force)
    progress = Progress(quiet=False)
    try:
        found = look(names, as_of_sol=as_of, around=_circle(around), cell_m=cell_m, say=progress)
        legend = write_picture(found.seen, picture) if picture is not None else []
    finally:
        progress.clear()
    facts = describe(found.seen, found.layered)
    typer.echo(
        json.dumps(_plain(facts), indent=1) if as_json else "\n".join([*description_lines(facts), *legend])
    )


def _plain(facts: TerrainDescription) -> dict[str, Any]:
    """A description for JSON: no nan in it."""
    import dataclasses
    import math

    values = dataclasses.asdict(facts)
    values["extent"] = dict(
        zip(("south_deg", "west_deg", "north_deg", "east_deg"), facts.extent, strict=True)
    )
    for seam in values["seams"]:
        seam |= {key: None for key, value in seam.items() if isinstance(value, float) and math.isnan(value)}
    return values


def _circle(text: str | None) -> Circle | None:
    """The place and radius of --around."""
    from relaysim.errors import InputError
    from relaysim.terrain.look import Circle

    if text is None:
        return None
    try:
        lat, lon, radius = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--around {text}: write {CIRCLE}, as in 18.4805,77.3601,2000") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 360 and 0 < radius <= 1e7):
        raise InputError(
            f"--around {text}: latitude -90 to 90, longitude -180 to 360, radius above 0 and at most 10000000 m"
        )
    return Circle(lat, lon, radius)


@terrain.command(short_help="Make a terrain from models and survey points.")
def build(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The GeoTIFF to write.")],
    survey: Annotated[
        list[Path] | None,
        typer.Option(
            "--survey",
            metavar="CSV",
            help="Survey points (sol, latitude_deg, longitude_deg, height_m); repeatable.",
        ),
    ] = None,
    dtm: Annotated[
        list[str] | None,
        typer.Option(
            "--dtm",
            metavar="NAME_OR_FILE",
            help="A terrain model to pull onto the points; repeatable, the first that has a height wins.",
        ),
    ] = None,
    as_of: Annotated[
        int | None, typer.Option("--as-of", metavar="SOL", help="Only points surveyed by that sol.")
    ] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar=CIRCLE, help="Only the ground round a place.")
    ] = None,
    cell_m: Annotated[
        float | None,
        typer.Option(
            "--cell", metavar="M", min=0.01, help="Cell size in metres [5; of models alone: the finest]."
        ),
    ] = None,
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
    """Make a terrain from survey points, from terrain models, or from both: the models pulled onto the points.

    With points its uncertainty is band 2. How it was made is written into the file.
    """
    from relaysim.errors import InputError
    from relaysim.terrain.body import Body
    from relaysim.terrain.build_file import make_terrain
    from relaysim.terrain.describe import describe, description_lines
    from relaysim.units import parse_quantity

    try:
        sphere = None if radius is None else Body.sphere(body, parse_quantity(radius, "length"))
    except ValueError as error:
        raise InputError(f"--radius: {error}") from None
    made = make_terrain(
        out,
        survey or [],
        dtm or [],
        body=sphere,
        as_of=as_of,
        cell_m=cell_m,
        around=_circle(around),
        replace=force,
    )
    typer.echo("\n".join(description_lines(describe(made.terrain, made.layered, made.method))))
