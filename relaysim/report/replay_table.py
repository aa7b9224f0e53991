"""How a replay of recorded flights went, in a sentence and a table: each miss is one of the model."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.report.node import Node
from relaysim.report.tables import Cell, Table
from relaysim.report.times import NONE, Times, figure


def replay_sentence(replay: Node | None) -> str:
    """ "49 of 72 recorded flights took off as recorded; ..."; "" for a run that is no replay."""
    if replay is None:
        return ""
    misses = replay.children("misses")
    total, as_recorded = replay.integer("flights") or 0, replay.integer("as_recorded") or 0
    observed = replay.text("mode") == "observe"
    did = "would have been let go as recorded" if observed else "took off as recorded"
    unknown = [miss for miss in misses if miss.text("link") == "unknown"]
    others = [miss for miss in misses if miss.text("link") != "unknown"]
    parts = [f"{as_recorded} of {total} recorded flights {did}"]
    for outcome in dict.fromkeys(miss.text("outcome") for miss in others):
        some = [miss for miss in others if miss.text("outcome") == outcome]
        parts.append(f"misses of the model, {outcome}: {_numbers(some)}")
    if unknown:
        parts.append(f"over ground that this terrain does not know: {_numbers(unknown)}")
    return "; ".join(parts) + "."


def replay_table(replay: Node | None, times: Times) -> Table:
    """A row for each flight that did not go as recorded."""
    headings = ("Flight", "Recorded take-off, UTC@", "In this run", "Late#", "Link then@", "Refused by")
    rows = [] if replay is None else [_row(miss, times) for miss in replay.children("misses")]
    return Table("Flights that did not go as recorded", headings, tuple(rows))


def _row(miss: Node, times: Times) -> tuple[Cell, ...]:
    recorded = miss.when("recorded_takeoff_utc")
    checks = ", ".join(str(check) for check in miss.items("checks"))
    return (
        Cell(miss.text("flight")),
        Cell(times.cell_utc(recorded), times.local(recorded)),
        Cell("", badge=f"warn {miss.text('outcome')}"),
        Cell(figure(miss.number("late_days"), 2, "days")),
        Cell(miss.text("link", NONE)),
        Cell(checks or NONE),
    )


def _numbers(misses: Sequence[Node]) -> str:
    """ "flights 22-29, 34": runs of numbers joined."""
    numbers = sorted(miss.integer("flight") or 0 for miss in misses)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return f"flight{'' if len(numbers) == 1 else 's'} {', '.join(shown)}"
