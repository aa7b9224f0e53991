"""How strongly ranks go together, with the others held fixed or not."""

from __future__ import annotations

from math import atanh, nan, sqrt, tanh

import numpy as np

from relaysim.statistics.estimate import UNKNOWN, Estimate, normal_quantile
from relaysim.statistics.rows import Floats

# Factors whose ranks determine one another (condition of their correlations beyond this) cannot be held fixed apart.
SINGULAR = 1e10
# What rounding leaves of a constant, relative to it, is no variation.
ROUNDING = 1e-12


def correlations(columns: Floats) -> Floats:
    """Pearson correlations of the rows of (k, n): (k, k); nan for a row that does not vary."""
    if columns.shape[1] == 0:
        return np.full((columns.shape[0],) * 2, np.nan)
    centred = columns - columns.mean(axis=1, keepdims=True)
    product = centred @ centred.T
    scale = columns.shape[1] * (ROUNDING * np.abs(columns).max(axis=1)) ** 2
    length = np.sqrt(np.where(np.diag(product) > scale, np.diag(product), np.nan))
    return np.asarray(np.clip(product / np.outer(length, length), -1.0, 1.0))


def with_outcome(between: Floats, deviations: Floats, columns: Floats, outcome: Floats) -> Floats:
    """Correlations of the rows of (k, n) and, last, of an outcome (n,): (k + 1, k + 1).

    `between` are those of the rows, `deviations` (k,) their standard deviations, from n.
    """
    k, n = columns.shape
    found = np.full((k + 1, k + 1), np.nan)
    found[:k, :k] = between
    centred = outcome - outcome.mean() if n else outcome
    length = float(centred @ centred)
    if n == 0 or length <= n * (ROUNDING * float(np.abs(outcome).max())) ** 2:
        return found
    moving = ~np.isnan(np.diag(between))
    spread = np.where(moving, deviations, np.nan) * np.sqrt(n * length)
    found[:k, k] = np.clip(columns @ centred / spread, -1.0, 1.0)
    found[k, :k], found[k, k] = found[:k, k], 1.0
    return found


def partial_correlations(found: Floats) -> Floats:
    """Correlation of the last row with every other one, all the rest held fixed, from the correlations of all.

    From the slopes b of the regression on all rows: b / sqrt(b^2 + (1 - R^2) v), v the diagonal of the inverse. nan for
    rows that do not vary, and for all where some determine one another.
    """
    partial = np.full(found.shape[0] - 1, np.nan)
    moving = ~np.isnan(np.diag(found)[:-1])
    between, along = found[:-1, :-1][np.ix_(moving, moving)], found[:-1, -1][moving]
    if np.isnan(found[-1, -1]) or not moving.any() or np.linalg.cond(between) > SINGULAR:
        return partial
    inverse = np.linalg.inv(between)
    slopes = inverse @ along
    # Where the factors determine the outcome, rounding must not make up what is left of it.
    unexplained = max(1.0 - float(along @ slopes), ROUNDING)
    partial[moving] = slopes / np.sqrt(slopes**2 + unexplained * np.diag(inverse))
    return partial


def with_interval(correlation: float, rows: int, held: int, confidence: float) -> Estimate:
    """A rank correlation with Fisher's interval, `held` others being held fixed; without one for too few rows.

    Reference:
        Bonett & Wright 2000 (Psychometrika 65, 23): variance (1 + r^2 / 2) / (n - 3) for Spearman's.
    """
    if np.isnan(correlation):
        return UNKNOWN
    if rows - held <= 3:
        return Estimate(correlation, nan, nan)
    if abs(correlation) == 1.0:
        return Estimate(correlation, correlation, correlation)
    reach = normal_quantile(confidence) * sqrt((1.0 + correlation**2 / 2.0) / (rows - held - 3))
    middle = atanh(correlation)
    return Estimate(correlation, tanh(middle - reach), tanh(middle + reach))
