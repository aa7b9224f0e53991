"""The log of every change of state: told in passing, written in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from relaysim.clock.local_clock import LocalClock
from relaysim.records.event_table import EventTable
from relaysim.records.rows import EventRow

# Rows of one group in the file, and the most that wait in memory to be written.
ROWS_A_GROUP = 50_000
_FIELDS = 5
_VALUES_A_GROUP = ROWS_A_GROUP * _FIELDS


class EventLog:
    """Events in the order in which they were told; with a file they go there, without one they stay in memory.

    What is told is only kept: days, times and texts are made for a whole group at once.
    """

    def __init__(self, path: Path | None, clock: LocalClock) -> None:
        """`path`: the file, which is not begun before there is something to write."""
        self._path, self._clock = path, clock
        self._limit = _VALUES_A_GROUP if path is not None else float("inf")
        self._values: list[Any] = []  # of one event after another: no tuple for each, which would be slower
        self._table: EventTable | None = None
        self._written = 0
        self._names: Counter[str] = Counter()

    def add(self, t_utc: float, node: str, event: str, subject: str, detail: str = "") -> None:
        """One event, at an instant in s since 1970."""
        values = self._values
        values += (t_utc, node, event, subject, detail)
        if len(values) >= self._limit:
            self._flush()

    def __len__(self) -> int:
        return self._written + len(self._values) // _FIELDS

    @property
    def counts(self) -> Counter[str]:
        """How many events of each name there were."""
        return self._names + Counter(self._values[2::_FIELDS])

    def rows(self) -> list[EventRow]:
        """Every event, of a log in memory.

        Raises:
            RuntimeError: the log is written to a file.
        """
        if self._path is not None:
            raise RuntimeError(f"the events are written to {self._path}: read them there")
        clock, values = self._clock, self._values
        return [
            EventRow(t, clock.day(t), clock.format_time(t), node, event, subject, detail)
            for t, node, event, subject, detail in zip(
                *(values[n::_FIELDS] for n in range(_FIELDS)), strict=True
            )
        ]

    def write(self, path: Path) -> None:
        """The file is at `path` and whole: what a log in memory holds, or the file that was begun there.

        Raises:
            OSError: the disk refuses.
        """
        if self._path is None:
            table = EventTable(path, self._clock)
            try:
                for group in self._groups():
                    _write(table, group)
                table.close()
            finally:
                table.abandon()
            return
        if path != self._path:
            raise RuntimeError(f"the events are written to {self._path}, not to {path}")
        self._flush()
        self._opened().close()

    def close(self) -> None:
        """An unfinished file is left as it is, for whoever removes its folder."""
        if self._table is not None:
            self._table.abandon()

    def _groups(self) -> Iterator[list[Any]]:
        for first in range(0, len(self._values), _VALUES_A_GROUP):
            yield self._values[first : first + _VALUES_A_GROUP]

    def _flush(self) -> None:
        values, self._values = self._values, []
        if values:
            _write(self._opened(), values)
        self._written += len(values) // _FIELDS
        self._names.update(values[2::_FIELDS])

    def _opened(self) -> EventTable:
        if self._table is None:
            assert self._path is not None, "a log in memory has no file"
            self._table = EventTable(self._path, self._clock)
        return self._table


class NoEvents(EventLog):
    """A log that keeps nothing, for runs of which nobody reads it."""

    def __init__(self, clock: LocalClock) -> None:
        super().__init__(None, clock)

    def add(self, t_utc: float, node: str, event: str, subject: str, detail: str = "") -> None:
        """Lets an event go."""


def _write(table: EventTable, values: list[Any]) -> None:
    table.write(values[0::_FIELDS], [values[n::_FIELDS] for n in range(1, _FIELDS)])
