"""The body, its local clock and the terrain of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from relaysim.clock.bodies import BODIES
from relaysim.clock.local_clock import LocalClock
from relaysim.scenario.quantities import Acceleration, BodyRadius, DayLength
from relaysim.scenario.scalars import Number, Text
from relaysim.scenario.section import Name, Section
from relaysim.scenario.sources import Sources
from relaysim.scenario.times import Instant, UtcInstant
from relaysim.terrain import body

Letters = Annotated[
    str, Text(pattern="[A-Za-z]+", form="one word of letters (sol, day, LMST, local)", most=20)
]


class Body(Section):
    """The planet or moon: a sphere, or an ellipsoid of revolution."""

    name: Name = Field(description="name of the body, for people")
    radius_m: BodyRadius = Field(
        alias="radius",
        description="radius of the sphere on which positions are given; of an ellipsoid, at its equator",
    )
    polar_radius_m: BodyRadius | None = Field(
        default=None,
        alias="polar_radius",
        description="distance of the poles from the centre; absent: a sphere",
    )
    gravity_mps2: Acceleration | None = Field(
        default=None,
        alias="gravity",
        description="at its surface; computed for Earth, the Moon and Mars if absent, else that of Earth",
    )

    @property
    def figure(self) -> body.Body:
        """The figure on which positions are given."""
        polar_m = self.radius_m if self.polar_radius_m is None else self.polar_radius_m
        return body.Body(self.name, self.radius_m, polar_m)

    @classmethod
    def hint_of_missing(cls, key: str, given: Mapping[str, object]) -> str:
        """The figure of a body of this name, if it is known."""
        known = BODIES.get(str(given.get("name")))
        if known is None or key != "radius":
            return ""
        whole, polar = known.figure.equatorial_km, known.figure.polar_km
        ellipsoid = "" if polar == whole else f", or as an ellipsoid with polar_radius: {polar:.10g} km"
        return f": {given['name']} has {whole:.10g} km{ellipsoid}"


class ClockReading(Section):
    """What the clock of a spacecraft showed at a time."""

    count: Annotated[float, Number(high=1e12)] = Field(description="what it showed, in seconds of its own")
    utc_s: UtcInstant = Field(alias="utc", description="UTC at which it did")


class Clock(Section):
    """The local day, linear in UTC."""

    day_name: Letters = Field(alias="day", description='what the local day is called in times ("sol", "day")')
    time_name: Letters = Field(alias="time", description='what the time of day is called ("LMST", "local")')
    day_length_s: DayLength = Field(alias="day_length", description="length of the local day")
    day_zero_utc_s: UtcInstant = Field(alias="day_zero", description="UTC at which local day 0 began")
    spacecraft_clock: tuple[ClockReading, ...] = Field(
        default=(),
        description="readings of the spacecraft's clock, for files whose times are its counts; even between and beyond"
        " them",
    )

    @property
    def local_clock(self) -> LocalClock:
        """The clock of these figures."""
        return LocalClock(self.day_length_s, self.day_zero_utc_s, self.day_name, self.time_name)


class Terrain(Section):
    """Where the heights come from."""

    source: Annotated[tuple[str, ...], Sources()] = Field(
        description="a built-in terrain's name, that of an installed source, or the path of a raster, relative to this "
        "file; or a list of them: "
        "where the first has no height the next one counts"
    )
    as_of_utc_s: Instant | None = Field(
        default=None, alias="as_of", description="use only what had been surveyed by then: a forecast"
    )
