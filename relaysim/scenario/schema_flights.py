"""The flights of a scenario, and what really happened, for comparison."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.scenario.quantities import (
    Distance,
    Duration,
    FlightHeight,
    PositiveDuration,
    Speed,
    Volume,
)
from relaysim.scenario.scalars import Choice, Text, Whole
from relaysim.scenario.schema_airfields import Waypoint
from relaysim.scenario.schema_route import RouteFile
from relaysim.scenario.section import Name, Priority, Section, Sentence
from relaysim.scenario.times import Instant

HistoryLevel = Annotated[
    Literal["sightline", "radio", "session", "earth"],
    Choice("level", ("sightline", "radio", "session", "earth")),
]


class Commands(Section):
    """The commands of a flight, which must be on board before it may begin."""

    size_bits: Volume = Field(alias="size", description="size of all parts together")
    parts: Annotated[int, Whole(1, 10_000)] = Field(
        default=1, description="sent as so many products; on board only when all are there"
    )
    priority: Priority = Field(description="1 is sent first")


class LandNow(Section):
    """A flight that was cut short."""

    after_s: Duration = Field(alias="after", description="time from take-off to the command to land at once")
    reason: Sentence = Field(description="why")


class Flight(Section):
    """A flight: recorded in the tables of the helicopter, or planned here by way points."""

    flight: Annotated[int, Whole(1, 1_000_000)] = Field(description="number of the flight; numbers rise")
    purpose: Annotated[str, Text(least=0)] = Field(
        default="", description="for people; else that of the table"
    )
    commands: Commands = Field(description="the commands of the flight")
    needs_software: Name | None = Field(
        default=None, description="name of the software (commands) that must be loaded before it"
    )
    mode: Name | None = Field(default=None, description="radio mode in flight, if not that of link.in_flight")
    takeoff_utc_s: Instant | None = Field(
        default=None,
        alias="takeoff",
        description="planned take-off; needed unless it is recorded in the table",
    )
    waypoints: Annotated[tuple[Waypoint, ...], Field(min_length=1)] | None = Field(
        default=None,
        description="places it passes in cruise, the last is where it lands; replaces a recorded track",
    )
    route: RouteFile | None = Field(
        default=None, description="a file whose points are the waypoints, in place of `waypoints`"
    )
    altitude_m: FlightHeight | None = Field(
        default=None,
        alias="altitude",
        description="height of the cruise above ground, with waypoints; for a vehicle that flies level",
    )
    speed_mps: Speed | None = Field(
        default=None, alias="speed", description="speed of the cruise, with waypoints; likewise"
    )
    planned_duration_s: PositiveDuration | None = Field(
        default=None, alias="planned_duration", description="if the record is shorter than the plan was"
    )
    planned_distance_m: Distance | None = Field(
        default=None, alias="planned_distance", description="if the record is shorter than the plan was"
    )
    land_now: LandNow | None = Field(default=None, description="a script that cuts the flight short")


class History(Section):
    """A blackout that really happened: shown beside what was simulated, never an input."""

    level: HistoryLevel = Field(description="the level at which it was silent")
    what: Sentence = Field(description="what happened, for people")
    start_utc_s: Instant = Field(alias="start", description="when it began")
    end_utc_s: Instant = Field(alias="end", description="when it ended")
    source: Sentence = Field(description="who says so")
