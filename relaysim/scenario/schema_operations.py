"""Sessions between rover and helicopter, the gate before a flight, and the way to Earth."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.scenario.light_time import LightTimeSource
from relaysim.scenario.quantities import DataRate, Duration, PositiveDuration
from relaysim.scenario.scalars import Choice, Number, Whole
from relaysim.scenario.section import Section, Sourced, written
from relaysim.scenario.times import TimeOfDay

GatePolicy = Annotated[
    Literal["takeoff", "whole-flight", "landing-site"],
    Choice("policy", ("takeoff", "whole-flight", "landing-site")),
]


class FlightSession(Section):
    """The session that accompanies a flight."""

    before_s: Duration = Field(alias="before", description="from its start to the planned take-off")
    after_s: Duration = Field(alias="after", description="from the landing to its end")


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


class Gate(Section):
    """What must hold before the helicopter takes off, and what happens when it does not."""

    policy: GatePolicy = Field(
        description="which prediction must be open: at take-off, the whole flight, or the landing site"
    )
    retry_every_s: PositiveDuration = Field(alias="retry_every", description="time between tries on one day")
    tries_per_day: Annotated[int, Whole(1, 1000)] = Field(
        description="tries before the flight waits for a new day"
    )
    give_up_after_days: Annotated[int, Whole(1, 10_000)] = Field(
        alias="give_up_after", description="local days after which a held flight is cancelled"
    )


class Uplink(Section):
    """A daily transmission from Earth to the rover."""

    at_s: TimeOfDay = Field(alias="at", description="local time of day at the rover when it begins")
    duration_s: PositiveDuration = Field(alias="duration", description="its length")
    rate_bps: DataRate = Field(alias="rate", description="data per time")


class Pass(Section):
    """A daily transmission from the rover to Earth, through an orbiter."""

    at_s: TimeOfDay = Field(alias="at", description="local time of day at the rover when it begins")
    duration_s: PositiveDuration = Field(alias="duration", description="its length")
    rate_bps: DataRate = Field(alias="rate", description="data per time")
    latency_s: Duration = Field(
        default=written("0 s"), alias="latency", description="time the orbiter keeps the data"
    )


class Earth(Sourced):
    """The way between the rover and Earth."""

    light_time: LightTimeSource = Field(
        description="one-way light time as a duration, or a CSV table (utc, one_way_light_time_s)"
    )
    uplinks: tuple[Uplink, ...] = Field(default=(), description="daily, Earth to rover")
    passes: tuple[Pass, ...] = Field(default=(), description="daily, rover to Earth")
    pass_time_sigma_s: Duration = Field(
        default=written("0 s"),
        alias="pass_time_sigma",
        description="standard deviation of a pass's start, drawn from the seed",
    )
    normal_gap_days: Annotated[float, Number(0.0, 10_000.0)] = Field(
        default=2.0, alias="normal_gap", description="local days without data that nobody calls a blackout"
    )
