"""What flights are planned over: the heights of the ground, and how heavy things are on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from relaysim.path.route import Floats
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

# A vehicle's legs stand about so far apart, and no slope is judged over less: an assumption.
LEAST_FOOTPRINT_M = 1.0


@dataclass(frozen=True, eq=False)
class Surface:
    """The ground in the local frame, and the body's gravity.

    Attributes:
        height_at: (x_m, y_m), each (n,), to the height of the ground, (n,) m; nan where unknown.
        cell_m: how finely that is known: between two places so far apart it is nearly a straight line.
        gravity_mps2: at the ground.
    """

    height_at: Callable[[Floats, Floats], Floats]
    cell_m: float
    gravity_mps2: float

    @classmethod
    def of(cls, terrain: Terrain, frame: LocalFrame, gravity_mps2: float) -> Surface:
        """The surface of a terrain."""

        def height_at(x_m: Floats, y_m: Floats) -> Floats:
            return np.asarray(terrain.height_m(*frame.to_geographic(x_m, y_m)), dtype=np.float64)

        return cls(height_at, terrain.cell_size_m, gravity_mps2)

    @property
    def footprint_m(self) -> float:
        """What slopes are judged over: one cell of the terrain, or what the vehicle stands on if that is more."""
        return max(self.cell_m, LEAST_FOOTPRINT_M)
