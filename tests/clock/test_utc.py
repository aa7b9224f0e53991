"""UTC as seconds and as text: rounding, carrying, refusals, calendar days."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.utc import calendar_date, calendar_days, format_utc, parse_utc, parse_zoned

LANDING_52, WAKE_UP_837 = "2023-04-27T04:12:14Z", "2023-06-28T14:39:00Z"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0.0),
        ("1970-01-01T00:01Z", 60.0),
        ("1970-01-01T00:00:00.25Z", 0.25),
        (" 1970-01-02T00:00:00Z ", 86400.0),
        ("1969-12-31T23:59:59Z", -1.0),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC).timestamp()),
    ],
)
def test_seconds_since_1970(text: str, seconds: float) -> None:
    """A time is counted in seconds from 1970, days of 86,400 s, with or without its seconds."""
    assert parse_utc(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "", "Z", "2023-04-27", "2023-04-27T04:09:49", "2023-04-27 04:09:49Z", "2023-04-27T04:09:49z",
        "2023-04-27T04:09:49+00:00", "2023-04-27T04:09:49.Z", "2023-04-27T04:09:49.1234567Z", "2023-4-27T04:09Z",
        "2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-04-27T25:00:00Z", "2023-04-27T04:60Z",
        "2016-12-31T23:59:60Z", "sol 776", "2023-04-27T04:09:49Z\nx",
    ],
)  # fmt: skip
def test_what_is_no_utc_time_is_refused(text: str) -> None:
    """No zone but Z, no date that is none, no leap second; the message quotes the text and shows the form."""
    with pytest.raises(ValueError, match=r"is not a UTC time.*2023-04-27T04:09:49Z") as caught:
        parse_utc(text)
    assert repr(text) in str(caught.value)


def test_a_time_of_another_zone_is_refused_with_what_to_write() -> None:
    """An offset is converted in the message; a time without zone is taken for nothing."""
    with pytest.raises(ValueError, match=r"is not a UTC time: write 2023-04-27T02:09:49Z$"):
        parse_utc("2023-04-27T04:09:49+02:00")
    with pytest.raises(
        ValueError, match=r"does not say its time zone; write 2023-04-27T04:09Z if it is UTC$"
    ):
        parse_utc("2023-04-27 04:09")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-02T00:00:00Z", 86400.0),
        ("1970-01-02 00:00z", 86400.0),
        ("1970-01-02T00:00:00.123456789Z", 86400.123456),
        ("1970-01-02T02:00:00+02:00", 86400.0),
        ("1970-01-01T18:30-0530", 86400.0),
    ],
)
def test_times_that_say_their_zone(text: str, seconds: float) -> None:
    """Offsets from UTC are converted, a blank may stand for the T."""
    assert parse_zoned(text) == seconds


def test_a_zone_by_its_name_is_refused_with_what_to_write() -> None:
    """Names of zones are not one in the world: CST is in Chicago and in Shanghai."""
    with pytest.raises(
        ValueError, match=r"'2026-07-15 09:00 MDT' is not a time .*told by its offset: -06:00$"
    ):
        parse_zoned("2026-07-15 09:00 MDT")
    with pytest.raises(ValueError, match=r"04:09:49Z\)$"):
        parse_zoned("tomorrow")


@pytest.mark.parametrize(
    "text", ["", "noon", "1970-01-02", "1970-01-02T00:00", "1970-02-30T00:00Z", "1970-01-02T00:00+25:00"]
)
def test_times_without_zone_are_refused(text: str) -> None:
    """What leaves its zone open, or is no time, is no instant."""
    with pytest.raises(ValueError, match=r"is not a time|does not say its time zone"):
        parse_zoned(text)


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [
        (59.96, 0, "1970-01-01T00:01:00Z"),
        (59.96, 1, "1970-01-01T00:01:00.0Z"),
        (59.94, 1, "1970-01-01T00:00:59.9Z"),
        (59.4, 0, "1970-01-01T00:00:59Z"),
        (0.5, 0, "1970-01-01T00:00:01Z"),
        (86399.9996, 3, "1970-01-02T00:00:00.000Z"),
        (31535999.99, 1, "1971-01-01T00:00:00.0Z"),
        (0.007, 3, "1970-01-01T00:00:00.007Z"),
        (-0.2, 1, "1969-12-31T23:59:59.8Z"),
        (math.nan, 1, ""),
    ],
)
def test_rounding_carries_into_the_next_minute_day_and_year(seconds: float, decimals: int, text: str) -> None:
    """The nearest unit of the last decimal, never a 60th second; nan is an empty text."""
    assert format_utc(seconds, decimals) == text


@given(st.integers(-2_000_000_000, 4_000_000_000), st.integers(0, 999))
def test_what_is_written_is_read_again(whole: int, thousandths: int) -> None:
    """A time in whole milliseconds survives being written with three decimals."""
    seconds = whole + thousandths / 1000.0
    assert parse_utc(format_utc(seconds, 3)) == pytest.approx(seconds, abs=1e-6)


def test_63_days_are_calendar_days_of_california() -> None:
    """From the landing of flight 52 to the wake-up of sol 837: 63 midnights there, 62 in UTC, 62.4 days elapsed."""
    start, end = parse_utc(LANDING_52), parse_utc(WAKE_UP_837)
    assert calendar_days(start, end, "America/Los_Angeles") == 63
    assert calendar_days(start, end, "UTC") == 62
    assert (end - start) / 86400.0 == pytest.approx(62.435, abs=0.001)
    assert calendar_date(start, "America/Los_Angeles") == "2023-04-26"
    assert calendar_date(start, "UTC") == "2023-04-27"


def test_calendar_days_count_midnights() -> None:
    """A second across midnight is a day, 23 hours within one are none, and the count changes sign with the order."""
    before, after = parse_utc("2023-04-26T23:59:59.5Z"), parse_utc("2023-04-27T00:00:00Z")
    assert calendar_days(before, after, "UTC") == 1
    assert calendar_days(after, before, "UTC") == -1
    assert calendar_days(after, after + 23 * 3600.0, "UTC") == 0


def test_summer_time_does_not_move_midnight() -> None:
    """Midnight is the zone's own on either side of the change to summer time (12 March 2023)."""
    winter, summer = parse_utc("2023-03-12T07:59:59Z"), parse_utc("2023-03-13T06:59:59Z")
    assert calendar_date(winter, "America/Los_Angeles") == "2023-03-11"
    assert calendar_date(summer, "America/Los_Angeles") == "2023-03-12"
    assert calendar_date(summer + 1.0, "America/Los_Angeles") == "2023-03-13"


@pytest.mark.parametrize("zone", ["", "Mars/Jezero", "../etc/passwd", "America", "Pacific time"])
def test_an_unknown_time_zone_is_refused_by_name(zone: str) -> None:
    """A zone nobody keeps is named in the message, with examples of known ones."""
    with pytest.raises(ValueError, match=r"unknown time zone.*America/Los_Angeles") as caught:
        calendar_date(0.0, zone)
    assert repr(zone) in str(caught.value)
