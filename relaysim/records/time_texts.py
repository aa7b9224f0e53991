"""Many instants as text at once: the same characters as clock.utc and clock.local_clock give one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.local_clock import ROUNDING_DAYS, LocalClock

Texts = NDArray[np.bytes_]

_DAY_S = 86400


def utc_texts(utc_s: NDArray[np.float64], decimals: int) -> Texts:
    """ISO 8601 with Z, ASCII, all of one width: what `format_utc(utc_s, decimals)` gives for each.

    Args:
        utc_s: (n,) s since 1970, finite, of the years 1000 to 9999.
        decimals: of the second, 1 to 3.
    """
    scale = 10**decimals
    seconds, fractions = _divided(np.floor(utc_s * scale + 0.5).astype(np.int64), scale)
    days, of_day = _divided(seconds, _DAY_S)
    parts = [
        ("date", "S10"),
        ("t", "S1"),
        ("time", _DIAL),
        ("point", "S1"),
        ("fraction", f"S{decimals}"),
        ("z", "S1"),
    ]
    found = np.empty(len(utc_s), np.dtype(parts))
    found["t"], found["point"], found["z"] = b"T", b".", b"Z"
    found["date"] = _dates(days)
    found["fraction"] = _numbers(scale, decimals)[fractions]
    _fill_dial(found["time"], of_day)
    return found.view(f"S{found.dtype.itemsize}")


def local_days(clock: LocalClock, utc_s: NDArray[np.float64]) -> NDArray[np.int32]:
    """(n,) the local day of each instant, as `clock.day` counts them."""
    return np.floor(_days_since_zero(clock, utc_s)).astype(np.int32)


def dial_texts(clock: LocalClock, utc_s: NDArray[np.float64]) -> Texts:
    """(n,) the local time of day of each instant, ASCII, as `clock.format_time` shows it."""
    days = _days_since_zero(clock, utc_s)
    ticks = np.floor((days - np.floor(days)) * 86400.0 + 0.06).astype(np.int64)
    found = np.empty(len(utc_s), _DIAL)
    _fill_dial(found, np.minimum(ticks, _DAY_S - 1))
    return found.view("S8")


def _days_since_zero(clock: LocalClock, utc_s: NDArray[np.float64]) -> NDArray[np.float64]:
    days = (utc_s - clock.day_zero_utc_s) / clock.day_length_s
    whole = np.rint(days)
    return np.where(np.abs(days - whole) < ROUNDING_DAYS, whole, days)


_DIAL = np.dtype([("hour", "S2"), ("colon", "S1"), ("minute", "S2"), ("colon2", "S1"), ("second", "S2")])


def _fill_dial(found: NDArray[Any], of_day: NDArray[np.int64]) -> None:
    """Hour, minute and second of whole seconds of a day, 0 to 86,399."""
    two = _numbers(60, 2)
    minutes, second = _divided(of_day, 60)
    hour, minute = _divided(minutes, 60)
    found["colon"] = found["colon2"] = b":"
    found["hour"], found["minute"], found["second"] = two[hour], two[minute], two[second]


def _divided(values: NDArray[np.int64], by: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Quotients (rounded down) and remainders; numpy's own divmod takes four times as long."""
    quotients = values // by
    return quotients, values - quotients * by


def _dates(days: NDArray[np.int64]) -> Texts:
    """The calendar date of each day since 1970; each is made once where it stands several times in a row."""
    if not len(days):
        return np.empty(0, "S10")
    is_new = np.concatenate(([True], days[1:] != days[:-1]))
    dates = np.datetime_as_string(days[is_new].astype("datetime64[D]")).astype("S10")
    found: Texts = dates[np.cumsum(is_new) - 1]
    return found


def _numbers(count: int, width: int) -> Texts:
    """0 to count - 1, with leading zeros."""
    return np.array([b"%0*d" % (width, number) for number in range(count)])
