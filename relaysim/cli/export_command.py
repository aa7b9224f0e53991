"""`relaysim export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from relaysim.exports.export import Exported


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="geojson|gpkg|kml|czml",
            help="GeoJSON or GeoPackage (QGIS, Python), KML (Google Earth), CZML (Cesium) [by the ending of --out].",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="The file to write [the folder's name and the format's ending]."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write a finished run for maps and globes: ways, sites, contacts, blackouts, ridges, with their times.

    Every feature has a name, its times in UTC, its local days, and the state of the link where it has one. Places are on the
    run's own body; a program that knows the Earth alone would draw them there.
    """
    from relaysim.exports.export import export as export_run

    done = export_run(folder, out, format=format, force=force)
    if as_json:
        import json

        typer.echo(json.dumps(_json(done), indent=1, ensure_ascii=False))
    elif not quiet:
        typer.echo("\n".join(_lines(done)))


def _lines(done: Exported) -> list[str]:
    lines = [f"{done.scenario} as {done.format}: {sum(done.counts.values()):,} features", ""]
    lines += [f"{name:<19} {count:>6,}  {done.titles[name]}" for name, count in done.counts.items()]
    lines += [
        "",
        *(f"left out: {words}" for words in done.left_out),
        f"frame: {done.frame}",
        f"file: {done.file}",
    ]
    return lines


def _json(done: Exported) -> dict[str, object]:
    return {
        "file": str(done.file),
        "format": done.format,
        "scenario": done.scenario,
        "features": dict(done.counts),
        "frame": done.frame,
        "left_out": list(done.left_out),
    }
