"""The axis of local days, with dates, that timelines share."""

from __future__ import annotations

from relaysim.report.svg import Drawing, Scale, nice_ticks
from relaysim.report.times import Times

_YEAR_S = 365.0 * 86400.0


def draw_time_axis(drawing: Drawing, scale: Scale, times: Times, top: float, bottom: float) -> None:
    """Grid lines at round local days from top to bottom, their numbers below, dates below those."""
    first, last = times.clock.day(scale.low), times.clock.day(scale.high - 1.0) + 1
    most = 11 if drawing.layout.is_wide else 6
    # dates that would come twice have their year, and take more room
    years = scale.high - scale.low > _YEAR_S
    most = most if drawing.layout.is_wide or not years else 4
    days = [day for day in nice_ticks(first, last, most) if day == round(day)]
    for day in days:
        utc_s = times.clock.utc_s(round(day))
        x = scale(utc_s)
        if not scale.start_px - 0.5 <= x <= scale.end_px + 0.5:
            continue
        drawing.line(x, top, x, bottom + 4, "grid")
        near = 36 if years else 12
        anchor = "start" if x < scale.start_px + near else "end" if x > scale.end_px - near else "middle"
        drawing.text(x, bottom + 17, f"{round(day)}", "tick", anchor)
        date = times.date(utc_s) if years else times.short_date(utc_s)
        drawing.text(x, bottom + 31, date, "tick faint", anchor)
    drawing.line(scale.start_px, bottom, scale.end_px, bottom, "axis")


def axis_name(times: Times) -> str:
    """What the axis says."""
    return f"{times.day}, and UTC date at its start"
