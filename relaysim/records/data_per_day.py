"""The helicopter's data by local day, counted as the products' fates become known."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.records.rows import DataPerSolRow, ProductRow
from relaysim.records.time_texts import local_days


class DataPerDay:
    """Running totals; of each delivered product only its latency is kept.

    Attributes:
        created_bits, at_rover_bits, to_earth_bits: by local day; days without are not there.
    """

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock
        self.created_bits: Counter[int] = Counter()
        self.at_rover_bits: Counter[int] = Counter()
        self.to_earth_bits: Counter[int] = Counter()
        self._latencies_s: dict[int, array[float]] = {}
        # When the oldest product was made, of those that waited at the end of this day last.
        self._oldest_utc_s: dict[int, float] = {}
        self._oldest_left_utc_s = math.inf

    def add(self, rows: Sequence[ProductRow], gone_utc_s: Sequence[float | None]) -> None:
        """Products of the helicopter for Earth; since when each waits no more, None for those still queued."""
        created = self._days([row.created_utc for row in rows])
        at_rover = self._days([row.at_rover_utc for row in rows])
        delivered = self._days([row.delivered_utc for row in rows])
        gone = self._days(gone_utc_s)
        for n, row in enumerate(rows):
            self.created_bits[created[n]] += row.size_bits
            if row.at_rover_utc is not None:
                self.at_rover_bits[at_rover[n]] += row.size_bits
            if row.delivered_utc is not None:
                self.to_earth_bits[delivered[n]] += row.size_bits
                latencies = self._latencies_s.setdefault(delivered[n], array("d"))
                latencies.append(row.delivered_utc - row.created_utc)
            if gone_utc_s[n] is None:
                self._oldest_left_utc_s = min(self._oldest_left_utc_s, row.created_utc)
            elif gone[n] > created[n]:
                last = gone[n] - 1
                self._oldest_utc_s[last] = min(self._oldest_utc_s.get(last, math.inf), row.created_utc)

    def rows(self, start_utc_s: float, end_utc_s: float) -> list[DataPerSolRow]:
        """A row for each local day of a run."""
        first, last = self._clock.day(start_utc_s), self._clock.day(end_utc_s - 1.0)
        # From the last day back: what waits at the end of a day waited then, or until the end of a later one.
        oldest = self._oldest_left_utc_s
        found = []
        for day in range(last, first - 1, -1):
            oldest = min(oldest, self._oldest_utc_s.get(day, math.inf))
            at = min(self._clock.utc_s(day + 1), end_utc_s)
            found.append(self._row(day, at - oldest if oldest < at else None))
        return found[::-1]

    def _row(self, day: int, oldest_waiting_s: float | None) -> DataPerSolRow:
        latencies = np.sort(np.frombuffer(self._latencies_s.get(day, array("d"))))
        return DataPerSolRow(
            sol=day,
            created_bits=self.created_bits[day],
            at_rover_bits=self.at_rover_bits[day],
            to_earth_bits=self.to_earth_bits[day],
            to_earth_products=len(latencies),
            latency_median_s=_quantile(latencies, 0.5),
            latency_p95_s=_quantile(latencies, 0.95),
            oldest_waiting_s=oldest_waiting_s,
        )

    def _days(self, instants_utc_s: Sequence[float | None]) -> list[int]:
        """The local day of each instant; a number that means nothing where there is none."""
        known = [self._clock.day_zero_utc_s if instant is None else instant for instant in instants_utc_s]
        return [int(day) for day in local_days(self._clock, np.array(known, float)).tolist()]


def _quantile(ascending: np.ndarray[tuple[int], np.dtype[np.float64]], share: float) -> float | None:
    """The smallest of the values that at least this share of them do not exceed; None of none."""
    if not len(ascending):
        return None
    return float(ascending[max(math.ceil(share * len(ascending)) - 1, 0)])
