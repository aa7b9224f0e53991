"""The timeline of the whole scenario: one lane for each thing that had to work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from relaysim.report.blackouts import longest
from relaysim.report.svg import Drawing, Layout, Scale, px, text_width
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.timeline_lanes import Lane, TimelineData
from relaysim.report.times import Times, figure
from relaysim.units import format_duration

LABEL_LETTERS = 14
# (top, height) of each kind of mark from the middle of its lane, px: open is tall and closed is low, so that they differ
# without their colours; the last is the least width. Later kinds are painted over earlier ones.
_MARKS = {
    "unknown": (-5.0, 10.0, 1.0),
    "up": (-6.0, 12.0, 1.0),
    "down": (-3.0, 6.0, 1.0),
    "drive": (-6.0, 12.0, 1.6),
    "refused": (-1.0, 7.0, 1.6),
    "contact": (-6.0, 12.0, 1.4),
    "failed": (0.0, 6.0, 1.2),
    "silence": (6.0, 3.0, 1.0),
    "idle-pass": (1.0, 5.0, 0.8),
    "pass": (-6.0, 12.0, 0.8),
    "conjunction": (-6.0, 12.0, 1.0),
    "history": (-6.0, 12.0, 1.5),
}


def draw_timeline(
    data: TimelineData, layout: Layout, span: tuple[float, float] | None = None, name: str = "timeline"
) -> Markup:
    """Lanes from the vehicles at the top to Earth, on one axis of local days; of the whole run or of a span of it.

    Marks that come nearer to each other than a pixel shows are one, and a lane's marks of one kind are one path: a
    mission of 1,000 days has no more elements than a week.
    """
    lanes = data.lanes
    gutter = 108.0 if layout.is_wide else 6.0
    pitch = 44.0 if layout.is_wide else 58.0
    bottom = 14.0 + pitch * len(lanes)
    drawing = Drawing(layout, bottom + 54.0, name)
    start, end = span or (data.times.start_utc_s, data.times.end_utc_s)
    scale = Scale(start, end, gutter, layout.width - 10.0)
    _define_hatch(drawing)
    draw_time_axis(drawing, scale, data.times, 6.0, bottom)
    drawing.text(layout.width - 10.0, bottom + 48.0, axis_name(data.times), "tick faint", "end")
    for index, lane in enumerate(lanes):
        base = 14.0 + pitch * (index + 1) - 27.0
        _draw_name(drawing, layout, gutter, lane, base)
        _draw_lane(drawing, scale, lane, base)
        _draw_extras(drawing, scale, data, lane, base, span is None)
    return drawing.render(_description(data, start, end), moments=(scale, 6.0, bottom))


def _define_hatch(drawing: Drawing) -> None:
    """Unknown is hatched: it is neither open nor closed, whatever the colours."""
    size = {"width": 5, "height": 5, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    drawing.open("pattern", id=f"hatch-{drawing.name}", **size)
    drawing.rect(0.0, 0.0, 5.0, 5.0, "unknown-ground")
    drawing.rect(0.0, 0.0, 2.0, 5.0, "unknown-line")
    drawing.close("pattern")


def _draw_name(drawing: Drawing, layout: Layout, gutter: float, lane: Lane, base: float) -> None:
    name = lane.name if len(lane.name) <= LABEL_LETTERS else f"{lane.name[: LABEL_LETTERS - 1]}…"
    if layout.is_wide:
        drawing.text(0.0, base + 5.0, name, "lane")
    else:
        drawing.text(gutter, base - 12.0, name, "lane halo")


def _draw_lane(drawing: Drawing, scale: Scale, lane: Lane, base: float) -> None:
    if lane.level in ("sightline", "radio"):
        drawing.rect(scale.start_px, base - 6.0, scale.end_px - scale.start_px, 12.0, "empty")
    else:
        drawing.line(scale.start_px, base + 6.0, scale.end_px, base + 6.0, "grid")
    for mark, (top, height, least) in _MARKS.items():
        columns = merged_px(lane.spans.get(mark, ()), scale, least)
        path = "".join(f"M{px(a)} {px(base + top)}H{px(b)}v{px(height)}H{px(a)}Z" for a, b in columns)
        if mark == "unknown":
            drawing.path(path, "hatched", fill=f"url(#hatch-{drawing.name})")
        else:
            drawing.path(path, mark)


def merged_px(
    spans: Iterable[tuple[float, float]], scale: Scale, least_px: float
) -> list[tuple[float, float]]:
    """Where spans are drawn: cut to the axis, at least so wide, in one piece where less than half a pixel parts them."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if end < scale.low or start > scale.high:
            continue
        left, right = scale(max(start, scale.low)), scale(min(end, scale.high))
        right = max(right, left + least_px)
        if found and left - found[-1][1] < 0.5:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found


def _draw_extras(
    drawing: Drawing, scale: Scale, data: TimelineData, lane: Lane, base: float, is_whole: bool
) -> None:
    """What is more than spans: flights with their names, volumes, and how long the longest blackout was."""
    if lane.name == "Flights":
        _draw_flights(drawing, scale, data, base)
    elif lane.level == "earth":
        _draw_arrivals(drawing, scale, data, base)
    main = longest(data.blackouts, lane.level) if lane.level else None
    spans = [(main.start_utc_s, main.end_utc_s)] if main is not None else []
    if lane.name == "Happened":
        spans = [(start, end) for start, end, _ in data.happened()]
    if is_whole:
        _draw_brackets(drawing, scale, data.times, spans, base + 11.0)


def _draw_brackets(
    drawing: Drawing, scale: Scale, times: Times, spans: Sequence[tuple[float, float]], y: float
) -> None:
    """The extent of spans with their lengths, the longest first; where two would meet the shorter has none."""
    written: list[tuple[float, float]] = []
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        duration = end - start
        text = f"{figure(duration / 86400.0)} days" if duration >= 86400.0 else format_duration(duration)
        text += f" · {figure(times.clock.days(duration))} {times.days}" if times.has_own_days else ""
        half = text_width(text, 11.0) / 2.0
        middle = (scale(start) + scale(end)) / 2.0
        middle = min(max(middle, scale.start_px + half), scale.end_px - half)
        if any(middle - half < right and left < middle + half for left, right in written):
            continue
        written.append((middle - half, middle + half))
        a, b = px(scale(start)), px(scale(end))
        drawing.path(f"M{a} {px(y - 3)}v6M{a} {px(y)}H{b}M{b} {px(y - 3)}v6", "bracket")
        drawing.text(middle, y + 12.0, text, "note halo", "middle")


def _draw_flights(drawing: Drawing, scale: Scale, data: TimelineData, base: float) -> None:
    shown = [
        (scale(takeoff), name) for takeoff, name in data.takeoffs() if scale.low <= takeoff <= scale.high
    ]
    drawing.path("".join(f"M{px(x)} {px(base - 6)}l5 11h-10Z" for x, _ in shown), "flight-mark")
    taken = scale.start_px - 20.0
    for x, name in shown:
        half = text_width(name, 11.0) / 2.0
        if x - half > taken and len(name) <= LABEL_LETTERS:
            drawing.text(x, base + 17.0, name, "note halo", "middle")
            taken = x + half + 2.0


def _draw_arrivals(drawing: Drawing, scale: Scale, data: TimelineData, base: float) -> None:
    most = max(data.delivered_bits.values(), default=0.0)
    clock, path = data.times.clock, ""
    width = max(scale(clock.day_length_s) - scale(0.0) - 1.0, 0.8)
    for day, bits in sorted(data.delivered_bits.items()):
        left = scale(clock.utc_s(day))
        if bits > 0.0 and scale.start_px - width < left < scale.end_px:
            height = max(20.0 * bits / most, 1.0)
            right = min(left + width, scale.end_px)
            path += f"M{px(max(left, scale.start_px))} {px(base + 6)}V{px(base + 6 - height)}H{px(right)}V{px(base + 6)}Z"
    drawing.path(path, "arrival")


def _description(data: TimelineData, start: float, end: float) -> str:
    parts = [f"Timeline from {data.times.local(start)} to {data.times.local(end)}."]
    for level in ("sightline", "radio", "session", "earth"):
        main = longest(data.blackouts, level)
        if main is None:
            parts.append(f"No {level} blackout.")
            continue
        span = f"{data.times.local(main.start_utc_s)} to {data.times.local(main.end_utc_s)}"
        parts.append(f"Longest {level} blackout: {span}.")
    return " ".join(parts)
