"""What a study varies: chosen factors and their levels, rows of a list."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from relaysim.campaign.study.scalars import ColumnName, Label, MeasureValue, ScenarioPath
from relaysim.scenario.scalars import Whole
from relaysim.scenario.section import Section

Settings = Annotated[dict[str, Any], Field(min_length=1)]
SETTINGS = "values by their path in the scenario; null removes a key"


class LevelRange(Section):
    """Levels at equal distances: from and to in one unit, and either step or count."""

    start: MeasureValue = Field(alias="from", description="first level")
    end: MeasureValue = Field(
        alias="to", description="last level; with a step that does not reach it, the last below it"
    )
    step: MeasureValue | None = Field(default=None, description="distance of two levels, above 0")
    count: Annotated[int, Whole(2, 100_000)] | None = Field(
        default=None, description="how many levels, both ends among them"
    )


class LevelChoice(Section):
    """One level of a factor that sets several values at once."""

    label: Label = Field(description="what people read")
    settings: Settings = Field(alias="set", description=SETTINGS)


class Factor(Section):
    """What a planner may choose: levels given by `values` or `range` of one path, or by `choices`."""

    name: ColumnName | None = Field(
        default=None,
        description="column of the results, letters, digits and underscores; made from the path if absent",
    )
    label: Label | None = Field(default=None, description="what people read; made from the name if absent")
    path: ScenarioPath | None = Field(
        default=None, description="where the value stands in the scenario, written as for --set"
    )
    values: Annotated[tuple[Any, ...], Field(min_length=1)] | None = Field(
        default=None, description="levels as the scenario writes them; null removes the key"
    )
    labels: tuple[Label, ...] | None = Field(
        default=None, description="what people read for each of the values; the value itself if absent"
    )
    level_range: LevelRange | None = Field(
        default=None, alias="range", description="levels at equal distances"
    )
    choices: Annotated[tuple[LevelChoice, ...], Field(min_length=1)] | None = Field(
        default=None, description="levels that set several values at once"
    )


class VariantRow(Section):
    """One variant of a list."""

    label: Label = Field(description="what people read; unique in the list")
    settings: dict[str, Any] = Field(default={}, alias="set", description=SETTINGS)
