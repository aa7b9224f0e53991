"""Studies made by hand, small enough to run in tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from relaysim.campaign.study.study import (
    BlackoutOutcome,
    Outcome,
    Study,
    SummaryOutcome,
    TerrainDraw,
    UncertainFactor,
    Variant,
)

HINDCAST = Variant(0, "hindcast", {"knowledge": "hindcast"}, ())
HIGHER = Variant(1, "30 cm higher", {"knowledge": "hindcast"}, ("radios.rover.antenna_height=1.5 m",))
FORECAST = Variant(1, "as of sol 776", {"knowledge": "sol 776"}, ("terrain.as_of=sol 776",))
DRAWN_GROUND = TerrainDraw(None, 30.0, "assumed", "made up")


def blackout(name: str, level: str, flight: int | None = 52) -> BlackoutOutcome:
    """A blackout to be asked for: after a flight, or the longest."""
    pick = "longest" if flight is None else "after flight"
    return BlackoutOutcome(name, name, level, pick, flight, math.nan, "")  # type: ignore[arg-type]


OUTCOMES: tuple[Outcome, ...] = (
    blackout("silence", "session"),
    blackout("radio_silence", "radio", None),
    SummaryOutcome("delivered", "products delivered", "counts.products_delivered", ""),
)


def study(
    *,
    scenario: str | Path = "flight-52-blackout",
    settings: Sequence[str] = (),
    variants: Sequence[Variant] = (HINDCAST,),
    losses_db: Sequence[float] = (),
    terrain: TerrainDraw | None = None,
    outcomes: Sequence[Outcome] = OUTCOMES,
    draws: int = 1,
) -> Study:
    """A study of flight 52 over its ground; `losses_db`: the fixed loss of each draw."""
    path = "link.budget.fixed loss.value"
    loss = UncertainFactor("fixed_loss", path, "dB", "fixed loss", "as listed", "assumed", "made up")
    return Study(
        name="by-hand",
        title="",
        description="",
        scenario=scenario,
        settings=tuple(settings),
        seed=52,
        variants=tuple(variants),
        factor_labels={"knowledge": "terrain"},
        uncertain=(loss,) if losses_db else (),
        terrain=terrain,
        sampling="by hand",
        draws=len(losses_db) or draws,
        replications=1,
        values=np.array(losses_db, dtype=np.float64).reshape(-1, 1),
        outcomes=tuple(outcomes),
        baseline=0,
        exceed_days=(),
        attempts=1,
        takes="",
        day_name="sol",
        resolved={},
    )
