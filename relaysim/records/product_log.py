"""The log of products: each is told once, when its fate is known, and stands in the file by its number."""

from __future__ import annotations

import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.records.csv_table import ROWS_AT_ONCE, header, table_lines, write_table
from relaysim.records.data_per_day import DataPerDay
from relaysim.records.rows import ProductRow

_MOST_AT_ONCE = 1 << 20  # bytes copied in one step


class ProductLog:
    """Products in the order of their fates; with a folder their lines wait there, without one the rows in memory.

    Attributes:
        statuses: how many products have each status.
        waiting_bits: data and commands that are still queued.
        to_earth_bits: data of the helicopter that reached Earth.
        days: the same and more by local day.
    """

    def __init__(
        self,
        folder: Path | None,
        clock: LocalClock,
        *,
        helicopter: str = "helicopter",
        earth: str = "earth",
    ) -> None:
        """`helicopter`, `earth`: the names that source and destination of the helicopter's data have."""
        self._ends = (helicopter, earth)
        self._statuses: Counter[str] = Counter()
        self._waiting_bits = self._to_earth_bits = 0
        self._days = DataPerDay(clock)
        self._new: list[tuple[ProductRow, float | None]] = []
        self._spool = None if folder is None else _Spool(folder)
        self._kept: list[ProductRow] = []

    def ended(self, row: ProductRow, gone_utc_s: float | None = None) -> None:
        """A product's fate is known, or the run is over and it is still queued; each is told once.

        Args:
            gone_utc_s: since when it waits no more, for one that expired or was dropped. Not given, that is its
                deadline if it expired, else its arrival at the rover if it got there, else its creation.
        """
        self._new.append((row, gone_utc_s))
        if len(self._new) >= ROWS_AT_ONCE:
            self._take_in()

    def __len__(self) -> int:
        return self.statuses.total()

    @property
    def statuses(self) -> Counter[str]:
        self._take_in()
        return self._statuses

    @property
    def waiting_bits(self) -> int:
        self._take_in()
        return self._waiting_bits

    @property
    def to_earth_bits(self) -> int:
        self._take_in()
        return self._to_earth_bits

    @property
    def days(self) -> DataPerDay:
        self._take_in()
        return self._days

    def rows(self) -> list[ProductRow]:
        """Every product by its number, of a log in memory.

        Raises:
            RuntimeError: the log is written to a file.
        """
        if self._spool is not None:
            raise RuntimeError("the products are written to a file: read products.csv")
        self._take_in()
        return sorted(self._kept, key=lambda row: _number(row.product_id))

    def write(self, path: Path) -> None:
        """products.csv, whole, in the order of the products' numbers.

        Raises:
            OSError: the disk refuses.
        """
        if self._spool is None:
            write_table(path, ProductRow, self.rows())
            return
        self._take_in()
        with path.open("wb") as file:
            file.write(header(ProductRow).encode())
            file.writelines(self._spool.in_order())
        self._spool.close()

    def close(self) -> None:
        """What waits in the folder goes; the totals stay."""
        if self._spool is not None:
            self._spool.close()

    def _take_in(self) -> None:
        """Count the newest products and put them where they wait."""
        if not self._new:
            return
        new, self._new = self._new, []
        rows = [row for row, _ in new]
        for row in rows:
            self._statuses[row.status] += 1
            if row.status == "queued":
                self._waiting_bits += row.size_bits
        data = [(row, gone) for row, gone in new if (row.source, row.destination) == self._ends]
        self._to_earth_bits += sum(row.size_bits for row, _ in data if row.delivered_utc is not None)
        self._days.add([row for row, _ in data], [_gone_utc_s(row, gone) for row, gone in data])
        if self._spool is None:
            self._kept += rows
        else:
            self._spool.add([_number(row.product_id) for row in rows], table_lines(ProductRow, rows))


class _Spool:
    """Lines in the order in which they came, in a file without a name, and where each of them is."""

    def __init__(self, folder: Path) -> None:
        # It has no name in the folder: whatever befalls the run, nothing of it is left.
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._numbers, self._lengths = array("q"), array("i")

    def add(self, numbers: list[int], lines: list[str]) -> None:
        """Lines by their numbers."""
        coded = [line.encode() for line in lines]
        self._file.writelines(coded)
        self._numbers.extend(numbers)
        self._lengths.extend(map(len, coded))

    def in_order(self) -> Iterator[bytes]:
        """All lines by number, in pieces: lines that lie one after the other come together."""
        numbers, lengths = np.frombuffer(self._numbers, np.int64), np.frombuffer(self._lengths, np.int32)
        order = np.argsort(numbers, kind="stable")
        if (twice := np.flatnonzero(np.diff(numbers[order]) == 0)).size:
            raise RuntimeError(f"product {numbers[order[twice[0]]]} was told twice")
        ends = np.cumsum(lengths, dtype=np.int64)
        starts = ends - lengths
        breaks = np.flatnonzero(starts[order[1:]] != ends[order[:-1]]) + 1
        firsts = np.concatenate(([0], breaks)).astype(np.int64)[: len(order)]
        lasts = np.concatenate((breaks, [len(order)])).astype(np.int64)[: len(order)] - 1
        for start, end in zip(starts[order[firsts]].tolist(), ends[order[lasts]].tolist(), strict=True):
            self._file.seek(start)
            for at in range(start, end, _MOST_AT_ONCE):
                yield self._file.read(min(_MOST_AT_ONCE, end - at))

    def close(self) -> None:
        """The file goes."""
        self._file.close()


def _gone_utc_s(row: ProductRow, told_utc_s: float | None) -> float | None:
    """Since when a product waits no more; None for one that still does."""
    if row.status == "queued":
        return None
    if row.delivered_utc is not None:
        return row.delivered_utc
    if told_utc_s is not None:
        return told_utc_s
    if row.status == "expired" and row.deadline_utc is not None:
        return row.deadline_utc
    return row.created_utc if row.at_rover_utc is None else row.at_rover_utc


def _number(product_id: str) -> int:
    """P000012 is number 12; past a million the names' own order would be another."""
    return int(product_id[1:])
