"""The helicopter's instruments whose readings can end a flight: navigation camera, altimeter, battery voltage."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from relaysim.scenario.quantities import Duration, PositiveDuration, Quantity
from relaysim.scenario.scalars import Number
from relaysim.scenario.section import Sourced, written

ImageRate = Annotated[float, Quantity("frequency", "30 Hz", low="0.01 Hz", high="1 kHz")]
Swing = Annotated[float, Quantity("angular rate", "700 deg/s", low="0 deg/s", high="1000000 deg/s")]
Length = Annotated[float, Quantity("length", "5 m", low="0 m", high="1 km")]
AltimeterRange = Annotated[float, Quantity("length", "40 m", above="0 m", high="100 km")]
ViewAngle = Annotated[float, Quantity("angle", "100 deg", above="0 deg", high="179 deg")]
Voltage = Annotated[float, Quantity("voltage", "25.2 V", above="0 V", high="100000 V")]
VoltageDrop = Annotated[float, Quantity("voltage", "3 V", low="0 V", high="100000 V")]
Current = Annotated[float, Quantity("current", "20 A", above="0 A", high="1000000 A")]


class NavigationImages(Sourced):
    """The images by which the helicopter tells its place and speed, and what wrong times of them do."""

    rate_hz: ImageRate = Field(alias="rate", description="images per time")
    tolerance_s: Duration = Field(
        default=written("0 s"),
        alias="tolerance",
        description="how far images and inertial unit may be out of step without harm; software may widen it",
    )
    swing_dps: Swing = Field(
        alias="swing", description="amplitude of the swings for each second beyond the tolerance"
    )
    swing_period_s: PositiveDuration = Field(alias="swing_period", description="time of one swing")
    landing_error_m: Length = Field(
        alias="landing_error", description="greatest error of the landing place after a flight with swings"
    )
    least_height_m: Length = Field(
        default=written("1 m"), alias="least_height", description="below it no image is used"
    )
    features: Annotated[float, Number(1.0, 1e6)] = Field(
        default=100.0, description="points followed from image to image"
    )
    view_deg: ViewAngle = Field(
        default=written("100 deg"), alias="view", description="angle of view along the flight"
    )


class Altimeter(Sourced):
    """A range finder that looks along the body's axis."""

    range_m: AltimeterRange = Field(alias="range", description="the farthest it measures")


class BatteryVoltage(Sourced):
    """Voltage at the terminals: in a straight line with the charge, less what the current takes."""

    full_v: Voltage = Field(alias="full", description="of the full battery without load")
    empty_v: Voltage = Field(alias="empty", description="of the empty battery without load")
    drop_v: VoltageDrop = Field(alias="drop", description="what the current of `at` takes of it")
    at_a: Current = Field(alias="at", description="the current at which it drops by that")
