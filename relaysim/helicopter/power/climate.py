"""The air around the helicopter through the year: density, dust, cold nights and warm days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.season import mars_solar_longitude_deg
from relaysim.path.route import Floats

Key = Literal["constant", "solar-longitude", "date"]
YEAR_DEG = 360.0
SLOWLY_S = 86_400.0  # the season is looked at so often
# The day's course, as shares of 24 h: coldest at 06:00, warmest at 14:00, sunset at 18:00.
COLDEST, WARMEST, SUNSET = 6.0 / 24.0, 14.0 / 24.0, 18.0 / 24.0
NIGHT_FALL = 2.2  # Parton and Logan's coefficient b, for the air


@dataclass(frozen=True, eq=False)
class Climate:
    """What the air is like, by the season; linear between rows.

    Attributes:
        key: what the rows go by: nothing (one row), Ls of Mars in degrees (the year closes on itself), or UTC s.
        at: (n,) rising.
        density_kg_m3: (n,) of the air in which it flies.
        optical_depth: (n,) of all that is in the air, in visible light.
        night_c, day_c: (n,) least and greatest temperature of the air in a day.
    """

    key: Key
    at: Floats
    density_kg_m3: Floats
    optical_depth: Floats
    night_c: Floats
    day_c: Floats

    @classmethod
    def constant(cls, density_kg_m3: float, optical_depth: float, night_c: float, day_c: float) -> Climate:
        """One that never changes."""
        one = [np.array([value]) for value in (0.0, density_kg_m3, optical_depth, night_c, day_c)]
        return cls("constant", one[0], one[1], one[2], one[3], one[4])

    def read(self, column: Floats, utc_s: ArrayLike) -> Floats:
        """One of the columns at these instants, of any shape."""
        times = np.asarray(utc_s, dtype=np.float64)
        if self.key == "constant":
            return np.full(times.shape, float(column[0]))
        if self.key == "date":
            return np.asarray(np.interp(times, self.at, column))
        return np.asarray(np.interp(mars_solar_longitude_deg(times), self.at, column, period=YEAR_DEG))

    def slowly(self, column: Floats, utc_s: Floats) -> Floats:
        """The same at many instants that rise: read once a day, linear between."""
        count = max(math.ceil((utc_s[-1] - utc_s[0]) / SLOWLY_S), 1) + 1
        times = utc_s[0] + SLOWLY_S * np.arange(count)
        return np.asarray(np.interp(utc_s, times, self.read(column, times)))

    def temperature_c(self, utc_s: Floats, clock: LocalClock) -> Floats:
        """Temperature of the air at instants that rise, C: (n,)."""
        days = (utc_s - clock.day_zero_utc_s) / clock.day_length_s
        night, day = self.slowly(self.night_c, utc_s), self.slowly(self.day_c, utc_s)
        return np.asarray(night + (day - night) * warmth(days - np.floor(days)))


def warmth(share_of_day: Floats) -> Floats:
    """The course of a day's temperature: 0 at its coldest, 1 at its warmest; argument 0 to 1 from midnight.

    A sine from dawn to sunset, an exponential fall through the night.

    Reference: Parton and Logan 1981, Agricultural Meteorology 23:205, in fixed hours.
    """
    since_dawn = (share_of_day - COLDEST) % 1.0
    daytime = SUNSET - COLDEST
    risen = np.sin(0.5 * math.pi * since_dawn / (WARMEST - COLDEST))
    at_sunset = math.sin(0.5 * math.pi * daytime / (WARMEST - COLDEST))
    late = np.maximum(since_dawn - daytime, 0.0) / (1.0 - daytime)
    end = math.exp(-NIGHT_FALL)
    fallen = at_sunset * (np.exp(-NIGHT_FALL * late) - end) / (1.0 - end)
    return np.asarray(np.where(since_dawn <= daytime, risen, fallen))


@dataclass(frozen=True)
class Storm:
    """A dust storm: the optical depth rises in a line to its peak and falls back in a line.

    Attributes:
        start_utc_s, peak_utc_s, end_utc_s: in this order.
        optical_depth: at the peak.
    """

    start_utc_s: float
    peak_utc_s: float
    end_utc_s: float
    optical_depth: float

    def over(self, calm: Floats, utc_s: Floats) -> Floats:
        """The optical depth with this storm, where `calm` would be without it; never less than that."""
        corners = [self.start_utc_s, self.peak_utc_s, self.end_utc_s]
        strength = np.interp(utc_s, corners, [0.0, 1.0, 0.0], left=0.0, right=0.0)
        return np.asarray(np.maximum(calm, calm + strength * (self.optical_depth - calm)))
