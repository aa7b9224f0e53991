"""The margins of both runs around an edge that differs, as their own files have them: where each crosses zero."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from relaysim.comparison.edge import EdgeDifference
from relaysim.comparison.side import RunSide
from relaysim.report.geometry_file import Floats
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, points_path
from relaysim.report.times import Times, figure

# On both sides of the two edges as much again, but not less.
_LEAST_ROOM_S = 20.0
_MOST_DB = 40.0


def draw_margins(
    a: RunSide, b: RunSide, difference: EdgeDifference, times: Times, number: int, layout: Layout
) -> Markup:
    """Two lines of margin over minutes from the earlier edge; "" where a run has no samples there."""
    first, last = sorted((difference.a_utc_s, difference.b_utc_s))
    room = max(last - first, _LEAST_ROOM_S)
    span = first - room, last + room
    lines = [_within(side, span) for side in (a, b)]
    known = np.concatenate([margin for _, margin in lines])
    known = known[np.isfinite(known)]
    if not known.size:
        return Markup("")
    height = 260.0 if layout.is_wide else 220.0
    bottom = height - 40.0
    drawing = Drawing(layout, height, f"margins-{number}")
    x = Scale(span[0], span[1], 52.0, layout.width - 12.0)
    low, high = max(float(known.min()), -_MOST_DB), min(float(known.max()), _MOST_DB)
    pad = max(0.08 * (high - low), 0.5)
    y = Scale(min(low, 0.0) - pad, max(high, 0.0) + pad, bottom, 22.0)
    _draw_axes(drawing, x, y, first, bottom, is_wide=layout.is_wide)
    for (instants, margin), class_ in zip(lines, ("ground-a", "ground-b"), strict=True):
        clipped = np.clip(margin, y.low, y.high)
        points = ((x(t), y(m)) for t, m in zip(instants.tolist(), clipped.tolist(), strict=True))
        drawing.path(points_path(points), class_)
    for crossing, class_ in ((difference.a_utc_s, "mark-ground-a"), (difference.b_utc_s, "mark-ground-b")):
        drawing.circle(x(crossing), y(0.0), 4.0, class_)
    words = f"Margins of A and B around the {difference.edge}: A crosses zero at {times.utc(difference.a_utc_s)}, B at {times.utc(difference.b_utc_s)}."
    return drawing.render(words)


def _within(side: RunSide, span: tuple[float, float]) -> tuple[Floats, Floats]:
    """Samples within a span, and the values at its edges; a value holds until something moves."""
    utc_s, margin = side.geometry.link.utc_s, side.geometry.link.margin_db
    if not utc_s.size:
        return np.empty(0), np.empty(0)
    inside = (utc_s > span[0]) & (utc_s < span[1])
    ends = np.interp(np.array(span), utc_s, margin)
    return np.concatenate([span[:1], utc_s[inside], span[1:]]), np.concatenate(
        [ends[:1], margin[inside], ends[1:]]
    )


def _draw_axes(drawing: Drawing, x: Scale, y: Scale, first: float, bottom: float, *, is_wide: bool) -> None:
    for value in nice_ticks(y.low, y.high, 6):
        drawing.line(x.start_px, y(value), x.end_px, y(value), "grid")
        drawing.text(
            x.start_px - 6, y(value) + 4, figure(value, 0 if value == round(value) else 1), "tick", "end"
        )
    unit_s, unit = next(
        (
            (s, name)
            for s, name in ((86400.0, "days"), (3600.0, "h"), (60.0, "min"))
            if x.high - x.low > 4.0 * s
        ),
        (1.0, "s"),
    )
    for value in nice_ticks((x.low - first) / unit_s, (x.high - first) / unit_s, 9 if is_wide else 4):
        drawing.text(
            x(first + value * unit_s),
            bottom + 16,
            figure(value, 0 if value == round(value) else 1),
            "tick",
            "middle",
        )
    drawing.line(x.start_px, y(0.0), x.end_px, y(0.0), "axis")
    drawing.text(x.start_px, 13, "margin at the lowest rate, dB", "tick faint")
    drawing.text(
        (x.start_px + x.end_px) / 2.0,
        bottom + 34,
        f"{unit} after the earlier of the two",
        "tick faint",
        "middle",
    )
