"""When the base station listens: always as the helicopter wakes; after a long silence, by its search schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relaysim.relay.topology import ROVER

if TYPE_CHECKING:
    from relaysim.simulation.mission import Mission


def listening_windows(mission: Mission, day: int, awake: float, asleep: float) -> list[tuple[float, float]]:
    """The stretches of the helicopter's waking (UTC, s) in which the base station listens.

    In a search they are what its windows of the day, and of the day before that run on, share with it; there may be none.
    """
    search, clock = mission.world.sessions.search, mission.world.clock
    start = max(awake, mission.now)
    if search is None or clock.days(mission.now - mission.silent_since()) < search.after_days:
        return [(start, asleep)]
    found = []
    for opens_on in (day - 1, day):
        for at, duration_s in search.windows:
            opens = clock.utc_s(opens_on, at)
            both = max(start, opens), min(asleep, opens + duration_s)
            if both[0] < both[1]:
                found.append(both)
    mission.recorder.event(
        mission.now, ROVER, "search", "base station", f"{len(found)} windows meet the alarm"
    )
    return _merged(sorted(found))


def seeks_all_day(mission: Mission) -> bool:
    """Whether the base station listens through all its search windows, not knowing when the helicopter is awake.

    So it does where the helicopter can lose its clock: after a long silence, and on the day after it was heard with a
    clock that had been lost.
    """
    search = mission.world.sessions.search
    if search is None or mission.power is None:
        return False
    silent_days = mission.world.clock.days(mission.now - mission.silent_since())
    return mission.clock_was_lost or silent_days >= search.after_days


def search_windows(mission: Mission, day: int) -> list[tuple[float, float]]:
    """The windows of a search within a day (UTC, s), those of the day before that run on into it among them."""
    search, clock = mission.world.sessions.search, mission.world.clock
    if search is None:
        return []
    begins, ends = clock.utc_s(day), clock.utc_s(day + 1)
    opened = [(clock.utc_s(opens_on, at), s) for opens_on in (day - 1, day) for at, s in search.windows]
    within = [(max(start, begins), min(start + s, ends)) for start, s in opened if start + s > begins]
    mission.recorder.event(mission.now, ROVER, "search", "base station", f"{len(within)} windows")
    return _merged(sorted(within))


def _merged(windows: list[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for start, end in windows:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
