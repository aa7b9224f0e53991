"""The cameras of the helicopter, what is known of its attitude as they look, and the size of the rover they look for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.helicopter.pictures.camera import PROJECTIONS, Projection
from relaysim.helicopter.pictures.picture_plan import HEADING_RULES, HeadingRule
from relaysim.scenario.quantities import Angle, Quantity
from relaysim.scenario.scalars import Choice, Whole
from relaysim.scenario.section import FilePath, Name, Sourced, written

FieldOfView = Annotated[float, Quantity("angle", "47 deg", above="0 deg", high="360 deg")]
Depression = Annotated[float, Quantity("angle", "22 deg", low="-90 deg", high="90 deg")]
Tilt = Annotated[float, Quantity("angle", "15 deg", low="0 deg", high="90 deg")]
LowestHeight = Annotated[float, Quantity("length", "1 m", low="0 m", high="100 km")]
LensHeight = Annotated[float, Quantity("length", "0.2 m", low="0 m", high="100 m")]
Reach = Annotated[float, Quantity("length", "1 km", low="1 m", high="100 km")]
VehicleLength = Annotated[float, Quantity("length", "3 m", above="0 m", high="1 km")]
ProjectionName = Annotated[Projection, Choice("projection", PROJECTIONS)]
HeadingRuleName = Annotated[HeadingRule, Choice("rule for the heading in flight", HEADING_RULES)]
Pixels = Annotated[int, Whole(1, 1_000_000)]


class Camera(Sourced):
    """A camera of the helicopter."""

    name: Name = Field(description="name of the camera, for people")
    product: Name = Field(description="name of the flight product that its pictures are")
    pixels: Annotated[tuple[Pixels, ...], Field(min_length=2, max_length=2)] = Field(
        description="[columns, rows]"
    )
    field_of_view_deg: Annotated[tuple[FieldOfView, ...], Field(min_length=2, max_length=2)] = Field(
        alias="field_of_view", description="[across, down] through the picture's centre, from edge to edge"
    )
    projection: ProjectionName = Field(
        default="equidistant",
        description="equidistant: every pixel sees the same angle, as in a fisheye; pinhole: straight lines stay straight",
    )
    depression_deg: Depression = Field(
        alias="depression",
        description="how far it looks below the horizon while the helicopter is upright; 90 deg: down",
    )
    azimuth_deg: Angle = Field(
        default=written("0 deg"),
        alias="azimuth",
        description="where it looks, clockwise from forward; for one that looks down, where the upper edge of its picture is",
    )
    lowest_m: LowestHeight = Field(
        default=written("0 m"),
        alias="lowest",
        description="it is not used below this height above the ground",
    )
    lens_height_m: LensHeight = Field(
        default=written("0 m"),
        alias="lens_height",
        description="height of the lens above the helicopter's feet",
    )
    most: Annotated[int, Whole(1, 100_000)] = Field(
        default=1000,
        description="of how many of a flight's pictures, evenly chosen, ground and rover are worked out",
    )


class Pictures(Sourced):
    """What is known of the helicopter's attitude as its cameras look."""

    attitudes: FilePath | None = Field(
        default=None,
        description="CSV table of its attitude after each landing (flight, roll_deg, pitch_deg, yaw_deg): of it the yaw is"
        " used; without it no heading is known",
    )
    heading: HeadingRuleName = Field(
        default="ends",
        description="heading in flight: ends (recorded ones in climb and descent, unknown between unless a hop has not"
        " turned), recorded (that of its landing throughout), along-track (the way it moves), unknown",
    )
    most_tilt_deg: Tilt = Field(
        default=written("15 deg"),
        alias="most_tilt",
        description="how far it may lean while it moves, where its tilt is not modelled; in hover it is upright",
    )
    reach_m: Reach = Field(
        default=written("1 km"), alias="reach", description="how far from the camera ground is looked at"
    )


class Size(Sourced):
    """The size of a vehicle that pictures may show."""

    length_m: VehicleLength = Field(alias="length", description="from front to back")
    width_m: VehicleLength = Field(alias="width", description="from side to side")
    height_m: VehicleLength = Field(alias="height", description="from the ground to its top")
