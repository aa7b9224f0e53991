"""How the blackout moves as one assumed term of the budget goes through its range."""

from __future__ import annotations

from markupsafe import Markup

from relaysim.report.node import Node
from relaysim.report.svg import Drawing, Layout, Scale
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.times import Times, figure


def draw_sweep(sweep: Node, times: Times, layout: Layout) -> Markup:
    """One bar a value, from the blackout's start to its end; the nominal value is drawn full."""
    rows = sweep.children("rows")
    pitch = 22.0
    bottom = 30.0 + pitch * len(rows)
    drawing = Drawing(layout, bottom + 54.0, "sweep")
    x = Scale(*_span(rows, times), 70.0, layout.width - 10.0)
    draw_time_axis(drawing, x, times, 22.0, bottom)
    unit = sweep.text("unit")
    drawing.text(
        x.start_px - 8.0,
        14.0,
        f"{sweep.text('term', 'term')}",
        "tick faint",
        "start" if not layout.is_wide else "end",
    )
    drawing.text(layout.width - 10.0, bottom + 48.0, axis_name(times), "tick faint", "end")
    for index, row in enumerate(rows):
        y = 30.0 + pitch * (index + 0.5)
        nominal = is_nominal(sweep, row)
        value = figure(row.number("value"), digits_of(rows), unit)
        drawing.text(x.start_px - 8.0, y + 4.0, value, "tick strong" if nominal else "tick", "end")
        _draw_row(drawing, x, row, y, nominal, times)
    return drawing.render(_description(sweep, times))


def _span(rows: list[Node], times: Times) -> tuple[float, float]:
    """What the axis shows: the blackouts with a tenth of their length around them, or the run where one is cut by its edge."""
    shown = [row for row in rows if row.when("start_utc") is not None or row.when("end_utc") is not None]
    starts = [row.when("start_utc") or times.start_utc_s for row in shown]
    ends = [
        max(row.when("end_utc") or times.end_utc_s, row.when("first_alarm_after_utc") or 0.0) for row in shown
    ]
    if not shown:
        return times.start_utc_s, times.end_utc_s
    more = max(0.1 * (max(ends) - min(starts)), times.clock.day_length_s)
    return max(min(starts) - more, times.start_utc_s), min(max(ends) + more, times.end_utc_s)


def is_nominal(sweep: Node, row: Node) -> bool:
    """Whether a row of the sweep holds the value the run used."""
    value, nominal = row.number("value"), sweep.number("nominal")
    return value is not None and nominal is not None and abs(value - nominal) < 1e-9


def digits_of(rows: list[Node]) -> int:
    """Decimals enough to tell the swept values apart: none for whole numbers."""
    return 0 if all((row.number("value") or 0.0) % 1.0 == 0.0 for row in rows) else 1


def _draw_row(drawing: Drawing, x: Scale, row: Node, y: float, nominal: bool, times: Times) -> None:
    start, end = row.when("start_utc"), row.when("end_utc")
    if start is None and end is None:
        drawing.text(x.start_px + 6.0, y + 4.0, "no such blackout", "note")
        return
    left = x.start_px if start is None else x(start)
    right = x.end_px if end is None else x(end)
    title = f"{times.local(start)} to {times.local(end)}"
    drawing.rect(
        left, y - 6.0, max(right - left, 1.5), 12.0, "sweep-nominal" if nominal else "sweep-bar", title
    )
    if end is None:
        drawing.path(
            f"M{right - 9:.1f} {y - 6:.1f}l9 6l-9 6Z", "open-end", "still dark at the end of the scenario"
        )
    heard = row.when("first_alarm_after_utc")
    if heard is not None:
        drawing.circle(x(heard), y, 3.6, "sweep-heard", f"first alarm heard: {times.local(heard)}")


def _description(sweep: Node, times: Times) -> str:
    parts = [f"Start and end of the radio blackout for each {sweep.text('term', 'value')}."]
    for row in sweep.children("rows"):
        value = figure(row.number("value"), 1, sweep.text("unit"))
        start, end = row.when("start_utc"), row.when("end_utc")
        span = "none" if start is None and end is None else f"{times.local(start)} to {times.local(end)}"
        parts.append(f"{value}: {span}.")
    return " ".join(parts)
