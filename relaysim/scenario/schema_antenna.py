"""The antennas of the two ends of the link: patterns, the vehicles' bodies in the way, how they lean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from relaysim.scenario.quantities import AntennaHeight, Quantity, Sigma
from relaysim.scenario.scalars import Scalar, show
from relaysim.scenario.section import FilePath, Section, Sourced, written

Bearing = Annotated[float, Quantity("angle", "180 deg", low="0 deg", high="360 deg")]
BodyLossValue = Annotated[float, Quantity("gain or loss", "8 dB", low="0 dB", high="60 dB")]


@dataclass(frozen=True)
class YesNo(Scalar):
    """Reads true or false, and nothing that merely looks like them."""

    def read(self, value: object, context: Any) -> bool:
        """The truth value."""
        if not isinstance(value, bool):
            raise ValueError(f"{show(value)} is neither true nor false")
        return value

    def json_schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class Antenna(Sourced):
    """Gain by direction; it comes on top of the antenna's own term in the budget."""

    pattern: FilePath = Field(
        description="isotropic, short-monopole, or a CSV table (azimuth_deg clockwise from forward, elevation_deg,"
        " gain_dbi)"
    )


class BodySector(Sourced):
    """A range of bearings from the vehicle's heading in which its own body takes some of the signal."""

    from_deg: Bearing = Field(alias="from", description="first bearing, clockwise from the heading")
    to_deg: Bearing = Field(
        alias="to", description="last bearing: the sector goes clockwise from the first to it"
    )
    loss_db: BodyLossValue = Field(alias="loss", description="what the body takes, 0 or more")
    sigma_db: Sigma = Field(
        default=written("0 dB"), alias="sigma", description="standard deviation of the loss"
    )


class Radio(Section):
    """One end of the link."""

    antenna_height_m: AntennaHeight = Field(
        alias="antenna_height", description="height of the antenna above the ground under the vehicle"
    )
    antenna: Antenna | None = Field(default=None, description="gain by direction; isotropic if absent")
    body_loss: tuple[BodySector, ...] = Field(
        default=(),
        description="what the vehicle's own body takes, by the bearing from its heading; else nothing",
    )
    tilts_with_ground: Annotated[bool, YesNo()] = Field(
        default=False,
        description="on the ground it leans as the ground does, unless its pitch and roll are recorded; upright if"
        " false",
    )


class Radios(Section):
    """The two ends of the link."""

    rover: Radio = Field(description="the radio on the rover")
    helicopter: Radio = Field(description="the radio on the helicopter")
