"""The timeline of a long run once more, piece by piece, and what it says of a moment that is pointed at."""

from __future__ import annotations

import json

from markupsafe import Markup

from relaysim.report.svg import WIDE
from relaysim.report.timeline_figure import draw_timeline
from relaysim.report.timeline_lanes import Lane, TimelineData

# A run of more local days than this is drawn again in pieces of so many.
LONG_DAYS, PIECE_DAYS = 250.0, 100


def closeups(data: TimelineData) -> list[tuple[str, Markup]]:
    """(heading, drawing) of every hundred local days of a long run; empty of others."""
    times = data.times
    if times.clock.days(times.end_utc_s - times.start_utc_s) <= LONG_DAYS:
        return []
    first, last = times.clock.day(times.start_utc_s), times.clock.day(times.end_utc_s - 1.0)
    found = []
    for day in range(first - first % PIECE_DAYS, last + 1, PIECE_DAYS):
        low, high = max(day, first), min(day + PIECE_DAYS - 1, last)
        start = max(times.clock.utc_s(low), times.start_utc_s)
        end = min(times.clock.utc_s(high + 1), times.end_utc_s)
        if end <= start:
            continue
        flights = [name for takeoff, name in data.takeoffs() if start <= takeoff < end]
        heading = f"{times.days.capitalize()} {low} to {high}"
        heading += (
            ""
            if not flights
            else f", flight {flights[0]}"
            if len(flights) == 1
            else f", {len(flights)} flights"
        )
        found.append((heading, draw_timeline(data, WIDE, (start, end), f"timeline-{low}")))
    return found


def moments_json(data: TimelineData) -> Markup:
    """For the read-out under the timeline: the local clock, and of each lane but the passes what it says when.

    Times are seconds since the start. The text stands in a <script> of data, so "<" is written as \\u003c.
    """
    times = data.times
    start = times.start_utc_s
    lanes = [(lane.name, _spoken(lane, start)) for lane in data.lanes]
    flights = [
        (
            round(takeoff - start, 1),
            round((flight.when("landing_utc") or takeoff) - start, 1),
            f"flight {flight.text('flight')}"[:40],
        )
        for flight in data.flights
        if (takeoff := flight.when("takeoff_utc")) is not None
    ]
    value = {
        "start": start,
        "zero": times.clock.day_zero_utc_s,
        "length": times.clock.day_length_s,
        "day": times.day,
        "time": times.clock.time_name,
        "lanes": [*(lane for lane in lanes if lane[1]), ("", sorted(flights))],
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


_WORDS = {
    ("sightline", "up"): "clear", ("sightline", "down"): "blocked", ("sightline", "unknown"): "unknown",
    ("radio", "up"): "open", ("radio", "down"): "closed", ("radio", "unknown"): "unknown",
    ("", "drive"): "driving", ("", "conjunction"): "conjunction",
    ("session", "silence"): "no contact", ("earth", "silence"): "no data",
}  # fmt: skip


def _spoken(lane: Lane, start: float) -> list[tuple[float, float, str]]:
    """(start, end, word) of the lane's spans, in time."""
    return sorted(
        (round(a - start, 1), round(b - start, 1), _WORDS[lane.level, mark])
        for mark, spans in lane.spans.items()
        if (lane.level, mark) in _WORDS
        for a, b in spans
    )
