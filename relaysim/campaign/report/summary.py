"""summary.json: all that people look at of a campaign, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from relaysim.campaign.report.blackout_answers import CONFIDENCE
from relaysim.campaign.report.done_runs import DoneRuns
from relaysim.campaign.report.outcome_summary import outcome_summary
from relaysim.campaign.report.plain import Json, numbers
from relaysim.campaign.report.sweep import sweep
from relaysim.campaign.study.study import Study

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1
_MOST_ERRORS, _MOST_NUMBERS = 20, 10


def summary(study: Study, results: pa.Table) -> dict[str, Any]:
    """Distributions, comparisons and sensitivities of a study's outcomes; plain JSON, null where nothing is known.

    Args:
        study: the study.
        results: a row a run, as in results.parquet; of its columns `needed_columns(study)` are read. Rows may be
            missing (a campaign that was stopped).

    Intervals named low and high have the confidence of `confidence`: they say what the number of runs leaves open,
    nothing else. Durations are in local days.
    """
    runs = DoneRuns(study, results)
    failed = runs.rows - runs.done
    return {
        "relaysim_campaign_summary": SCHEMA,
        "name": study.name,
        "title": study.title,
        "description": study.description,
        "scenario": str(study.scenario),
        "day_name": study.day_name,
        "seed": study.seed,
        "sampling": study.sampling,
        "draws": study.draws,
        "replications": study.replications,
        "confidence": CONFIDENCE,
        "exceed_days": numbers(study.exceed_days),
        "runs": {"total": study.runs, "done": runs.done, "failed": failed, "missing": study.runs - runs.rows},
        "baseline": study.baseline,
        "factors": [{"name": name, "label": label} for name, label in study.factor_labels.items()],
        "variants": _variants(study, runs),
        "uncertain": _uncertain(study),
        "terrain_error": _terrain_error(study),
        "sweep": sweep(study),
        "outcomes": [outcome_summary(study, one, runs) for one in study.outcomes],
        "failures": _failures(study, results) if failed else [],
    }


def _variants(study: Study, runs: DoneRuns) -> list[Json]:
    return [
        {
            "number": one.number,
            "name": one.name,
            "levels": dict(one.levels),
            "settings": list(one.settings),
            "done": runs.count(one.number),
        }
        for one in study.variants
    ]


def _uncertain(study: Study) -> list[Json]:
    names = ("name", "path", "unit", "label", "distribution", "kind", "source")
    return [{name: getattr(one, name) for name in names} for one in study.uncertain]


def _terrain_error(study: Study) -> Json | None:
    one = study.terrain
    if one is None:
        return None
    return {
        "sigma_m": one.sigma_m,
        "correlation_m": None if one.model == "kriging" else one.correlation_m,
        "model": one.model,
        "kind": one.kind,
        "source": one.source,
    }


def _failures(study: Study, results: pa.Table) -> list[Json]:
    """Failed runs by their error, the commonest first."""
    import pyarrow.compute as pc

    failed = results.select(["number", "error", "attempts"]).filter(
        pc.fill_null(pc.not_equal(results["status"], "done"), True)
    )
    by_error: dict[str, list[int]] = {}
    attempts: dict[str, int] = {}
    rows = zip(*(failed[name].to_pylist() for name in ("number", "error", "attempts")), strict=True)
    for number, error, tried in sorted(rows, key=lambda row: row[0]):
        text = error or "no message"
        by_error.setdefault(text, []).append(number)
        attempts[text] = max(attempts.get(text, 0), tried or 0)
    ranked = sorted(by_error.items(), key=lambda item: -len(item[1]))
    return [
        {
            "error": text,
            "runs": len(found),
            "attempts": attempts[text],
            "numbers": found[:_MOST_NUMBERS],
            "variants": sorted(
                int(one) for one in np.unique(np.asarray(found) % max(len(study.variants), 1))
            )[:_MOST_NUMBERS],
        }
        for text, found in ranked[:_MOST_ERRORS]
    ]
