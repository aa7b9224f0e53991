"""A study that has been read and checked: which variants, what is drawn, which answers are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Variant:
    """One choice of all that a planner may choose.

    Attributes:
        number: from 0, in the order of the file (of a grid the last factor changes fastest).
        name: what people read: its labels, "hindcast, 1.2 m".
        levels: label by factor name; empty for the rows of a list.
        settings: overrides of the scenario, "path=value".
    """

    number: int
    name: str
    levels: Mapping[str, str]
    settings: tuple[str, ...]


@dataclass(frozen=True)
class UncertainFactor:
    """A value of the scenario that is not known, drawn for every run.

    Attributes:
        name: column of the results, letters, digits and underscores.
        path: where it goes in the scenario.
        unit: as written in the study ("dB", "m", ""), joined to the drawn number for the scenario.
        label: what people read.
        distribution: in words, for tables and the page ("normal, -3.7 dB, sigma 2.8 dB, from -13 to 0 dB").
        kind, source: where the distribution comes from ("assumed", "fitted", "given").
    """

    name: str
    path: str
    unit: str
    label: str
    distribution: str
    kind: str
    source: str


@dataclass(frozen=True)
class TerrainDraw:
    """Error added to the terrain's heights, a new field for every draw, the same in all variants.

    Attributes:
        sigma_m: standard deviation; None takes the terrain's own band.
        correlation_m: exp(-(d / correlation)^2); nan where kriging tells.
        model: "length", or "kriging": the covariance that the terrain's own kriging implies.
    """

    sigma_m: float | None
    correlation_m: float
    kind: str
    source: str
    model: Literal["length", "kriging"] = "length"


@dataclass(frozen=True)
class BlackoutOutcome:
    """One blackout of each run: its duration is an answer that may be censored.

    Attributes:
        name: prefix of its columns.
        label: what people read.
        level: "radio", "session", "earth" or "sightline".
        pick: "longest", or "after flight": the first that ends after that flight's landing and lasts a local day or more.
        flight: for the latter.
        observed_days: what really happened, in local days; nan where nobody knows. observed_source says whence.
    """

    name: str
    label: str
    level: str
    pick: Literal["longest", "after flight"]
    flight: int | None
    observed_days: float
    observed_source: str


@dataclass(frozen=True)
class SummaryOutcome:
    """One number of a run's summary ("counts.products_delivered", "totals.to_earth_bits", "flights.completed").

    Attributes:
        name: column of the results; label: what people read; path: where it stands; unit: for people ("" for a count).
    """

    name: str
    label: str
    path: str
    unit: str


Outcome = BlackoutOutcome | SummaryOutcome


@dataclass(frozen=True)
class RunSpec:
    """What defines one run of a study.

    Attributes:
        number: from 0: draw * variants + variant, so that the first runs already compare all variants.
        variant, draw: their numbers. Draws are common to all variants.
        values: the uncertain factors' numbers, in their units.
        settings: all overrides of the scenario for this run: study's, variant's, drawn.
        seed: of the run (its named streams); the same in all variants of a draw.
        terrain_seed: of the terrain's error field; None where heights are taken as they are.
    """

    number: int
    variant: int
    draw: int
    values: Mapping[str, float]
    settings: tuple[str, ...]
    seed: int
    terrain_seed: int | None


@dataclass(frozen=True)
class Study:
    """A checked study.

    Attributes:
        scenario: built-in name or absolute path of the base scenario.
        settings: overrides for every run, before those of variants and draws.
        draws: how many draws of what is uncertain, replications included (1 where nothing is drawn or repeated).
        replications: runs of each sample and variant that differ by their seed alone; draw = sample * replications + n.
        factor_labels: what people read for each factor of the variants, by its name.
        sampling: how the draws were made, in words.
        values: (draws, len(uncertain)), in the factors' units.
        baseline: number of the variant others are compared with.
        exceed_days: for "probability that it lasts longer than".
        attempts: how often a run that fails is tried.
        takes: what the file says it takes ("5 min on 2 cores"), "" where it says nothing.
        day_name: what a local day of the scenario's clock is called ("sol"): durations are in these.
        resolved: plain data for manifest.json.
    """

    name: str
    title: str
    description: str
    scenario: str | Path
    settings: tuple[str, ...]
    seed: int
    variants: tuple[Variant, ...]
    factor_labels: Mapping[str, str]
    uncertain: tuple[UncertainFactor, ...]
    terrain: TerrainDraw | None
    sampling: str
    draws: int
    replications: int
    values: Floats
    outcomes: tuple[Outcome, ...]
    baseline: int
    exceed_days: tuple[float, ...]
    attempts: int
    takes: str
    day_name: str
    resolved: Mapping[str, Any]

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.variants) * self.draws

    def run(self, number: int) -> RunSpec:
        """What defines the run of this number."""
        from relaysim.streams import Streams

        draw, variant = divmod(number, len(self.variants))
        names = [one.name for one in self.uncertain]
        numbers = self.values[draw].tolist() if names else []
        drawn = tuple(
            f"{one.path}={written(value)} {one.unit}".rstrip()
            for one, value in zip(self.uncertain, numbers, strict=True)
        )
        streams = Streams(self.seed)
        seed = int(streams.named(f"run of draw {draw}").integers(2**31))
        # Replications of one sample share its ground: they differ by chance alone.
        ground = int(streams.named(f"ground of sample {draw // self.replications}").integers(2**31))
        return RunSpec(
            number=number,
            variant=variant,
            draw=draw,
            values=dict(zip(names, numbers, strict=True)),
            settings=(*self.settings, *self.variants[variant].settings, *drawn),
            seed=seed,
            terrain_seed=None if self.terrain is None else ground,
        )


def written(value: float) -> str:
    """A number as YAML; a whole one without a point, because some keys of a scenario take no other."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
