"""The horizon that `horizon: terrain` asks for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from relaysim.path.route import Floats
from relaysim.sightline.ends import End
from relaysim.sightline.horizon import Skyline
from relaysim.terrain.grid import Terrain

HORIZON_RADIUS_M = 10_000.0


def terrain_horizon(terrain: Terrain, end: End) -> Callable[[Floats], Floats]:
    """From azimuths to elevations of the terrain round a place, degrees; at least level, which unknown ground is."""
    line = Skyline.of(terrain, end, HORIZON_RADIUS_M, unknown_deg=0.0)
    return Skyline(line.azimuths_deg, np.maximum(line.elevations_deg, 0.0)).at
