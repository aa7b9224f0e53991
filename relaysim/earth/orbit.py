"""What everything about passes asks of an orbiter: where it is, and how long it takes to come round."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Orbit(Protocol):
    """An orbiter's way, whoever knows it: mean elements, a SPICE kernel."""

    @property
    def period_s(self) -> float:
        """About one revolution; searches take their step from it."""
        ...

    def position_km(self, utc_s: Floats) -> Floats:
        """(n, 3) position from the body's centre, body-fixed (x to longitude 0, z to the north pole), at (n,) UTC seconds."""
        ...
