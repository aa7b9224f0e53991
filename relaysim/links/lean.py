"""How the ground leans under a vehicle's feet."""

from __future__ import annotations

import numpy as np

from relaysim.path.route import Floats
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

# Legs and wheels stand about this far apart: the slope is that over it. On a coarser terrain it is that of the cells.
STANCE_M = 1.0


def ground_slopes(terrain: Terrain, frame: LocalFrame, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
    """Rise of the ground per metre (east, north) at n places of the local frame, (n,) each; nan over unknown ground."""
    half = STANCE_M / 2.0
    lat, lon = frame.to_geographic(
        x_m + np.array([[half], [-half], [0.0], [0.0]]), y_m + np.array([[0.0], [0.0], [half], [-half]])
    )
    east, west, north, south = terrain.height_m(lat, lon)
    return (east - west) / STANCE_M, (north - south) / STANCE_M
