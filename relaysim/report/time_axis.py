"""The axis of local days, with dates, that timelines share."""

from __future__ import annotations

import math

from relaysim.report.svg import Drawing, Scale, nice_ticks, text_width
from relaysim.report.times import Times

_YEAR_S = 365.0 * 86400.0
SIZE_PX, GAP_PX = 12.0, 4.0


def draw_time_axis(drawing: Drawing, scale: Scale, times: Times, top: float, bottom: float) -> None:
    """Grid lines at round local days from top to bottom, their numbers below, dates below those."""
    first, last = times.clock.day(scale.low), times.clock.day(scale.high - 1.0) + 1
    most = 11 if drawing.layout.is_wide else 6
    # dates that would come twice have their year, and take more room
    years = scale.high - scale.low > _YEAR_S
    most = most if drawing.layout.is_wide or not years else 4
    taken_px = -math.inf
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
        left, right = _ends_px(x, date, anchor)
        if left > taken_px:  # a date that would run into the one before is left out: its day says enough
            drawing.text(x, bottom + 31, date, "tick faint", anchor)
            taken_px = right + GAP_PX
    drawing.line(scale.start_px, bottom, scale.end_px, bottom, "axis")


def _ends_px(x: float, text: str, anchor: str) -> tuple[float, float]:
    """Where a text begins and ends."""
    width = text_width(text, SIZE_PX)
    left = x if anchor == "start" else x - width if anchor == "end" else x - width / 2.0
    return left, left + width


def axis_name(times: Times) -> str:
    """What the axis says."""
    return f"{times.day}, and UTC date at its start"
