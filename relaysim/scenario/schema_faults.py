"""Faults that a scenario injects into flights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from relaysim.scenario.quantities import Duration, PositiveDuration, Share
from relaysim.scenario.scalars import Choice, Scalar, Text, Whole, show
from relaysim.scenario.section import Name, Section, written

FAULTS = ("lost images", "image gap", "altimeter loss")
KindOfFault = Annotated[
    Literal["lost images", "image gap", "altimeter loss"], Choice("fault that relaysim knows", FAULTS)
]


@dataclass(frozen=True)
class ReadingText(Scalar):
    """A value of a signal: a number with the unit of that signal, which is looked up later."""

    def read(self, value: object, context: Any) -> str:
        """The text of the value."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError(f"{show(value)} is not a number with a unit (40 A)")
        return str(value).strip()

    def json_schema(self) -> dict[str, Any]:
        """A string, or a number for what is counted."""
        return {"type": ["string", "number"], "examples": ["40 A", 3]}


class Fault(Section):
    """Something that goes wrong in flight: one of `fault`, `signal` and `condition` says what."""

    flight: Annotated[int, Whole(1, 1_000_000)] | None = Field(
        default=None, description="the flight that it meets; any flight if absent"
    )
    at_s: Duration | None = Field(
        default=None,
        alias="at",
        description="time from take-off; drawn for each flight within its planned duration if absent",
    )
    probability: Share = Field(default=written("100 %"), description="of meeting a flight, drawn for each")
    fault: KindOfFault | None = Field(
        default=None,
        description="lost images (later ones are mis-timed), image gap (no images for a while), altimeter loss",
    )
    images: Annotated[int, Whole(1, 100_000)] | None = Field(
        default=None, description="how many are lost, with `lost images`; 1 if absent"
    )
    offset_s: PositiveDuration | None = Field(
        default=None,
        alias="offset",
        description="by how much later images are mis-timed, with `lost images`; the time of the lost ones if absent",
    )
    signal: Name | None = Field(
        default=None, description="a signal that reads `value`, whatever the helicopter does"
    )
    condition: Name | None = Field(
        default=None, description="a condition of the table whose signal goes beyond its threshold"
    )
    value: Annotated[str, ReadingText()] | None = Field(
        default=None,
        description="what the signal reads, with its unit; with `condition` just beyond the threshold if absent",
    )
    lasts_s: PositiveDuration | None = Field(
        default=None, alias="lasts", description="how long; to the end of the flight if absent"
    )
    what: Annotated[str, Text(least=0, most=400)] = Field(default="", description="a remark for people")
