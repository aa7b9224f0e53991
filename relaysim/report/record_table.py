"""What was documented, silence by silence, and what the run makes of each: a hit, a neighbour, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.blackout.far_end import FAR_END, FarEnd
from relaysim.report.blackouts import Blackout
from relaysim.report.node import Node
from relaysim.report.tables import NO_TABLE, Cell, Table
from relaysim.report.times import NONE, Times
from relaysim.units import format_duration

NEAR_DAYS = 30.0  # local days: a silence farther off than that is another one
CAPTION = "What was documented, and this run's silence of the same level at that time"


@dataclass(frozen=True)
class Documented:
    """A silence of the record."""

    what: str
    source: str
    level: str
    start_utc_s: float
    end_utc_s: float

    def overlap_s(self, silence: Blackout) -> float:
        """How long both last together; below 0 how long there is between them."""
        last, first = min(self.end_utc_s, silence.end_utc_s), max(self.start_utc_s, silence.start_utc_s)
        return last - first


def record_table(
    answers: Sequence[Node], blackouts: Sequence[Blackout], times: Times, far_end: FarEnd = FAR_END
) -> Table:
    """A row for each documented silence whose level is told, within the time of the run.

    None for a single one: the answers stand side by side with it already.
    """
    headings = ("What was documented", "Level", "On record@", "In this run@", "Cause here")
    found = [one for answer in answers if (one := _documented(answer)) is not None]
    inside = [one for one in found if one.end_utc_s > times.start_utc_s and one.start_utc_s < times.end_utc_s]
    rows = tuple(_row(one, blackouts, times, far_end) for one in inside)
    return Table(CAPTION, headings, rows) if len(rows) > 1 else NO_TABLE


def _documented(answer: Node) -> Documented | None:
    """None of what the run itself says, and of a record without level or ends."""
    start, end = answer.when("start_utc"), answer.when("end_utc")
    level = answer.text("documents", "")
    if answer.text("level") != "happened" or not level or start is None or end is None:
        return None
    return Documented(answer.text("what"), answer.text("source", ""), level, start, end)


def _row(one: Documented, blackouts: Sequence[Blackout], times: Times, far_end: FarEnd) -> tuple[Cell, ...]:
    return (
        Cell(f"{one.what[:1].upper()}{one.what[1:]}", one.source),
        Cell(far_end.level(one.level)),
        _span(one.start_utc_s, one.end_utc_s, times),
        *_here(one, [silence for silence in blackouts if silence.level == one.level], times),
    )


def _here(one: Documented, silences: Sequence[Blackout], times: Times) -> tuple[Cell, Cell]:
    """The run's own: the silence that lasts longest with it, else the nearest if that is near."""
    best = max(silences, key=one.overlap_s, default=None)
    if best is None or one.overlap_s(best) < -NEAR_DAYS * times.clock.day_length_s:
        return Cell(NONE), Cell("no silence")
    bound = "≥ " if best.open_start or best.open_end else ""
    remark = "" if one.overlap_s(best) > 0.0 else "the nearest: none at that time"
    return _span(best.start_utc_s, best.end_utc_s, times, bound), Cell(best.row.text("cause", NONE), remark)


def _span(start_utc_s: float, end_utc_s: float, times: Times, bound: str = "") -> Cell:
    """How long it was, and from when to when, by the local clock."""
    length = format_duration(end_utc_s - start_utc_s)
    ends = f"from {times.local(start_utc_s)}", f"to {times.local(end_utc_s)}"
    return Cell(bound + length, ends[0], third=ends[1], key=end_utc_s - start_utc_s)
