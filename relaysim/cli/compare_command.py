"""`relaysim compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.progress import Progress

First = Annotated[
    Path, typer.Argument(metavar="A", help="The folder of a run, or a CSV table of what really happened.")
]
Second = Annotated[Path, typer.Argument(metavar="B", help="The folder of another run, or such a table.")]


def compare(
    first: First,
    second: Second,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Output folder [comparisons/A-vs-B].")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a comparison that is there.")] = False,
    look_in: Annotated[
        list[Path] | None,
        typer.Option(
            "--look-in",
            metavar="DIR",
            help="Where rasters and tables of the runs lie now, if not here or beside the runs; repeatable.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print comparison.json instead of the summary.")
    ] = False,
) -> None:
    """Compare two runs, or a run with what really happened: what differs, by how much, and which link carries it.

    Blackouts are matched by their overlap; where an end differs, the same link is asked in both runs, and the difference is
    shared out: terrain, places, antennas, budget. Differences are B's value less A's.
    """
    from relaysim.comparison.compare import compare as compare_sides
    from relaysim.comparison.folder import FACTS, PAGE, default_folder
    from relaysim.errors import InputError

    for folder in look_in or ():
        if not folder.is_dir():
            raise InputError(f"--look-in {folder}: there is no such folder")
    place = out if out is not None else default_folder(first, second)
    progress = Progress(quiet=quiet or as_json)
    try:
        found = compare_sides(first, second, place, look_in=look_in or (), force=force, progress=progress)
    finally:
        progress.clear()
    if as_json:
        typer.echo((place / FACTS).read_text(encoding="utf-8"), nl=False)
    elif not quiet:
        from relaysim.comparison.lines import comparison_lines

        typer.echo("\n".join([*comparison_lines(found), "", f"Files: {place} (open {PAGE} in a browser)"]))
