"""UTC as seconds since 1970, and back to ISO 8601 with Z.

Leap seconds: none has been inserted since 2017, so within a scenario a UTC day has 86,400 s; an interval
that spans one would be a second short, far below what the link model resolves.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN_EPOCH = datetime(1970, 1, 1)  # of what is known to be UTC: pages read tens of thousands of instants
_SECOND = timedelta(seconds=1)
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z$", re.ASCII)
_NAMED_ZONE = re.compile(r"\d ?[A-Z]{2,5}$", re.ASCII)
_ZONED = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<clock>\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?) ?(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)


def parse_utc(text: str) -> float:
    """Seconds since 1970-01-01T00:00:00Z of an ISO 8601 time ending in Z.

    Raises:
        ValueError: not such a time; the message shows the form.
    """
    plain = text.strip()
    if not _ISO.match(plain):
        raise ValueError(_not_utc(text))
    try:
        moment = datetime.fromisoformat(plain[:-1])
    except ValueError as error:
        raise ValueError(f"{text!r} is not a UTC time: {error} (2023-04-27T04:09:49Z)") from None
    return (moment - _PLAIN_EPOCH) / _SECOND


def parse_zoned(text: str) -> float:
    """Seconds since 1970-01-01T00:00:00Z of an ISO 8601 time that says its zone, Z or an offset from UTC (+02:00).

    Parts of a second beyond the sixth decimal are dropped; a space may stand for the T.

    Raises:
        ValueError: not such a time, or it leaves its zone open.
    """
    match = _ZONED.fullmatch(text.strip())
    if match is None:
        offset = "; a zone is told by its offset: -06:00" if _NAMED_ZONE.search(text) else ""
        raise ValueError(f"{_shown(text)} is not a time (2023-04-27T04:09:49Z){offset}")
    if match["zone"] is None:
        utc = f"{match['day']}T{match['clock']}Z"
        raise ValueError(
            f"{_shown(text)} does not say its time zone: write {utc} if it is UTC, else its offset (+02:00)"
        )
    whole, _, fraction = match["clock"].partition(".")
    zone = "+00:00" if match["zone"] in "Zz" else match["zone"]
    try:
        moment = datetime.fromisoformat(
            f"{match['day']}T{whole}{f'.{fraction[:6]}' if fraction else ''}{zone}"
        )
        return (moment - _EPOCH) / _SECOND
    except ValueError as error:
        raise ValueError(f"{_shown(text)} is not a time: {error} (2023-04-27T04:09:49Z)") from None


def _not_utc(text: str) -> str:
    """What to write in place of a time that is not UTC ending in Z."""
    match = _ZONED.fullmatch(text.strip())
    if match is not None and match["zone"] is None:
        zone = f"it does not say its time zone; write {match['day']}T{match['clock']}Z if it is UTC"
        return f"{text!r} is not a UTC time: {zone}"
    if match is not None:
        try:
            return f"{text!r} is not a UTC time: write {format_utc(parse_zoned(text))}"
        except ValueError:
            pass  # no time of any zone
    return f"{text!r} is not a UTC time (2023-04-27T04:09:49Z)"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def format_utc(utc_s: float, decimals: int = 0) -> str:
    """ISO 8601 with Z; "" for nan. Rounded to the nearest unit of the last decimal."""
    if math.isnan(utc_s):
        return ""
    scale = 10**decimals
    ticks = math.floor(utc_s * scale + 0.5)
    whole, fraction = divmod(ticks, scale)
    text = (_EPOCH + timedelta(seconds=whole)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{fraction:0{decimals}d}Z" if decimals else f"{text}Z"


def calendar_date(utc_s: float, time_zone: str) -> str:
    """The calendar date (2023-04-26) in a time zone such as "America/Los_Angeles".

    Raises:
        ValueError: no such time zone on this machine.
    """
    return _in_zone(utc_s, time_zone).date().isoformat()


def calendar_days(start_utc_s: float, end_utc_s: float, time_zone: str) -> int:
    """How many midnights of the time zone lie between two instants: the "63 days" of newspapers."""
    return (_in_zone(end_utc_s, time_zone).date() - _in_zone(start_utc_s, time_zone).date()).days


def _in_zone(utc_s: float, time_zone: str) -> datetime:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
        raise ValueError(f"unknown time zone {time_zone!r} (for example UTC, America/Los_Angeles)") from None
    return (_EPOCH + timedelta(seconds=math.floor(utc_s))).astimezone(zone)
