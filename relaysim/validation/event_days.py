"""Whether the local days and the instants of documented events agree: some states are judged by the one, some by the other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from relaysim.clock.local_clock import LocalClock
from relaysim.errors import Fault, ScenarioError
from relaysim.scenario.link_events import LinkEvent

# A silence may be told by its silent mornings: it begins the evening before the first and ends on the day after the last.
MOST_DAYS_APART = 1


def check_days(events: Sequence[LinkEvent], clock: LocalClock, shown: str) -> None:
    """Raises ScenarioError with the line of each event whose instants lie on other days than it says; shown: its table."""
    faults = [
        Fault(shown, event.line, 1, "", f"event {event.event}: {words}")
        for event in events
        for words in _apart(event, clock)
    ]
    if faults:
        raise ScenarioError(faults)


def _apart(event: LinkEvent, clock: LocalClock) -> Iterator[str]:
    for instant, utc_s, column, told in (
        ("start_utc", event.start_utc_s, "sol_first", event.first_day),
        ("end_utc", event.end_utc_s, "sol_last", event.last_day),
    ):
        if math.isnan(utc_s):
            continue
        day = clock.day(utc_s)
        if abs(day - told) > MOST_DAYS_APART:
            yield f"{instant} is on {clock.day_name} {day}, {column} says {told}; mend one of them"
