"""The local day of well-known bodies, and how far they are from Earth: what a draft begins with."""

from __future__ import annotations

import math
from dataclasses import dataclass

from relaysim.clock.utc import format_utc, parse_utc
from relaysim.terrain.body import Body
from relaysim.terrain.projection import SAME_BODY


@dataclass(frozen=True)
class Day:
    """The clock of a draft, and what depends on where the body is.

    body        its name
    day, time   what the local day and the time of day are called
    length_s    length of the local day
    midnight    UTC of a midnight at longitude 0: a draft that knows no date begins about here
    zones       how many steps of local time there are round the body; 0: it is that of the longitude itself; None: the
                same everywhere
    near        True where data go to people over a cable or at once, not to Earth through orbiters
    light_time  as the scenario writes it
    known       True if its gravity is known, too
    why         where the day comes from, for a comment
    """

    body: str
    radius_m: float
    day: str
    time: str
    length_s: float
    midnight: str
    zones: int | None
    near: bool
    light_time: str
    known: bool
    why: str

    def zero_utc(self, longitude_deg: float, first_utc_s: float | None = None) -> str:
        """UTC at which day 0 begins at a longitude: local midnight before `first_utc_s`, which then falls on day 3."""
        length_s = self.length_s
        turn = ((longitude_deg + 180.0) % 360.0 - 180.0) / 360.0
        if self.zones is None:
            turn = 0.0
        elif self.zones:
            turn = round(turn * self.zones) / self.zones
        midnight_s = parse_utc(self.midnight) - turn * length_s
        if first_utc_s is not None:
            midnight_s += (math.floor((first_utc_s - midnight_s) / length_s) - 3) * length_s
        return format_utc(round(midnight_s))


DAYS = (
    Day(
        "Earth", 6378137.0, "day", "local", 86400.0, "2030-05-31T00:00Z", 24, True, "0 s", True,
        "24 h, in the nautical time zone of the place",
    ),
    Day(
        "Mars", 3396190.0, "sol", "LMST", 88775.244, "2030-05-31T01:41:45Z", 0, False, "12 min", True,
        "mean solar time of the place, Allison & McEwen 2000",
    ),
    Day(
        "Moon", 1737400.0, "day", "UTC", 86400.0, "2030-05-31T00:00Z", None, False, "1.3 s", True,
        "days of UTC: the Sun's own day there is as long as 29.5 of them",
    ),
)  # fmt: skip


def day_on(body: Body) -> Day:
    """The day of the body of this size; days of UTC, and light that needs ten minutes, on one that is not known."""
    for day in DAYS:
        if abs(body.equatorial_radius_m / day.radius_m - 1) < SAME_BODY:
            return day
    return Day(
        body.name, body.equatorial_radius_m, "day", "UTC", 86400.0, "2030-05-31T00:00Z", None, False, "10 min", False,
        "days of UTC: the local day is not known here",
    )  # fmt: skip
