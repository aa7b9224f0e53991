"""A run beside a table of what really happened."""

from __future__ import annotations

import math

from relaysim.comparison.comparison import Comparison, EventCheck, MatchAnswer
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.flights import flight_figures, landing_body
from relaysim.comparison.matching import Match, matches
from relaysim.comparison.reasons import reasons_of_record
from relaysim.comparison.recorded_link import recorded_link
from relaysim.comparison.side import RecordSide, RunSide
from relaysim.errors import NoResult
from relaysim.report.faults import Faults


def compare_with_record(run: RunSide, record: RecordSide, *, is_a_run: bool) -> Comparison:
    """What differs between a run and a record, of the levels, the time and the flights that both have.

    Args:
        is_a_run: the run is A.

    Raises:
        NoResult: nothing of the record lies within the run.
    """
    _check_common(run, record)
    faults = Faults(f"{run.name}: {fault}" for fault in run.faults)
    pairs = _matches(run, record, is_a_run=is_a_run)
    reasons = faults.part(lambda: reasons_of_record(pairs, run, is_a_run=is_a_run), {})
    answers = tuple(MatchAnswer(pair, tuple(reasons.get(n, ()))) for n, pair in enumerate(pairs))
    figures = faults.part(lambda: _flights(run, record, is_a_run=is_a_run), ())
    events = faults.part(lambda: _events(run, record), ())
    a, b = (run, record) if is_a_run else (record, run)
    return Comparison(a, b, (), answers, figures, events, faults.sentences)


def _check_common(run: RunSide, record: RecordSide) -> None:
    span = run.times
    instants = [(one.start_utc_s, one.end_utc_s) for one in record.silences]
    instants += [(one.start_utc_s, one.start_utc_s) for one in record.events]
    within = any(start <= span.end_utc_s and end >= span.start_utc_s for start, end in instants)
    if not within and not _flights_in_common(run, record):
        raise NoResult(
            f"{record.path}: nothing in it lies within {run.name}, {span.utc(span.start_utc_s)} to "
            f"{span.utc(span.end_utc_s)}, and none of its flights is one of the run's"
        )


def _flights_in_common(run: RunSide, record: RecordSide) -> set[str]:
    """The flights of a record that the run could have had: those it has, and those of its time."""
    flown, span = {row.flight for row in run.flights}, run.times
    return {
        row.flight
        for row in record.flights
        if row.flight in flown
        or (row.takeoff_utc_s is not None and span.start_utc_s <= row.takeoff_utc_s < span.end_utc_s)
    }


def _matches(run: RunSide, record: RecordSide, *, is_a_run: bool) -> tuple[Match, ...]:
    """The record's silences within the run, and the run's of those levels and that time."""
    if not run.knows_blackouts:
        return ()
    levels, span = {one.level for one in record.silences}, run.times
    told = [
        one
        for one in record.silences
        if one.start_utc_s < span.end_utc_s and one.end_utc_s > span.start_utc_s
    ]
    first = min((one.start_utc_s for one in told), default=math.inf)
    last = max((one.end_utc_s for one in told), default=-math.inf)
    own = [
        one
        for one in run.silences
        if one.level in levels and one.start_utc_s < last and one.end_utc_s > first
    ]
    return matches(own, told) if is_a_run else matches(told, own)


def _flights(run: RunSide, record: RecordSide, *, is_a_run: bool) -> tuple[Figure, ...]:
    if not run.knows_flights:
        return ()
    a, b = (run.flights, record.flights) if is_a_run else (record.flights, run.flights)
    common = {f"flight {flight}" for flight in _flights_in_common(run, record)}
    found = flight_figures(a, b, landing_body(run.files.manifest), of_runs=False)
    return tuple(figure for figure in found if figure.item in common)


def _events(run: RunSide, record: RecordSide) -> tuple[EventCheck, ...]:
    """The record's events within the run, each beside the run's radio at its instant."""
    span, found = run.times, []
    for event in record.events:
        if span.start_utc_s <= event.start_utc_s < span.end_utc_s:
            at = event.start_utc_s
            state = next(
                (one.state for one in run.geometry.radio if one.start_utc_s <= at < one.end_utc_s), "unknown"
            )
            found.append(EventCheck(event.event, event.state, at, state, recorded_link(run, at).margin_db))
    return tuple(found)
