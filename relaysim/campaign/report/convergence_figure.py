"""How the median and its interval settled while the runs came in."""

from __future__ import annotations

import math

from markupsafe import Markup

from relaysim.campaign.report.measure import Measure, short_number
from relaysim.campaign.report.palette import Ink
from relaysim.campaign.report.plain import Json
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, points_path


def draw_convergence(outcome: Json, shown: list[Ink], measure: Measure, layout: Layout) -> Markup:
    """The median after the first 8, 16, 32, ... runs; bands where there are three variants or fewer."""
    height = 260.0
    bottom = height - 44.0
    drawing = Drawing(layout, height, f"settled-{outcome['name']}")
    rows = {ink.variant: outcome["variants"][ink.variant]["convergence"] for ink in shown}
    sizes = sorted({step["n"] for steps in rows.values() for step in steps})
    x = Scale(math.log2(sizes[0]), math.log2(sizes[-1]), 58.0, layout.width - 20.0)
    low, high = _span(rows, measure)
    y = Scale(low, high, bottom, 22.0)
    for tick in nice_ticks(low, high, 5):
        drawing.line(x.start_px, y(tick), x.end_px, y(tick), "grid")
        drawing.text(x.start_px - 6, y(tick) + 4, short_number(round(tick, 9)), "tick", "end")
    drawing.text(2.0, 12.0, f"median, {measure.unit}".removesuffix(", "), "tick faint")
    _draw_sizes(drawing, sizes, x, bottom)
    for ink in shown:
        _draw_steps(drawing, rows[ink.variant], ink, x, y, measure, banded=len(shown) <= 3)
    return drawing.render(_words(outcome, shown, rows, measure))


def _draw_sizes(drawing: Drawing, sizes: list[int], x: Scale, bottom: float) -> None:
    """Numbers of runs, as many as have room."""
    taken = math.inf
    for size in reversed(sizes):
        at = x(math.log2(size))
        drawing.line(at, bottom, at, bottom + 4, "axis")
        half = 3.5 * len(f"{size:,}") + 6.0
        if at + half <= taken:
            drawing.text(at, bottom + 17, f"{size:,}", "tick", "middle")
            taken = at - half
    drawing.line(x.start_px, bottom, x.end_px, bottom, "axis")
    drawing.text(x.end_px, bottom + 34, "runs of the variant", "tick faint", "end")


def _draw_steps(
    drawing: Drawing, steps: list[Json], ink: Ink, x: Scale, y: Scale, measure: Measure, *, banded: bool
) -> None:
    def place(step: Json, key: str) -> tuple[float, float]:
        value = measure.scaled(step[key])
        return x(math.log2(step["n"])), math.nan if value is None else y(value)

    known = [one for one in steps if one["low"] is not None and one["high"] is not None]
    if banded and len(known) > 1:
        corners = [place(one, "high") for one in known] + [place(one, "low") for one in reversed(known)]
        drawing.path(points_path(corners, closed=True), f"band {ink.style}")
    drawing.path(points_path(place(one, "value") for one in steps), f"curve {ink.style}", ink.name)
    for one in steps:
        at, height = place(one, "value")
        if not math.isnan(height):
            words = f"{ink.name}, {one['n']:,} runs: {measure.full(one['value'])} ({measure.interval(one)})"
            drawing.circle(at, height, 3.0, f"dot {ink.style}", words)


def _span(rows: dict[int, list[Json]], measure: Measure) -> tuple[float, float]:
    values = [step[key] for steps in rows.values() for step in steps for key in ("value", "low", "high")]
    known = [measure.scaled(one) or 0.0 for one in values if one is not None] or [0.0]
    air = 0.06 * (max(known) - min(known)) or 1.0
    return min(known) - air, max(known) + air


def _words(outcome: Json, shown: list[Ink], rows: dict[int, list[Json]], measure: Measure) -> str:
    parts = [f"How the median of {outcome['label']} settled with the number of runs."]
    for ink in shown:
        last = rows[ink.variant][-1]
        parts.append(
            f"{ink.name}: {measure.full(last['value'])} ({measure.interval(last)}) after {last['n']:,} runs."
        )
    return " ".join(parts)
