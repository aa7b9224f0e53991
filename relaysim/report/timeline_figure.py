"""The timeline of the whole scenario: one lane for each thing that had to work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from relaysim.report.blackouts import Blackout, longest
from relaysim.report.geometry_file import Geometry, Span
from relaysim.report.node import Node
from relaysim.report.svg import Drawing, Layout, Scale, text_width
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.times import Times, figure
from relaysim.units import format_volume

_STATE_CLASS = {"open": "up", "clear": "up", "closed": "down", "blocked": "down"}
_TICK_CLASS = {"contact": "tick-up", "failed": "tick-down"}


@dataclass(frozen=True)
class TimelineData:
    """What the timeline shows."""

    geometry: Geometry
    blackouts: tuple[Blackout, ...]
    flights: Sequence[Node]
    delivered_bits: Mapping[int, float]
    times: Times

    def has_anything(self) -> bool:
        """Whether at least one lane has something in it."""
        geometry = self.geometry
        link = (geometry.radio, geometry.sightline, geometry.sessions, self.blackouts)
        return any((*link, geometry.answers, self.flights, self.delivered_bits, geometry.drives()))


def draw_timeline(data: TimelineData, layout: Layout) -> Markup:
    """Lanes from the vehicles at the top to Earth, on one axis of local days."""
    gutter = 96.0 if layout.is_wide else 6.0
    pitch = 52.0 if layout.is_wide else 64.0
    happened = [answer for answer in data.geometry.answers if answer.text("level") == "happened"]
    names = ["Drives", "Flights", "Sightline", "Radio", "Session", "Earth"] + (
        ["Happened"] if happened else []
    )
    bottom = 14.0 + pitch * len(names)
    drawing = Drawing(layout, bottom + 54.0, "timeline")
    scale = Scale(data.times.start_utc_s, data.times.end_utc_s, gutter, layout.width - 10.0)
    draw_time_axis(drawing, scale, data.times, 6.0, bottom)
    drawing.text(layout.width - 10.0, bottom + 48.0, axis_name(data.times), "tick faint", "end")
    for index, name in enumerate(names):
        base = 14.0 + pitch * index + pitch - 30.0
        if layout.is_wide:
            drawing.text(0.0, base + 5.0, name, "lane")
        else:
            drawing.text(gutter, base - 14.0, name, "lane halo")
        _draw_lane(drawing, scale, data, name, base, happened)
    return drawing.render(_description(data))


def _draw_lane(
    drawing: Drawing, scale: Scale, data: TimelineData, name: str, base: float, happened: list[Node]
) -> None:
    if name == "Drives":
        _draw_drives(drawing, scale, data, base)
    elif name == "Flights":
        _draw_flights(drawing, scale, data, base)
    elif name == "Sightline":
        _draw_states(drawing, scale, data.geometry.sightline, data.times, base)
    elif name == "Radio":
        _draw_states(drawing, scale, data.geometry.radio, data.times, base)
    elif name == "Session":
        _draw_sessions(drawing, scale, data, base)
    elif name == "Earth":
        _draw_arrivals(drawing, scale, data, base)
    elif name == "Happened":
        _draw_happened(drawing, scale, happened, data.times, base)
    main = longest(data.blackouts, name.lower())
    if main is not None:
        _draw_bracket(drawing, scale, data.times, main.start_utc_s, main.end_utc_s, base + 10.0)


def _draw_happened(
    drawing: Drawing, scale: Scale, happened: Sequence[Node], times: Times, base: float
) -> None:
    """What is on record, the longest with its length first; where two would meet the shorter has none."""
    spans = [
        (one.when("start_utc"), one.when("end_utc"), one.text("what", "what happened")) for one in happened
    ]
    known = [(start, end, what) for start, end, what in spans if start is not None and end is not None]
    written: list[tuple[float, float]] = []
    for start, end, what in sorted(known, key=lambda span: span[0] - span[1]):
        drawing.rect(scale(start), base - 6.0, max(scale(end) - scale(start), 1.5), 12.0, "history", what)
        left, right = _length_text(scale, times, start, end)[1:]
        if all(right < other[0] or other[1] < left for other in written):
            _draw_bracket(drawing, scale, times, start, end, base + 10.0)
            written.append((left, right))


def _length_text(scale: Scale, times: Times, start_s: float, end_s: float) -> tuple[str, float, float]:
    """How long a blackout was, and from where to where its words reach, in pixels."""
    duration = end_s - start_s
    text = f"{figure(duration / 86400.0)} days · {figure(times.clock.days(duration))} {times.days}"
    half = text_width(text, 11.0) / 2.0
    middle = min(max((scale(start_s) + scale(end_s)) / 2.0, scale.start_px + half), scale.end_px - half)
    return text, middle - half, middle + half


def _draw_bracket(
    drawing: Drawing, scale: Scale, times: Times, start_s: float, end_s: float, y: float
) -> None:
    """The extent of a blackout with its length written in the middle."""
    left, right = scale(start_s), scale(end_s)
    drawing.path(
        f"M{left:.1f} {y - 3:.1f}v6M{left:.1f} {y:.1f}H{right:.1f}M{right:.1f} {y - 3:.1f}v6", "bracket"
    )
    text, first, last = _length_text(scale, times, start_s, end_s)
    drawing.text((first + last) / 2.0, y + 13.0, text, "note halo", "middle")


def _draw_states(drawing: Drawing, scale: Scale, spans: Sequence[Span], times: Times, base: float) -> None:
    drawing.rect(scale.start_px, base - 6.0, scale.end_px - scale.start_px, 12.0, "empty")
    for span in spans:
        left, right = scale(max(span.start_utc_s, scale.low)), scale(min(span.end_utc_s, scale.high))
        if right <= left:
            continue
        title = f"{span.state}: {times.local(span.start_utc_s)} to {times.local(span.end_utc_s)}"
        # open is tall and closed is low, so that the two differ without their colours
        up = span.state in ("open", "clear")
        top, height = (base - 6.0, 12.0) if up else (base - 3.0, 6.0)
        drawing.rect(
            left, top, max(right - left, 0.8), height, _STATE_CLASS.get(span.state, "unknown"), title
        )


def _draw_sessions(drawing: Drawing, scale: Scale, data: TimelineData, base: float) -> None:
    drawing.line(scale.start_px, base + 6.0, scale.end_px, base + 6.0, "grid")
    for session in data.geometry.sessions:
        x = scale(session.start_utc_s)
        height = 12.0 if session.state == "contact" else 6.0
        title = f"{session.kind} session, {session.state}: {data.times.local(session.start_utc_s)}"
        drawing.line(
            x, base + 6.0 - height, x, base + 6.0, _TICK_CLASS.get(session.state, "tick-unknown"), title
        )


def _draw_drives(drawing: Drawing, scale: Scale, data: TimelineData, base: float) -> None:
    drawing.line(scale.start_px, base, scale.end_px, base, "grid")
    for start, end in data.geometry.drives():
        title = f"drive: {data.times.local(start)} to {data.times.local(end)}"
        drawing.rect(scale(start), base - 6.0, max(scale(end) - scale(start), 1.6), 12.0, "drive", title)


def _draw_flights(drawing: Drawing, scale: Scale, data: TimelineData, base: float) -> None:
    drawing.line(scale.start_px, base, scale.end_px, base, "grid")
    taken = scale.start_px - 20.0
    for flight in sorted(data.flights, key=lambda row: row.when("takeoff_utc") or 0.0):
        takeoff = flight.when("takeoff_utc")
        if takeoff is None:
            continue
        x, name = scale(takeoff), flight.text("flight")
        title = f"flight {name}: {data.times.local(takeoff)}, {flight.text('outcome')}"
        drawing.path(f"M{x:.1f} {base - 6:.1f}l5 11h-10Z", "flight-mark", title)
        half = text_width(name, 11.0) / 2.0
        if x - half > taken:
            drawing.text(x, base + 18.0, name, "note halo", "middle")
            taken = x + half + 2.0


def _draw_arrivals(drawing: Drawing, scale: Scale, data: TimelineData, base: float) -> None:
    drawing.line(scale.start_px, base + 6.0, scale.end_px, base + 6.0, "grid")
    most = max(data.delivered_bits.values(), default=0.0)
    if most <= 0.0:
        return
    width = max(scale(data.times.clock.day_length_s) - scale(0.0) - 1.0, 0.8)
    for day, bits in sorted(data.delivered_bits.items()):
        height = 20.0 * bits / most
        if bits > 0.0:
            title = f"{data.times.day} {day}: {format_volume(bits)} arrived"
            x = max(scale(data.times.clock.utc_s(day)), scale.start_px)
            drawing.rect(x, base + 6.0 - max(height, 1.0), width, max(height, 1.0), "arrival", title)


def _description(data: TimelineData) -> str:
    parts = [
        f"Timeline from {data.times.local(data.times.start_utc_s)} to {data.times.local(data.times.end_utc_s)}."
    ]
    for level in ("sightline", "radio", "session", "earth"):
        main = longest(data.blackouts, level)
        if main is None:
            parts.append(f"No {level} blackout.")
            continue
        span = f"{data.times.local(main.start_utc_s)} to {data.times.local(main.end_utc_s)}"
        parts.append(f"Longest {level} blackout: {span}.")
    return " ".join(parts)
