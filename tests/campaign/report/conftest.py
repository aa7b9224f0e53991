"""Studies and their results made by hand: no simulation, numbers that are known beforehand."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from relaysim.campaign.report.page import build_campaign_report
from relaysim.campaign.report.summary import summary
from relaysim.campaign.study.study import BlackoutOutcome, Study, SummaryOutcome, UncertainFactor, Variant

LOSS = UncertainFactor(
    "loss", "link.budget.fixed loss.value", "dB", "fixed loss", "uniform, -8 to 0 dB", "assumed", "made up"
)
SILENCE = BlackoutOutcome(
    "silence", "silence between sessions", "session", "after flight", 52, 60.8, "the record"
)
DELIVERED = SummaryOutcome("delivered", "products delivered", "counts.products_delivered", "")
MANIFEST = {"made_by": "relaysim", "kind": "campaign", "version": "9.9.9", "digest": "ab12", "terrain": []}


@dataclasses.dataclass
class Case:
    """A study and what its runs gave: (draws, variants) days, whether cut, numbers; numbers of runs that failed."""

    study: Study
    days: Any
    cut: Any
    failed: Sequence[int] = ()

    def results(self) -> pa.Table:
        """The table as results.parquet holds it."""
        days, cut = np.asarray(self.days, dtype=float).ravel(), np.asarray(self.cut, dtype=bool).ravel()
        number = np.arange(days.size)
        bad = np.isin(number, self.failed)
        columns: dict[str, Any] = {"number": number}
        columns["status"] = np.where(bad, "failed", "done").tolist()
        columns["error"] = pa.array(["it broke" if one else None for one in bad], pa.string())
        columns["attempts"] = pa.array(np.where(bad, 3, 1), pa.int8())
        columns["silence_days"] = pa.array(days, mask=bad)
        columns["silence_open_start"] = pa.array(np.zeros(days.size, dtype=bool), mask=bad)
        columns["silence_open_end"] = pa.array(cut, mask=bad)
        columns["delivered"] = pa.array(200.0 - days, mask=bad)
        return pa.table(columns)

    def told(self) -> dict[str, Any]:
        """Its summary, as whoever reads the file gets it."""
        found: dict[str, Any] = json.loads(json.dumps(summary(self.study, self.results()), allow_nan=False))
        return found


def make_study(names: Sequence[str], draws: int, *, drawn: bool = True, factor: str = "choice") -> Study:
    """Variants of one factor, and one uncertain factor that goes evenly through its range."""
    values = np.linspace(-8.0, 0.0, draws)[:, None] if drawn else np.zeros((draws, 0))
    return Study(
        name="made-up", title="How long?", description="", scenario="flight-52-blackout", settings=(), seed=1,
        variants=tuple(Variant(n, name, {factor: name}, ()) for n, name in enumerate(names)),
        factor_labels={factor: "what is chosen"} if len(names) > 1 else {},
        uncertain=(LOSS,) if drawn else (), terrain=None, sampling="by hand", draws=draws, replications=1,
        values=values, outcomes=(SILENCE, DELIVERED), baseline=0, exceed_days=(30.0, 60.0), attempts=3, takes="",
        day_name="sol", resolved={},
    )  # fmt: skip


@pytest.fixture
def two() -> Case:
    """Hindcast: 1 to 100 sols, all whole. Forecast: 20 sols longer in every draw, cut at 90 sols."""
    days = np.arange(1.0, 101.0)[::-1]
    longer = days + 20.0
    table = np.column_stack([days, np.minimum(longer, 90.0)])
    return Case(
        make_study(["hindcast", "as of sol 776"], 100), table, np.column_stack([days < 0, longer > 90.0])
    )


@pytest.fixture
def sweep() -> Case:
    """The antenna from 0.5 m to 2 m: 10 sols shorter for each half metre."""
    days = np.linspace(40.0, 60.0, 30)[:, None] - np.array([0.0, 10.0, 20.0, 30.0])
    case = Case(make_study(["0.5 m", "1.0 m", "1.5 m", "2 m"], 30, factor="height"), days, days < 0)
    return case


def _few(
    days: Any,
    cut: Any = None,
    names: Sequence[str] = ("only",),
    failed: Sequence[int] = (),
    drawn: bool = True,
) -> Case:
    days = np.asarray(days, dtype=float)
    return Case(
        make_study(names, days.shape[0], drawn=drawn),
        days,
        np.zeros_like(days) if cut is None else cut,
        failed,
    )


@pytest.fixture(
    params=[
        "nothing",
        "all failed",
        "all cut",
        "one run",
        "none ever",
        "nothing drawn",
        "200 variants",
        "two runs a variant",
    ]
)
def odd(request: pytest.FixtureRequest) -> Case:
    """Campaigns at the edge of what can be told."""
    ramp = np.linspace(10.0, 90.0, 40)[:, None]
    many = [f"variant {n}" for n in range(200)]
    cases: dict[str, Callable[[], Case]] = {
        "nothing": lambda: _few(np.zeros((0, 2)), names=("a", "b")),
        "all failed": lambda: _few(np.ones((4, 2)), names=("a", "b"), failed=range(8)),
        "all cut": lambda: _few(ramp, np.ones_like(ramp)),
        "one run": lambda: _few([[61.0]], drawn=False),
        "none ever": lambda: _few(np.zeros((30, 2)), names=("a", "b")),
        "nothing drawn": lambda: _few(ramp, drawn=False),
        "200 variants": lambda: _few(ramp[:12] + np.arange(200.0) / 10.0, names=many),
        "two runs a variant": lambda: _few([[10.0, 20.0], [30.0, 10.0]], names=("a", "b")),
    }
    return cases[request.param]()


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., str]:
    """Writes summary.json and manifest.json, builds the page, and gives it back."""

    def built(told: dict[str, Any]) -> str:
        (tmp_path / "summary.json").write_text(json.dumps(told), encoding="utf-8")
        (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
        build_campaign_report(tmp_path)
        return (tmp_path / "report.html").read_text(encoding="utf-8")

    return built
