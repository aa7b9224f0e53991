"""Which blackout the page is about, and the one sentence that answers the question."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.report.geometry_file import Geometry
from relaysim.report.node import Node
from relaysim.report.times import NONE, Times, figure
from relaysim.units import format_duration

LEVELS = ("sightline", "radio", "session", "earth")


@dataclass(frozen=True)
class Blackout:
    """A row of blackouts.csv."""

    row: Node
    level: str
    start_utc_s: float
    end_utc_s: float
    open_start: bool
    open_end: bool

    @property
    def duration_s(self) -> float:
        """Elapsed time, from the instants."""
        return self.end_utc_s - self.start_utc_s


def read_blackouts(rows: tuple[Node, ...], times: Times) -> tuple[Blackout, ...]:
    """The blackouts in the order of level, then time; an end left empty is the scenario's edge."""
    found = []
    for row in rows:
        start, end = row.when("start_utc"), row.when("end_utc")
        found.append(
            Blackout(
                row,
                row.text("level"),
                times.start_utc_s if start is None else start,
                times.end_utc_s if end is None else end,
                row.flag("open_start") or start is None,
                row.flag("open_end") or end is None,
            )
        )
    order = {level: index for index, level in enumerate(LEVELS)}
    return tuple(sorted(found, key=lambda blackout: (order.get(blackout.level, 9), blackout.start_utc_s)))


def longest(blackouts: tuple[Blackout, ...], level: str) -> Blackout | None:
    """The longest blackout of a level, the earliest of equals."""
    return max((one for one in blackouts if one.level == level), key=lambda one: one.duration_s, default=None)


def calendar_days(row: Node, times: Times) -> str:
    """ "63 calendar days in America/Los_Angeles"; a dash where not counted."""
    days = row.integer("calendar_days")
    return NONE if days is None else f"{days} calendar day{'' if days == 1 else 's'} in {times.zone}"


def silence_sentence(main: Blackout | None, geometry: Geometry, times: Times) -> str:
    """Could it be heard, and if not from when to when."""
    who = f"{_capital(geometry.rover)} could not hear {geometry.helicopter}"
    if main is None:
        return _no_silence(geometry, times)
    edge_from = "from before " if main.open_start else "from "
    edge_to = " until after " if main.open_end else " to "
    bound = "at least " if main.open_start or main.open_end else ""
    days = main.row.number("duration_days") or main.duration_s / 86400.0
    elapsed = f"{figure(days, 1)} days" if days >= 1.0 else format_duration(days * 86400.0)
    local = figure(main.row.number("duration_sols") or times.clock.days(main.duration_s), 1)
    others = [f"{local} {times.days}"] if times.has_own_days else []
    others += [calendar_days(main.row, times)] if main.row.integer("calendar_days") else []
    named = f" ({', '.join(others)})" if others else ""
    return (
        f"{who} {edge_from}{times.utc(main.start_utc_s)} ({times.local(main.start_utc_s)}){edge_to}"
        f"{times.utc(main.end_utc_s)} ({times.local(main.end_utc_s)}): {bound}{elapsed} elapsed{named}."
    )


def _capital(name: str) -> str:
    """A name at the start of a sentence: what has none is "The rover"."""
    return f"The {name.removeprefix('the ')}" if name.startswith("the ") else name


def spread_sentence(main: Blackout | None, times: Times) -> str:
    """Between when and when its start and its end lie with 90 %; "" where nothing is said to be uncertain."""
    if main is None:
        return ""
    start, end = (edge_span(main, edge, times, " and ") for edge in ("start", "end"))
    words = [f"{verb} between {span}" for verb, span in (("begins", start), ("ends", end)) if span]
    return f"With 90 % it {' and '.join(words)}, ground and budget being so uncertain." if words else ""


def edge_span(blackout: Blackout, edge: str, times: Times, between: str) -> str:
    """The 5 and 95 % quantiles of a "start" or "end": "sol 797 and 838", or times of one day; "" where not known."""
    low, high = (blackout.row.when(f"{edge}_utc_{quantile}") for quantile in ("p05", "p95"))
    if low is None or high is None:
        return ""
    first, last = times.day_number(low), times.day_number(high)
    if first != last:
        return f"{times.day} {first}{between}{last}"
    clock = times.clock
    span = f"{clock.format_time(low)}{between}{clock.format_time(high)} {clock.time_name}"
    near = blackout.start_utc_s if edge == "start" else blackout.end_utc_s
    return span if first == times.day_number(near) else f"{times.day} {first} {span}"


def _no_silence(geometry: Geometry, times: Times) -> str:
    states = {span.state for span in geometry.radio}
    pair = f"{geometry.rover} and {geometry.helicopter}"
    if not states or states == {"unknown"}:
        return f"Whether {pair} could hear each other is not known: the link lies over unknown ground all the time."
    if "unknown" in states:
        spans = [span for span in geometry.radio if span.state == "unknown"]
        days = figure(sum(times.clock.days(span.end_utc_s - span.start_utc_s) for span in spans), 1)
        return (
            f"No radio blackout between {pair} was found, but for {days} {times.days} the link is unknown, first from "
            f"{times.utc(spans[0].start_utc_s)} ({times.local(spans[0].start_utc_s)}): it lies over ground that was "
            "not surveyed."
        )
    return f"There was no radio blackout: {pair} could hear each other throughout."


def obstacle_sentence(main: Blackout | None, geometry: Geometry, times: Times) -> str:
    """What stood in the way when the main blackout began; "" where there was none."""
    if main is None:
        return ""
    row = main.row
    above = row.number("obstruction_above_sightline_m")
    if above is None or above <= 0.0:
        cause = row.text("cause")
        return f"No ground stood above the straight line when it began; its cause: {cause}." if cause else ""
    text = f"What stood in the way: ground {figure(above, 1)} m above the straight line between the antennas"
    if row.number("obstruction_distance_m") is not None:
        text += f", {figure(row.number('obstruction_distance_m'), 0)} m from {geometry.rover}"
    if row.number("obstruction_lat_deg") is not None:
        text += f", at {latitude(row.number('obstruction_lat_deg'))} {longitude(row.number('obstruction_lon_deg'))}"
    first = geometry.obstructions[0] if geometry.obstructions else None
    near = None if first is None else first.number("nearest_later_drive_m")
    if first is not None and near is not None:
        on = first.integer("nearest_later_drive_sol")
        text += f", where {geometry.rover} later drove within {figure(near, 0)} m"
        text += "" if on is None else f" (on {times.day} {on})"
    return text + "."


def latitude(value: float | None) -> str:
    """ "18.48121° N"."""
    return NONE if value is None else f"{abs(value):.5f}° {'S' if value < 0 else 'N'}"


def longitude(value: float | None) -> str:
    """ "77.36512° E"."""
    return NONE if value is None else f"{abs(value):.5f}° {'W' if value < 0 else 'E'}"
