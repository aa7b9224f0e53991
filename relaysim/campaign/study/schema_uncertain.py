"""What a study does not know: values with distributions, correlations between them, the terrain's error."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from relaysim.campaign.study.scalars import ColumnName, HeightSigma, Label, MeasureValue, ScenarioPath
from relaysim.scenario.quantities import Quantity
from relaysim.scenario.scalars import Choice, Number
from relaysim.scenario.section import Kind, Section, Sentence, written

CorrelationModel = Annotated[Literal["length", "kriging"], Choice("correlation", ("length", "kriging"))]
CorrelationLength = Annotated[float, Quantity("length", "30 m", low="1 m", high="1000 km")]


class NormalModel(Section):
    """Normal distribution."""

    mean: MeasureValue = Field(description="mean, and median")
    sigma: MeasureValue = Field(description="standard deviation, above 0, before low and high cut it")


class UniformModel(Section):
    """Uniform distribution."""

    low: MeasureValue = Field(description="least value")
    high: MeasureValue = Field(description="greatest value")


class TriangularModel(Section):
    """Triangular distribution."""

    low: MeasureValue = Field(description="least value")
    mode: MeasureValue = Field(description="most likely value, from low to high")
    high: MeasureValue = Field(description="greatest value")


class LogNormalModel(Section):
    """Log-normal distribution: the logarithm is normal."""

    median: MeasureValue = Field(description="median, above 0")
    geometric_sigma: Annotated[float, Number(1.0, 1000.0, above=True)] = Field(
        description="geometric standard deviation: 68 % lie between median / it and median x it; sigma of ln x is its ln"
    )


class DiscreteModel(Section):
    """A few numbers, each with its weight."""

    values: Annotated[tuple[MeasureValue, ...], Field(min_length=2)] = Field(
        description="the numbers, ascending"
    )
    weights: tuple[Annotated[float, Number(0.0, 1e9, above=True)], ...] | None = Field(
        default=None, description="how likely each is, in any scale; all alike if absent"
    )


class Sourced(Section):
    """Whence a distribution comes."""

    kind: Kind = Field(
        default="assumed",
        description="given (documented), assumed, or fitted; given and fitted need a source",
    )
    source: Sentence = Field(default="none: assumed", description="where the figures come from")


class Uncertain(Sourced):
    """A value that is not known, drawn anew for every run: exactly one distribution."""

    name: ColumnName | None = Field(
        default=None,
        description="column of the results, letters, digits and underscores; made from the path if absent",
    )
    path: ScenarioPath = Field(description="where the value stands in the scenario, written as for --set")
    label: Label | None = Field(default=None, description="what people read; made from the name if absent")
    normal: NormalModel | None = Field(default=None, description="distribution")
    uniform: UniformModel | None = Field(default=None, description="distribution")
    triangular: TriangularModel | None = Field(default=None, description="distribution")
    log_normal: LogNormalModel | None = Field(default=None, alias="log-normal", description="distribution")
    discrete: DiscreteModel | None = Field(default=None, description="distribution")
    low: MeasureValue | None = Field(
        default=None, description="the distribution is cut here: nothing below is drawn, the rest more often"
    )
    high: MeasureValue | None = Field(default=None, description="the distribution is cut here from above")


class Correlation(Section):
    """Two uncertain values that go together (Gaussian copula)."""

    between: Annotated[tuple[ColumnName, ...], Field(min_length=2, max_length=2)] = Field(
        description="names of two uncertain values"
    )
    value: Annotated[float, Number(-0.999, 0.999)] = Field(
        description="Spearman's rank correlation, from -0.999 to 0.999"
    )


class TerrainErrorModel(Sourced):
    """Error of the terrain's heights: a new correlated field for every sample, the same in all variants."""

    height_sigma_m: HeightSigma = Field(
        default=written("band"),
        alias="height_sigma",
        description="standard deviation of a height; band takes the terrain's own",
    )
    correlation_length_m: CorrelationLength = Field(
        default=written("30 m"),
        alias="correlation_length",
        description="distance over which errors of the heights belong together: exp(-(d / length)^2)",
    )
    correlation: CorrelationModel = Field(
        default="length",
        description="length: by `correlation_length`; kriging: as the kriging that made a built-in survey terrain implies:"
        " next to nothing at surveyed points, long-wave far from them",
    )
