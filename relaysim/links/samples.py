"""What the link model answers for many pairs of positions at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from relaysim.path.route import Floats


@dataclass(frozen=True)
class LinkSamples:
    """Answers for n pairs of positions; every array is (n,).

    Attributes:
        distance_m: straight distance between the antennas; nan over unknown ground at an end.
        clearance_m: least height of the straight line above the ground, negative when it is blocked. Where
            part of the ground is unknown: nan, unless known ground blocks it already.
        obstruction_fraction: where along the line, from the rover, that least height is (0 to 1).
        loss_db: basic path loss between isotropic antennas; nan over unknown ground.
        antenna_db: gain of both antennas less what the vehicles' bodies take, along the straight line also where
            terrain blocks it; 0 between isotropic antennas. Where a heading is not known, the mean over all.
        antenna_sigma_db: its standard deviation.
    """

    distance_m: Floats
    clearance_m: Floats
    obstruction_fraction: Floats
    loss_db: Floats
    antenna_db: Floats
    antenna_sigma_db: Floats

    @cached_property
    def total_loss_db(self) -> Floats:
        """What thresholds and margins are compared with: the path loss less the antennas' gain."""
        return self.loss_db - self.antenna_db
