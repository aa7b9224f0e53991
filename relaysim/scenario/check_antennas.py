"""Faults of antennas and of the rover's attitude that no single value shows.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.radio.body_loss import BodySector as Sector
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema_antenna import BodySector, Radios


def check_antennas(radios: Radios | None, faults: FaultList) -> None:
    """Adds sectors of a body that are empty, or share bearings."""
    for end in ("rover", "helicopter"):
        radio = getattr(radios, end, None)
        _check_sectors(("radios", end, "body_loss"), (radio and radio.body_loss) or (), faults)


def check_rover_attitude(faults: FaultList) -> None:
    """Adds the faults of what is said of the rover's heading."""
    drives = faults.given("rover", "drives") or faults.given("rover", "route")
    if faults.given("rover", "attitudes") and not drives:
        message = "'attitudes' are those at the ends of drives, and there are none; a rover that never drives has 'heading'"
        faults.add(("rover", "attitudes"), message, at_key=True)
    if faults.given("rover", "heading") and drives:
        message = "'heading' is for a rover that never drives; for this one name a table of 'attitudes'"
        faults.add(("rover", "heading"), message, at_key=True)


def _check_sectors(place: tuple[str, ...], sectors: Sequence[BodySector | None], faults: FaultList) -> None:
    earlier: list[Sector] = []
    for index, one in enumerate(sectors):
        if one is None or one.from_deg is None or one.to_deg is None:
            continue
        sector = Sector(one.from_deg, one.to_deg, 0.0)
        if not sector.width_deg:
            message = "the sector has no width; for a loss all round write from: 0 deg, to: 360 deg"
            faults.add((*place, index, "to"), message)
        twin = next((other for other in earlier if sector.overlaps(other)), None)
        if twin is not None:
            message = (
                f"the sector {sector.from_deg:g} to {sector.to_deg:g} deg shares bearings with"
                f" {twin.from_deg:g} to {twin.to_deg:g} deg before it"
            )
            faults.add((*place, index, "from"), message)
        earlier.append(sector)
