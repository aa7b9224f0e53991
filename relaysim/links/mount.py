"""How a vehicle carries its antenna: the pattern, its own body in the way, whether it leans with the ground."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from relaysim.path.route import Floats
from relaysim.radio.antenna import ISOTROPIC, AntennaPattern
from relaysim.radio.body_loss import BodyLoss

# Unknown headings are averaged in the middles of this many equal parts of the circle: exact for sectors whose
# edges are whole degrees.
HEADINGS = 360


@dataclass(frozen=True)
class Mount:
    """An antenna on its vehicle.

    Attributes:
        pattern: gain in the vehicle's frame; it comes on top of the antenna's term in the budget.
        body: loss by the bearing from the heading.
        tilts_with_ground: a vehicle on the ground leans as the ground does; else it stands upright.
    """

    pattern: AntennaPattern = ISOTROPIC
    body: BodyLoss = field(default_factory=BodyLoss)
    tilts_with_ground: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether no direction differs from another, and nothing is gained or lost."""
        return self.pattern.is_isotropic and not self.body.sectors

    def towards(self, azimuth_deg: Floats, elevation_deg: Floats) -> tuple[Floats, Floats]:
        """(gain less body loss in dB, its standard deviation) towards directions in its frame, each (n,).

        Where the azimuth is nan the heading is not known and every heading is as likely: the mean of the decibels
        over the circle, and as variance that over the circle plus the mean of the sectors' own.
        """
        if self.is_plain:
            return np.zeros(len(elevation_deg)), np.zeros(len(elevation_deg))
        loss, sigma = self.body.at(azimuth_deg)
        gain = self.pattern.gain_at(azimuth_deg, elevation_deg) - loss
        lost = np.isnan(azimuth_deg)
        if lost.any():
            gain[lost], sigma[lost] = self._over_the_circle(elevation_deg[lost])
        return gain, sigma

    def _over_the_circle(self, elevation_deg: Floats) -> tuple[Floats, Floats]:
        azimuth = (np.arange(HEADINGS) + 0.5) * 360.0 / HEADINGS
        loss, sigma = self.body.at(azimuth)
        gain = self.pattern.gain_at(azimuth[None, :], elevation_deg[:, None]) - loss
        return gain.mean(axis=1), np.sqrt(gain.var(axis=1) + np.mean(sigma**2))
