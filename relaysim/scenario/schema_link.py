"""The radio link between rover and helicopter: propagation, budget, modes, antennas."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.plugins import MODULATIONS, PROPAGATION
from relaysim.radio.modulations import MODULATIONS as SHAPES
from relaysim.radio.propagation import PROPAGATION_MODELS
from relaysim.scenario.plugin_name import PluginName
from relaysim.scenario.quantities import (
    DataRate,
    Frequency,
    LevelValue,
    Quantity,
    Sensitivity,
    Sigma,
)
from relaysim.scenario.scalars import Choice, Number
from relaysim.scenario.section import Name, Section, Sourced, written

Polarisation = Annotated[
    Literal["vertical", "horizontal"], Choice("polarisation", ("vertical", "horizontal"))
]
Propagation = Annotated[str, PluginName(PROPAGATION, tuple(PROPAGATION_MODELS))]

Distribution = Annotated[
    Literal["normal", "uniform", "triangular"], Choice("distribution", ("normal", "uniform", "triangular"))
]
RequiredMargin = Annotated[float, Quantity("gain or loss", "3 dB", low="0 dB", high="100 dB")]
Modulation = Annotated[str, PluginName(MODULATIONS, tuple(SHAPES))]
PacketSize = Annotated[float, Quantity("data volume", "127 byte", above="11 byte", high="1000000 GB")]


class Ground(Sourced):
    """What the ground is made of, as a radio wave sees it."""

    relative_permittivity: Annotated[float, Number(1.0, 100.0)] = Field(description="real part, 1 or more")
    loss_tangent: Annotated[float, Number(0.0, 1000.0)] = Field(
        description="imaginary over real part, 0 or more"
    )


class Refraction(Sourced):
    """How the air bends rays: they run over a body of k times its radius as straight lines do over the body itself."""

    k_factor: Annotated[float, Number(0.1, 100.0)] = Field(
        description="effective radius over true radius: 4/3 in the standard atmosphere of the Earth, 1 without air"
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
    distribution: Distribution = Field(
        default="normal",
        description="normal about the value with its sigma; uniform or triangular over the range, without a sigma",
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
        alias="goodput", description="data per time without losses, acknowledged, at most the rate"
    )
    sensitivity_dbm: Sensitivity = Field(alias="sensitivity", description="weakest signal that is received")
    modulation: Modulation | None = Field(
        default=None,
        description="how packet errors grow near the sensitivity: o-qpsk or bpsk; left out, that of IEEE 802.15.4"
        " at this rate (bpsk up to 40 kbit/s, o-qpsk above); or the name of an installed one",
    )


class InFlight(Section):
    """How the radio is used during flights, unless a flight says otherwise."""

    mode: Name = Field(description="name of one of the modes")
    goodput_bps: DataRate = Field(
        alias="goodput", description="data per time of the one-way telemetry, without losses"
    )


class Packet(Section):
    """The radio's packets."""

    size_bits: PacketSize = Field(
        alias="size", description="size of a packet, 11 byte of header and check among it"
    )
    success: Annotated[float, Number(0.0, 1.0, above=True)] = Field(
        default=0.99,
        description="probability that a packet of 20 byte arrives at the sensitivity, above 0 to 1 (1: none is ever"
        " lost); size and margin give that of every other packet",
    )


class Link(Section):
    """The link between rover and helicopter."""

    frequency_hz: Frequency = Field(alias="frequency", description="carrier frequency")
    polarisation: Polarisation = Field(default="vertical", description="polarisation of both antennas")
    propagation: Propagation = Field(
        description="parabolic-equation; or p526, diffraction alone; or two-ray, free-space, which ignore terrain; or the"
        " name of an installed one (docs/how-to/add-a-radio.md)"
    )
    ground: Ground | None = Field(
        default=None, description="needed for parabolic-equation, p526 and two-ray; free-space ignores it"
    )
    refraction: Refraction | None = Field(
        default=None, description="how the air bends rays; absent: they are straight"
    )
    budget: Annotated[tuple[BudgetTerm, ...], Field(min_length=1)] = Field(
        description="the terms of the budget in the order in which the signal meets them"
    )
    required_margin_db: RequiredMargin = Field(
        default=written("0 dB"),
        alias="required_margin",
        description="what must be left before the link counts as open: 0 dB for a replay, 3 dB or more for planning",
    )
    sweep: Name | None = Field(
        default=None, description="budget term for whose whole range the report shows the blackouts"
    )
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)] = Field(
        description="the radio's rates, slowest first; the first decides whether the link is open"
    )
    in_flight: InFlight = Field(description="how the radio is used during flights")
    packet: Packet = Field(description="the radio's packets")

    @property
    def k_factor(self) -> float:
        """By which the air bends rays; 1 where it bends none."""
        return 1.0 if self.refraction is None else self.refraction.k_factor
