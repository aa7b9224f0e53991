"""Rows that are in memory alone, until they are written to a shard."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pyarrow as pa

from relaysim.engine.columns import done_rows, failed_rows
from relaysim.engine.index import Index
from relaysim.engine.job import Job
from relaysim.engine.shards import Shards
from relaysim.engine.troubles import Failure

# What kill -9 may cost: the rows of so long, at least and at most, in between this share of the time since the begin.
# So ten hours leave some 1,500 shards, not 18,000.
_LEAST_S, _MOST_S, _SHARE = 2.0, 30.0, 1 / 150
_MOST_ROWS = 50_000


class Unwritten:
    """Collects rows and writes them every few seconds, to a shard first, to the index then."""

    def __init__(self, shards: Shards, index: Index, clock: Callable[[], float] = time.monotonic) -> None:
        self._shards, self._index, self._clock = shards, index, clock
        self._began = self._written = clock()
        self._parts: list[pa.Table] = []
        self._rows = 0
        self._index_is_behind = False

    def done(self, jobs: Sequence[Job], tries: Sequence[int], rows: pa.RecordBatch) -> None:
        """These jobs have these rows."""
        self._add(done_rows(jobs, tries, rows, self._shards.schema))

    def failed(self, failures: Sequence[Failure]) -> None:
        """These jobs are given up."""
        self._add(failed_rows(failures, self._shards.schema))

    def left_s(self) -> float:
        """Seconds until they should be written; 0 if they should be now."""
        if self._rows >= _MOST_ROWS:
            return 0.0
        now = self._clock()
        every = min(max((now - self._began) * _SHARE, _LEAST_S), _MOST_S)
        return max(self._written + every - now, 0.0)

    def write(self) -> None:
        """Write them. Raises: OutputError; then they are kept, and nothing half-written is left."""
        if self._parts:
            rows = pa.concat_tables(self._parts)
            name = self._shards.write(rows)
            self._parts, self._rows = [], 0
            self._index_is_behind |= not self._index.add(name, rows)
        self._written = self._clock()

    def close(self) -> None:
        """Write them, and put into the index what it could not take before. Raises: OutputError."""
        self.write()
        if self._index_is_behind:
            self._index.follow(self._shards)

    @property
    def rows(self) -> int:
        """How many there are."""
        return self._rows

    def _add(self, rows: pa.Table) -> None:
        if rows.num_rows:
            self._parts.append(rows)
            self._rows += rows.num_rows
