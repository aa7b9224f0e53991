"""Every variant against the baseline, draw by draw: both saw the same random numbers."""

from __future__ import annotations

import numpy as np

from relaysim.campaign.report.blackout_answers import CONFIDENCE
from relaysim.campaign.report.done_runs import Bools, Values
from relaysim.campaign.report.plain import Json, estimate, number

MOST_VARIANTS = 20


def comparisons(
    variants: list[Values], baseline: int, order: list[int], shift: float, equal_within: float
) -> list[Json]:
    """The paired comparisons, in the order of variants; of more than 20 the best first.

    Args:
        variants: by number; order: their numbers, the best first. Beyond 20 the ten at each end are compared.
        shift: as for `factor_effects`.
    """
    others = [one for one in order if one != baseline]
    if len(variants) > MOST_VARIANTS:
        half = MOST_VARIANTS // 2
        others = others[:half] + others[-half:]
    else:
        others.sort()
    return [_compared(one, variants[one], variants[baseline], shift, equal_within) for one in others]


def _compared(variant: int, a: Values, b: Values, shift: float, equal_within: float) -> Json:
    from relaysim.statistics.comparison import paired

    in_a, in_b = _common(a, b)
    found = paired(
        a.value[in_a] - shift,
        a.cut[in_a],
        b.value[in_b] - shift,
        b.cut[in_b],
        equal_within=equal_within,
        confidence=CONFIDENCE,
    )
    median = found.median
    return {
        "variant": variant,
        "pairs": found.pairs,
        **{name: estimate(getattr(found, name)) for name in ("shorter", "longer", "equal", "undecidable")},
        "median": estimate(median) | {"least": number(median.least), "most": number(median.most)},
        "sign_test": number(found.sign_test),
        "mean": estimate(found.mean) | {"horizon": number(found.mean.horizon + shift)},
    }


def _common(a: Values, b: Values) -> tuple[Bools | slice, Bools | slice]:
    """Which runs of each have their draw in the other too; both stand by draw, so that they are pairs then."""
    if np.array_equal(a.draw, b.draw):
        return slice(None), slice(None)
    last = max(int(one.draw[-1]) if one.draw.size else 0 for one in (a, b))
    in_a, in_b = (np.zeros(last + 1, dtype=np.bool_) for _ in range(2))
    in_a[a.draw], in_b[b.draw] = True, True
    return in_b[a.draw], in_a[b.draw]
