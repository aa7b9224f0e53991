"""How long a blackout lasts in the runs of one variant: quantiles, exceedance, histogram, where the truth lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from relaysim.campaign.report.done_runs import Floats, Values
from relaysim.campaign.report.plain import Json, estimate, number, numbers

if TYPE_CHECKING:
    from relaysim.statistics.quantiles import Quantile
    from relaysim.statistics.survival import Survival

PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
CONFIDENCE = 0.9
# Blackouts that differ by less are one: about an hour of a day.
EQUAL_DAYS = 0.05
_MOST_POINTS = 200


def blackout_answers(
    values: Values, curve: Survival, exceed_days: Sequence[float], observed_days: float, horizon: float
) -> Json:
    """The answers of one variant; durations in local days."""
    from relaysim.statistics.exceedance import exceedance
    from relaysim.statistics.quantiles import quantiles
    from relaysim.statistics.restricted_mean import restricted_mean

    found = quantiles(curve, PROBABILITIES)
    mean = restricted_mean(curve, horizon)
    return {
        "n": curve.n,
        "censored": curve.censored,
        "none": int(np.count_nonzero((values.value == 0.0) & ~values.cut)),
        "longest": number(curve.last),
        "quantiles": quantile_rows(found),
        "exceed": [
            {
                "days": number(one.threshold),
                "value": number(one.probability),
                "low": number(one.low),
                "high": number(one.high),
            }
            for one in exceedance(curve, exceed_days)
        ],
        "mean": estimate(mean) | {"horizon": number(mean.horizon)},
        "observed": _observed(curve, observed_days),
        "runs": typical_runs(values, [one.value for one in found]),
    }


def quantile_rows(found: Sequence[Quantile]) -> list[Json]:
    """Quantiles with their intervals; null where the runs do not say."""
    return [{"p": one.probability} | estimate(one) for one in found]


def _observed(curve: Survival, observed_days: float) -> Json | None:
    """Where what really happened lies; None where nobody knows what did."""
    from relaysim.statistics.quantiles import standing

    if not np.isfinite(observed_days):
        return None
    found = standing(curve, observed_days, 0.9, equal_within=EQUAL_DAYS)
    return {
        "shorter": number(found.probability),
        "low": number(found.low),
        "high": number(found.high),
        "inside": found.inside,
    }


def typical_runs(values: Values, wanted: Sequence[float]) -> Json:
    """The runs nearest the 5 %, 50 % and 95 % quantile; where that is not known, the longest of the cut ones."""
    runs: Json = {}
    whole = np.where(values.cut, np.inf, values.value) if values.cut.any() else values.value
    for name, value in zip(("p05", "median", "p95"), wanted[::2], strict=True):
        if values.value.size == 0:
            runs[name] = None
            continue
        if np.isfinite(value):
            at = int(np.argmin(np.abs(whole - value)))
        else:
            at = int(np.argmax(np.where(values.cut, values.value, -np.inf)))
        runs[name] = {
            "number": int(values.number[at]),
            "value": number(values.value[at]),
            "cut": bool(values.cut[at]),
        }
    return runs


def exceedance_curve(curve: Survival) -> Json:
    """The curve with its band, as steps: from each time on, P(T > t); at most some 200 of them, first and last kept."""
    steps = _thinned(curve.time, curve.survival)
    return {
        "days": [0.0, *numbers(curve.time[steps])],
        "longer": [1.0, *numbers(curve.survival[steps])],
        "low": [
            number(float(curve.band_at(0.0)[0])) if not _ends_at_zero(curve) else 1.0,
            *numbers(curve.low[steps]),
        ],
        "high": [1.0, *numbers(curve.high[steps])],
        "until": number(curve.last),
    }


def _ends_at_zero(curve: Survival) -> bool:
    return bool(curve.time.size and curve.time[0] == 0.0)


def _thinned(time: Floats, level: Floats) -> np.ndarray:
    """Steps that are even in time and in level, half of each."""
    if time.size <= _MOST_POINTS:
        return np.arange(time.size)
    half = _MOST_POINTS // 2
    by_time = np.searchsorted(time, np.linspace(time[0], time[-1], half)).clip(0, time.size - 1)
    by_level = np.searchsorted(-level, -np.linspace(level[0], level[-1], half)).clip(0, time.size - 1)
    return np.unique(np.concatenate([by_time, by_level]))
