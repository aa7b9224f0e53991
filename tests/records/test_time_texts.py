"""Instants as text in bulk: character for character what the clocks say of each alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc, parse_utc
from relaysim.records.time_texts import dial_texts, local_days, utc_texts

JEZERO = LocalClock(88775.24409, 1613681037.4)
EARTH = LocalClock(86400.0, 0.0, "day", "local")
MOON = LocalClock(2551442.9, 946684800.25)
FIRST, LAST = parse_utc("1000-01-01T00:00:00Z"), parse_utc("9999-12-31T23:59:58Z")
instants = st.lists(
    st.one_of(
        st.floats(-3e9, 1.5e10),
        st.integers(0, 2_000_000_000_000).map(lambda ms: ms / 1000.0),  # what is told with milliseconds
        st.integers(0, 2_000_000_000).map(lambda s: s - 0.0005),  # where the last decimal turns
    ),
    min_size=1,
    max_size=20,
)


@given(instants, st.sampled_from([1, 2, 3]))
@example([FIRST, LAST, -0.0004, 0.0, 59.9995, 1709164799.9996], 3)
def test_many_times_are_those_of_one_by_one(utc_s: list[float], decimals: int) -> None:
    """The same rounding at every instant: halves go up, a full second carries into minutes, days and years."""
    expected = [format_utc(instant, decimals) for instant in utc_s]
    assert utc_texts(np.array(utc_s), decimals).astype(str).tolist() == expected


@given(instants, st.sampled_from([JEZERO, EARTH, MOON]))
def test_local_days_and_dials_are_those_of_the_clock(utc_s: list[float], clock: LocalClock) -> None:
    """The day and the time of day that the clock shows for each."""
    assert local_days(clock, np.array(utc_s)).tolist() == [clock.day(instant) for instant in utc_s]
    shown = dial_texts(clock, np.array(utc_s)).astype(str).tolist()
    assert shown == [clock.format_time(instant) for instant in utc_s]


@pytest.mark.parametrize("clock", [JEZERO, EARTH, MOON], ids=["sol", "day", "long day"])
@given(st.integers(-5, 2000), st.integers(0, 86399))
def test_no_full_second_of_the_dial_is_lost(clock: LocalClock, day: int, second: int) -> None:
    """At a full second, at midnight too, and as near it as floats come: the clock's own answer."""
    at = clock.utc_s(day, float(second))
    near = [at, math.nextafter(at, -math.inf), math.nextafter(at, math.inf), at - 0.06, at + 0.94]
    assert local_days(clock, np.array(near)).tolist() == [clock.day(instant) for instant in near]
    shown = dial_texts(clock, np.array(near)).astype(str).tolist()
    assert shown == [clock.format_time(instant) for instant in near]


def test_nothing_is_nothing() -> None:
    """No instants, no texts."""
    assert len(utc_texts(np.empty(0), 3)) == len(dial_texts(JEZERO, np.empty(0))) == 0
