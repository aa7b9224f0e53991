"""Sessions between rover and helicopter."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.scenario.quantities import Duration, PositiveDuration
from relaysim.scenario.scalars import Number
from relaysim.scenario.schema_earth import Window
from relaysim.scenario.section import Section, Sourced
from relaysim.scenario.times import TimeOfDay


class FlightSession(Section):
    """The session that accompanies a flight."""

    before_s: Duration = Field(alias="before", description="from its start to the planned take-off")
    after_s: Duration = Field(alias="after", description="from the landing to its end")


class Search(Section):
    """When the base station listens for a helicopter that has fallen silent."""

    after_days: Annotated[float, Number(0.0, 10_000.0)] = Field(
        alias="after", description="local days without contact after which it begins"
    )
    windows: Annotated[tuple[Window, ...], Field(min_length=1)] = Field(
        description="when it listens, every local day, until it hears something"
    )


class Sessions(Sourced):
    """When rover and helicopter listen to each other."""

    after_contact_s: tuple[TimeOfDay, ...] = Field(
        default=(), alias="after_contact", description="times of day, only on days with a morning contact"
    )
    duration_s: PositiveDuration = Field(alias="duration", description="length of a session")
    handshake_s: Duration = Field(
        alias="handshake", description="two-way time that makes a session successful"
    )
    flight: FlightSession = Field(description="the session that accompanies a flight")
    search: Search | None = Field(
        default=None, description="listening after a silence; without it only at the helicopter's alarm"
    )
