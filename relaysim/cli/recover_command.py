"""`relaysim recover`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.progress import Progress
from relaysim.cli.run_command import Overrides, Scenario, TerrainOption
from relaysim.errors import InputError


def recover(
    scenario: Scenario,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="When, as 'sol 777' or UTC [begin of the longest planned silence]."
        ),
    ] = None,
    helicopter: Annotated[
        str | None,
        typer.Option("--helicopter", metavar="LAT,LON", help="Where the helicopter stands [as planned]."),
    ] = None,
    route: Annotated[
        Path | None,
        typer.Option(
            "--route", metavar="FILE.geojson", help="A line the rover follows [its planned drives]."
        ),
    ] = None,
    corridor: Annotated[
        str,
        typer.Option(
            "--corridor", metavar="METRES|FILE.geojson", help="To each side of the route, or an area."
        ),
    ] = "100",
    margin_db: Annotated[
        float, typer.Option("--margin", metavar="DB", help="Least margin of a good spot.")
    ] = 0.0,
    chance: Annotated[
        float, typer.Option("--chance", metavar="SHARE", help="Least chance of a good spot.")
    ] = 0.5,
    slope_deg: Annotated[
        float, typer.Option("--max-slope", metavar="DEG", help="Steepest ground of a detour.")
    ] = 15.0,
    patch_m: Annotated[
        float,
        typer.Option("--patch", metavar="M", help="Spots nearer than this to a sooner one are left out."),
    ] = 25.0,
    pace: Annotated[
        float | None,
        typer.Option("--pace", metavar="M", help="Metres of detour a local day [the planned drives' mean]."),
    ] = None,
    hindcast: Annotated[
        bool, typer.Option("--hindcast", help="Only with all the terrain that is known now.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help="Only with the terrain known at this time.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Output folder [recover/NAME].")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace such a folder that is there.")] = False,
    overrides: Overrides = None,
    terrain: TerrainOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print summary.json instead of sentences.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Find where the rover hears a silent helicopter again soonest: on its route, or at a detour.

    Without --hindcast and --as-of both are answered, with all that is known now and with what was known at
    the time, and what differs is said. Files: spots.csv, spots.geojson, margin.tif, map.png, summary.json.
    """
    if hindcast and as_of is not None:
        raise InputError("recover: give one of --hindcast and --as-of; without either both are answered")
    wanted = _corridor(corridor)
    place = None if helicopter is None else read_lat_lon(helicopter, "--helicopter")

    from relaysim.planning.planner import recover as find
    from relaysim.planning.recovery.answer import Limits
    from relaysim.scenario.loader import load_scenario

    folder = out if out is not None else Path("recover") / load_scenario(scenario, overrides or ()).model.name
    progress = Progress(quiet=quiet or as_json)
    try:
        found = find(
            scenario, folder, at=at, helicopter=place, route=route, corridor=wanted, pace_m_per_day=pace,
            limits=Limits(margin_db, chance, slope_deg, patch_m), hindcast=as_of is None, forecast=not hindcast,
            as_of=as_of, overrides=overrides or (), terrain=terrain or None, force=force, progress=progress,
        )  # fmt: skip
    finally:
        progress.clear()
    if as_json:
        typer.echo((folder / "summary.json").read_text(encoding="utf-8"), nl=False)
    elif not quiet:
        from relaysim.planning.recovery.words import recovery_lines

        typer.echo("\n".join([*recovery_lines(found), "", files_line(folder)]))


def files_line(folder: Path) -> str:
    """Where the files are; what is missing if matplotlib is not installed."""
    names = sorted(entry.name for entry in folder.iterdir())
    line = f"files: {folder}: {', '.join(names)}"
    return line if "map.png" in names else f"{line} (no map.png: it needs `pip install 'relaysim[plot]'`)"


def read_lat_lon(text: str, option: str) -> tuple[float, float]:
    """Latitude and longitude in degrees as an option has them.

    Raises: InputError naming the option.
    """
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{option} {text}: not a place; write LAT,LON, as in 18.4805,77.3601") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 360):
        raise InputError(f"{option} {text}: latitude -90 to 90, longitude -180 to 360")
    return lat, lon


def _corridor(text: str) -> float | Path:
    try:
        width = float(text)
    except ValueError:
        return Path(text)
    if not math.isfinite(width):
        raise InputError(f"--corridor {text}: give metres, or a GeoJSON file")
    return width
