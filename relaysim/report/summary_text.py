"""The short summary of a run for a terminal: the answer, four answers, what blocked, flights, products."""

from __future__ import annotations

import textwrap
from pathlib import Path

from relaysim.errors import InputError
from relaysim.report.answer_cards import answer_cards, short_row
from relaysim.report.blackouts import (
    longest,
    obstacle_sentence,
    read_blackouts,
    silence_sentence,
    spread_sentence,
)
from relaysim.report.geometry_file import Geometry, read_geometry
from relaysim.report.node import MEND, Node
from relaysim.report.power_figure import power_sentence
from relaysim.report.product_tables import identity_sentence
from relaysim.report.reading import read_run
from relaysim.report.relay_tables import first_data_sentence
from relaysim.report.replay_table import replay_sentence
from relaysim.report.times import Times, figure, read_times
from relaysim.report.undelivered import nothing_sentence, stuck_sentence

_WIDTH = 100
# Of what a scenario calls its far end: beside it stand two instants and two lengths.
_LONGEST_NAME = 18
_MOST_FLIGHTS = 6


def terminal_summary(run_dir: Path) -> str:
    """At most some 25 lines of 100 columns, plain text.

    Raises:
        InputError: the directory is no complete run.
    """
    files = read_run(run_dir)
    if files.faults:
        raise InputError(f"{run_dir}: {files.faults[0]}; {MEND}")
    times, far_end = read_times(files.summary), files.far_end
    geometry = read_geometry(files.geometry, times)
    blackouts = read_blackouts(files.blackouts, times)
    main = longest(blackouts, "radio")
    answers = geometry.answers or tuple(files.summary.children("answers"))
    rows = [short_row(card) for card in answer_cards(answers, blackouts, times, far_end)[:5]]
    kind = files.summary.text("kind", "hindcast")
    lines = [
        _cut(
            f"{files.summary.text('title', files.summary.text('scenario'))} ({kind}, {files.summary.text('terrain')})"
        ),
        *_wrapped(silence_sentence(main, geometry, times)),
        *_wrapped(spread_sentence(main, times)),
        *_wrapped(obstacle_sentence(main, geometry, times)),
        *_wrapped(_caveat(files.summary.text("propagation"), geometry)),
        "",
        *_answers(rows),
        "",
        *_flights(files.flights, times),
        *_wrapped(replay_sentence(files.summary.child("replay"))),
        *_wrapped(power_sentence(files.power, times) if files.power else ""),
        *_wrapped(first_data_sentence(files.summary.children("first_data"), far_end=far_end)),
        *_wrapped(nothing_sentence(files.products, files.contacts, far_end)),
        *_wrapped(stuck_sentence(files.products, far_end=far_end)),
        *_wrapped(f"Products: {identity_sentence(files.products)}"),
        *(line for remark in _plan_remarks(geometry) for line in _wrapped(f"Contact plan: {remark}")),
        *(line for seam in files.summary.items("seams") for line in _wrapped(f"Terrain: {seam}")),
        f"Files: {run_dir} (open report.html in a browser)",
    ]
    return "\n".join(lines)


def _plan_remarks(geometry: Geometry) -> list[str]:
    """What looks odd in the contact plan that the run took Earth's legs from."""
    rows = geometry.node.children("assumptions")
    return [row.text("value") for row in rows if row.text("what") == "contact plan"]


def _answers(rows: list[tuple[str, str, str, str]]) -> list[str]:
    """A line for each level; one for all of them where none was ever silent."""
    if not any(lengths for *_, lengths in rows):
        return ["No blackout at any level."]
    names = [_cut(name, _LONGEST_NAME) for name, *_ in rows]
    wide = max(14, *(len(name) + 1 for name in names))
    return [
        _cut(f"  {name:<{wide}}{start:<25}{end:<25}{lengths}".rstrip())
        for name, (_, start, end, lengths) in zip(names, rows, strict=True)
    ]


def _caveat(propagation: str, geometry: Geometry) -> str:
    """What is to be said of a propagation model that does not look at the ground; "" of one that does.

    As the run has it: a model of another package need not be installed where a run is read.
    """
    ignores = f"Propagation {propagation} ignores the terrain"
    said = any(str(limit).startswith(ignores) for limit in geometry.node.items("limits"))
    return f"Radio by {propagation}, which ignores the terrain." if said else ""


def _flights(flights: tuple[Node, ...], times: Times) -> list[str]:
    if not flights:
        return ["No flights."]
    lines = []
    for flight in flights[:_MOST_FLIGHTS]:
        takeoff = flight.when("takeoff_utc")
        text = f"Flight {flight.text('flight')}: {flight.text('outcome').replace('_', ' ')}"
        if takeoff is not None:
            text += f", {times.local(takeoff)}, {figure(flight.number('duration_s'), 0)} s, {figure(flight.number('distance_m'), 0)} m"
        height = flight.number("link_lost_altitude_m")
        text += "" if height is None else f", link lost {figure(height)} m up"
        reason = flight.text("reason")
        lines.append(_cut(text + (f" ({reason})" if reason else "")))
    left = len(flights) - _MOST_FLIGHTS
    return lines + ([f"and {left} more in flights.csv"] if left > 0 else [])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False)


def _cut(line: str, most: int = _WIDTH) -> str:
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
