"""Which of what is not known decides the outcome: the tornado of one variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from relaysim.campaign.report.blackout_answers import CONFIDENCE
from relaysim.campaign.report.done_runs import Values
from relaysim.campaign.report.plain import Json, estimate, number
from relaysim.campaign.study.study import Study

if TYPE_CHECKING:
    from relaysim.statistics.sensitivity import End, FactorEffect

# Enough for correlations to 0.012; more would only take longer.
MOST_ROWS = 20_000


def factor_effects(study: Study, values: Values, horizon: float, shift: float) -> Json | None:
    """Effects of the uncertain factors, the strongest first; None where nothing was drawn or nothing ran.

    Args:
        shift: taken off the numbers before and added to means after: durations are 0 or more, numbers may not be.
    """
    from relaysim.statistics.sensitivity import sensitivity

    if not study.uncertain or values.value.size == 0:
        return None
    rows = slice(0, MOST_ROWS)
    drawn = np.asarray(study.values)[values.draw[rows]]
    effects = sensitivity(
        {one.name: drawn[:, n] for n, one in enumerate(study.uncertain)},
        values.value[rows] - shift,
        values.cut[rows],
        horizon=horizon - shift,
        confidence=CONFIDENCE,
    )
    found = sorted((_effect(one, shift) for one in effects), key=_strength, reverse=True)
    return {"rows": min(values.value.size, MOST_ROWS), "factors": found}


def _effect(effect: FactorEffect, shift: float) -> Json:
    return {
        "name": effect.name,
        "rank": estimate(effect.rank),
        "partial": estimate(effect.partial),
        "share": number(effect.first_order.value),
        "floor": number(effect.first_order.floor),
        "lowest": _end(effect.lowest, shift),
        "highest": _end(effect.highest, shift),
    }


def _end(one: End, shift: float) -> Json:
    """The outcome where the factor is at one end of its range."""
    mean = {key: None if v is None else number(v + shift) for key, v in estimate(one.mean).items()}
    return {"from": number(one.factor_least), "to": number(one.factor_most), "n": one.n, "mean": mean}


def _strength(effect: Json) -> tuple[float, float]:
    low, high = effect["lowest"]["mean"]["value"], effect["highest"]["mean"]["value"]
    swing = 0.0 if low is None or high is None else abs(high - low)
    return swing, abs(effect["rank"]["value"] or 0.0)
