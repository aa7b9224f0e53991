"""`relaysim link`."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.heading import ATTITUDE, HEADING, read_orientation
from relaysim.cli.place import PLACE, read_place
from relaysim.cli.progress import Progress
from relaysim.cli.propagation import read_propagation
from relaysim.cli.ticking import ticking
from relaysim.errors import InputError


def link(
    first: Annotated[
        str, typer.Option("--from", metavar=PLACE, help="One antenna; its height above ground.")
    ],
    second: Annotated[str, typer.Option("--to", metavar=PLACE, help="The other antenna.")],
    terrain: Annotated[
        list[str] | None,
        typer.Option(
            "--terrain",
            metavar="NAME_OR_FILE",
            help="A terrain's name, or any raster; repeatable, the first named wins.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="SCENARIO", help="Whose radio and body [the default scenario]."),
    ] = None,
    heading: Annotated[
        str | None,
        typer.Option(
            "--heading",
            metavar=HEADING,
            help="Count the scenario's antenna patterns and bodies: --from is the rover, which faces there, clockwise"
            " from north (or `unknown`: the mean); --to is the helicopter, its heading not known.",
        ),
    ] = None,
    attitude: Annotated[
        str | None,
        typer.Option(
            "--attitude",
            metavar=ATTITUDE,
            help="The same, of a rover that leans: right side down, forward up.",
        ),
    ] = None,
    propagation: Annotated[
        str | None, typer.Option("--propagation", metavar="NAME", help="Another propagation model.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            metavar="FILE.png",
            help="Also draw the profile and the loss along the way, as PNG or SVG; needs matplotlib (relaysim[plot]).",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the picture that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Explain one link: clearance, what blocks it, path loss, design control table, margin, rate."""
    import json

    from relaysim.questions import link as explain

    ends = read_place(first, "--from"), read_place(second, "--to")
    if ends[0] == ends[1]:
        raise InputError(f"--from and --to are the same place, {first}: a link needs two")
    stands = read_orientation(heading, attitude)
    overrides = read_propagation(propagation)
    _check_plot(plot, force, terrain or [])
    say = Progress(quiet=as_json)
    try:
        with ticking(say, "following the wave"):
            found = explain(
                *ends, scenario=scenario, terrain=terrain or None, overrides=overrides, plot=plot, force=force,
                heading_deg=stands.heading_deg if stands else None,
                pitch_deg=stands.pitch_deg if stands else None,
                roll_deg=stands.roll_deg if stands else None,
            )  # fmt: skip
    finally:
        say.clear()
    if as_json:
        from relaysim.cli.link_json import link_json

        typer.echo(json.dumps(link_json(found), indent=1))
    else:
        from relaysim.cli.link_text import link_lines

        drawn = [] if plot is None else [f"picture       {plot}"]
        typer.echo("\n".join([*link_lines(found), *drawn]))
    if math.isnan(found.margin_db):
        raise typer.Exit(1)


def _check_plot(plot: Path | None, force: bool, terrains: list[str]) -> None:
    """The picture must not take the place of the terrain it is made from."""
    if plot is None:
        if force:
            raise InputError("link: --force replaces a picture; name it with --plot")
        return
    for terrain in map(Path, terrains):
        with contextlib.suppress(OSError):
            if plot.samefile(terrain):
                raise InputError(f"{plot}: is the terrain itself; choose another name with --plot")
