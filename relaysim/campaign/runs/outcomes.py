"""The answers of one run: the blackouts and the numbers that a study asks for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from relaysim.blackout.intervals import Interval, longest, stretches
from relaysim.campaign.study.study import BlackoutOutcome
from relaysim.clock.local_clock import LocalClock
from relaysim.links.state import LinkState, SightState
from relaysim.simulation.recorder import SessionRecord
from relaysim.simulation.simulate import Outcome

Intervals = Mapping[str, Sequence[Interval]]


@dataclass(frozen=True)
class Found:
    """What a run says of one blackout.

    Attributes:
        interval: None where there is none, or nothing can be told.
        no_landing: the flight it is to come after never landed.
        unknown: nothing can be told: the link lay over unsurveyed ground for a local day or more when it should have shown.
    """

    interval: Interval | None
    unknown: bool = False
    no_landing: bool = False


def picked(asked: BlackoutOutcome, run: Outcome, intervals: Intervals) -> Found:
    """The blackout that is asked for.

    After a flight: the first that ends after its landing and lasts a local day or more. Where
    unsurveyed ground comes before it, and it does not begin there, what was asked for lies in the unknown.
    """
    clock, landed = run.world.clock, -math.inf
    found = longest(intervals[asked.level])
    if asked.pick == "after flight":
        rows = {row.flight: row.landing_utc for row in run.recorder.flights}
        landing = rows.get(asked.flight or 0)
        if landing is None:
            return Found(None, no_landing=True)
        landed = landing
        long = (one for one in intervals[asked.level] if clock.days(one.duration_s) >= 1.0)
        later = (one for one in long if one.end_utc_s > landed)
        found = min(later, key=lambda one: one.start_utc_s, default=None)
    blind = _blind_from(asked.level, run, landed)
    if found is None:
        return Found(None, unknown=blind is not None)
    if asked.pick == "after flight" and blind is not None and blind < found.start_utc_s:
        return Found(found) if found.open_start else Found(None, unknown=True)
    return Found(found)


def _blind_from(level: str, run: Outcome, after_utc_s: float) -> float | None:
    """Since when, after an instant, a level was unknown for a local day or more; None if it never was."""
    world, recorder = run.world, run.recorder
    if level == "sightline":
        blind = _of_state(recorder.sight_changes, SightState.UNKNOWN, world.end_utc_s)
    elif level == "radio":
        blind = _of_state(recorder.radio_changes, LinkState.UNKNOWN, world.end_utc_s)
    else:
        blind = _of_sessions(recorder.sessions, world.end_utc_s)
    long = (one for one in blind if world.clock.days(one[1] - one[0]) >= 1.0 and one[1] > after_utc_s)
    return min((start for start, _ in long), default=None)


def _of_state(
    changes: Sequence[tuple[float, LinkState]] | Sequence[tuple[float, SightState]],
    unknown: LinkState | SightState,
    end_utc_s: float,
) -> list[tuple[float, float]]:
    if not changes:
        return []
    told = stretches([(utc_s, state is unknown) for utc_s, state in changes], end_utc_s)
    return [(start, end) for is_unknown, start, end in told if is_unknown]


def _of_sessions(sessions: Sequence[SessionRecord], end_utc_s: float) -> list[tuple[float, float]]:
    """From each session over unknown ground to the next contact."""
    ordered = sorted(sessions, key=lambda one: one.start_utc_s)
    found: list[tuple[float, float]] = []
    since: float | None = None
    for one in ordered:
        if one.contact is not None and since is not None:
            found.append((since, one.contact[0]))
            since = None
        elif one.outcome == "unknown" and since is None:
            since = one.start_utc_s
    return found if since is None else [*found, (since, end_utc_s)]


def number(path: str, run: Outcome, intervals: Intervals) -> float:
    """One of `relaysim.campaign.study.numbers.NUMBERS`; those of a run's summary are the same as there.

    Raises:
        KeyError: there is no such number.
    """
    part, _, name = path.partition(".")
    return float(_PARTS[part](name, run, intervals))


def _count(name: str, run: Outcome, intervals: Intervals) -> float:
    products, sessions = run.recorder.products, run.recorder.sessions
    if name == "products_created":
        return len(products)
    if name == "sessions":
        return len(sessions)
    what, _, kind = name.partition("_")
    if what == "sessions":
        return sum(one.outcome == kind for one in sessions)
    return products.statuses[kind]


def _total(name: str, run: Outcome, intervals: Intervals) -> float:
    products = run.recorder.products
    return {"to_earth_bits": products.to_earth_bits, "waiting_bits": products.waiting_bits}[name]


def _flights(name: str, run: Outcome, intervals: Intervals) -> float:
    rows = run.recorder.flights
    if name != "wait_days":
        return Counter(row.outcome for row in rows)[name]
    planned = {plan.flight: plan.takeoff_utc_s for plan in run.world.flights}
    waits = [row.takeoff_utc - planned[row.flight] for row in rows if row.takeoff_utc is not None]
    return run.world.clock.days(max(waits, default=0.0))


def _of_level(level: str) -> Callable[[str, Outcome, Intervals], float]:
    def days(name: str, run: Outcome, intervals: Intervals) -> float:
        clock, found = run.world.clock, intervals[level]
        return {"closed_days": _sum_days, "longest_days": _longest_days}[name](clock, found)

    return days


def _sum_days(clock: LocalClock, found: Sequence[Interval]) -> float:
    return clock.days(sum(one.duration_s for one in found))


def _longest_days(clock: LocalClock, found: Sequence[Interval]) -> float:
    return clock.days(max((one.duration_s for one in found), default=0.0))


_PARTS: Mapping[str, Callable[[str, Outcome, Intervals], float]] = {
    "counts": _count,
    "totals": _total,
    "flights": _flights,
    "radio": _of_level("radio"),
    "session": _of_level("session"),
    "earth": _of_level("earth"),
}
