"""`relaysim viewshed`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.place import PLACE, read_place
from relaysim.errors import InputError

MOST_M = 1e7


def viewshed(
    terrain: Annotated[
        list[str],
        typer.Option(
            "--terrain",
            metavar="NAME_OR_FILE",
            help="A terrain's name, or any raster; repeatable: the first that knows a place counts there.",
        ),
    ],
    target_m: Annotated[
        float,
        typer.Option("--target-height", metavar="M", help="Height above ground of what is to be seen."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The GeoTIFF to write, colours for QGIS beside it; or NetCDF: FILE.nc.",
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar=PLACE, help="The observer, and its height above ground."),
    ] = None,
    along: Annotated[
        Path | None,
        typer.Option(
            "--along",
            metavar="CSV",
            help="Instead of --at, a route: where an antenna stands and since when "
            "(latitude_deg, longitude_deg, utc or sol).",
        ),
    ] = None,
    antenna_m: Annotated[
        float | None,
        typer.Option(
            "--antenna",
            metavar="M",
            help="With --along: height of the antenna above ground, if the table has no antenna_m.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="TIME",
            help="With --along: when the last stand ends [at the table's last row].",
        ),
    ] = None,
    radius_m: Annotated[
        float | None,
        typer.Option(
            "--radius",
            metavar="M",
            help="Look no farther, and read only that part of the terrain [margin: 1000 m].",
        ),
    ] = None,
    quantity: Annotated[
        str,
        typer.Option(
            "--quantity",
            metavar="height|margin",
            help="What to map: the straight line of sight, or decibels of the radio's margin at the lowest rate.",
        ),
    ] = "height",
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario", metavar="SCENARIO", help="With margin: whose radio and body [the default scenario]."
        ),
    ] = None,
    propagation: Annotated[
        str | None,
        typer.Option("--propagation", metavar="NAME", help="With margin: another propagation model."),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE.png", help="Also draw the map over the shaded ground."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Map what is visible or heard from a place, or along a route of stands how long nothing is visible.

    With --at, a cell tells how far the target stands above the lowest point seen there, in metres: 0 and more
    is visible. With --along, it tells the longest time without sight, and when it is first and last seen.
    This is the straight line of sight. Radio bends over low ridges and reaches farther: --quantity margin
    tells by how many decibels a link between the antenna and the target closes at the lowest rate.
    """
    _check_quantity(quantity, along, scenario, propagation)
    _check_lengths(target_m, radius_m)
    if (at is None) == (along is None):
        raise InputError(f"viewshed: give one of --at {PLACE} and --along CSV")

    from relaysim.cli.map_wish import MapWish

    wish = MapWish(tuple(terrain), target_m, radius_m, out, picture, force, as_json)
    if along is not None:
        from relaysim.cli.viewshed_along import map_along

        wish.check_place(along)
        typer.echo(map_along(wish, along, antenna_m, until))
    elif at is not None:
        if antenna_m is not None or until is not None:
            raise InputError("viewshed: --antenna and --until go with --along; --at has the height in it")
        place = read_place(at, "--at")
        wish.check_place()
        if quantity == "margin":
            from relaysim.cli.viewshed_margin import map_margin

            typer.echo(map_margin(wish, place, scenario, propagation))
        else:
            from relaysim.cli.viewshed_at import map_at

            typer.echo(map_at(wish, place))


def _check_quantity(quantity: str, along: Path | None, scenario: str | None, propagation: str | None) -> None:
    if quantity not in ("height", "margin"):
        raise InputError(
            f"--quantity {quantity}: allowed: height (the straight line of sight), margin (decibels of the radio)"
        )
    if quantity == "height" and (scenario is not None or propagation is not None):
        raise InputError("viewshed: --scenario and --propagation go with --quantity margin")
    if quantity == "margin" and along is not None:
        raise InputError(
            f"viewshed: --quantity margin maps one place: give --at {PLACE}, once for each stand of --along"
        )


def _check_lengths(target_m: float, radius_m: float | None) -> None:
    if not 0 <= target_m <= MOST_M:
        raise InputError(f"--target-height {target_m:g}: a height above the ground is 0 to {MOST_M:,.0f} m")
    if radius_m is not None and not (0 < radius_m <= MOST_M and math.isfinite(radius_m)):
        raise InputError(f"--radius {radius_m:g}: a radius is more than 0 and at most {MOST_M:,.0f} m")
