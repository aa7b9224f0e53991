"""What was documented beside what the run has: the silence of that time, else the nearest, else none."""

from __future__ import annotations

from typing import Any

from relaysim.clock.local_clock import LocalClock
from relaysim.report.blackouts import Blackout, read_blackouts
from relaysim.report.node import Node
from relaysim.report.record_table import record_table
from relaysim.report.times import Times

TIMES = Times(LocalClock(86400.0, 0.0), 0.0, 300 * 86400.0, "UTC")


def happened(what: str, start: str, end: str, level: str = "session") -> Node:
    """A row of the answers, as summary.json has what the record tells."""
    row: dict[str, Any] = {"level": "happened", "documents": level, "what": what, "source": "the press"}
    return Node(row | {"start_utc": start, "end_utc": end}, "summary.json")


def silences(*rows: tuple[str, str, str, str]) -> tuple[Blackout, ...]:
    """Rows of blackouts.csv: level, start, end, cause."""
    keys = ("level", "start_utc", "end_utc", "cause")
    nodes = tuple(Node(dict(zip(keys, row, strict=True)), f"blackouts.csv:{n}") for n, row in enumerate(rows))
    return read_blackouts(nodes, TIMES)


WINTER = happened("no contact", "1970-03-10T00:00:00Z", "1970-03-12T00:00:00Z")
HILL = happened("behind the hill", "1970-05-01T00:00:00Z", "1970-06-30T00:00:00Z", "radio")


def told(answers: list[Node], found: tuple[Blackout, ...]) -> list[tuple[str, str, str, str]]:
    """Of each row: how long on record, how long here, why, and the remark."""
    rows = record_table(answers, found, TIMES).rows
    return [(row[2].text, row[3].text, row[4].text, row[4].second) for row in rows]


def test_the_silence_of_that_time_stands_beside_it() -> None:
    """That of the same level, and of several the one that lasts longest with it."""
    found = silences(
        ("session", "1970-03-09T00:00:00Z", "1970-03-10T06:00:00Z", "terrain"),
        ("session", "1970-03-10T12:00:00Z", "1970-03-13T12:00:00Z", "power"),
        ("radio", "1970-05-02T00:00:00Z", "1970-06-30T00:00:00Z", "terrain"),
    )
    assert told([WINTER, HILL], found) == [
        ("2.00 days", "3.00 days", "power", ""),
        ("60.00 days", "59.00 days", "terrain", ""),
    ]


def test_a_neighbour_is_called_one() -> None:
    """Within 30 local days; what is farther off is another story."""
    near = silences(("session", "1970-02-27T00:00:00Z", "1970-03-01T00:00:00Z", "power"))
    far = silences(("session", "1970-01-02T00:00:00Z", "1970-01-10T00:00:00Z", "power"))
    assert told([WINTER, HILL], near)[0][1:] == ("2.00 days", "power", "the nearest: none at that time")
    assert told([WINTER, HILL], far)[0][1:] == ("–", "no silence", "")
    assert told([WINTER, HILL], far)[1][1:] == ("–", "no silence", "")


def test_what_lies_outside_the_run_or_stands_alone_has_no_row() -> None:
    """One record stands beside the answers already; runs of an earlier relaysim do not tell the record's level."""
    later = happened("later", "1972-01-01T00:00:00Z", "1972-01-02T00:00:00Z")
    untold = happened("untold", "1970-05-01T00:00:00Z", "1970-06-30T00:00:00Z", "")
    assert told([WINTER], ()) == told([WINTER, later], ()) == told([WINTER, untold], ()) == []
    assert len(told([WINTER, HILL, later, untold], ())) == 2
