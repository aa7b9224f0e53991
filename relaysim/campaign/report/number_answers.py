"""One number a run of one variant: mean, spread, quantiles."""

from __future__ import annotations

from relaysim.campaign.report.blackout_answers import CONFIDENCE, PROBABILITIES, quantile_rows, typical_runs
from relaysim.campaign.report.done_runs import Values
from relaysim.campaign.report.plain import Json, estimate, number


def number_answers(values: Values) -> Json:
    """The answers of one variant, in the outcome's unit."""
    from relaysim.statistics.numbers import describe

    found = describe(values.value, probabilities=PROBABILITIES, confidence=CONFIDENCE)
    return {
        "n": found.n,
        "mean": estimate(found.mean),
        "deviation": number(found.standard_deviation),
        "least": number(found.least),
        "most": number(found.most),
        "quantiles": quantile_rows(found.quantiles),
        "runs": typical_runs(values, [one.value for one in found.quantiles]),
    }
