"""When base station and helicopter are scheduled to talk, if every drive and flight goes as planned."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from relaysim.clock.windows import Window, intersect, merge, subtract
from relaysim.forecasting.forecast import flight_route
from relaysim.scenario.world import World


def planned_flights(world: World) -> list[Window]:
    """From take-off to landing of each planned flight, when the radio sends one way only."""
    return [
        (plan.takeoff_utc_s, plan.takeoff_utc_s + flight_route(world, plan).end_utc_s)
        for plan in world.flights
        if plan.takeoff_utc_s < world.end_utc_s
    ]


def planned_contacts_windows(world: World, radio_open: Sequence[Window]) -> list[Window]:
    """The stretches in which both talk both ways, in time: scheduled, the link open, not in the air.

    Each day there is the alarm's session, in a search as far as the base station listens; after a contact in it, the further
    ones of the day; around each flight its own. A stretch too short for the handshake is none. Not foreseen: commands
    that come too late for a flight, software that moves the alarm.
    """
    two_way = subtract(radio_open, planned_flights(world))
    around = _flight_sessions(world)
    found, silent_since = list(around), world.start_utc_s
    for day in range(world.clock.day(world.start_utc_s) - 1, world.clock.day(world.end_utc_s) + 1):
        alarm = world.clock.utc_s(day, world.helicopter.wake.alarm_seconds_of_day)
        asleep = alarm + world.helicopter.wake.awake_s
        if asleep <= world.start_utc_s:
            continue
        before = [(start, min(end, alarm)) for start, end in around if start < alarm and end > silent_since]
        silent_since = _last_heard(world, two_way, before, silent_since)
        listened = list(_listening(world, day, (alarm, asleep), silent_since))
        found += listened
        if _talks(world, two_way, listened):
            later = [world.clock.utc_s(day, at) for at in world.sessions.after_contact_seconds_of_day]
            today = [(at, at + world.sessions.duration_s) for at in later if at >= asleep]
            found += today
            silent_since = _last_heard(world, two_way, [*listened, *today], silent_since)
    return _talks(world, two_way, intersect(found, [(world.start_utc_s, world.end_utc_s)]))


def _flight_sessions(world: World) -> list[Window]:
    sessions = world.sessions
    return [
        window
        for takeoff, landing in planned_flights(world)
        for window in (
            (takeoff - sessions.before_flight_s, takeoff),
            (landing, landing + sessions.after_flight_s),
        )
    ]


def _listening(world: World, day: int, awake: Window, silent_since: float) -> Iterator[Window]:
    """The part of the helicopter's waking in which the base station listens."""
    search, clock = world.sessions.search, world.clock
    if search is None or clock.days(awake[0] - silent_since) < search.after_days:
        yield awake
        return
    opens = [(clock.utc_s(on, at), lasts_s) for on in (day - 1, day) for at, lasts_s in search.windows]
    yield from intersect([awake], [(at, at + lasts_s) for at, lasts_s in opens])


def _talks(world: World, two_way: Sequence[Window], sessions: Sequence[Window]) -> list[Window]:
    """The stretches of sessions in which the handshake succeeds."""
    listed = merge(sessions)
    if not listed:
        return []
    # A thousand days have thousands of stretches: only those that reach into these sessions are looked at.
    first = bisect_right(two_way, listed[0][0], key=_ends)
    last = bisect_left(two_way, listed[-1][1], key=_begins)
    both = intersect(two_way[first:last], listed)
    return [(start, end) for start, end in both if end - start >= world.sessions.handshake_s]


def _begins(window: Window) -> float:
    return window[0]


def _ends(window: Window) -> float:
    return window[1]


def _last_heard(world: World, two_way: Sequence[Window], sessions: Sequence[Window], so_far: float) -> float:
    return max([so_far, *(end for _, end in _talks(world, two_way, sessions))])
