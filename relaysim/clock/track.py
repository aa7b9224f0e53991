"""A body's way, laid in at even steps: many positions for the price of a few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.clock.ephemeris import Ephemeris

Floats = NDArray[np.float64]

# The Moon, the fastest, turns 3.3 deg in so long: a cubic through four of its places errs by 0.2 km.
STEP_S = 21_600.0


@dataclass(frozen=True, eq=False)
class Track:
    """Positions of a body over an ephemeris's whole span, by cubics through four places six hours apart.

    Errs by 0.2 km at most (the Moon, much less for the others), 0.6 us of light time.

    Attributes:
        ephemeris: where the places are from.
        first_tdb_s: of the first place, seconds of TDB since J2000.
        places_km: (3, n) from the barycentre of the solar system, axes of the ICRF.
    """

    ephemeris: Ephemeris
    first_tdb_s: float
    places_km: Floats

    @classmethod
    def of(cls, ephemeris: Ephemeris, body: str) -> Track:
        """The track of "Sun", "Earth", "Moon" or "Mars". Raises: InputError for another body."""
        start, end = ephemeris.start_tdb_s, ephemeris.end_tdb_s
        count = max(int((end - start) // STEP_S) + 1, 4)
        times = np.minimum(start + STEP_S * np.arange(count), end)
        return cls(ephemeris, start, np.ascontiguousarray(ephemeris.position_km(body, times).T))

    def at(self, tdb_s: ArrayLike) -> Floats:
        """Positions at seconds of TDB since J2000 of any shape: (3, ...) km. Raises: InputError outside the span."""
        times = np.asarray(tdb_s, dtype=np.float64)
        self.ephemeris.check(times)
        steps = (times - self.first_tdb_s) / STEP_S
        begin = np.clip(steps.astype(np.int64) - 1, 0, self.places_km.shape[1] - 4)
        u = steps - begin  # of 0, 1, 2, 3, between 1 and 2 but at the ends
        a, b, c, d = u, u - 1.0, u - 2.0, u - 3.0
        weights = -b * c * d / 6.0, a * c * d / 2.0, -a * b * d / 2.0, a * b * c / 6.0
        position = np.empty((3, *times.shape))
        for axis, places in enumerate(self.places_km):
            position[axis] = sum(weight * places[begin + n] for n, weight in enumerate(weights))
        return position
