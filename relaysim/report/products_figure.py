"""Bits that arrived at Earth, a bar each local day."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.times import Times
from relaysim.units import format_volume


def draw_deliveries(delivered_bits: Mapping[int, float], times: Times, layout: Layout) -> Markup:
    """A bar a local day; a day without data stays empty."""
    drawing = Drawing(layout, 180.0, "deliveries")
    bottom = 126.0
    most = max(delivered_bits.values(), default=0.0)
    x = Scale(times.start_utc_s, times.end_utc_s, 66.0, layout.width - 10.0)
    y = Scale(0.0, most * 1.08, bottom, 12.0)
    draw_time_axis(drawing, x, times, 12.0, bottom)
    drawing.text(layout.width - 10.0, bottom + 48.0, axis_name(times), "tick faint", "end")
    for value in nice_ticks(0.0, most * 1.08, 4):
        drawing.line(x.start_px, y(value), x.end_px, y(value), "grid")
        drawing.text(x.start_px - 6.0, y(value) + 4.0, format_volume(value) if value else "0", "tick", "end")
    width = max(x(times.clock.day_length_s) - x(0.0) - 1.0, 0.8)
    for day, bits in sorted(delivered_bits.items()):
        if bits > 0.0:
            left = max(x(times.clock.utc_s(day)), x.start_px)
            drawing.rect(
                left, y(bits), width, bottom - y(bits), "arrival", f"{times.day} {day}: {format_volume(bits)}"
            )
    days = sum(1 for bits in delivered_bits.values() if bits > 0.0)
    words = f"Data arrived on {days} {times.days}, at most {format_volume(most)} on one."
    return drawing.render(words)
