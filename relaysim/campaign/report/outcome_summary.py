"""One outcome of a study over all its variants: answers, pictures' numbers, comparison, sensitivity, convergence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from relaysim.campaign.report.blackout_answers import (
    CONFIDENCE,
    EQUAL_DAYS,
    blackout_answers,
    exceedance_curve,
)
from relaysim.campaign.report.comparisons import comparisons
from relaysim.campaign.report.done_runs import DoneRuns, Floats, Values
from relaysim.campaign.report.factor_effects import factor_effects
from relaysim.campaign.report.number_answers import number_answers
from relaysim.campaign.report.plain import Json, estimate, number, numbers
from relaysim.campaign.report.sweep import sweep
from relaysim.campaign.study.study import BlackoutOutcome, Outcome, Study, SummaryOutcome

if TYPE_CHECKING:
    from relaysim.statistics.survival import Survival

# Curves in one picture that can be told apart; and variants whose own sensitivity is worth a picture.
MOST_DRAWN, MOST_TORNADOES = 8, 4
_BINS = 30
_DOUBLINGS = 14


@dataclass(frozen=True)
class Frame:
    """How an outcome's values are taken.

    Attributes:
        horizon: means count to this; shift: taken off before statistics of durations, which are 0 or more.
        equal_within: what counts as equal; zero_apart: 0 is no blackout at all and in no bin.
    """

    horizon: float
    shift: float
    equal_within: float
    zero_apart: bool

    def binned(self, values: Values) -> Floats:
        """The values that bins hold: not cut, and no zeros that mean none."""
        inside = ~values.cut & (values.value != 0.0) if self.zero_apart else ~values.cut
        return np.asarray(values.value[inside])


def outcome_summary(study: Study, outcome: Outcome, runs: DoneRuns) -> Json:
    """All that the page says of one outcome."""
    variants = runs.outcome(outcome)
    if isinstance(outcome, BlackoutOutcome):
        return _blackouts(study, outcome, variants)
    return _numbers(study, outcome, variants)


def _blackouts(study: Study, outcome: BlackoutOutcome, variants: list[Values]) -> Json:
    from relaysim.statistics.survival import survival

    curves = [survival(one.value, one.cut, confidence=CONFIDENCE) for one in variants]
    horizon = _common_horizon(curves)
    rows = [
        blackout_answers(values, curve, study.exceed_days, outcome.observed_days, horizon)
        for values, curve in zip(variants, curves, strict=True)
    ]
    order = sorted(range(len(rows)), key=lambda n: _rank(rows[n]))
    drawn = _drawn(study, order)
    for one in drawn:
        rows[one]["curve"] = exceedance_curve(curves[one])
    about = {
        "name": outcome.name,
        "label": outcome.label,
        "kind": "blackout",
        "unit": f"{study.day_name}s",
        "level": outcome.level,
        "pick": outcome.pick,
        "flight": outcome.flight,
        "observed_days": number(outcome.observed_days),
        "observed_source": outcome.observed_source,
        "horizon": number(horizon),
        "equal_within": EQUAL_DAYS,
    }
    return about | _common_parts(study, variants, rows, order, drawn, Frame(horizon, 0.0, EQUAL_DAYS, True))


def _numbers(study: Study, outcome: SummaryOutcome, variants: list[Values]) -> Json:
    rows = [number_answers(one) for one in variants]
    known = [one.value for one in variants if one.value.size]
    least = min((float(one.min()) for one in known), default=0.0)
    most = max((float(one.max()) for one in known), default=0.0)
    order = sorted(range(len(rows)), key=lambda n: _size(rows[n]["mean"]["value"]))
    drawn = _drawn(study, order)
    about = {
        "name": outcome.name,
        "label": outcome.label,
        "kind": "number",
        "unit": outcome.unit,
        "path": outcome.path,
        "equal_within": 0.0,
    }
    return about | _common_parts(
        study, variants, rows, order, drawn, Frame(most, min(least, 0.0), 0.0, False)
    )


def _common_parts(
    study: Study,
    variants: list[Values],
    rows: list[Json],
    order: list[int],
    drawn: list[int],
    frame: Frame,
) -> Json:
    """What both kinds of outcome have."""
    binned = [frame.binned(one) for one in variants]
    edges = _edges(binned)
    for n, row in enumerate(rows):
        row["variant"] = n
        row["unknown"], row["no_landing"] = variants[n].unknown, variants[n].no_landing
        row["histogram"] = _counts(binned[n], edges)
    for one in drawn:
        rows[one]["convergence"] = _convergence(variants[one], rows[one], frame.shift)
    told = drawn if len(variants) <= MOST_TORNADOES else [study.baseline]
    effects = {one: factor_effects(study, variants[one], frame.horizon, frame.shift) for one in told}
    return {
        "edges": numbers(edges),
        "drawn": drawn,
        "order": order,
        "variants": rows,
        "sensitivity": [{"variant": one} | found for one, found in effects.items() if found is not None],
        "comparison": comparisons(variants, study.baseline, order, frame.shift, frame.equal_within),
    }


def _common_horizon(curves: list[Survival]) -> float:
    """The longest duration, or less where a curve is not known so far: means up to it can be compared."""
    filled = [one for one in curves if one.n]
    return (
        min([max(one.last for one in filled), *(one.known_until for one in filled)]) if filled else math.nan
    )


def _rank(row: Json) -> tuple[float, float]:
    """Shorter is better."""
    return _size(row["quantiles"][2]["value"]), _size(row["mean"]["value"])


def _size(value: float | None) -> float:
    return math.inf if value is None else value


def _drawn(study: Study, order: list[int]) -> list[int]:
    """The variants in pictures: all if they can be told apart, else the baseline and the best and worst.

    Of a factor that goes through a range it is the baseline and some evenly through that range.
    """
    if len(order) <= MOST_DRAWN:
        return list(range(len(order)))
    others = [one for one in order if one != study.baseline]
    swept = sweep(study)
    if swept is not None and len(swept["series"]) == 1:
        through = [
            point["variant"] for point in swept["series"][0]["points"] if point["variant"] != study.baseline
        ]
        places = np.linspace(0, len(through) - 1, MOST_DRAWN - 1).round().astype(int)
        return [study.baseline, *sorted(through[n] for n in places)]
    half = (MOST_DRAWN - 2) // 2
    return [study.baseline, *sorted(others[:half] + others[-half:])]


def _edges(binned: list[Floats]) -> Floats:
    """Round edges of bins that hold what all variants gave; none if there is nothing."""
    from relaysim.statistics.histogram import round_edges

    whole = [one for one in binned if one.size]
    if not whole:
        return np.empty(0)
    return round_edges(min(float(one.min()) for one in whole), max(float(one.max()) for one in whole), _BINS)


def _counts(inside: Floats, edges: Floats) -> list[int]:
    if edges.size < 2:
        return []
    bins = edges.size - 1
    # A value on an edge belongs to the bin above it, the last one to the last bin.
    place = (inside - edges[0]) * (bins / (edges[-1] - edges[0])) + 1e-9
    found: list[int] = np.bincount(np.minimum(place.astype(np.intp), bins - 1), minlength=bins).tolist()
    return found


def _convergence(values: Values, row: Json, shift: float) -> list[Json]:
    """The median and its interval after the first 8, 16, 32, ... runs (65,536 at most) and after all."""
    from relaysim.statistics.convergence import FIRST_ROWS, convergence, median

    found, n = [], values.value.size
    first = [FIRST_ROWS << k for k in range(_DOUBLINGS) if FIRST_ROWS << k < n]
    if first:
        part = slice(0, first[-1])
        steps = convergence(
            values.value[part] - shift, values.cut[part], {"median": median}, confidence=CONFIDENCE
        )
        for step in steps["median"]:
            moved = {key: None if v is None else number(v + shift) for key, v in estimate(step).items()}
            found.append({"n": step.n} | moved)
    middle = row["quantiles"][2]
    return [*found, {"n": n, **{key: middle[key] for key in ("value", "low", "high")}}] if n else []
