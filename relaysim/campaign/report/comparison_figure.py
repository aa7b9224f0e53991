"""Every variant against the baseline: by how much longer or shorter, and in how many of the same draws."""

from __future__ import annotations

from markupsafe import Markup

from relaysim.campaign.report.axes import clipped, draw_quantity_axis
from relaysim.campaign.report.measure import Measure, percent
from relaysim.campaign.report.plain import Json
from relaysim.campaign.report.sentences import difference
from relaysim.report.svg import Drawing, Layout, Scale

_SHARES = (
    ("shorter", "is-shorter"),
    ("equal", "is-equal"),
    ("undecidable", "is-unclear"),
    ("longer", "is-longer"),
)


def draw_comparison(told: Json, outcome: Json, measure: Measure, layout: Layout) -> Markup:
    """A row a variant: median of the paired differences with its interval, and the draws in which it is shorter."""
    rows = [one for one in outcome["comparison"] if one["pairs"]]
    wide = layout.is_wide
    pitch, top = (44.0 if wide else 78.0), 12.0
    bottom = top + pitch * len(rows)
    drawing = Drawing(layout, bottom + 42.0, f"paired-{outcome['name']}")
    right = layout.width - (300.0 if wide else 16.0)
    x = Scale(*_span(rows, measure), 14.0, right)
    draw_quantity_axis(
        drawing, x, top, bottom, f"difference to the baseline, {measure.unit}".removesuffix(", ")
    )
    drawing.line(x(0.0), top, x(0.0), bottom, "middle")
    for n, row in enumerate(rows):
        y = top + pitch * n
        name = told["variants"][row["variant"]]["name"]
        drawing.text(16.0, y + 14.0, clipped(name, right - 20.0, 14.0), "halo strong label")
        _draw_difference(drawing, row, x, y + 30.0, name, measure)
        if wide:
            _draw_shares(drawing, row, right + 30.0, layout.width, y + 22.0, outcome)
        else:
            _draw_shares(drawing, row, 14.0, layout.width - 14.0, y + 48.0, outcome)
    return drawing.render(_words(told, outcome, rows, measure))


def _draw_difference(drawing: Drawing, row: Json, x: Scale, y: float, name: str, measure: Measure) -> None:
    median = row["median"]
    low, high = measure.scaled(median["low"]), measure.scaled(median["high"])
    text = difference(median, measure)
    drawing.line(x(x.low if low is None else low), y, x(x.high if high is None else high), y, "reach", text)
    ends = [measure.scaled(median["least"]), measure.scaled(median["most"])]
    if median["value"] is not None:
        drawing.circle(x(measure.scaled(median["value"]) or 0.0), y, 4.5, "difference", f"{name}: {text}")
    elif ends[0] is not None and ends[1] is not None:
        drawing.rect(
            x(ends[0]) - 3.0, y - 4.5, x(ends[1]) - x(ends[0]) + 6.0, 9.0, "difference", f"{name}: {text}"
        )


def _draw_shares(drawing: Drawing, row: Json, left: float, right: float, y: float, outcome: Json) -> None:
    """A bar of all pairs: shorter, equal, not to be told, longer."""
    at = left
    for key, style in _SHARES:
        width = (right - left) * (row[key]["value"] or 0.0)
        if width <= 0.0:
            continue
        words = {"equal": "equal", "undecidable": "cut: cannot be told"}.get(key, direction(outcome, key))
        drawing.rect(at, y, width, 14.0, style, f"{words} in {percent(row[key])} of the draws")
        text = percent(row[key])
        if width > 34.0:
            drawing.text(at + width / 2, y + 11.0, text, f"tick on-{style}", "middle")
        at += width


def direction(outcome: Json, key: str) -> str:
    """ "shorter" and "longer" of durations; "less" and "more" of numbers."""
    return key if outcome["kind"] == "blackout" else {"shorter": "less", "longer": "more"}.get(key, key)


def _span(rows: list[Json], measure: Measure) -> tuple[float, float]:
    values = [row["median"][key] for row in rows for key in ("value", "low", "high", "least", "most")]
    known = [0.0, *(measure.scaled(one) or 0.0 for one in values if one is not None)]
    air = 0.08 * (max(known) - min(known)) or 1.0
    return min(known) - air, max(known) + air


def _words(told: Json, outcome: Json, rows: list[Json], measure: Measure) -> str:
    parts = [f"{outcome['label']}: paired differences to {told['variants'][told['baseline']]['name']}."]
    for row in rows:
        name, text = told["variants"][row["variant"]]["name"], difference(row["median"], measure)
        parts.append(
            f"{name}: {text}; {direction(outcome, 'shorter')} in {percent(row['shorter'])} of the draws."
        )
    return " ".join(parts)
