"""From when to when a plan is looked at: as the user says, or from the landing that a scenario is about."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.errors import InputError
from relaysim.planning.instant import read_instant
from relaysim.scenario.world import PlannedFlight, World


@dataclass(frozen=True)
class PlanningTime:
    """A stretch of a scenario's time.

    Attributes:
        flight: the planned flight whose landing it begins with; None where it begins otherwise.
    """

    start_utc_s: float
    end_utc_s: float
    flight: int | None


def planning_time(world: World, start: str | None = None, end: str | None = None) -> PlanningTime:
    """The time between two texts, UTC (2023-04-27T04:09:49Z) or local (sol 776 15:20 LMST; sol 776 is its begin).

    Without a start it begins with the landing after which the helicopter is to stay longest where it is, or, without
    flights, with the scenario. Without an end it ends with the scenario.

    Raises InputError for a text that is no time, for times outside the scenario or in the wrong order.
    """
    flight = longest_stay(world) if start is None else None
    begins = read_instant(world.clock, start, "--from") if start is not None else world.start_utc_s
    if flight is not None:
        begins = landing_utc_s(flight)
    ends = read_instant(world.clock, end, "--to") if end is not None else world.end_utc_s
    _check(world, begins, ends, start, end)
    return PlanningTime(begins, ends, None if flight is None else flight.flight)


def landing_utc_s(flight: PlannedFlight) -> float:
    """When a flight is planned to land."""
    return flight.takeoff_utc_s + flight.route.end_utc_s


def longest_stay(world: World) -> PlannedFlight | None:
    """The planned flight after which the helicopter stays longest until the next one, or the scenario's end."""
    flights = [one for one in world.flights if world.start_utc_s <= landing_utc_s(one) < world.end_utc_s]
    next_takeoffs = [*(one.takeoff_utc_s for one in flights[1:]), world.end_utc_s]
    stays = [after - landing_utc_s(one) for one, after in zip(flights, next_takeoffs, strict=True)]
    return flights[stays.index(max(stays))] if flights else None


def _check(world: World, begins: float, ends: float, start: str | None, end: str | None) -> None:
    """Refuses a time that the scenario does not hold."""
    span = f"the scenario goes from {world.clock.format(world.start_utc_s)} to {world.clock.format(world.end_utc_s)}"
    if start is not None and not world.start_utc_s <= begins < world.end_utc_s:
        raise InputError(f"--from {start}: {span}; choose an instant within it")
    if end is not None and not world.start_utc_s < ends <= world.end_utc_s:
        raise InputError(f"--to {end}: {span}; choose an instant within it")
    if not ends > begins:
        after = world.clock.format(begins)
        raise InputError(
            f"--to {end or 'the end'}: is not later than {after}, where the time begins (--from)"
        )
