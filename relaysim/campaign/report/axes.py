"""Axes that the figures of a campaign share: round ticks along a quantity, shares in per cent, the observed value."""

from __future__ import annotations

from relaysim.campaign.report.measure import Measure, short_number
from relaysim.report.svg import Drawing, Scale, nice_ticks, text_width

_SIZE_PX = 11.0


def draw_quantity_axis(drawing: Drawing, x: Scale, top: float, bottom: float, name: str) -> None:
    """Grid lines from top to bottom at round values, their numbers below, what they are below those."""
    for value in nice_ticks(x.low, x.high, 10 if drawing.layout.is_wide else 5):
        drawing.line(x(value), top, x(value), bottom + 4, "grid")
        drawing.text(x(value), bottom + 17, _tick(value), "tick", "middle")
    drawing.line(x.start_px, bottom, x.end_px, bottom, "axis")
    drawing.text(x.end_px, bottom + 34, name, "tick faint", "end")


def draw_share_axis(drawing: Drawing, x: Scale, y: Scale, most: int = 5) -> None:
    """Grid lines at round shares, in per cent, at the left."""
    for value in nice_ticks(100.0 * y.low, 100.0 * y.high, most):
        place = y(value / 100.0)
        drawing.line(x.start_px, place, x.end_px, place, "grid")
        drawing.text(x.start_px - 6, place + 4, f"{value:g} %", "tick", "end")


def draw_observed(
    drawing: Drawing, x: Scale, top: float, bottom: float, days: float, measure: Measure
) -> None:
    """What really happened, as a line with its figure on top."""
    if not x.low <= days <= x.high:
        return
    label, at = f"observed {measure.bare(days)}", x(days)
    drawing.line(at, top, at, bottom, "observed", f"{label} {measure.unit}")
    half = text_width(label, _SIZE_PX) / 2
    anchor = "end" if at + half > drawing.width else "start" if at - half < x.start_px else "middle"
    drawing.text(at, top - 5, label, "tick strong", anchor)


def clipped(text: str, width_px: float, size: float = 12.0) -> str:
    """A text that fits a width, its end left out where it must be."""
    most = max(int(width_px / (0.56 * size)), 4)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _tick(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else short_number(round(value, 9))
