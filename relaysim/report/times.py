"""Times and durations for people: UTC beside the local day and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc
from relaysim.errors import InputError
from relaysim.report.node import MEND, Node

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NONE = "–"


@dataclass(frozen=True)
class Times:
    """Formats instants (s since 1970) and durations of one run.

    Attributes:
        clock: the local clock; one of UTC days where the run names none.
        start_utc_s, end_utc_s: the simulated span.
        zone: the time zone in which calendar days are counted.
    """

    clock: LocalClock
    start_utc_s: float
    end_utc_s: float
    zone: str

    @property
    def day(self) -> str:
        """What the local day is called: "sol"; "local day" where that is just "day"."""
        return "local day" if self.clock.day_name == "day" else self.clock.day_name

    @property
    def days(self) -> str:
        """The plural of `day`."""
        return f"{self.day}s"

    @property
    def has_own_days(self) -> bool:
        """Whether a local day is another length than a day of 24 h: only then is a length told in both."""
        return self.clock.day_length_s != 86400.0

    def utc(self, utc_s: float | None) -> str:
        """ "2023-04-27 04:12:14 UTC"."""
        return NONE if utc_s is None else format_utc(utc_s).replace("T", " ").replace("Z", " UTC")

    def cell_utc(self, utc_s: float | None) -> str:
        """ "2023-04-27 04:12:14", for tables whose heading says UTC."""
        return self.utc(utc_s).removesuffix(" UTC")

    def local(self, utc_s: float | None) -> str:
        """ "sol 776 15:20:25 LMST"."""
        return NONE if utc_s is None else self.clock.format(self._snapped(utc_s))

    def iso(self, utc_s: float | None) -> str:
        """The machine-readable form for <time datetime>."""
        return "" if utc_s is None else format_utc(utc_s)

    def date(self, utc_s: float) -> str:
        """ "27 Apr 2023" (UTC)."""
        return f"{self.short_date(utc_s)} {_moment(utc_s).year}"

    def short_date(self, utc_s: float) -> str:
        """ "27 Apr" (UTC)."""
        moment = _moment(utc_s)
        return f"{moment.day} {_MONTHS[moment.month - 1]}"

    def day_number(self, utc_s: float) -> int:
        """The number of the local day."""
        return self.clock.day(self._snapped(utc_s))

    def _snapped(self, utc_s: float) -> float:
        """Files round to the second: what is within it of the next local day's start is that start."""
        start = self.clock.utc_s(self.clock.day(utc_s + 1.0))
        return max(utc_s, start)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moment(utc_s: float) -> datetime:
    return _EPOCH + timedelta(seconds=int(utc_s // 1))


def read_times(summary: Node) -> Times:
    """The clock and span of a run from its summary.json.

    Raises:
        InputError: the span is missing or empty, or the clock is not one.
    """
    start, end = summary.when("start_utc"), summary.when("end_utc")
    if start is None or end is None or end <= start:
        raise InputError(f"{summary.place}: start_utc and end_utc should be times, the second later; {MEND}")
    zone = summary.text("reporting_time_zone", "UTC")
    clock = summary.child("clock")
    if clock is None:
        return Times(LocalClock(86400.0, 0.0, "day", "UTC"), start, end, zone)
    zero = clock.when("day_zero_utc")
    length = clock.need("day_length_s")
    if zero is None or length <= 0.0:
        raise InputError(f"{clock.place}: day_zero_utc should be a time and day_length_s positive; {MEND}")
    names = clock.text("day_name", "day"), clock.text("time_name", "local")
    return Times(LocalClock(length, zero, *names), start, end, zone)


def figure(value: float | None, digits: int = 1, unit: str = "") -> str:
    """A number with a true minus sign and a thin place for its unit; a dash for None."""
    if value is None:
        return NONE
    text = f"{value:,.{digits}f}".replace("-", "−")
    if not text.strip("−0.,"):
        text = text.lstrip("−")
    return f"{text} {unit}" if unit else text
