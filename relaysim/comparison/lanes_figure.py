"""The blackouts of both sides, one lane a level with A above B, on one axis of local days."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from relaysim.comparison.comparison import Comparison
from relaysim.comparison.silence import Silence
from relaysim.report.svg import Drawing, Layout, Scale, px
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.timeline_figure import merged_px

_LANE_PX, _BAR_PX = 46.0, 13.0
_GAP_SHARE = 0.02


def draw_lanes(found: Comparison, layout: Layout) -> Markup:
    """Bars of A and of B for each level that either has."""
    levels = list(dict.fromkeys(answer.match.level for answer in found.silences))
    gutter = 108.0 if layout.is_wide else 24.0
    top = 8.0
    bottom = top + _LANE_PX * len(levels) + (0.0 if layout.is_wide else 14.0 * len(levels))
    pitch = (bottom - top) / max(len(levels), 1)
    drawing = Drawing(layout, bottom + 54.0, "lanes")
    scale = _scale(found, gutter, layout)
    draw_time_axis(drawing, scale, found.times, 6.0, bottom)
    drawing.text(layout.width - 10.0, bottom + 48.0, axis_name(found.times), "tick faint", "end")
    for number, level in enumerate(levels):
        base = top + pitch * number + (14.0 if not layout.is_wide else 0.0)
        if layout.is_wide:
            drawing.text(0.0, base + _LANE_PX / 2.0 + 2.0, level, "lane")
        else:
            drawing.text(0.0, base - 2.0, level, "lane halo")
        for row, (name, class_) in enumerate((("A", "side-a"), ("B", "side-b"))):
            at = base + 5.0 + row * (_BAR_PX + 4.0)
            pieces = [
                one
                for answer in found.silences
                if answer.match.level == level
                for one in _of(answer.match, name)
            ]
            drawing.text(gutter - 6.0, at + _BAR_PX - 3.0, name, "tick strong", "end")
            drawing.rect(scale.start_px, at, scale.end_px - scale.start_px, _BAR_PX, "empty")
            _bars(drawing, scale, pieces, at, class_)
    return drawing.render(_description(found, levels))


def _of(match: object, name: str) -> Sequence[Silence]:
    pieces: Sequence[Silence] = getattr(match, name.lower())
    return pieces


def _bars(drawing: Drawing, scale: Scale, pieces: Sequence[Silence], at: float, class_: str) -> None:
    spans = merged_px([(one.start_utc_s, one.end_utc_s) for one in pieces], scale, 1.5)
    drawing.path("".join(f"M{px(a)} {px(at)}H{px(b)}v{px(_BAR_PX)}H{px(a)}Z" for a, b in spans), class_)


def _scale(found: Comparison, gutter: float, layout: Layout) -> Scale:
    """From the first silence to the last, and a little more; never beyond what the run's axis needs."""
    pieces = [one for answer in found.silences for one in (*answer.match.a, *answer.match.b)]
    first, last = min(one.start_utc_s for one in pieces), max(one.end_utc_s for one in pieces)
    room = max(_GAP_SHARE * (last - first), 60.0)
    return Scale(first - room, last + room, gutter, layout.width - 10.0)


def _description(found: Comparison, levels: Sequence[str]) -> str:
    apart = sum(not answer.is_same for answer in found.silences)
    return f"Blackouts of A and B at the levels {', '.join(levels)}: {len(found.silences)} in all, {apart} of them different."
