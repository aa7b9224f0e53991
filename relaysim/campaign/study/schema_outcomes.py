"""Which answers of its runs a study keeps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.campaign.study.numbers import NUMBERS
from relaysim.campaign.study.scalars import ColumnName, DaysValue, FlightNumber, Label
from relaysim.scenario.scalars import Choice
from relaysim.scenario.section import Section, Sentence

LEVELS = ("radio", "session", "earth", "sightline")
BlackoutLevel = Annotated[
    Literal["radio", "session", "earth", "sightline"], Choice("level of a blackout", LEVELS)
]
Pick = Annotated[Literal["longest"], Choice("pick", ("longest",))]
SummaryPath = Annotated[str, Choice("number of a run", tuple(NUMBERS))]


class OutcomeModel(Section):
    """One answer: the duration of a blackout (`blackout`), or one number of a run (`summary`)."""

    name: ColumnName | None = Field(
        default=None, description="column of the results, or its beginning; made from what is kept if absent"
    )
    label: Label | None = Field(
        default=None, description="what people read; made from what is kept if absent"
    )
    blackout: BlackoutLevel | None = Field(default=None, description="level of the blackout")
    after: FlightNumber | None = Field(
        default=None,
        description="the first of a local day or more that ends after this flight's landing: flight 52",
    )
    pick: Pick | None = Field(
        default=None, description="longest: the longest of the run; so where neither pick nor after is given"
    )
    observed_days: DaysValue | None = Field(
        default=None,
        alias="observed",
        description="how long it really lasted, in local days (60.8 sols), h or d",
    )
    source: Sentence | None = Field(default=None, description="where the observed duration comes from")
    summary: SummaryPath | None = Field(default=None, description="the number of a run to keep")
