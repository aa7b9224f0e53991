"""`relaysim campaign`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from relaysim.cli.progress import Progress, duration

_NOT_BOTH = (
    ("--dry-run", "--page", "a dry run writes nothing"),
    ("--dry-run", "--resume", "a dry run reckons the whole study, whatever is done of it"),
    ("--dry-run", "--cluster", "a dry run measures here; for a cluster say how many it has with --workers"),
    ("--page", "--resume", "--page does one run of a campaign that is there"),
    ("--page", "--cluster", "the page of a run is made here"),
    ("--page", "--workers", "the page of a run is made by this process"),
    ("--page", "--json", "the page of a run has no summary to print; its folder holds one"),
    ("--cluster", "--workers", "a cluster has as many workers as it has"),
)
StudyName = Annotated[str, typer.Argument(metavar="STUDY", help="A built-in study's name, or a YAML file.")]


def campaign(
    study: StudyName,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Output folder [campaigns/NAME].")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, max=1000, help="Processes here [one a core]."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="tcp://HOST:PORT", help="A Dask scheduler whose workers do the runs."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the campaign in the folder: only what is missing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs, how long, how much disk; write nothing.")
    ] = False,
    page: Annotated[
        list[int] | None,
        typer.Option(
            "--page", metavar="NUMBER", min=0, help="Make the whole folder of this run; repeatable."
        ),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Override one value of the study (sampling.runs=50); repeatable.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print summary.json (of a dry run its cost) instead of words.")
    ] = False,
) -> None:
    """Run a study, a scenario many times over; leave its table, its statistics and report.html in a folder.

    A campaign that was stopped goes on with --resume; no run that had finished is done again.
    """
    _refuse_both(
        {
            "--dry-run": dry_run,
            "--page": bool(page),
            "--resume": resume,
            "--cluster": cluster is not None,
            "--workers": workers is not None,
            "--json": as_json,
        }
    )
    line = Progress(quiet=quiet or as_json)
    try:
        if dry_run:
            told = _cost(study, overrides or (), workers or os.cpu_count() or 1, line, as_json=as_json)
        elif page:
            told = _pages(study, overrides or (), out, page, line)
        else:
            from relaysim.flow import run_study

            folder = run_study(
                study,
                out,
                workers=workers,
                cluster=cluster,
                resume=resume,
                overrides=overrides or (),
                progress=line,
            )
            told = _said(folder, as_json=as_json)
    finally:
        line.clear()
    if not quiet or as_json:
        typer.echo(told)


def _refuse_both(given: Mapping[str, bool]) -> None:
    """Raises InputError for two options of which one would be passed over in silence."""
    from relaysim.errors import InputError

    for one, other, why in _NOT_BOTH:
        if given[one] and given[other]:
            raise InputError(f"{one} and {other}: give one of them: {why}")


def _said(folder: Path, *, as_json: bool) -> str:
    import json

    from relaysim.campaign.report.terminal_text import terminal_text

    text = (folder / "summary.json").read_text(encoding="utf-8")
    if as_json:
        return text.rstrip("\n")
    return f"{terminal_text(json.loads(text))}\nFiles: {folder} (open report.html in a browser)"


def _cost(name: str, overrides: Sequence[str], workers: int, line: Progress, *, as_json: bool) -> str:
    import dataclasses
    import json

    from relaysim.campaign.plan import cost_of
    from relaysim.campaign.study.load_study import load_study

    study = load_study(name, overrides)
    cost = cost_of(study, workers, line)
    if as_json:
        return json.dumps({"name": study.name, **dataclasses.asdict(cost)}, indent=1)
    said = f" (the file says: {study.takes})" if study.takes else ""
    names = [variant.name for variant in study.variants]
    shown = "; ".join(names[:8]) + (f"; and {len(names) - 8:,} more" if len(names) > 8 else "")
    return "\n".join(
        (
            study.title,
            f"{cost.runs:,} runs: {cost.variants:,} variant{'' if cost.variants == 1 else 's'} x {cost.draws:,} "
            f"({study.sampling})",
            f"Variants: {shown}",
            f"Time: {duration(cost.wall_s)} on {cost.workers} workers, {cost.run_s:.2f} s a run measured here alone{said}",
            f"Disk: about {max(cost.disk_bytes / 1e6, 0.1):,.1f} MB",
            "Nothing was written.",
        )
    )


def _pages(name: str, overrides: Sequence[str], out: Path | None, numbers: list[int], line: Progress) -> str:
    from relaysim.campaign.campaign import make_page
    from relaysim.campaign.study.load_study import load_study

    study = load_study(name, overrides)
    folder = out if out is not None else Path("campaigns") / study.name
    return "\n".join(str(make_page(study, folder, number, line) / "report.html") for number in numbers)
