"""The rover's way in a draft: two places that were found, or a file of the user's."""

from __future__ import annotations

import math
from dataclasses import dataclass

from relaysim.draft.day import Day

MOST_DRIVING_S = 3 * 3600.0  # a placeholder's: from 9 to noon, before the helicopter's alarm


@dataclass(frozen=True)
class Way:
    """What a draft says of the way.

    file        as the scenario names it
    length_m    along the way
    first_utc_s, last_utc_s     when it begins and ends; None where the file has no times
    drafted     True if the file is written with the draft
    """

    file: str
    length_m: float
    first_utc_s: float | None = None
    last_utc_s: float | None = None
    drafted: bool = False

    @property
    def speed_mps(self) -> float:
        """A round speed at which it is driven in at most three hours, 0.1 m/s at least."""
        needed = max(self.length_m / MOST_DRIVING_S, 0.1)
        step = 10.0 ** math.floor(math.log10(needed) + 1e-9)
        return next(round(n * step, 6) for n in (1, 2, 5, 10) if n * step >= needed * (1 - 1e-9))

    def days_on(self, day: Day) -> int:
        """How many local days after its first one it ends."""
        if self.first_utc_s is None or self.last_utc_s is None:
            return 0
        return math.ceil((self.last_utc_s - self.first_utc_s) / day.length_s)
