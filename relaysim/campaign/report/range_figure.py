"""The outcome against a factor that goes through a range: median, middle half, and nine of ten runs."""

from __future__ import annotations

from markupsafe import Markup

from relaysim.campaign.report.axes import draw_quantity_axis
from relaysim.campaign.report.measure import Measure, short_number
from relaysim.campaign.report.plain import Json
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, points_path

_MOST_BANDS = 2


def draw_range(told: Json, outcome: Json, measure: Measure, layout: Layout) -> Markup:
    """A line for each series; what is not reached before the runs are cut is drawn at the longest, with an arrow."""
    swept = told["sweep"]
    height = 330.0 if layout.is_wide else 290.0
    bottom = height - 44.0
    drawing = Drawing(layout, height, f"range-{outcome['name']}")
    values = [point["value"] for one in swept["series"] for point in one["points"]]
    air = 0.03 * (max(values) - min(values))
    x = Scale(min(values) - air, max(values) + air, 58.0, layout.width - 14.0)
    low, high = _span(outcome, measure)
    y = Scale(low, high, bottom, 22.0)
    for tick in nice_ticks(low, high, 6):
        drawing.line(x.start_px, y(tick), x.end_px, y(tick), "grid")
        drawing.text(x.start_px - 6, y(tick) + 4, short_number(round(tick, 9)), "tick", "end")
    drawing.text(2.0, 12.0, measure.unit or outcome["label"], "tick faint")
    draw_quantity_axis(
        drawing, x, 22.0, bottom, ", ".join(part for part in (swept["label"], swept["unit"]) if part)
    )
    for n, one in enumerate(swept["series"]):
        if len(swept["series"]) <= _MOST_BANDS:
            _draw_bands(drawing, outcome, one, f"v{n}", x, y, measure)
    for n, one in enumerate(swept["series"]):
        _draw_line(drawing, outcome, one, f"v{n}", x, y, measure)
    observed = outcome.get("observed_days")
    if observed is not None and low <= observed <= high:
        drawing.line(x.start_px, y(observed), x.end_px, y(observed), "observed")
        drawing.text(
            x.end_px, y(observed) - 5, f"observed {measure.bare(observed)}", "tick strong halo", "end"
        )
    return drawing.render(_words(told, outcome, measure))


def _points(
    outcome: Json, series: Json, place: int, measure: Measure
) -> list[tuple[float, float, bool, Json]]:
    """Factor's value, quantile, whether it is only a lower bound, and the row it is from."""
    found = []
    for point in series["points"]:
        row = outcome["variants"][point["variant"]]
        if row["n"]:
            quantile = row["quantiles"][place]["value"]
            value = measure.scaled(row.get("longest") if quantile is None else quantile)
            found.append((point["value"], value or 0.0, quantile is None, row))
    return found


def _draw_bands(
    drawing: Drawing, outcome: Json, series: Json, style: str, x: Scale, y: Scale, measure: Measure
) -> None:
    for low, high, band in ((0, 4, "band"), (1, 3, "band inner")):
        upper = [(x(v), y(q)) for v, q, _, _ in _points(outcome, series, high, measure)]
        lower = [(x(v), y(q)) for v, q, _, _ in _points(outcome, series, low, measure)]
        drawing.path(points_path(upper + lower[::-1], closed=True), f"{band} {style}")
    for value, top, is_bound, _ in _points(outcome, series, 4, measure):
        if is_bound:
            drawing.path(f"M{x(value) - 4:.1f} {y(top):.1f}l4 -8l4 8Z", f"beyond {style}", "longer: cut")


def _draw_line(
    drawing: Drawing, outcome: Json, series: Json, style: str, x: Scale, y: Scale, measure: Measure
) -> None:
    points = _points(outcome, series, 2, measure)
    drawing.path(
        points_path((x(v), y(q)) for v, q, _, _ in points), f"curve solid {style}", series["label"] or None
    )
    for value, median, is_bound, row in points:
        words = ("more than " if is_bound else "") + measure.full(median * measure.divisor)
        title = f"{short_number(value)}: median {words}, {row['n']:,} runs"
        drawing.circle(x(value), y(median), 4.0, f"dot {style}", title)


def _span(outcome: Json, measure: Measure) -> tuple[float, float]:
    values = [one["value"] for row in outcome["variants"] for one in row["quantiles"]]
    values += [row.get("longest") for row in outcome["variants"] if row["quantiles"][4]["value"] is None]
    values.append(outcome.get("observed_days"))
    known = [measure.scaled(one) or 0.0 for one in values if one is not None] or [0.0, 1.0]
    low = 0.0 if outcome["kind"] == "blackout" else min(known)
    air = 0.05 * (max(known) - low) or 1.0
    return (low if low == 0.0 else low - air), max(known) + air


def _words(told: Json, outcome: Json, measure: Measure) -> str:
    swept = told["sweep"]
    parts = [f"Median of {outcome['label']} against {swept['label']}."]
    for series in swept["series"]:
        texts = [
            f"{short_number(v)} {swept['unit']}".rstrip() + f": {measure.full(q * measure.divisor)}"
            for v, q, _, _ in _points(outcome, series, 2, measure)
        ]
        parts.append(f"{series['label']} {', '.join(texts)}.".strip())
    return " ".join(parts)
