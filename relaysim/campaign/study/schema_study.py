"""The whole study file as one checked model."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from relaysim.campaign.study.scalars import DaysValue
from relaysim.campaign.study.schema_factors import SETTINGS, Factor, VariantRow
from relaysim.campaign.study.schema_outcomes import OutcomeModel
from relaysim.campaign.study.schema_uncertain import Correlation, TerrainErrorModel, Uncertain
from relaysim.scenario.scalars import Choice, Text, Version, Whole
from relaysim.scenario.section import FilePath, Section

MOST_RUNS = 10_000_000
MOST_VARIANTS = 100_000
MOST_SAMPLES = 1_000_000
DESIGNS = ("grid", "one-at-a-time", "list")
METHODS = ("monte-carlo", "latin-hypercube", "sobol")
Design = Annotated[Literal["grid", "one-at-a-time", "list"], Choice("design", DESIGNS)]
Method = Annotated[Literal["monte-carlo", "latin-hypercube", "sobol"], Choice("method of sampling", METHODS)]
Slug = Annotated[
    str,
    Text(
        pattern="[a-z0-9]+([._-][a-z0-9]+)*",
        form="a name of small letters, digits and hyphens (my-study)",
        most=80,
    ),
]


class Sampling(Section):
    """How what is uncertain is drawn."""

    method: Method = Field(
        default="latin-hypercube",
        description="latin-hypercube spreads each value evenly; sobol spreads all together, best with 2^n runs;"
        " monte-carlo draws independently",
    )
    runs: Annotated[int, Whole(1, MOST_SAMPLES)] = Field(description="samples, each run in every variant")


class StudyModel(Section):
    """A scenario many times over: what is chosen, what is not known, which answers are kept."""

    relaysim_study: Annotated[int, Version(1)] = Field(description="version of this format: 1")
    name: Slug = Field(description="name of the study and of its default output folder")
    title: Annotated[str, Text(most=200)] = Field(description="one line for lists and headings")
    description: Annotated[str, Text(least=0)] = Field(default="", description="a paragraph for people")
    takes: Annotated[str, Text(least=0, most=200)] = Field(
        default="", description="how long it takes, and where, for people: 5 min on 2 cores"
    )
    scenario: FilePath = Field(
        description="built-in name of the base scenario, or its path, relative to this file"
    )
    settings: dict[str, Any] = Field(default={}, alias="set", description=f"for every run: {SETTINGS}")
    seed: Annotated[int, Whole(0, 2**63 - 1)] = Field(default=0, description="seed of everything random")
    design: Design = Field(
        default="grid",
        description="grid: every combination of the factors' levels; one-at-a-time: the first level of all, then each"
        " other level alone; list: the rows of `variants`",
    )
    factors: tuple[Factor, ...] = Field(default=(), description="what may be chosen")
    variants: tuple[VariantRow, ...] = Field(default=(), description="the rows of `design: list`")
    baseline: Annotated[str, Text(most=1000)] | None = Field(
        default=None,
        description="name of the variant that others are compared with: its labels, joined by ', '; the first if absent",
    )
    uncertain: Annotated[tuple[Uncertain, ...], Field(max_length=100)] = Field(
        default=(),
        description="what is not known, drawn anew for every sample, the same draws in every variant",
    )
    correlations: tuple[Correlation, ...] = Field(
        default=(), description="uncertain values that go together; all others are independent"
    )
    terrain_error: TerrainErrorModel | None = Field(
        default=None, description="error of the terrain's heights; without it heights are taken as they are"
    )
    sampling: Sampling | None = Field(
        default=None, description="how many samples; needed where anything is uncertain"
    )
    replications: Annotated[int, Whole(1, MOST_RUNS)] = Field(
        default=1, description="runs of each sample and variant that differ by chance (the run's seed) alone"
    )
    outcomes: tuple[OutcomeModel, ...] = Field(
        default=(), description="answers to keep; longest session blackout and products delivered if absent"
    )
    exceed: tuple[DaysValue, ...] = Field(
        default=(),
        description="durations for the probability that a blackout lasts longer: 30 sols; also h, d",
    )
    attempts: Annotated[int, Whole(1, 100)] = Field(
        default=3, description="how often a run that fails is tried"
    )
