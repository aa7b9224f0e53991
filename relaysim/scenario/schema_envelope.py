"""The limits of the helicopter, whatever the flight: its envelope."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.scenario.quantities import (
    Acceleration,
    Distance,
    Duration,
    FlightHeight,
    Quantity,
    Slope,
    Speed,
)
from relaysim.scenario.section import Sourced, written

Turn = Annotated[float, Quantity("angle", "30 deg", low="0 deg", high="180 deg")]


class Envelope(Sourced):
    """What the helicopter can do; what is absent has no limit, or does not happen."""

    speed_mps: Speed | None = Field(default=None, alias="speed", description="greatest speed over ground")
    acceleration_mps2: Acceleration | None = Field(
        default=None,
        alias="acceleration",
        description="greatest horizontal acceleration; without it speeds change at once",
    )
    ceiling_m: FlightHeight | None = Field(
        default=None, alias="ceiling", description="greatest height above the ground below"
    )
    pause_s: Duration = Field(
        default=written("0 s"),
        alias="pause",
        description="hover at the top of the climb, at each waypoint where it stops, and before the descent",
    )
    fly_on_deg: Turn = Field(
        default=written("0 deg"),
        alias="fly_on",
        description="waypoints where the track turns by no more than this are passed without a stop",
    )
    spin_up_s: Duration = Field(
        default=written("0 s"), alias="spin_up", description="rotors turning before take-off"
    )
    spin_down_s: Duration = Field(
        default=written("0 s"), alias="spin_down", description="rotors turning after touchdown"
    )
    least_clearance_m: Distance = Field(
        default=written("0 m"),
        alias="least_clearance",
        description="a planned cruise may not come nearer to the ground than this",
    )
    landing_slope_deg: Slope | None = Field(
        default=None, alias="landing_slope", description="steepest ground it may land on"
    )
