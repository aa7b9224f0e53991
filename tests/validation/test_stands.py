"""Where the rover stood, and which of its places an event speaks of."""

from __future__ import annotations

import math
from collections.abc import Callable

from relaysim.clock.local_clock import LocalClock
from relaysim.scenario.link_events import LinkEvent
from relaysim.validation.stands import RoverStand, stands_of_event

MakeEvent = Callable[..., LinkEvent]
CLOCK = LocalClock(1000.0, 0.0)  # a local day of 1,000 s: day n begins at 1000 n
FIRST = RoverStand(-math.inf, 90_200.0, 0.0, 0.0, 0.0)
SECOND = RoverStand(90_300.0, 95_200.0, 0.0, 0.1, 50.0)
THIRD = RoverStand(95_300.0, math.inf, 0.0, 0.2, 90.0)
STANDS = (FIRST, SECOND, THIRD)


def test_a_take_off_speaks_of_the_eight_days_before_it(make_event: MakeEvent) -> None:
    """Some session within them had succeeded, from wherever the rover then was."""
    found = stands_of_event(make_event(start_utc_s=97_000.0, end_utc_s=97_000.0), STANDS, CLOCK)
    assert found == STANDS
    found = stands_of_event(make_event(start_utc_s=99_000.0, end_utc_s=99_000.0), STANDS, CLOCK)
    assert found == (SECOND, THIRD)


def test_a_silence_speaks_of_every_morning_s_place(make_event: MakeEvent) -> None:
    """The place reached on its last day, after that morning, is not among them."""
    silence = make_event(
        state="down", event="x", first_day=91, last_day=95, start_utc_s=90_500.0, end_utc_s=95_900.0
    )
    assert stands_of_event(silence, STANDS, CLOCK) == (SECOND,)


def test_a_descent_speaks_of_its_instant(make_event: MakeEvent) -> None:
    """One place; and while the rover drives, the one it drives to."""
    lost = make_event(state="lost_in_descent", event="x", start_utc_s=90_100.0)
    assert stands_of_event(lost, STANDS, CLOCK) == (FIRST,)
    driving = make_event(state="lost_in_descent", event="x", start_utc_s=90_250.0)
    assert stands_of_event(driving, STANDS, CLOCK) == (SECOND,)


def test_days_without_a_time_are_whole_days(make_event: MakeEvent) -> None:
    """Contact on a day of which nobody knows the hour: every place of that day."""
    some = make_event(event="x", first_day=95, last_day=95, start_utc_s=math.nan, end_utc_s=math.nan)
    assert stands_of_event(some, STANDS, CLOCK) == (SECOND, THIRD)
