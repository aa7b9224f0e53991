"""How high a draft's flights cruise, so that no hill on their way rises faster than they climb."""

from __future__ import annotations

import math

import numpy as np

from relaysim.terrain.grid import Terrain

CLIMB_MPS, SPEED_MPS = 2.0, 5.0
LEAST_M, CLEAR_M, STEP_M = 10.0, 5.0, 5.0


def cruise_m(terrain: Terrain, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Height above the ground for a straight flight between two places (latitude, longitude in degrees).

    The flight follows the ground; where that rises faster than CLIMB_MPS allows at SPEED_MPS, it falls behind by what
    the ground has gained on it since the lowest place before. So much higher it must cruise, rounded up to STEP_M.
    Ground without a height counts as none.
    """
    distance_m, height_m = terrain.profile(*start, *end, min(terrain.cell_size_m / 2, 2.0))
    gained_m = (height_m - distance_m * CLIMB_MPS / SPEED_MPS)[np.isfinite(height_m)]
    behind_m = float(np.max(gained_m - np.minimum.accumulate(gained_m), initial=0.0))
    return max(LEAST_M, STEP_M * math.ceil((behind_m + CLEAR_M) / STEP_M))
