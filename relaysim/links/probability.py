"""How probable it is that a link closes, from the losses over an ensemble of grounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.radio.normal import normal_cdf


def closing_probability(
    losses_db: ArrayLike, threshold_db: float, sigma_db: ArrayLike, antenna_db: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Probability that each of n links closes: (n,), nan where a loss is unknown.

    losses_db: (members, n) basic path losses, each member as probable as another.
    threshold_db: the largest loss over which the mode closes.
    sigma_db: standard deviation of everything else (budget, antennas), normal and independent of the ground; (n,) or one.
    antenna_db: gain of the antennas, (n,) or one.

    The mean over the members of the normal probability that the rest leaves a margin of 0 or more: the losses may have
    any distribution. Without any sigma it is the share of the members that close.
    """
    margin = threshold_db + np.asarray(antenna_db) - np.atleast_2d(losses_db)
    sigma = np.broadcast_to(np.asarray(sigma_db, dtype=np.float64), margin.shape)
    sure = np.where(np.isnan(margin), np.nan, (margin >= 0.0).astype(np.float64))
    closes = np.where(sigma > 0.0, normal_cdf(margin / np.where(sigma > 0.0, sigma, 1.0)), sure)
    return np.asarray(closes.mean(axis=0), dtype=np.float64)


def spread_db(losses_db: ArrayLike) -> NDArray[np.float64]:
    """Standard deviation of the losses over the ensemble: (n,), 0 for a single member, nan where unknown."""
    losses = np.atleast_2d(losses_db)
    return np.asarray(losses.std(axis=0, ddof=1) if len(losses) > 1 else 0.0 * losses[0], dtype=np.float64)
