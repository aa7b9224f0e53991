"""Distributions: a histogram for each variant below the other; none at all and cut durations stand apart."""

from __future__ import annotations

from markupsafe import Markup

from relaysim.campaign.report.axes import clipped, draw_observed, draw_quantity_axis
from relaysim.campaign.report.measure import Measure
from relaysim.campaign.report.palette import Ink
from relaysim.campaign.report.plain import Json
from relaysim.report.svg import Drawing, Layout, Scale

_APART_PX = 26.0


def draw_histograms(outcome: Json, shown: list[Ink], measure: Measure, layout: Layout) -> Markup:
    """One row a variant, all to the same scales: share of runs between round numbers."""
    pitch, top = (96.0 if len(shown) < 5 else 72.0), 26.0
    bottom = top + pitch * len(shown)
    rows = [outcome["variants"][ink.variant] for ink in shown]
    none, cut = any(row.get("none") for row in rows), any(row.get("censored") for row in rows)
    foot = 62.0 if none or cut else 44.0
    drawing = Drawing(layout, bottom + foot, f"spread-{outcome['name']}")
    left = 12.0 + (_APART_PX + 30.0 if none else 0.0)
    right = layout.width - 14.0 - (_APART_PX + 30.0 if cut else 0.0)
    edges = outcome["edges"] or [0.0, 1.0]
    x = Scale(measure.scaled(edges[0]) or 0.0, measure.scaled(edges[-1]) or 0.0, left, right)
    draw_quantity_axis(drawing, x, top, bottom, measure.unit or outcome["label"])
    most = max((n / row["n"] for row in rows for n in row["histogram"]), default=0.0)
    for n, (ink, row) in enumerate(zip(shown, rows, strict=True)):
        base = top + pitch * (n + 1)
        y = Scale(0.0, most or 1.0, base, base - pitch + 24.0)
        _draw_row(drawing, outcome, row, ink, x, y, measure)
    if none:
        drawing.text(12.0 + _APART_PX / 2, bottom + 17, "none", "tick", "middle")
    if cut:
        drawing.text(right + 30.0 + _APART_PX / 2, bottom + 17, "cut", "tick", "middle")
    if outcome.get("observed_days") is not None:
        draw_observed(drawing, x, top, bottom, outcome["observed_days"], measure)
    return drawing.render(_words(outcome, shown, rows, measure))


def _draw_row(
    drawing: Drawing, outcome: Json, row: Json, ink: Ink, x: Scale, y: Scale, measure: Measure
) -> None:
    base = y.start_px
    edges = [measure.scaled(one) or 0.0 for one in outcome["edges"]]
    for low, high, count in zip(edges, edges[1:], row["histogram"], strict=False):
        if count:
            top = y(count / row["n"])
            title = (
                f"{ink.name}: {count:,} of {row['n']:,} runs from {low:g} to {high:g} {measure.unit}".rstrip()
            )
            width = max(x(high) - x(low) - 1.0, 0.8)
            drawing.rect(x(low) + 0.5, top, width, base - top, f"bar {ink.style}", title)
    _draw_apart(
        drawing, row.get("none", 0), row["n"], 12.0, y, f"bar {ink.style}", f"{ink.name}: no such blackout in"
    )
    at = x.end_px + 30.0
    _draw_apart(
        drawing, row.get("censored", 0), row["n"], at, y, f"bar cut {ink.style}", f"{ink.name}: cut in"
    )
    drawing.line(12.0, base, drawing.width - 14.0, base, "axis")
    tallest = max(row["histogram"], default=0)
    if tallest:
        at = row["histogram"].index(tallest)
        share = f"{100.0 * tallest / row['n']:.0f} %"
        drawing.text(
            (x(edges[at]) + x(edges[at + 1])) / 2, y(tallest / row["n"]) - 4, share, "tick halo", "middle"
        )
    name = clipped(ink.name, drawing.width - 120.0, 14.0)
    drawing.text(x.start_px + 2, y.end_px - 8, name, "halo strong label")


def _draw_apart(drawing: Drawing, count: int, of: int, left: float, y: Scale, style: str, words: str) -> None:
    """A bar beside the scale, the row's height being all runs, with its share on top."""
    if not count:
        return
    top = Scale(0.0, 1.0, y.start_px, y.end_px + 6.0)(count / of)
    drawing.rect(left, top, _APART_PX, y.start_px - top, style, f"{words} {count:,} of {of:,} runs")
    share = 100.0 * count / of
    drawing.text(
        left + _APART_PX / 2, top - 4, f"{share:.0f} %" if share >= 0.5 else "< 1 %", "tick halo", "middle"
    )


def _words(outcome: Json, shown: list[Ink], rows: list[Json], measure: Measure) -> str:
    parts = [f"Histograms of {outcome['label']}."]
    for ink, row in zip(shown, rows, strict=True):
        low, high = (row["quantiles"][n]["value"] for n in (1, 3))
        half = f"half of the runs between {measure.bare(low)} and {measure.full(high)}"
        parts.append(f"{ink.name}: {half}." if low is not None and high is not None else f"{ink.name}.")
    return " ".join(parts)
