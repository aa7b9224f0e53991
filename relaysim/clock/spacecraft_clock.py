"""The clock of a spacecraft: counts, and the UTC at which they were read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class SpacecraftClock:
    """Readings of a clock that runs evenly between them.

    Attributes:
        counts, utc_s: (n,) what it showed, in seconds of its own, and when (s since 1970); both rise, n is 1 or more.
    """

    counts: tuple[float, ...]
    utc_s: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.counts or len(self.counts) != len(self.utc_s):
            raise ValueError("a clock needs a reading, and a time for each")
        for values in (self.counts, self.utc_s):
            if (np.diff(values) <= 0).any():
                raise ValueError("the readings of a clock rise, and so do their times")

    def utc(self, counts: ArrayLike) -> NDArray[np.float64]:
        """UTC (s since 1970) of counts, linear between readings.

        Beyond them it goes on at the rate of the two nearest; one reading alone is taken to keep exact seconds.
        """
        wanted = np.asarray(counts, dtype=np.float64)
        if len(self.counts) == 1:
            return wanted - self.counts[0] + self.utc_s[0]
        after = np.clip(np.searchsorted(self.counts, wanted), 1, len(self.counts) - 1)
        known, utc_s = np.array(self.counts), np.array(self.utc_s)
        rate = (utc_s[after] - utc_s[after - 1]) / (known[after] - known[after - 1])
        return np.asarray(utc_s[after - 1] + (wanted - known[after - 1]) * rate)
