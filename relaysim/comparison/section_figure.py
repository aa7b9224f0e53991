"""The ground below the straight line in both runs, drawn over one another: height above each run's own line."""

from __future__ import annotations

import math

from markupsafe import Markup

from relaysim.comparison.link_view import Section
from relaysim.comparison.reason import LinkThere, Reason
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, points_path
from relaysim.report.times import figure


def draw_section(reason: Reason, number: int, layout: Layout) -> Markup:
    """Two lines of ground, rover on the left; what stands above zero stands in the way. "" without both sections."""
    a, b = reason.a, reason.b
    if a is None or b is None or a.section is None or b.section is None:
        return Markup("")
    height = 260.0 if layout.is_wide else 220.0
    bottom = height - 40.0
    drawing = Drawing(layout, height, f"section-{number}")
    most = max(a.section.distance_m[-1], b.section.distance_m[-1])
    x, y = Scale(0.0, most, 52.0, layout.width - 12.0), _height_scale((a.section, b.section), 22.0, bottom)
    _draw_axes(drawing, x, y, bottom, is_wide=layout.is_wide)
    drawing.line(x.start_px, y(0.0), x.end_px, y(0.0), "axis")
    for one, class_ in ((a, "ground-a"), (b, "ground-b")):
        _draw_ground(drawing, one, x, y, class_)
    return drawing.render(_description(a, b))


def _height_scale(sections: tuple[Section, Section], top: float, bottom: float) -> Scale:
    known = [value for one in sections for value in one.above_line_m if not math.isnan(value)] or [0.0]
    low, high = min(*known, 0.0), max(*known, 0.0)
    room = max(0.08 * (high - low), 0.3)
    return Scale(low - room, high + room, bottom, top)


def _draw_axes(drawing: Drawing, x: Scale, y: Scale, bottom: float, *, is_wide: bool) -> None:
    for value in nice_ticks(y.low, y.high, 6):
        drawing.line(x.start_px, y(value), x.end_px, y(value), "grid")
        drawing.text(
            x.start_px - 6, y(value) + 4, figure(value, 0 if value == round(value) else 1), "tick", "end"
        )
    for value in nice_ticks(x.low, x.high, 9 if is_wide else 5):
        drawing.text(x(value), bottom + 16, figure(value, 0), "tick", "middle")
    drawing.text(x.start_px, 13, "above the straight line, m", "tick faint")
    drawing.text(
        (x.start_px + x.end_px) / 2.0, bottom + 34, "distance from the rover, m", "tick faint", "middle"
    )


def _draw_ground(drawing: Drawing, one: LinkThere, x: Scale, y: Scale, class_: str) -> None:
    assert one.section is not None
    points = zip(one.section.distance_m, one.section.above_line_m, strict=True)
    drawing.path(points_path((x(along), y(above)) for along, above in points), class_)
    if one.obstacle is not None and one.obstacle.above_sightline_m > 0.0:
        drawing.circle(x(one.obstacle.from_rover_m), y(one.obstacle.above_sightline_m), 4.0, f"mark-{class_}")


def _description(a: LinkThere, b: LinkThere) -> str:
    parts = []
    for name, one in (("A", a), ("B", b)):
        if one.obstacle is not None:
            above = one.obstacle.above_sightline_m
            side = "above" if above > 0.0 else "below"
            parts.append(
                f"in {name} {figure(abs(above))} m {side} it, {figure(one.obstacle.from_rover_m, 0)} m from the rover"
            )
    return (
        f"The ground against the straight line between the antennas: the highest point is {'; '.join(parts)}."
    )
