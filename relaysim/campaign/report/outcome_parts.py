"""The pictures and tables of one outcome, each only where there is something to show."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from relaysim.campaign.report import outcome_tables
from relaysim.campaign.report.comparison_figure import draw_comparison
from relaysim.campaign.report.convergence_figure import draw_convergence
from relaysim.campaign.report.exceedance_figure import MOST_BANDS, draw_exceedance
from relaysim.campaign.report.histogram_figure import draw_histograms
from relaysim.campaign.report.measure import Measure, measure_of
from relaysim.campaign.report.palette import Ink, inks
from relaysim.campaign.report.plain import Json
from relaysim.campaign.report.range_figure import draw_range
from relaysim.campaign.report.sentences import typical
from relaysim.campaign.report.tornado_figure import draw_tornado, has_tornado
from relaysim.report.svg import in_both_layouts
from relaysim.report.tables import Table


@dataclass(frozen=True)
class Tornado:
    """The tornado of one variant, and its table."""

    variant: str
    picture: Markup
    table: Table
    rows: int


@dataclass(frozen=True)
class Parts:
    """What the page shows of one outcome; None or empty where there is nothing.

    Attributes:
        anchor: first part of its sections' ids; words: it in a line; legend: the variants in pictures.
        left_out: how many variants are in no picture.
    """

    outcome: Json
    anchor: str
    label: str
    unit: str
    words: str
    legend: tuple[Ink, ...]
    left_out: int
    banded: bool
    exceedance: Markup | None
    histograms: Markup | None
    swept: Markup | None
    tornadoes: tuple[Tornado, ...]
    comparison: Markup | None
    comparison_table: Table
    variant_table: Table
    convergence: Markup | None

    def sections(self) -> list[tuple[str, str]]:
        """Names and headings of the parts that are there."""
        there = (
            ("range", "Sweep", self.swept),
            ("longer", "Exceedance", self.exceedance),
            ("spread", "Distributions", self.histograms),
            ("decides", "What decides it", self.tornadoes),
            ("compared", "Comparison", self.comparison),
            ("variants", "Variants", self.variant_table.rows),
            ("settled", "Convergence", self.convergence),
        )
        return [(key, word) for key, word, found in there if found]


def outcome_parts(told: Json, outcome: Json) -> Parts:
    """All pictures and tables of an outcome."""
    measure, shown = measure_of(outcome, told["day_name"]), inks(told, outcome)
    is_blackout = outcome["kind"] == "blackout"
    many = [one for one in shown if outcome["variants"][one.variant]["n"] > 1]
    baseline = outcome["variants"][told["baseline"]]
    swept = told["sweep"] is not None and sum(1 for row in outcome["variants"] if row["n"]) > 1
    paired = any(one["pairs"] for one in outcome["comparison"])
    settled = any(len(outcome["variants"][one.variant]["convergence"]) > 1 for one in shown)
    return Parts(
        outcome=outcome,
        anchor=f"outcome-{told['outcomes'].index(outcome)}",
        label=outcome["label"],
        unit=measure.unit,
        words=f"{outcome['label']}: {typical(baseline, measure)}" if baseline["n"] > 1 else outcome["label"],
        legend=tuple(shown) if len(shown) > 1 else (),
        left_out=sum(1 for row in outcome["variants"] if row["n"]) - len(shown),
        banded=len(many) <= MOST_BANDS,
        exceedance=in_both_layouts(lambda to: draw_exceedance(told, outcome, many, measure, to))
        if many and is_blackout
        else None,
        histograms=in_both_layouts(lambda to: draw_histograms(outcome, many, measure, to)) if many else None,
        swept=in_both_layouts(lambda to: draw_range(told, outcome, measure, to)) if swept else None,
        tornadoes=_tornadoes(told, outcome, measure),
        comparison=in_both_layouts(lambda to: draw_comparison(told, outcome, measure, to))
        if paired
        else None,
        comparison_table=outcome_tables.comparison_table(told, outcome, measure),
        variant_table=outcome_tables.variant_table(told, outcome, measure),
        convergence=in_both_layouts(lambda to: draw_convergence(outcome, many, measure, to))
        if settled
        else None,
    )


def _tornadoes(told: Json, outcome: Json, measure: Measure) -> tuple[Tornado, ...]:
    return tuple(
        Tornado(
            told["variants"][effects["variant"]]["name"] if len(told["variants"]) > 1 else "",
            in_both_layouts(lambda to, effects=effects: draw_tornado(told, outcome, effects, measure, to)),  # type: ignore[misc]
            outcome_tables.effect_table(told, outcome, effects, measure),
            effects["rows"],
        )
        for effects in outcome["sensitivity"]
        if has_tornado(effects)
    )
