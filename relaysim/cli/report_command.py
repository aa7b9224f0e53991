"""`relaysim report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run or a campaign.")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Rebuild report.html of a run or a campaign from its files, and a run's summary.md.

    What is missing or broken in a run's folder is said, here and on the page; the rest is shown.
    """
    from relaysim.campaign.folder import read_manifest

    if read_manifest(folder) is not None:
        from relaysim.campaign.report.page import build_campaign_report

        build_campaign_report(folder)
    else:
        from relaysim.records.run_folder import RUN_FILES
        from relaysim.report.page import build_report

        faults = build_report(folder)
        for fault in faults:
            is_of_file = fault.split()[0].partition(":")[0] in RUN_FILES
            typer.echo(str(folder / fault) if is_of_file else f"{folder}: {fault}", err=True)
        if faults:
            typer.echo("The page shows the rest.", err=True)
    if not quiet:
        typer.echo(str(folder / "report.html"))
