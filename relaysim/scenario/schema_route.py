"""Routes of rover and helicopter, from files."""

from __future__ import annotations

from pydantic import Field

from relaysim.scenario.quantities import Speed
from relaysim.scenario.section import FilePath, Name, Section
from relaysim.scenario.times import Instant, TimeOfDay


class DriveHours(Section):
    """The hours of the local day in which the rover drives."""

    from_s: TimeOfDay = Field(alias="from", description="time of day at which it sets off")
    to_s: TimeOfDay = Field(alias="to", description="time of day at which it stops until the next day")


class RouteFile(Section):
    """A route from a file."""

    file: FilePath = Field(
        description="GPX, KML, GeoJSON or CSV (latitude_deg, longitude_deg and, if known, utc), relative to this file"
    )
    track: Name | None = Field(
        default=None,
        description='name of the line to take, where the file holds several ("points": its loose points)',
    )


class DriveRoute(RouteFile):
    """A route from a file, and when it is driven. It becomes drives as tables of drives have them."""

    start_utc_s: Instant | None = Field(
        default=None,
        alias="start",
        description="when the rover sets off; the file's first time if absent. Without `speed` all times of the file move"
        " along",
    )
    speed_mps: Speed | None = Field(
        default=None,
        alias="speed",
        description="even speed along the route, whatever times the file has; as the file's times have it if absent",
    )
    hours: DriveHours | None = Field(
        default=None,
        description="with `speed`: it drives only then, and goes on the next day; without a break if absent",
    )
