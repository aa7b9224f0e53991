"""The whole scenario file as one checked model."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.scenario.scalars import Text, Version, Whole
from relaysim.scenario.schema_airfields import Airfield
from relaysim.scenario.schema_antenna import Radios
from relaysim.scenario.schema_earth import Earth
from relaysim.scenario.schema_faults import Fault
from relaysim.scenario.schema_flights import Flight, History
from relaysim.scenario.schema_gate import Gate
from relaysim.scenario.schema_link import Link
from relaysim.scenario.schema_operations import Sessions
from relaysim.scenario.schema_place import Body, Clock, Terrain
from relaysim.scenario.schema_traffic import Command, Decisions, Lander
from relaysim.scenario.schema_uncertainty import Uncertainty
from relaysim.scenario.schema_vehicles import Helicopter, Rover
from relaysim.scenario.section import FilePath, Section
from relaysim.scenario.times import Instant, TimeZone

Slug = Annotated[
    str,
    Text(
        pattern="[a-z0-9]+([._-][a-z0-9]+)*",
        form="a name of small letters, digits and hyphens (my-scenario)",
        most=80,
    ),
]


Sentence = Annotated[str, Text(most=400)]


class ScenarioModel(Section):
    """A rover that relays, a helicopter, the ground between them and the way to Earth."""

    relaysim: Annotated[int, Version(1)] = Field(description="version of this format: 1")
    name: Slug = Field(description="name of the scenario and of its default output folder")
    title: Annotated[str, Text(most=200)] = Field(description="one line for lists and headings")
    description: Annotated[str, Text(least=0)] = Field(default="", description="a paragraph for people")
    start_utc_s: Instant = Field(alias="start", description="when the simulation begins")
    end_utc_s: Instant = Field(alias="end", description="when it ends; the end itself is outside")
    seed: Annotated[int, Whole(0, 2**63 - 1)] = Field(default=0, description="seed of everything random")
    reporting_time_zone: TimeZone = Field(
        default="UTC", description="zone in which calendar days are counted"
    )
    body: Body = Field(description="the planet or moon")
    clock: Clock = Field(description="the local day")
    terrain: Terrain = Field(description="where the heights come from")
    link: Link = Field(description="the link between rover and helicopter")
    radios: Radios = Field(description="the two ends of the link")
    uncertainty: Uncertainty | None = Field(
        default=None, description="what is not known of the ground; without it no link has a probability"
    )
    rover: Rover = Field(description="the relay")
    helicopter: Helicopter = Field(description="the helicopter")
    sessions: Sessions = Field(description="when rover and helicopter listen to each other")
    gate: Gate = Field(description="what must hold before a take-off")
    earth: Earth = Field(description="the way between the ground and Earth")
    landers: tuple[Lander, ...] = Field(default=(), description="further nodes on the ground")
    airfields: tuple[Airfield, ...] = Field(
        default=(), description="places with names, for the waypoints of flights"
    )
    flights: tuple[Flight, ...] = Field(default=(), description="the flights to simulate, in order")
    command_lead_days: Annotated[int, Whole(0, 10_000)] = Field(
        default=1,
        alias="command_lead",
        description="local days between sending a flight's commands and take-off",
    )
    commands: tuple[Command, ...] = Field(
        default=(), description="commands besides those of flights: housekeeping, go, software"
    )
    decisions: Decisions | None = Field(
        default=None,
        description="what must be on Earth before the next drive near a flight's track; without it: images, 12 h before"
        " a drive within 50 m",
    )
    faults: tuple[Fault, ...] = Field(
        default=(), description="what goes wrong in flights, by time or by chance"
    )
    link_events: FilePath | None = Field(
        default=None, description="table of documented events of the link, for calibrate and validate"
    )
    history: tuple[History, ...] = Field(default=(), description="what really happened, for comparison")
    limits: tuple[Sentence, ...] = Field(
        default=(), description="what its data cannot tell, said wherever results are shown"
    )
