"""The data's way as pictures: what was made and arrived, what waits in between, and how long each flight's data took."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.geometry_file import Floats
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, px, text_width
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.times import Times, figure
from relaysim.report.waterfall import PLACES, Waterfall, waterfall_sentence
from relaysim.units import format_volume

_MOST_ROWS = 20


def draw_waterfall(fall: Waterfall, times: Times, layout: Layout, far_end: FarEnd = FAR_END) -> Markup:
    """Above three stairs: bits made, at the rover, on Earth; below what waits in between, on a scale of its own."""
    drawing = Drawing(layout, 370.0, "waterfall")
    x = Scale(times.start_utc_s, times.end_utc_s, 66.0, layout.width - 10.0)
    draw_time_axis(drawing, x, times, 22.0, 316.0)
    drawing.text(layout.width - 10.0, 364.0, axis_name(times), "tick faint", "end")
    y = _volume_axis(drawing, x, float(fall.all_made[1][-1]), (168.0, 22.0), "Since the start")
    for (mark, _), (instants, sums) in zip(PLACES, (fall.all_made, *fall.kept[1:]), strict=True):
        drawing.path(_outline(_stairs(instants, sums, x, y)), f"stairs {mark}")
    instants, helicopter, rover = fall.waiting()
    most = float(max(helicopter.max(initial=0.0), rover.max(initial=0.0)))
    if most > 0.0:
        y = _volume_axis(drawing, x, most, (316.0, 208.0), "Waiting")
        for bits, mark in ((helicopter, "wait-helicopter"), (rover, "wait-rover")):
            drawing.path(
                _outline([(x.start_px, y(0.0)), *_stairs(instants, bits, x, y), (x.end_px, y(0.0))]) + "Z",
                mark,
            )
    return drawing.render(waterfall_sentence(fall, times, far_end), moments=(x, 22.0, 316.0))


def _volume_axis(drawing: Drawing, x: Scale, most: float, rows: tuple[float, float], name: str) -> Scale:
    y = Scale(0.0, most * 1.04, *rows)
    drawing.text(x.start_px, rows[1] - 8.0, name, "tick")
    for value in nice_ticks(0.0, most * 1.04, 4):
        drawing.line(x.start_px, y(value), x.end_px, y(value), "grid")
        drawing.text(x.start_px - 6.0, y(value) + 4.0, format_volume(value) if value else "0", "tick", "end")
    return y


def _stairs(instants: Floats, values: Floats, x: Scale, y: Scale) -> list[tuple[float, float]]:
    """Corners of a stair from the left edge to the right; of steps within a pixel the highest and the last."""
    points = [(x.start_px, y(0.0))]
    group: list[float] = []
    column = x.start_px
    at = np.minimum(np.maximum(x.of(instants), x.start_px), x.end_px).tolist()
    for across, value in [*zip(at, values.tolist(), strict=True), (math.inf, 0.0)]:
        if group and across - column >= 1.0:
            points += [(column, points[-1][1]), (column, y(max(group)))]
            points += [(column, y(group[-1]))] if group[-1] < max(group) else []
            group = []
        column = column if group else across
        group.append(value)
    return [*points, (x.end_px, points[-1][1])]


def _outline(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{px(a)} {px(b)}" for a, b in points)


def draw_delays(
    rows: Sequence[tuple[str, Floats, Floats, int]], times: Times, layout: Layout, far_end: FarEnd = FAR_END
) -> Markup:
    """A line a flight on a logarithmic axis: from the first to the last product to reach the rover, and Earth; half by the bar."""
    pitch, top = 20.0, 10.0 if len(rows) <= _MOST_ROWS else 26.0
    bottom = top + pitch * len(rows)
    drawing = Drawing(layout, bottom + 40.0, "delays")
    day_s = times.clock.day_length_s
    most = max((float(earth[-1]) for _, _, earth, _ in rows if earth.size), default=day_s)
    x = Scale(0.0, math.log10(max(most, day_s) * 1.3), 66.0, layout.width - 54.0)
    taken_px = -math.inf
    for seconds, name in _ticks(day_s, times):
        at, half = x(math.log10(seconds)), text_width(name, 11.0) / 2.0
        if at <= x.end_px:
            drawing.line(at, top - 6.0, at, bottom, "grid")
            if at - half > taken_px:
                drawing.text(at, bottom + 16.0, name, "tick", "middle")
                if len(rows) > _MOST_ROWS:  # the names below are then out of sight
                    drawing.text(at, 12.0, name, "tick", "middle")
                taken_px = at + half + 4.0
    drawing.text(x.end_px, bottom + 34.0, "after it was made", "tick faint", "end")
    for index, (flight, to_rover, to_earth, missing) in enumerate(rows):
        middle = top + pitch * (index + 0.5)
        drawing.text(x.start_px - 8.0, middle + 4.0, flight[:8], "tick", "end")
        for latencies, mark, shift in ((to_rover, "at-rover", -3.0), (to_earth, "on-earth", 3.0)):
            _draw_spread(drawing, x, latencies, mark, middle + shift)
        if missing:
            drawing.text(x.end_px + 6.0, middle + 4.0, f"{missing} not", "tick")
    return drawing.render(_delay_words(rows, far_end))


def _ticks(day_s: float, times: Times) -> list[tuple[float, str]]:
    days = [(n * day_s, f"{n} {times.day if n == 1 else times.days}") for n in (1, 10, 100)]
    return [(1.0, "≤ 1 s"), (60.0, "1 min"), (3600.0, "1 h"), *days]


def _draw_spread(drawing: Drawing, x: Scale, latencies: Floats, mark: str, y: float) -> None:
    if latencies.size:
        places = [
            x(math.log10(max(float(value), 1.0)))
            for value in np.quantile(latencies, (0.0, 0.5, 1.0), method="inverted_cdf")
        ]
        drawing.line(places[0], y, max(places[2], places[0] + 1.0), y, f"spread {mark}")
        drawing.line(places[1], y - 3.5, places[1], y + 3.5, f"spread {mark}")


def _delay_words(rows: Sequence[tuple[str, Floats, Floats, int]], far_end: FarEnd) -> str:
    arrived = [(float(earth[-1]), flight) for flight, _, earth, _ in rows if earth.size]
    if not arrived:
        return f"How long the data of each flight took to the rover: none reached {far_end.name}."
    slowest, flight = max(arrived)
    return (
        f"How long the data of {len(rows)} flights took to the rover and to {far_end.name}. The slowest, of flight {flight[:40]}, "
        f"took {figure(slowest / 86400.0, 2)} days."
    )
