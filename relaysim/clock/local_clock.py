"""The local day of the place: its length, when day 0 began, and the time of day on a 24 hour dial.

On Mars the day is a sol and the clock mean solar time (LMST); on Earth a day of 86,400 s. Mean time is
linear in UTC, so two numbers of the scenario say it all; they are checked against Allison & McEwen 2000
(Planet. Space Sci. 48, 215-235) and the mission's own clock kernel in the tests, for Jezero.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_LOCAL = re.compile(
    r"^\s*(?P<day>[A-Za-z]+)\s+(?P<number>\d+)(?:\s+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\s+(?P<time>[A-Za-z]+))?\s*$"
)
_CLOCK = re.compile(
    r"^\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s+(?P<time>[A-Za-z]+)\s*$"
)

# Instants are floats, good to 0.2 us: one nearer than this to the start of a day is that start.
ROUNDING_DAYS = 1e-9


@dataclass(frozen=True)
class LocalClock:
    """A linear local clock.

    Attributes:
        day_length_s: length of the local day.
        day_zero_utc_s: UTC (s since 1970) at which day 0 began.
        day_name: what people call the day ("sol", "day").
        time_name: what people call the time of day ("LMST", "local").
    """

    day_length_s: float
    day_zero_utc_s: float
    day_name: str = "sol"
    time_name: str = "LMST"

    def day(self, utc_s: float) -> int:
        """The number of the local day that holds this instant."""
        return math.floor(self._days_since_zero(utc_s))

    def seconds_of_day(self, utc_s: float) -> float:
        """The time of day as dial seconds, 0 to 86,400, whatever the length of the day."""
        days = self._days_since_zero(utc_s)
        return (days - math.floor(days)) * 86400.0

    def _days_since_zero(self, utc_s: float) -> float:
        days = (utc_s - self.day_zero_utc_s) / self.day_length_s
        return round(days) if abs(days - round(days)) < ROUNDING_DAYS else days

    def utc_s(self, day: int, seconds_of_day: float = 0.0) -> float:
        """UTC (s since 1970) of a dial time on a local day."""
        return self.day_zero_utc_s + (day + seconds_of_day / 86400.0) * self.day_length_s

    def days(self, duration_s: float) -> float:
        """A duration in local days."""
        return duration_s / self.day_length_s

    def format_time(self, utc_s: float) -> str:
        """The dial time "15:20:25": the second that has begun, as clocks show it."""
        # Files hold tenths of a second: half of one forward, or a full second written down would lose itself.
        # Never into the next day: the day that is shown with it is that of the instant.
        ticks = min(math.floor(self.seconds_of_day(utc_s) + 0.06), 86399)
        return f"{ticks // 3600:02d}:{ticks // 60 % 60:02d}:{ticks % 60:02d}"

    def format(self, utc_s: float) -> str:
        """For people: "sol 776 15:20:25 LMST"; "" for nan."""
        if math.isnan(utc_s):
            return ""
        return f"{self.day_name} {self.day(utc_s)} {self.format_time(utc_s)} {self.time_name}"

    def parse(self, text: str) -> float:
        """UTC (s since 1970) of "sol 776 15:20 LMST"; "sol 776" alone is the start of that day.

        Raises:
            ValueError: no such local time; the message shows the form.
        """
        match = _LOCAL.match(text)
        if match is None or match["day"] != self.day_name:
            raise ValueError(f"{text!r} is not a local time ({self.day_name} 776 15:20 {self.time_name})")
        if match["clock"] is None:
            return self.utc_s(int(match["number"]))
        return self.utc_s(int(match["number"]), self.parse_time_of_day(f"{match['clock']} {match['time']}"))

    def parse_time_of_day(self, text: str) -> float:
        """Dial seconds of "09:44 LMST".

        Raises:
            ValueError: no such time of day; the message shows the form.
        """
        match = _CLOCK.match(text)
        if match is None or match["time"] != self.time_name:
            raise ValueError(f"{text!r} is not a time of day (09:44 {self.time_name})")
        hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
        if hour > 23 or minute > 59 or second > 59:
            raise ValueError(f"{text!r} is not a time of day: hours 0-23, minutes and seconds 0-59")
        return hour * 3600.0 + minute * 60.0 + second
