"""The orbiters of a scenario: where they fly, what they hear, what they keep, how they pass it on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.scenario.inclination import Inclination
from relaysim.scenario.node_angle import NodeAngle
from relaysim.scenario.quantities import (
    Angle,
    DataRate,
    Duration,
    Elevation,
    OrbitHeight,
    Range,
    Volume,
)
from relaysim.scenario.scalars import Whole
from relaysim.scenario.section import FilePath, NodeName, Section, Sourced, written
from relaysim.scenario.sources import Sources
from relaysim.scenario.times import Instant


class Orbit(Section):
    """A mean orbit, whose node and periapsis drift with the body's flattening."""

    periapsis_m: OrbitHeight = Field(
        alias="periapsis", description="least height above the body's equatorial radius"
    )
    apoapsis_m: OrbitHeight = Field(
        alias="apoapsis", description="greatest height above the body's equatorial radius"
    )
    inclination: Inclination = Field(
        description="to the body's equator; above 90 deg it flies westward; `sun-synchronous`: the one at which the node"
        " keeps its local time"
    )
    node: NodeAngle | None = Field(
        default=None,
        description="where it crosses the equator northward at the epoch: right ascension, or the local time there;"
        " drawn from the seed if absent",
    )
    argument_deg: Angle | None = Field(
        default=None,
        alias="argument",
        description="argument of periapsis at the epoch; drawn from the seed if absent",
    )
    anomaly_deg: Angle | None = Field(
        default=None, alias="anomaly", description="mean anomaly at the epoch; drawn from the seed if absent"
    )
    epoch_utc_s: Instant | None = Field(
        default=None, alias="epoch", description="when these hold; the scenario's start if absent"
    )


class EarthLink(Section):
    """An orbiter's own link to Earth."""

    rate_bps: DataRate = Field(alias="rate", description="data per time to Earth")
    latency_s: Duration = Field(
        default=written("0 s"),
        alias="latency",
        description="how long it keeps what it has heard before that may go on",
    )


class Forward(Section):
    """Commands through an orbiter to the ground."""

    rate_bps: DataRate = Field(alias="rate", description="data per time down to the ground")
    from_earth_bps: DataRate = Field(
        alias="from_earth", description="data per time from Earth to the orbiter"
    )


class Orbiter(Sourced):
    """An orbiter that hears rovers and landers and passes their data on: by elements, a kernel or a table."""

    name: NodeName = Field(description="its name in contacts and hops")
    orbit: Orbit | None = Field(default=None, description="where it flies, by mean elements")
    kernel: Annotated[tuple[str, ...], Sources()] | None = Field(
        default=None,
        description="where it flies, by a SPICE kernel, or a list of them (needs spiceypy: relaysim[spice])",
    )
    id: Annotated[int, Whole(-100_000_000, 100_000_000)] | None = Field(
        default=None, description="its number in the kernel (-74)"
    )
    passes: FilePath | None = Field(default=None, description="when it is heard, as a CSV table of passes")
    mask_deg: Elevation = Field(
        default=written("10 deg"), alias="mask", description="lowest elevation at which it is heard"
    )
    rates_bps: Annotated[tuple[DataRate, ...], Field(max_length=64)] = Field(
        default=(), alias="rates", description="what its radio can choose from, slowest first"
    )
    reference_range_m: Range | None = Field(
        default=None,
        alias="reference_range",
        description="out to here it hears the fastest of them, and slower ones with the square of the distance;"
        " without it the fastest holds everywhere",
    )
    storage_bits: Volume = Field(alias="storage", description="what it can keep for the relay")
    to_earth: EarthLink = Field(description="its own link to Earth")
    forward: Forward | None = Field(
        default=None, description="if it brings commands to the ground, at which rates"
    )
