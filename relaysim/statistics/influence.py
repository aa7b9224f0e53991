"""How much each row moves the restricted mean: what a paired interval needs when rows are cut."""

from __future__ import annotations

import numpy as np

from relaysim.statistics.restricted_mean import area_beyond
from relaysim.statistics.rows import Bools, Floats
from relaysim.statistics.survival import Survival


def influence_on_restricted_mean(
    curve: Survival, duration: Floats, censored: Bools, horizon: float
) -> Floats:
    """First-order influence of every row on the restricted mean, summing to 0.

    With nothing cut before the horizon it is min(duration, horizon) less the mean. Rows and curve must belong
    together; rows ascending.

    References:
        Reid 1981 (Ann. Stat. 9, 78) for the curve; Andersen, Hansen & Klein 2004 (Lifetime Data Anal. 10, 335) for
        the mean by pseudo-observations, of which this is the limit.
    """
    beyond = area_beyond(curve, horizon)[1:]
    paid = np.concatenate(([0.0], np.cumsum(beyond * curve.events / curve.at_risk.astype(np.float64) ** 2)))
    step = np.searchsorted(curve.time, duration, side="right")
    own = np.concatenate(([0.0], beyond / curve.at_risk))[step]
    return np.asarray(curve.n * (paid[step] - np.where(censored, 0.0, own)))
