"""A table of what really happened: blackouts, flights or single events, told apart by its columns.

    blackouts   level,start_utc,end_utc          a run's blackouts.csv is one; more columns: cause or what, open_start, open_end
    flights     flight,takeoff_utc               a run's flights.csv is one; more columns: landing_utc, duration_s, distance_m,
                                                 outcome, landing_lat_deg, landing_lon_deg (or landing_latitude_deg ...)
    events      event,state,start_utc,end_utc    the columns that `relaysim validate` reads; "down" with both instants is a
                                                 radio blackout, "up" and "down" are held against the run's radio

Times are UTC and end in Z. Of a blackout an empty start or end is one nobody knows: it is cut at the run's edge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from relaysim.comparison.flight_row import FlightRow
from relaysim.comparison.silence import Silence
from relaysim.errors import Fault, ScenarioError
from relaysim.report.blackouts import LEVELS
from relaysim.report.times import Times
from relaysim.scenario.csv_table import CsvTable, checked, open_table

_STATES = ("up", "down", "marginal", "lost_in_descent")
_FLAGS = MappingProxyType(
    {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}
)


@dataclass(frozen=True)
class Event:
    """An instant, or a stretch, at which the link is on record as "up" or "down"."""

    event: str
    state: str
    start_utc_s: float
    end_utc_s: float
    source: str


@dataclass(frozen=True)
class Record:
    """What a table says happened."""

    silences: tuple[Silence, ...] = ()
    flights: tuple[FlightRow, ...] = ()
    events: tuple[Event, ...] = ()


_Reader = Callable[[CsvTable, Times], Record]


def read_record(path: Path, span: Times) -> Record:
    """What a table says, with `span` (of the run it is compared with) for edges that nobody knows.

    Raises:
        ScenarioError: every fault of the table with its line and column.
    """
    table = open_table(path, str(path))
    if isinstance(table, list):
        raise ScenarioError(table)
    columns, read = _kind(table)
    found = checked(table, columns, lambda rows: read(rows, span))
    if found is None:
        raise ScenarioError(sorted(table.faults))
    return found


def _kind(table: CsvTable) -> tuple[tuple[str, ...], _Reader]:
    for columns, read in _KINDS.items():
        if set(columns) <= set(table.header):
            return columns, read
    known = "; or ".join(
        f"{','.join(columns)} ({name})" for columns, name in zip(_KINDS, _NAMES, strict=True)
    )
    message = (
        f"the columns are none of a table of what happened: {known}; found: {', '.join(table.header)[:300]}"
    )
    raise ScenarioError([Fault(table.file, table.header_line, 1, "", message)])


def _blackouts(table: CsvTable, span: Times) -> Record:
    levels, causes = table.texts("level"), _texts(table, "cause") or _texts(table, "what")
    starts, ends = (table.instants(column, blank=True).tolist() for column in ("start_utc", "end_utc"))
    cut_starts, cut_ends = _flags(table, "open_start"), _flags(table, "open_end")
    found = []
    for row, level in enumerate(levels):
        if level not in LEVELS:
            table.fault(row, "level", f"{level!r} is none of {', '.join(LEVELS)}")
        known = (not math.isnan(starts[row]), not math.isnan(ends[row]))
        # An unknown edge lies at the run's; of a blackout of another time, which stays out of it, at its known one.
        start = starts[row] if known[0] else min(span.start_utc_s, ends[row])
        end = ends[row] if known[1] else max(span.end_utc_s, starts[row])
        if end < start:
            table.fault(row, "end_utc", "the blackout ends before it starts")
        cause = causes[row] if causes else ""
        found.append(
            Silence(level, start, end, cut_starts[row] or not known[0], cut_ends[row] or not known[1], cause)
        )
    _check_apart(table, found)
    return Record(silences=tuple(found))


def _check_apart(table: CsvTable, found: Sequence[Silence]) -> None:
    """Of two that go on at once at one level the later one is a fault: time would be counted twice. Of one that is cut
    nobody can say it."""
    last: dict[str, int] = {}
    whole = (row for row, one in enumerate(found) if not (one.open_start or one.open_end))
    for row in sorted(whole, key=lambda n: found[n].start_utc_s):
        one, before = found[row], last.get(found[row].level)
        if before is not None and one.overlap_s(found[before]) > 0.0:
            line = table.row_lines[before]
            table.fault(row, "start_utc", f"the blackout begins before the one of line {line} ends")
        if before is None or one.end_utc_s >= found[before].end_utc_s:
            last[one.level] = row


def _flights(table: CsvTable, _: Times) -> Record:
    names, outcomes = table.texts("flight"), _texts(table, "outcome")
    takeoffs = table.instants("takeoff_utc", blank=True).tolist()
    landings = (
        table.instants("landing_utc", blank=True).tolist()
        if "landing_utc" in table.header
        else [math.nan] * len(names)
    )
    durations, distances = (_numbers(table, column, 0.0, 1e7) for column in ("duration_s", "distance_m"))
    prefix = "landing_lat_deg" if "landing_lat_deg" in table.header else "landing_latitude_deg"
    latitudes = _numbers(table, prefix, -90.0, 90.0)
    longitudes = _numbers(table, prefix.replace("lat", "lon").replace("lonitude", "longitude"), -180.0, 360.0)
    found, seen = [], set[str]()
    for row, name in enumerate(names):
        if not name or name in seen:
            table.fault(row, "flight", f"flight {name!r}: every flight needs a number of its own")
        seen.add(name)
        lat, lon = latitudes[row], longitudes[row]
        begun, landed, took_s = _known(takeoffs[row]), _known(landings[row]), _known(durations[row])
        if landed is None and begun is not None and took_s is not None:
            landed = begun + took_s
        if took_s is None and begun is not None and landed is not None:
            took_s = landed - begun
        place = None if math.isnan(lat) or math.isnan(lon) else (lat, lon)
        outcome = outcomes[row] if outcomes else ""
        found.append(FlightRow(name, outcome, "", begun, landed, took_s, _known(distances[row]), place))
    return Record(flights=tuple(found))


def _events(table: CsvTable, _: Times) -> Record:
    names, states = table.texts("event"), table.texts("state")
    starts, ends = (table.instants(column, blank=True).tolist() for column in ("start_utc", "end_utc"))
    sources = _texts(table, "source") or [""] * len(names)
    events, silences = [], []
    for row, (name, state) in enumerate(zip(names, states, strict=True)):
        if state not in _STATES:
            table.fault(row, "state", f"{state!r} is none of {', '.join(_STATES)}")
        start, end = starts[row], ends[row]
        if end < start:
            table.fault(row, "end_utc", "the event ends before it starts")
        if math.isnan(start):
            continue
        if state == "down" and end > start:
            silences.append(Silence("radio", start, end, cause=name))
        elif state in ("up", "down"):
            events.append(Event(name, state, start, end, sources[row]))
    return Record(tuple(silences), (), tuple(events))


_KINDS: Mapping[tuple[str, ...], _Reader] = MappingProxyType({
    ("level", "start_utc", "end_utc"): _blackouts,
    ("flight", "takeoff_utc"): _flights,
    ("event", "state", "start_utc", "end_utc"): _events,
})  # fmt: skip
_NAMES = ("blackouts", "flights", "events")


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _texts(table: CsvTable, column: str) -> list[str]:
    """The cells of a column; none where the table has no such column."""
    return table.texts(column) if column in table.header else []


def _numbers(table: CsvTable, column: str, low: float, high: float) -> list[float]:
    if column not in table.header:
        return [math.nan] * len(table.rows)
    values: list[float] = table.floats(column, low, high, blank=True).tolist()
    return values


def _flags(table: CsvTable, column: str) -> list[bool]:
    found = []
    for row, cell in enumerate(_texts(table, column) or [""] * len(table.rows)):
        if cell.lower() not in _FLAGS:
            table.fault(row, column, f"{cell!r} is neither true nor false")
        found.append(_FLAGS.get(cell.lower(), False))
    return found
