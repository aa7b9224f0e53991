"""The two vehicles of a link as carriers of antennas, with where each figure comes from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from relaysim.links.model import ON_THE_GROUND_M
from relaysim.links.mount import Mount
from relaysim.links.orientation import Orientation
from relaysim.radio.budget import Kind


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from, and whether it is given, assumed or fitted."""

    source: str
    kind: Kind


@dataclass(frozen=True)
class Carrier:
    """One vehicle.

    Attributes:
        name: for people; its terms in the budget begin with it.
        mount: pattern, body and lean.
        antenna_m: how high its antenna stands above the ground while it stands there itself.
        pattern_origin: None with an isotropic antenna.
        sector_origins: of each sector of the body, in the same order.
    """

    name: str
    mount: Mount
    antenna_m: float
    pattern_origin: Origin | None = None
    sector_origins: tuple[Origin, ...] = ()

    def mount_at(self, antenna_m: float) -> Mount:
        """Its mount with the antenna so high: above its own height it flies, and does not lean with the ground."""
        if antenna_m <= self.antenna_m + ON_THE_GROUND_M:
            return self.mount
        return dataclasses.replace(self.mount, tilts_with_ground=False)


@dataclass(frozen=True)
class LinkAntennas:
    """What the vehicles at the ends of one link carry.

    Attributes:
        rover: at the first end; helicopter: at the second, of unknown heading.
        orientation: how the rover stands; None takes both antennas as isotropic, with no body in the way.
    """

    rover: Carrier
    helicopter: Carrier
    orientation: Orientation | None = None

    @property
    def is_plain(self) -> bool:
        """Whether no direction differs from another anyway."""
        return self.rover.mount.is_plain and self.helicopter.mount.is_plain
