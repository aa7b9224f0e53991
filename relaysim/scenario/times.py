"""Instants, times of day and time zones of a scenario file.

Local times need the scenario's clock, which is read first and handed over as `Reading.clock`; while the
clock itself is faulty, local times become nan without a fault of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import calendar_date, parse_utc
from relaysim.scenario.scalars import Scalar, show

_UTC_FORM = "2023-04-27T04:09:49Z"
_UTC_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?Z"
TIME_OF_DAY_PATTERN = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})? [A-Za-z]+"
_EARLIEST_S = parse_utc("1900-01-01T00:00Z")
_LATEST_S = parse_utc("2999-12-31T00:00Z")


@dataclass(frozen=True)
class Reading:
    """What the values need to know while the models are read: the local clock, None while it is faulty."""

    clock: LocalClock | None


def _clock(context: Any) -> LocalClock | None:
    return context.clock if isinstance(context, Reading) else None


@dataclass(frozen=True)
class InstantForm(Scalar):
    """An instant in UTC, or in local time unless `local` is False (the clock's own day zero)."""

    local: bool = True

    def read(self, value: object, context: Any) -> float:
        """Seconds since 1970; nan for a local time without a clock."""
        clock = _clock(context)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{show(value)} is not a time ({self._forms(clock)})")
        text = value.strip()
        utc_s = parse_utc(text) if text[:1].isdigit() or not self.local else self._parse_local(text, clock)
        if not (math.isnan(utc_s) or _EARLIEST_S <= utc_s <= _LATEST_S):
            raise ValueError(f"{show(value)} is not between the years 1900 and 2999")
        return utc_s

    def _parse_local(self, text: str, clock: LocalClock | None) -> float:
        if clock is None:
            return math.nan
        try:
            return clock.parse(text)
        except (ValueError, OverflowError) as error:
            message = (
                str(error) if "hours" in str(error) else f"{text!r} is not a time ({self._forms(clock)})"
            )
            raise ValueError(message) from None

    def _forms(self, clock: LocalClock | None) -> str:
        if clock is None or not self.local:
            return _UTC_FORM
        return f"{_UTC_FORM} or {clock.day_name} 776 15:20 {clock.time_name}"

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and examples."""
        if not self.local:
            return {"type": "string", "pattern": f"^{_UTC_PATTERN}$", "examples": [_UTC_FORM]}
        pattern = rf"^\s*({_UTC_PATTERN}|[A-Za-z]+ +[0-9]+( +{TIME_OF_DAY_PATTERN})?)\s*$"
        return {
            "type": "string",
            "pattern": pattern,
            "examples": [_UTC_FORM, "sol 776 15:20 LMST", "sol 776"],
        }


@dataclass(frozen=True)
class TimeOfDayForm(Scalar):
    """A time of the local day: "09:44 LMST"."""

    def read(self, value: object, context: Any) -> float:
        """Dial seconds, 0 to 86,400; nan without a clock."""
        clock = _clock(context)
        if isinstance(value, str) and clock is not None:
            return clock.parse_time_of_day(value)
        if clock is None and isinstance(value, str):
            return math.nan
        raise ValueError(f"{show(value)} is not a time of day (09:44 {clock.time_name if clock else 'LMST'})")

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and an example."""
        return {"type": "string", "pattern": rf"^\s*{TIME_OF_DAY_PATTERN}\s*$", "examples": ["09:44 LMST"]}


@dataclass(frozen=True)
class TimeZoneForm(Scalar):
    """A time zone of the IANA database."""

    def read(self, value: object, context: Any) -> str:
        """The zone's name."""
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{show(value)} is not a time zone (for example UTC, America/Los_Angeles)")
        try:
            calendar_date(0.0, value.strip())
        except (ValueError, OSError):
            raise ValueError(
                f"unknown time zone {show(value)} (for example UTC, America/Los_Angeles)"
            ) from None
        return value.strip()

    def json_schema(self) -> dict[str, Any]:
        """A string with examples."""
        return {"type": "string", "minLength": 1, "examples": ["UTC", "America/Los_Angeles"]}


Instant = Annotated[float, InstantForm()]
UtcInstant = Annotated[float, InstantForm(local=False)]
TimeOfDay = Annotated[float, TimeOfDayForm()]
TimeZone = Annotated[str, TimeZoneForm()]
