"""Places with a name, and the places that a planned flight passes."""

from __future__ import annotations

from pydantic import Field

from relaysim.scenario.quantities import Latitude, Longitude, PositiveDuration
from relaysim.scenario.section import Name, Section


class Airfield(Section):
    """A place that flights name instead of repeating its coordinates."""

    name: Name = Field(description="its name, as waypoints give it")
    latitude_deg: Latitude = Field(alias="latitude", description="latitude of the place")
    longitude_deg: Longitude = Field(alias="longitude", description="east longitude of the place")


class Waypoint(Section):
    """A place that a planned flight passes: an airfield, or latitude and longitude."""

    airfield: Name | None = Field(default=None, description="name of an airfield, in place of coordinates")
    latitude_deg: Latitude | None = Field(
        default=None, alias="latitude", description="latitude of the place, if it is no airfield"
    )
    longitude_deg: Longitude | None = Field(
        default=None, alias="longitude", description="east longitude of the place, if it is no airfield"
    )
    at_s: PositiveDuration | None = Field(
        default=None,
        alias="at",
        description="time from take-off at which it is reached: the leg to it is flown so much slower than `speed`;"
        " at `speed` if absent",
    )
    stay_s: PositiveDuration | None = Field(
        default=None,
        alias="stay",
        description="how long it stands there before it goes on; for a vehicle that lands at its waypoints (hopper)",
    )
