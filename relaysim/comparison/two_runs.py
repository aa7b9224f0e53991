"""Two runs side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from relaysim.comparison.comparison import Comparison, MatchAnswer
from relaysim.comparison.figures_apart import Figure
from relaysim.comparison.flights import flight_figures, landing_body
from relaysim.comparison.inputs import input_differences
from relaysim.comparison.matching import matches
from relaysim.comparison.products import first_data_figures, latency_figures, product_figures
from relaysim.comparison.reasons import reasons_of_runs
from relaysim.comparison.side import RunSide
from relaysim.errors import NoResult
from relaysim.report.faults import Faults


def compare_runs(a: RunSide, b: RunSide, look_in: Sequence[Path], say: Callable[[str], None]) -> Comparison:
    """What differs between two runs, and why.

    Raises:
        NoResult: they have no time in common.
    """
    ours, theirs = a.times, b.times
    if ours.end_utc_s <= theirs.start_utc_s or theirs.end_utc_s <= ours.start_utc_s:
        raise NoResult(
            f"{a.name} and {b.name} have no time in common: {ours.utc(ours.start_utc_s)} to {ours.utc(ours.end_utc_s)}, "
            f"and {ours.utc(theirs.start_utc_s)} to {ours.utc(theirs.end_utc_s)}"
        )
    faults = Faults(f"{side.name}: {fault}" for side in (a, b) for fault in side.faults)
    pairs = matches(a.silences, b.silences)
    figures = _figures(a, b, faults)
    inputs = faults.part(lambda: input_differences(a.files.manifest, b.files.manifest), ())
    reasons = reasons_of_runs(pairs, a, b, look_in, faults, say)
    answers = tuple(MatchAnswer(pair, tuple(reasons.get(n, ()))) for n, pair in enumerate(pairs))
    return Comparison(a, b, inputs, answers, figures, remarks=faults.sentences)


def _figures(a: RunSide, b: RunSide, faults: Faults) -> tuple[Figure, ...]:
    """Flights, products and latencies of both."""
    ours, theirs = a.files, b.files

    def first_data() -> tuple[Figure, ...]:
        return first_data_figures(ours.summary.children("first_data"), theirs.summary.children("first_data"))

    return (
        *faults.part(lambda: flight_figures(a.flights, b.flights, landing_body(a), of_runs=True), ()),
        *faults.part(lambda: product_figures(ours.products, theirs.products), ()),
        *faults.part(first_data, ()),
        *faults.part(lambda: latency_figures(ours.products, theirs.products), ()),
    )
