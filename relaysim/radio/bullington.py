"""Diffraction over the ground's outline as over one edge: the knife edge and Bullington's construction."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


def knife_edge_loss_db(v: float) -> float:
    """Loss behind one sharp edge against free space, dB, 0 or more: J(v), 6.0 dB at grazing (v = 0).

    v: the edge's height over the straight line, in units in which sqrt(2) is the radius of the first Fresnel
    zone; negative for an edge below the line, -inf for none, nan gives nan.

    Reference: ITU-R P.526-15, section 4.1, J(v); 0 from v = -0.78 down, where it is 0.004 dB.
    """
    if v <= -0.78:
        return 0.0
    return 6.9 + 20 * math.log10(math.hypot(v - 0.1, 1.0) + v - 0.1)


def bullington_loss_db(excess_m: Reals, near_m: Reals, far_m: Reals, wavelength: float) -> float:
    """Bullington's diffraction loss, dB, 0 or more: the outline is replaced by the edge at which the two
    antennas' horizon rays meet, or by its highest point (in v) where they see each other.

    excess_m: how far the ground, the body's bulge included, stands above the straight line between the
    antennas, negative below it; near_m, far_m: how far each point lies from either end. The three have one
    shape (n,) and hold the points between the ends only; no points, no loss.

    Reference: ITU-R P.526-15, section 4.5, the Bullington part. Its v over the horizon is written here as
    sqrt(2 d a b / wavelength), with a and b the angles of the horizon rays above the straight line: the same,
    without the small differences of large heights.
    """
    if excess_m.size == 0:
        return 0.0
    length_m = float(near_m[0] + far_m[0])
    a, b = horizon_slopes(excess_m, near_m, far_m)
    if a > 0:
        v = math.sqrt(2 * length_m * a * b / wavelength)
    else:
        v = float((excess_m / np.sqrt(near_m * far_m)).max()) * math.sqrt(2 * length_m / wavelength)
    edge_db = knife_edge_loss_db(v)
    return edge_db + (1 - math.exp(-edge_db / 6)) * (10 + 0.02e-3 * length_m)


def horizon_slopes(excess_m: Reals, near_m: Reals, far_m: Reals) -> tuple[float, float]:
    """Steepest slopes from either antenna to the ground, against the straight line between the two: both
    above 0 where the ground blocks it, both 0 or less where it does not. Arguments: as bullington_loss_db,
    one point or more.
    """
    return float((excess_m / near_m).max()), float((excess_m / far_m).max())
