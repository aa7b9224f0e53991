"""Rank correlation between draws: a Gaussian copula.

A study states Spearman's rank correlation, which does not change with the distributions. The normal variables of the
copula then have the product-moment correlation r = 2 sin(pi rho / 6) (K. Pearson 1907; Kruskal, J. Am. Stat. Assoc. 53
(1958) 814).
"""

from __future__ import annotations

import numpy as np

from relaysim.campaign.sampling.distributions import Floats

# Smaller eigenvalues are rounding: the matrix is singular.
LEAST_EIGENVALUE = 1e-9


def copula_matrix(rank_correlation: Floats) -> Floats:
    """Product-moment correlations of the copula's normal variables, (k, k), of rank correlations."""
    matrix: Floats = 2.0 * np.sin(np.pi * rank_correlation / 6.0)
    np.fill_diagonal(matrix, 1.0)
    return matrix


def least_eigenvalue(matrix: Floats) -> float:
    """Above `LEAST_EIGENVALUE` for a matrix that variables can have."""
    return float(np.linalg.eigvalsh(matrix)[0])


def correlated(u: Floats, matrix: Floats, *, keep_strata: bool) -> Floats:
    """Draws from the unit cube whose columns go together.

    Columns without a correlation, and the first of those that have one, come back as they were, to the bit.

    Args:
        u: (n, k), independent, each uniform on (0, 1).
        matrix: (k, k), of the copula.
        keep_strata: give each column the very numbers that it had, in the order of the copula's ranks, so that a Latin
            hypercube stays one (Iman & Conover, Commun. Stat. B 11 (1982) 311).
    """
    from scipy.special import ndtr, ndtri

    together = np.flatnonzero(np.abs(matrix - np.eye(len(matrix))).max(axis=0, initial=0.0) > 0.0)
    if not together.size:
        return u
    root = np.linalg.cholesky(matrix[np.ix_(together, together)])
    normal = ndtri(u[:, together])
    # A sum in a stated order: products of matrices may differ between machines in the last bit.
    mixed = np.stack(
        [
            sum((root[row, column] * normal[:, column] for column in range(row + 1)), np.zeros(len(u)))
            for row in range(len(root))
        ],
        axis=1,
    )
    moved = u.copy()
    for place, column in enumerate(together):
        if not root[place, :place].any():
            continue  # the first of a group leads
        ranked = np.argsort(np.argsort(mixed[:, place], kind="stable"), kind="stable")
        moved[:, column] = np.sort(u[:, column])[ranked] if keep_strata else ndtr(mixed[:, place])
    return moved
