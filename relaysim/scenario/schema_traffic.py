"""What is sent besides the flights' own data: further commands, further nodes' data, what decisions need."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.scenario.quantities import Distance, Duration, Latitude, Longitude, PositiveDuration, Volume
from relaysim.scenario.scalars import Choice, Whole
from relaysim.scenario.schema_vehicles import ProductKind, TimedProduct
from relaysim.scenario.section import Name, NodeName, Priority, Section, Sourced, WhenFull
from relaysim.scenario.send_time import SendTime
from relaysim.scenario.times import TimeOfDay

CommandKind = Annotated[
    Literal["housekeeping", "go", "software"], Choice("kind of command", ("housekeeping", "go", "software"))
]
Parts = Annotated[int, Whole(1, 10_000)]


class SoftwareSets(Section):
    """What software changes on the helicopter once it is loaded."""

    alarm_s: TimeOfDay | None = Field(
        default=None, alias="alarm", description="its wake-up time from then on"
    )
    awake_s: PositiveDuration | None = Field(
        default=None, alias="awake", description="how long it then listens"
    )
    image_tolerance_s: Duration | None = Field(
        default=None,
        alias="image_tolerance",
        description="how far navigation images may be out of step without harm (helicopter.images)",
    )


class Command(Section):
    """Commands to the helicopter besides those of its flights."""

    name: Name = Field(description="their name, for people and for needs_software")
    kind: CommandKind = Field(description="housekeeping, go or software")
    size_bits: Volume = Field(alias="size", description="size of all parts together")
    parts: Parts = Field(default=1, description="sent as so many products; loads only when all are there")
    priority: Priority = Field(description="1 is sent first")
    send: SendTime = Field(description="when Earth has them ready: an instant, or `daily` and a time of day")
    expires_s: PositiveDuration | None = Field(
        default=None, alias="expires", description="expires when older than this, never if absent"
    )
    sets: SoftwareSets | None = Field(default=None, description="what software changes once it is loaded")


class Lander(Section):
    """A further node on the ground, which sends its data through the same orbiters and stations."""

    name: NodeName = Field(description="its name in contacts and hops")
    latitude_deg: Latitude = Field(alias="latitude", description="where it stands")
    longitude_deg: Longitude = Field(alias="longitude", description="east longitude where it stands")
    storage_bits: Volume = Field(alias="storage", description="what it can keep")
    when_full: WhenFull = Field(default="refuse", description="what it does with the next when it is full")
    daily_products: tuple[TimedProduct, ...] = Field(default=(), description="created every local day")


class Decisions(Sourced):
    """What has to be on Earth before a drive over ground that a flight has seen is planned."""

    lead_s: Duration = Field(alias="lead", description="from the deadline to the start of the drive")
    near_m: Distance = Field(alias="near", description="how near to the flight's track such a drive comes")
    products: tuple[ProductKind, ...] = Field(description="kinds of products of the flight that are needed")
