"""One-way light time between the site and Earth, from a table or a constant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LightTime:
    """Light time against UTC, linear between rows.

    Attributes:
        utc_s: (n,) s since 1970, rising.
        one_way_s: (n,) one-way light time.
    """

    utc_s: NDArray[np.float64]
    one_way_s: NDArray[np.float64]

    @staticmethod
    def constant(one_way_s: float) -> LightTime:
        """The same light time always (0 for a truck on the same hill)."""
        return LightTime(np.array([0.0]), np.array([one_way_s]))

    def at(self, utc_s: float) -> float:
        """One-way light time at an instant; the first and last rows hold outside the table."""
        return float(np.interp(utc_s, self.utc_s, self.one_way_s))
