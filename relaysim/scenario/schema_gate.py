"""The gate before a flight: what must hold, and what happens when it does not."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.scenario.quantities import Distance, PositiveDuration, Quantity, Share, Speed, Temperature
from relaysim.scenario.scalars import Choice, Whole
from relaysim.scenario.section import Section, Sourced, written
from relaysim.scenario.times import TimeOfDay

GatePolicy = Annotated[
    Literal["takeoff", "whole-flight", "landing-site"],
    Choice("policy", ("takeoff", "whole-flight", "landing-site")),
]
GateMode = Annotated[Literal["hold", "replay", "observe"], Choice("mode", ("hold", "replay", "observe"))]
WindSpeed = Annotated[float, Quantity("speed", "4 m/s", low="0 m/s", high="200 m/s")]


class Hours(Section):
    """A part of the local day."""

    from_s: TimeOfDay = Field(alias="from", description="not before this time of day")
    to_s: TimeOfDay = Field(alias="to", description="not after this time of day")


class GateLimits(Sourced):
    """What vehicle and day must allow before a take-off; what is left out is not asked."""

    least_charge: Share | None = Field(default=None, description="charge of the battery at take-off")
    least_charge_after: Share | None = Field(
        default=None, description="charge of the battery predicted at touchdown"
    )
    least_actuator_c: Temperature | None = Field(
        default=None, alias="least_actuator_temperature", description="temperature of the actuators"
    )
    hours: Hours | None = Field(default=None, description="part of the local day in which it may take off")
    most_wind_mps: Speed | None = Field(default=None, alias="most_wind", description="greatest mean wind")
    keep_out_m: Distance | None = Field(
        default=None, alias="keep_out", description="least distance of its path from the rover as that stands"
    )


class WindHour(Section):
    """The mean wind at a time of day."""

    at_s: TimeOfDay = Field(alias="at", description="time of the local day")
    mean_mps: WindSpeed = Field(alias="mean", description="mean wind at that time; linear in between")


class Wind(Sourced):
    """The wind that the gate sees: a mean by the time of day, and how it differs from day to day."""

    day: Annotated[tuple[WindHour, ...], Field(min_length=1)] = Field(
        description="mean wind through the local day"
    )
    spread: Share = Field(
        default=written("0 %"),
        description="standard deviation of the logarithm of a day's wind, drawn once a local day",
    )


class Gate(Section):
    """What must hold before the helicopter takes off, and what happens when it does not."""

    policy: GatePolicy = Field(
        description="which prediction must be open: at take-off, the whole flight, or the landing site"
    )
    mode: GateMode = Field(
        default="hold",
        description="hold: a flight that gives up is left out; replay: a recorded one is tried until the next recorded"
        " take-off, then the helicopter is put where the record has it; observe: recorded flights take off as recorded,"
        " and the gate says what it would have said",
    )
    retry_every_s: PositiveDuration = Field(alias="retry_every", description="time between tries on one day")
    tries_per_day: Annotated[int, Whole(1, 1000)] = Field(
        description="tries before the flight waits for a new day"
    )
    give_up_after_days: Annotated[int, Whole(1, 10_000)] = Field(
        alias="give_up_after", description="local days after which a held flight is cancelled"
    )
    limits: GateLimits | None = Field(default=None, description="what vehicle and day must allow besides")
    wind: Wind | None = Field(default=None, description="the wind; needed for limits.most_wind")
