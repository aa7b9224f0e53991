"""Two runs side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from relaysim.comparison.comparison import Comparison, MatchAnswer
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.flight_row import FlightRow
from relaysim.comparison.flights import flight_figures, landing_body
from relaysim.comparison.inputs import InputDifference, input_differences
from relaysim.comparison.matching import matches
from relaysim.comparison.products import first_data_figures, latency_figures, product_figures
from relaysim.comparison.reasons import reasons_of_runs
from relaysim.comparison.side import RunSide
from relaysim.comparison.silence import Silence, Span
from relaysim.errors import NoResult
from relaysim.records.run_folder import MANIFEST
from relaysim.report.faults import Faults


def compare_runs(a: RunSide, b: RunSide, look_in: Sequence[Path], say: Callable[[str], None]) -> Comparison:
    """What differs between two runs in the time that both have, and why; parts that one has lost are left out.

    Raises:
        NoResult: they have no time in common.
    """
    common = _common(a, b)
    faults = Faults(f"{side.name}: {fault}" for side in (a, b) for fault in side.faults)
    _note_times(a, b, common, faults)
    ours, theirs = (_within(side.silences, common) for side in (a, b))
    pairs = matches(ours, theirs) if a.knows_blackouts and b.knows_blackouts else ()
    figures = _figures(a, b, common, faults)
    inputs: tuple[InputDifference, ...] = ()
    if MANIFEST not in a.lost | b.lost:
        inputs = faults.part(lambda: input_differences(a.files.manifest, b.files.manifest), ())
    reasons = reasons_of_runs(pairs, a, b, look_in, faults, say)
    answers = tuple(MatchAnswer(pair, tuple(reasons.get(n, ()))) for n, pair in enumerate(pairs))
    return Comparison(a, b, inputs, answers, figures, remarks=faults.sentences)


def _common(a: RunSide, b: RunSide) -> Span:
    """The time that both runs simulate."""
    ours, theirs = a.times, b.times
    first, last = max(ours.start_utc_s, theirs.start_utc_s), min(ours.end_utc_s, theirs.end_utc_s)
    if last <= first:
        raise NoResult(
            f"{a.name} and {b.name} have no time in common: {ours.utc(ours.start_utc_s)} to {ours.utc(ours.end_utc_s)}, "
            f"and {ours.utc(theirs.start_utc_s)} to {ours.utc(theirs.end_utc_s)}"
        )
    return first, last


def _note_times(a: RunSide, b: RunSide, common: Span, faults: Faults) -> None:
    spans = {(side.times.start_utc_s, side.times.end_utc_s) for side in (a, b)}
    if len(spans) > 1:
        first, last = (a.times.utc(edge) for edge in common)
        faults.note(
            f"The two have {first} to {last} in common: blackouts and flights that one of them has outside of it are left "
            "out; products and latencies are those of the whole runs."
        )


def _within(silences: Sequence[Silence], common: Span) -> list[Silence]:
    return [one for one in silences if one.start_utc_s < common[1] and one.end_utc_s > common[0]]


def _flown_within(ours: Sequence[FlightRow], theirs: Sequence[FlightRow], common: Span) -> list[FlightRow]:
    """The flights of one run that the other has as well, or could have."""
    names = {row.flight for row in theirs}
    return [
        row
        for row in ours
        if row.flight in names or row.takeoff_utc_s is None or common[0] <= row.takeoff_utc_s < common[1]
    ]


def _figures(a: RunSide, b: RunSide, common: Span, faults: Faults) -> tuple[Figure, ...]:
    """Flights, products and latencies, as far as both runs have them whole."""
    ours, theirs, lost = a.files, b.files, a.lost | b.lost

    def flights() -> tuple[Figure, ...]:
        one, other = _flown_within(a.flights, b.flights, common), _flown_within(b.flights, a.flights, common)
        return flight_figures(one, other, landing_body(ours.manifest), of_runs=True)

    def first_data() -> tuple[Figure, ...]:
        flown = {row.flight for row in _flown_within([*a.flights, *b.flights], (), common)}
        rows = (side.summary.children("first_data") for side in (ours, theirs))
        return first_data_figures(*([row for row in some if row.text("flight") in flown] for some in rows))

    found: list[Figure] = []
    if a.knows_flights and b.knows_flights:
        found += faults.part(flights, ())
    if "products.csv" not in lost:
        found += faults.part(lambda: product_figures(ours.products, theirs.products), ())
    if "summary.json" not in lost:
        found += faults.part(first_data, ())
    if "products.csv" not in lost:
        found += faults.part(lambda: latency_figures(ours.products, theirs.products), ())
    return tuple(found)
