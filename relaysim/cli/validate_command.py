"""`relaysim validate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relaysim.cli.progress import Progress
from relaysim.cli.truth_options import FixedTerm, ScenarioOption, TerrainName, Truth

if TYPE_CHECKING:
    from relaysim.validation.validate import Validation


def validate(
    truth: Truth = None,
    scenario: ScenarioOption = None,
    terrain: TerrainName = None,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also", metavar="NAME_OR_FILE", help="Another terrain, with the same fit; repeatable."
        ),
    ] = None,
    fixed_term: FixedTerm = "fixed loss",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write validation.md, predictions.csv and margin.svg here."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the predictions as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Hold the model against what really happened: every documented event beside its probability.

    The fit is made on the events that may shape it, on one terrain, and used unchanged everywhere else.
    """
    from relaysim.validation.against import validate as hold_against
    from relaysim.validation.files import prediction_rows

    progress = Progress(quiet=quiet or as_json)
    try:
        found = hold_against(
            truth, scenario=scenario, terrain=terrain, also=also or (), fixed_term=fixed_term, out=out, force=force,
            progress=progress,
        )  # fmt: skip
    finally:
        progress.clear()
    if as_json:
        typer.echo(json.dumps(prediction_rows(found), indent=1))
    elif not quiet:
        typer.echo("\n".join(_lines(found)))
        if out is not None:
            typer.echo(f"\nwritten: {out}/validation.md, predictions.csv, margin.svg")


def _lines(found: Validation) -> list[str]:
    """The answer in a screenful: the fit, the misses, when a silence ends, the same elsewhere."""
    from relaysim.validation.ending import likely_days
    from relaysim.validation.prediction import share_above_threshold

    fixed, body = found.fit.calibration.posterior.mean_db
    above, of = share_above_threshold(found.fit.predictions)
    body_words = f", body {body:.1f} dB" if found.fit.bench.body else ""
    lines = [
        f"fitted on {found.fit.terrain}: fixed loss {fixed:.1f} dB{body_words}; {above} of {of} take-offs above the threshold",
        "",
        f"{'':<44} {'margin':>8} {'prob.':>6}",
    ]
    known = [p for p in found.fit.predictions if not p.why_not]
    for title, rows in (
        ("missed", [p for p in known if p.missed]),
        ("never fitted", [p for p in known if not p.event.calibrate and not p.missed]),
        (
            "closest of the fitted",
            sorted(
                (p for p in known if p.event.calibrate and not p.missed and p.event.state in ("up", "down")),
                key=lambda p: p.probability,
            )[:4],
        ),
    ):
        lines.append(f"{title}:" if rows else f"{title}: none")
        lines += [
            f"  {p.event.event + ', ' + p.event.state:<42} {p.margin_db:>+7.1f}  {p.probability:>6.2f}"
            for p in rows
        ]
    for outage in found.outages:
        ending = next(iter(outage.endings.values()))
        share = {int(day): float(p) for day, p in zip(ending.days, ending.probability, strict=True)}
        days = ", ".join(f"{day} ({share[day]:.0%})" for day in likely_days(ending, 0.8)[:5])
        if ending.never_silent >= 0.05:
            days += f"; never silent {ending.never_silent:.0%}"
        lines += [
            "",
            f"{outage.event.event}: ends most likely on the morning of {found.scenario.clock.day_name} {days}",
        ]
    score = found.score
    if score.area == score.area:
        lines.append(
            f"contact told from silence: ROC area {score.area:.2f} (95 % {score.low:.2f} to {score.high:.2f}: "
            f"{score.outages} independent outages)"
        )
    return lines
