"""Which runs to look at on their own: nearest the median, the 5 % and the 95 % of each variant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from relaysim.campaign.report.measure import Measure
from relaysim.campaign.report.palette import inks
from relaysim.campaign.report.plain import Json


@dataclass(frozen=True)
class SingleRun:
    """A run worth a look: its number, what it gave, and where its page is ("" where it has none yet)."""

    number: int
    value: str
    link: str


def single_runs(
    told: Json, outcome: Json, measure: Measure, has_page: Callable[[int], bool]
) -> list[tuple[str, list[SingleRun]]]:
    """For each drawn variant its name and three runs: the 5 %, the median and the 95 %; they may be one and the same."""
    found = []
    for ink in inks(told, outcome):
        runs = outcome["variants"][ink.variant]["runs"]
        three = [_single(runs[key], measure, has_page) for key in ("p05", "median", "p95")]
        found.append((ink.name, three))
    return found


def _single(run: Json, measure: Measure, has_page: Callable[[int], bool]) -> SingleRun:
    number = run["number"]
    value = ("at least " if run["cut"] else "") + measure.full(run["value"])
    return SingleRun(number, value, f"runs/{number}/report.html" if has_page(number) else "")
