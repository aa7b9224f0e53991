"""`relaysim report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run or a campaign.")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Rebuild report.html of a run or a campaign from its files."""
    from relaysim.campaign.folder import read_manifest

    if read_manifest(folder) is not None:
        from relaysim.campaign.report.page import build_campaign_report

        build_campaign_report(folder)
    else:
        from relaysim.report.page import build_report

        build_report(folder)
    if not quiet:
        typer.echo(str(folder / "report.html"))
