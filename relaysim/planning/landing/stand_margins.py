"""Margins of the links between stands of the rover and landing places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import NoResult
from relaysim.path.route import Floats
from relaysim.planning.landing.antennas import StandAntennas
from relaysim.planning.landing.itinerary import Stand
from relaysim.planning.landing.losses import StandLosses

Indices = NDArray[np.intp]
Margins = NDArray[np.float32]

# Radials twice as far apart as those of a map of margins: four cells at the edge. Against those, on real ground, half the
# cells change by less than 0.03 dB and 95 % by less than 0.3 dB, and it takes half the time.
APART = 2


@dataclass(frozen=True, eq=False)
class StandMargins:
    """Decibels above what the slowest mode needs; 0 and more closes, nan is unknown ground.

    Attributes:
        threshold_db: the largest loss at which that mode closes.
    """

    threshold_db: float
    losses: StandLosses
    antennas: StandAntennas

    def plain_db(self, stand: Stand, wanted: Indices, *, apart: int = APART) -> Margins:
        """Between isotropic antennas, for some of the cells; all nan where the stand has no known ground.

        apart: as `StandLosses.losses_db`.
        """
        try:
            losses = self.losses.losses_db(stand.latitude_deg, stand.longitude_deg, wanted, apart)
        except NoResult:
            return np.full(wanted.shape, np.nan, dtype=np.float32)
        return (self.threshold_db - losses).astype(np.float32)

    def antennas_db(self, stand: Stand, wanted: Indices) -> Floats:
        """What antennas and bodies add."""
        return self.antennas.gains_db(stand, wanted)
