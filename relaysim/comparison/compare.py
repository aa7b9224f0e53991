"""The question `relaysim compare` asks: two runs, or a run and what happened, side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from relaysim.comparison.comparison import Comparison, EventCheck, MatchAnswer
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.flights import flight_figures
from relaysim.comparison.inputs import input_differences
from relaysim.comparison.matching import Match, matches
from relaysim.comparison.products import first_data_figures, latency_figures, product_figures
from relaysim.comparison.reasons import reasons_of_record, reasons_of_runs
from relaysim.comparison.recorded_link import recorded_link
from relaysim.comparison.side import RecordSide, RunSide, Side, read_sides
from relaysim.errors import NoResult
from relaysim.report.faults import Faults
from relaysim.terrain.body import Body


def compare(
    a: str | Path,
    b: str | Path,
    out: str | Path | None = None,
    *,
    look_in: Sequence[str | Path] = (),
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Two runs, or a run and a CSV table of what really happened: what differs, by how much, and why.

    Args:
        a, b: folders of runs; one of the two may be a table (see `relaysim.comparison.record`).
        out: also write comparison.html, comparison.csv and comparison.json into this folder.
        look_in: folders in which tables and rasters of the runs are looked for, beside the current one and the runs' own.
        force: replace a comparison that is there already.
        progress: called now and then with what is being done.

    Raises:
        InputError: a side is no run and no table, both are the same, a table has faults, or the folder cannot be used.
        NoResult: the two have nothing in common that could be compared.
    """
    from relaysim.comparison.folder import check_comparison_folder, write_comparison

    say = progress or _silent
    if out is not None:
        check_comparison_folder(Path(out), force=force)
    say("reading")
    sides = read_sides(Path(a), Path(b))
    found = compare_sides(sides, [Path(folder) for folder in look_in], say)
    if out is not None:
        say("writing")
        write_comparison(found, Path(out))
    return found


def compare_sides(
    sides: tuple[Side, Side], look_in: Sequence[Path], say: Callable[[str], None]
) -> Comparison:
    """The comparison of two sides that have been read.

    Raises:
        NoResult: they have nothing in common that could be compared.
    """
    a, b = sides
    faults = Faults(
        f"{side.name}: {fault}" for side in sides if isinstance(side, RunSide) for fault in side.faults
    )
    _check_common(a, b)
    pairs = _matches(a, b)
    figures = _figures(a, b, faults)
    if isinstance(a, RunSide) and isinstance(b, RunSide):
        run_a, run_b = a, b
        inputs = faults.part(lambda: input_differences(run_a.files.manifest, run_b.files.manifest), ())
        reasons = reasons_of_runs(pairs, run_a, run_b, look_in, faults, say)
        answers = tuple(MatchAnswer(pair, tuple(reasons.get(n, ()))) for n, pair in enumerate(pairs))
        return Comparison(a, b, inputs, answers, figures, remarks=faults.sentences)
    run, record = (a, b) if isinstance(a, RunSide) else (b, a)
    assert isinstance(run, RunSide) and isinstance(record, RecordSide)
    reasons = faults.part(lambda: reasons_of_record(pairs, run, is_a_run=run is a), {})
    answers = tuple(MatchAnswer(pair, tuple(reasons.get(n, ()))) for n, pair in enumerate(pairs))
    events = faults.part(lambda: _events(run, record), ())
    return Comparison(a, b, (), answers, figures, events, faults.sentences)


def _check_common(a: Side, b: Side) -> None:
    """Two runs of times that do not meet cannot be compared in anything."""
    if isinstance(a, RunSide) and isinstance(b, RunSide):
        ours, theirs = a.times, b.times
        if ours.end_utc_s <= theirs.start_utc_s or theirs.end_utc_s <= ours.start_utc_s:
            raise NoResult(
                f"{a.name} and {b.name} have no time in common: {ours.utc(ours.start_utc_s)} to {ours.utc(ours.end_utc_s)}, "
                f"and {ours.utc(theirs.start_utc_s)} to {ours.utc(theirs.end_utc_s)}"
            )
        return
    run, record = (a, b) if isinstance(a, RunSide) else (b, a)
    assert isinstance(run, RunSide) and isinstance(record, RecordSide)
    flown = {row.flight for row in run.flights}
    spans = [(one.start_utc_s, one.end_utc_s) for one in record.silences]
    spans += [(one.start_utc_s, one.start_utc_s) for one in record.events]
    span = run.times
    within = any(start <= span.end_utc_s and end >= span.start_utc_s for start, end in spans)
    if not within and not any(row.flight in flown for row in record.flights):
        raise NoResult(
            f"{record.path}: nothing in it lies within {run.name}, {span.utc(span.start_utc_s)} to "
            f"{span.utc(span.end_utc_s)}, and none of its flights is one of the run's"
        )


def _matches(a: Side, b: Side) -> tuple[Match, ...]:
    """The silences of both; beside a record only the levels, and the time, that it speaks of and the run has."""
    if isinstance(a, RunSide) and isinstance(b, RunSide):
        return matches(a.silences, b.silences)
    run = a if isinstance(a, RunSide) else b
    record = b if isinstance(a, RunSide) else a
    assert isinstance(run, RunSide)
    levels = {one.level for one in record.silences}
    span = run.times
    told = [
        one
        for one in record.silences
        if one.start_utc_s < span.end_utc_s and one.end_utc_s > span.start_utc_s
    ]
    first, last = (
        min((s.start_utc_s for s in told), default=math.inf),
        max((s.end_utc_s for s in told), default=-math.inf),
    )
    own = [
        one
        for one in run.silences
        if one.level in levels and one.start_utc_s < last and one.end_utc_s > first
    ]
    return matches(own, told) if run is a else matches(told, own)


def _figures(a: Side, b: Side, faults: Faults) -> tuple[Figure, ...]:
    run = a if isinstance(a, RunSide) else b
    assert isinstance(run, RunSide)
    body = faults.part(lambda: _body(run), Body.sphere("", 1.0))
    of_runs = isinstance(a, RunSide) and isinstance(b, RunSide)
    flights: tuple[Figure, ...] = flight_figures(a.flights, b.flights, body, of_runs=of_runs)
    if not (isinstance(a, RunSide) and isinstance(b, RunSide)):
        told = _flights_in_common(run, b if run is a else a)
        return tuple(figure for figure in flights if figure.item.removeprefix("flight ") in told)
    ours, theirs = a.files, b.files
    return (
        *flights,
        *faults.part(lambda: product_figures(ours.products, theirs.products), ()),
        *faults.part(
            lambda: first_data_figures(
                ours.summary.children("first_data"), theirs.summary.children("first_data")
            ),
            (),
        ),
        *faults.part(lambda: latency_figures(ours.products, theirs.products), ()),
    )


def _flights_in_common(run: RunSide, record: Side) -> set[str]:
    """The flights of a record that the run could have had: those it has, and those of its time."""
    flown, span = {row.flight for row in run.flights}, run.times
    return {
        row.flight
        for row in record.flights
        if row.flight in flown
        or (row.takeoff_utc_s is not None and span.start_utc_s <= row.takeoff_utc_s < span.end_utc_s)
    }


def _body(run: RunSide) -> Body:
    """The sphere that distances between landing places are measured on: of an ellipsoid good to some parts in a thousand."""
    sight = run.geometry.node.child("sight")
    return Body.sphere("", 3_396_190.0 if sight is None else sight.need("body_radius_m"))


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


def _silent(_: str) -> None:
    """Progress that nobody watches."""
