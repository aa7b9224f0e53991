"""The radio link between rover and helicopter: propagation, budget, modes, antennas."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.scenario.quantities import (
    AntennaHeight,
    DataRate,
    Frequency,
    LevelValue,
    Sensitivity,
    Sigma,
    Volume,
)
from relaysim.scenario.scalars import Choice, Number
from relaysim.scenario.section import Name, Section, Sourced, written

Polarisation = Annotated[
    Literal["vertical", "horizontal"], Choice("polarisation", ("vertical", "horizontal"))
]
Propagation = Annotated[
    Literal["parabolic-equation", "two-ray", "free-space"],
    Choice("propagation", ("parabolic-equation", "two-ray", "free-space")),
]


class Ground(Sourced):
    """What the ground is made of, as a radio wave sees it."""

    relative_permittivity: Annotated[float, Number(1.0, 100.0)] = Field(description="real part, 1 or more")
    loss_tangent: Annotated[float, Number(0.0, 1000.0)] = Field(
        description="imaginary over real part, 0 or more"
    )


class BudgetTerm(Sourced):
    """One line of the link budget; gains are positive, losses negative."""

    name: Name = Field(description="name of the term, unique in the budget")
    level: LevelValue = Field(
        alias="value", description="dBm for the transmitted power (exactly one term), dBi or dB otherwise"
    )
    level_range: Annotated[tuple[LevelValue, ...], Field(min_length=2, max_length=2)] | None = Field(
        default=None, alias="range", description="[lowest, highest] value that the sources allow"
    )
    sigma_db: Sigma = Field(
        default=written("0 dB"), alias="sigma", description="standard deviation of the value"
    )

    @property
    def value(self) -> float:
        """The nominal value, in `unit`."""
        return self.level.value

    @property
    def unit(self) -> Literal["dBm", "dB", "dBi"]:
        """The unit of value, low and high."""
        return self.level.unit

    @property
    def low(self) -> float | None:
        """Lowest value; None without a range."""
        return self.level_range[0].value if self.level_range else None

    @property
    def high(self) -> float | None:
        """Highest value; None without a range."""
        return self.level_range[1].value if self.level_range else None


class Mode(Sourced):
    """One rate of the radio."""

    name: Name = Field(description="name of the mode, unique in the link")
    rate_bps: DataRate = Field(alias="rate", description="rate over the air")
    goodput_bps: DataRate = Field(
        alias="goodput", description="data per time, acknowledged, at most the rate"
    )
    sensitivity_dbm: Sensitivity = Field(alias="sensitivity", description="weakest signal that is received")


class InFlight(Section):
    """How the radio is used during flights, unless a flight says otherwise."""

    mode: Name = Field(description="name of one of the modes")
    goodput_bps: DataRate = Field(alias="goodput", description="data per time of the one-way telemetry")


class Packet(Section):
    """The radio's packets."""

    size_bits: Volume = Field(alias="size", description="size of a packet")
    success: Annotated[float, Number(0.0, 1.0, above=True)] = Field(
        description="probability that a packet arrives at the sensitivity, above 0 to 1"
    )


class Link(Section):
    """The link between rover and helicopter."""

    frequency_hz: Frequency = Field(alias="frequency", description="carrier frequency")
    polarisation: Polarisation = Field(default="vertical", description="polarisation of both antennas")
    propagation: Propagation = Field(
        description="parabolic-equation; or two-ray, free-space, which ignore terrain"
    )
    ground: Ground | None = Field(
        default=None, description="needed for parabolic-equation and two-ray; free-space ignores it"
    )
    budget: Annotated[tuple[BudgetTerm, ...], Field(min_length=1)] = Field(
        description="the terms of the budget in the order in which the signal meets them"
    )
    sweep: Name | None = Field(
        default=None, description="budget term for whose whole range the report shows the blackouts"
    )
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)] = Field(
        description="the radio's rates, slowest first; the first decides whether the link is open"
    )
    in_flight: InFlight = Field(description="how the radio is used during flights")
    packet: Packet = Field(description="the radio's packets")


class Radio(Section):
    """One end of the link."""

    antenna_height_m: AntennaHeight = Field(
        alias="antenna_height", description="height of the antenna above the ground under the vehicle"
    )


class Radios(Section):
    """The two ends of the link."""

    rover: Radio = Field(description="the radio on the rover")
    helicopter: Radio = Field(description="the radio on the helicopter")
