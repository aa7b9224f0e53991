"""The axis of local days, with dates, that timelines share."""

from __future__ import annotations

from relaysim.report.svg import Drawing, Scale, nice_ticks
from relaysim.report.times import Times


def draw_time_axis(drawing: Drawing, scale: Scale, times: Times, top: float, bottom: float) -> None:
    """Grid lines at round local days from top to bottom, their numbers below, dates below those."""
    first, last = times.clock.day(scale.low), times.clock.day(scale.high - 1.0) + 1
    most = 11 if drawing.layout.is_wide else 6
    days = [day for day in nice_ticks(first, last, most) if day == round(day)]
    for day in days:
        utc_s = times.clock.utc_s(round(day))
        x = scale(utc_s)
        if not scale.start_px - 0.5 <= x <= scale.end_px + 0.5:
            continue
        drawing.line(x, top, x, bottom + 4, "grid")
        anchor = "start" if x < scale.start_px + 12 else "end" if x > scale.end_px - 12 else "middle"
        drawing.text(x, bottom + 17, f"{round(day)}", "tick", anchor)
        drawing.text(x, bottom + 31, times.short_date(utc_s), "tick faint", anchor)
    drawing.line(scale.start_px, bottom, scale.end_px, bottom, "axis")


def axis_name(times: Times) -> str:
    """What the axis says."""
    return f"{times.day}, and UTC date at its start"
