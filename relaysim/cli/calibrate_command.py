"""`relaysim calibrate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relaysim.cli.progress import Progress
from relaysim.cli.truth_options import FixedTerm, ScenarioOption, TerrainName, Truth

if TYPE_CHECKING:
    from relaysim.validation.validate import Fit

_PROFILE_STEP_DB = 2.0


def calibrate(
    truth: Truth = None,
    scenario: ScenarioOption = None,
    terrain: TerrainName = None,
    fixed_term: FixedTerm = "fixed loss",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.json", help="Also write all of it here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Fit the fixed loss and the body's loss to the events that may shape them, and to nothing else.

    TRUTH.csv is a table of documented events; the scenario's own (link_events) if it is left out.
    """
    from relaysim.records.run_folder import check_output_file, write_file
    from relaysim.validation.against import calibrate as fit

    if out is not None:
        check_output_file(out, force=force)
    progress = Progress(quiet=quiet or as_json)
    try:
        found = fit(truth, scenario=scenario, terrain=terrain, fixed_term=fixed_term, progress=progress)
    finally:
        progress.clear()
    text = json.dumps(_json(found, fixed_term), indent=1)
    if out is not None:
        write_file(out, f"{text}\n", force=force)
    if as_json:
        typer.echo(text)
    elif not quiet:
        typer.echo("\n".join(_lines(found, fixed_term)))


def _json(found: Fit, fixed_term: str) -> dict[str, Any]:
    from relaysim.validation.likelihood import SCATTER_DB, interval_95

    after = found.calibration.posterior
    fixed, body = after.mean_db
    return {
        "terrain": found.terrain,
        "terrain_sha256": found.bench.model.terrain.sha256,
        "scatter_db": SCATTER_DB,
        "fixed_loss": {
            "term": fixed_term,
            "mean_db": round(fixed, 3),
            "interval_95_db": [round(edge, 3) for edge in interval_95(after.fixed_loss_db, after.fixed_weight)],
            "profile": [[round(x, 2), round(y, 4)] for x, y in zip(after.fixed_loss_db, after.fixed_profile, strict=True)],
        },
        "body_loss": None if not found.bench.body else {
            "mean_db": round(body, 3),
            "interval_95_db": [round(edge, 3) for edge in interval_95(after.body_loss_db, after.body_weight)],
            "profile": [[round(x, 2), round(y, 4)] for x, y in zip(after.body_loss_db, after.body_profile, strict=True)],
        },
        "residuals": [
            {"event": p.event.event, "used": p.event.calibrate, "probability": _rounded(p.probability),
             "margin_db": _rounded(p.margin_db), "residual_db": _rounded(p.residual_db), "why_not": p.why_not or None}
            for p in found.predictions
        ],
    }  # fmt: skip


def _rounded(value: float) -> float | None:
    return None if value != value else round(value, 3)


def _lines(found: Fit, fixed_term: str) -> list[str]:
    from relaysim.validation.likelihood import SCATTER_DB, interval_95
    from relaysim.validation.prediction import share_above_threshold

    after = found.calibration.posterior
    fixed, body = after.mean_db
    low, high = interval_95(after.fixed_loss_db, after.fixed_weight)
    lines = [
        f"fitted on {found.terrain}: {len(found.calibration.pieces)} piece(s) of evidence, scatter {SCATTER_DB:g} dB (fixed)",
        f"  {fixed_term:<12} {fixed:5.1f} dB, 95 % between {low:.1f} and {high:.1f} dB",
    ]
    if found.bench.body:
        low, high = interval_95(after.body_loss_db, after.body_weight)
        lines.append(f"  {'body loss':<12} {body:5.1f} dB, 95 % between {low:.1f} and {high:.1f} dB")
    else:
        lines.append("  body loss    not modelled: the scenario's rover has no body_loss")
    lines += [
        *_profile("profile of the fixed loss", after.fixed_loss_db.tolist(), after.fixed_profile.tolist())
    ]
    above, of = share_above_threshold(found.predictions)
    lines.append(f"take-offs that may calibrate: {above} of {of} above the threshold")
    lines += ["", f"{'event':<28} {'loss':>7} {'margin':>7} {'residual':>9} {'prob.':>6}"]
    for p in found.predictions:
        if not p.event.calibrate:
            continue
        if p.why_not:
            lines.append(f"{p.event.event:<28} {p.why_not}: not used")
        else:
            lines.append(
                f"{p.event.event:<28} {p.loss_db:>7.1f} {p.margin_db:>+7.1f} {p.residual_db:>+9.1f} {p.probability:>6.2f}"
            )
    return lines


def _profile(title: str, loss_db: list[float], log_likelihood: list[float]) -> list[str]:
    """One line: the log-likelihood every 2 dB, relative to the best; within 1.92 of it lies the 95 % interval."""
    every = max(round(_PROFILE_STEP_DB / (loss_db[1] - loss_db[0])), 1)
    points = [
        f"{x:.0f}:{min(round(y, 1), 0.0) + 0.0:.1f}"
        for x, y in zip(loss_db[::every], log_likelihood[::every], strict=True)
    ]
    return [f"  {title} (dB: log-likelihood, 0 at its best; 95 % within 1.9)", "    " + "  ".join(points)]
