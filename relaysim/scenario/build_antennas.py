"""From a scenario's radios to how each vehicle carries its antenna."""

from __future__ import annotations

from typing import Literal

from relaysim.links.carrier import Carrier, LinkAntennas, Origin
from relaysim.links.mount import Mount
from relaysim.links.orientation import Orientation
from relaysim.radio.antenna import ISOTROPIC
from relaysim.radio.body_loss import BodyLoss, BodySector
from relaysim.scenario.scenario import Scenario

End = Literal["rover", "helicopter"]


def mount(scenario: Scenario, end: End) -> Mount:
    """How one end carries its antenna."""
    radio = getattr(scenario.model.radios, end)
    sectors = tuple(BodySector(s.from_deg, s.to_deg, s.loss_db, s.sigma_db) for s in radio.body_loss)
    pattern = scenario.tables.antennas.get(end, ISOTROPIC)
    return Mount(pattern, BodyLoss(sectors), radio.tilts_with_ground)


def link_antennas(scenario: Scenario, orientation: Orientation | None) -> LinkAntennas:
    """What the two ends of one link carry, the rover standing so; None for isotropic antennas."""
    return LinkAntennas(_carrier(scenario, "rover"), _carrier(scenario, "helicopter"), orientation)


def _carrier(scenario: Scenario, end: End) -> Carrier:
    radio = getattr(scenario.model.radios, end)
    antenna = radio.antenna
    return Carrier(
        end,
        mount(scenario, end),
        radio.antenna_height_m,
        None if antenna is None else Origin(antenna.source, antenna.kind),
        tuple(Origin(sector.source, sector.kind) for sector in radio.body_loss),
    )
