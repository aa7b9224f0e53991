"""How probable it is that it lasts longer: the exceedance curve of each variant, with its band."""

from __future__ import annotations

import json
from bisect import bisect_right
from itertools import pairwise

from markupsafe import Markup

from relaysim.campaign.report.axes import draw_observed, draw_quantity_axis, draw_share_axis
from relaysim.campaign.report.measure import Measure, short_number
from relaysim.campaign.report.palette import Ink
from relaysim.campaign.report.plain import Json
from relaysim.report.svg import Drawing, Layout, Scale, points_path

MOST_BANDS = 3
_READ_OUTS = 90


def draw_exceedance(told: Json, outcome: Json, shown: list[Ink], measure: Measure, layout: Layout) -> Markup:
    """P(T > t) against t; curves of variants that are cut end in an open mark."""
    height = 360.0 if layout.is_wide else 300.0
    bottom = height - 44.0
    drawing = Drawing(layout, height, f"longer-{outcome['name']}")
    x = Scale(0.0, _longest(outcome, shown), 48.0, layout.width - 14.0)
    y = Scale(0.0, 1.0, bottom, 26.0)
    draw_share_axis(drawing, x, y)
    draw_quantity_axis(drawing, x, 26.0, bottom, f"longer than so many {measure.unit}")
    rows = {ink.variant: outcome["variants"][ink.variant]["curve"] for ink in shown}
    for ink in shown if len(shown) <= MOST_BANDS else ():
        curve = rows[ink.variant]
        corners = _steps(curve, "high", x, y) + _steps(curve, "low", x, y)[::-1]
        drawing.path(points_path(corners, closed=True), f"band {ink.style}")
    for ink in shown:
        # In a ramp of colours the baseline is told by its width.
        is_main = ink.style.startswith("r") and ink.variant == told["baseline"]
        _draw_curve(drawing, rows[ink.variant], ink, x, y, is_main=is_main)
    if outcome["observed_days"] is not None:
        draw_observed(drawing, x, 26.0, bottom, outcome["observed_days"], measure)
    words = f"Probability that {outcome['label']} lasts longer than a given time. " + " ".join(
        f"{ink.name}: {_at(rows[ink.variant], x.high / 2.0)} longer than {x.high / 2.0:.0f} {measure.unit}."
        for ink in shown
    )
    return drawing.render(words, _hover(shown, rows, x, measure))


def _draw_curve(drawing: Drawing, curve: Json, ink: Ink, x: Scale, y: Scale, *, is_main: bool) -> None:
    points = _steps(curve, "longer", x, y)
    drawing.path(points_path(points), f"curve {ink.style}" + (" main" if is_main else ""), ink.name)
    if curve["longer"][-1] > 0.0:
        title = f"{ink.name}: cut here; nobody knows how much longer"
        drawing.circle(points[-1][0], points[-1][1], 4.0, f"cut-mark {ink.style}", title)


def _longest(outcome: Json, shown: list[Ink]) -> float:
    """The end of the axis: the longest duration drawn, and the observed one."""
    ends = [outcome["variants"][ink.variant]["longest"] or 0.0 for ink in shown]
    return 1.03 * max([*ends, outcome["observed_days"] or 0.0]) or 1.0


def _steps(curve: Json, which: str, x: Scale, y: Scale) -> list[tuple[float, float]]:
    """Corners of a step function, from the first time to the end of what is known."""
    days, level = [*curve["days"], curve["until"]], curve[which]
    corners = []
    for (start, end), value in zip(pairwise(days), level, strict=True):
        corners += [(x(start), y(value)), (x(end), y(value))]
    return corners


def _at(curve: Json, day: float) -> str:
    if day > curve["until"] and curve["longer"][-1] > 0.0:
        return "?"
    return f"{100.0 * curve['longer'][bisect_right(curve['days'], day) - 1]:.0f} %"


def _hover(shown: list[Ink], rows: dict[int, Json], x: Scale, measure: Measure) -> str:
    found = []
    for n in range(_READ_OUTS + 1):
        day = x.high * n / _READ_OUTS
        parts = ", ".join(f"{ink.name} {_at(rows[ink.variant], day)}" for ink in shown)
        found.append([round(x(day), 1), f"longer than {short_number(round(day, 1))} {measure.unit}: {parts}"])
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
