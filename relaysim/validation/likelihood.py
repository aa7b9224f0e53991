"""How probable documented events are, for a fixed loss and a loss of the rover's body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.radio.normal import normal_cdf
from relaysim.validation.evidence import Evidence

Reals = NDArray[np.float64]

SCATTER_DB = 6.0  # fixed: terrain, ground and whatever else one event has of its own
LARGEST_LOSS_DB = 20.0  # of either kind: the largest body loss any source names
STEP_DB = 0.1


def probability(
    piece: Evidence, fixed_loss_db: Reals, body_loss_db: Reals, scatter_db: float = SCATTER_DB
) -> Reals:
    """Probability of what a piece of evidence says, for losses that broadcast against each other.

    The error is normal with standard deviation `scatter_db`; a record that is wrong says nothing (1/2).
    """
    low, high = piece.interval(np.asarray(body_loss_db, dtype=np.float64))
    fixed = np.asarray(fixed_loss_db, dtype=np.float64)
    inside = normal_cdf((high - fixed) / scatter_db) - normal_cdf((low - fixed) / scatter_db)
    return np.asarray(piece.sure * np.maximum(inside, 0.0) + (1.0 - piece.sure) / 2.0, dtype=np.float64)


@dataclass(frozen=True)
class Posterior:
    """Fixed loss and body loss after the evidence, on a grid.

    Attributes:
        fixed_loss_db (n,), body_loss_db (m,): the grid.
        log_likelihood: (n, m).
    """

    fixed_loss_db: Reals
    body_loss_db: Reals
    log_likelihood: Reals

    @property
    def weight(self) -> Reals:
        """(n, m), sum 1: the priors are uniform over the grid."""
        raised = np.exp(self.log_likelihood - self.log_likelihood.max())
        return np.asarray(raised / raised.sum(), dtype=np.float64)

    @property
    def fixed_weight(self) -> Reals:
        """(n,), sum 1: of the fixed loss, whatever the body's."""
        return np.asarray(self.weight.sum(axis=1), dtype=np.float64)

    @property
    def body_weight(self) -> Reals:
        """(m,), sum 1: of the body's loss, whatever the fixed one."""
        return np.asarray(self.weight.sum(axis=0), dtype=np.float64)

    @property
    def mean_db(self) -> tuple[float, float]:
        """Means of the fixed loss and of the body's: the calibrated set."""
        return (
            float(self.fixed_weight @ self.fixed_loss_db),
            float(self.body_weight @ self.body_loss_db),
        )

    @property
    def fixed_profile(self) -> Reals:
        """(n,) highest log-likelihood over all body losses, 0 at its own highest."""
        best = self.log_likelihood.max(axis=1)
        return np.asarray(best - best.max(), dtype=np.float64)

    @property
    def body_profile(self) -> Reals:
        """(m,) highest log-likelihood over all fixed losses, 0 at its own highest."""
        best = self.log_likelihood.max(axis=0)
        return np.asarray(best - best.max(), dtype=np.float64)


def posterior(pieces: Sequence[Evidence], scatter_db: float = SCATTER_DB) -> Posterior:
    """Fixed and body loss, uniform from 0 to LARGEST_LOSS_DB before, after the evidence.

    The grid's points are the middles of cells of STEP_DB, so that sums over it are means over the prior's range.
    """
    grid = np.arange(0.0, LARGEST_LOSS_DB, STEP_DB) + STEP_DB / 2
    total = np.zeros((grid.size, grid.size))
    for piece in pieces:
        found = probability(piece, grid[:, None], grid[None, :], scatter_db)
        total += np.log(np.maximum(found, np.finfo(np.float64).tiny))
    return Posterior(grid, grid, total)


def interval_95(values: Reals, weight: Reals) -> tuple[float, float]:
    """The values between which 95 % of the weight lies, 2.5 % beyond each."""
    summed = np.concatenate(([0.0], np.cumsum(weight)))
    half = (values[1] - values[0]) / 2
    edges = np.concatenate((values - half, [values[-1] + half]))
    low, high = np.interp([0.025, 0.975], summed, edges)
    return float(low), float(high)
