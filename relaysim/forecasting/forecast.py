"""The link along the planned routes: the same model as in a run, every motion at its planned time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relaysim.blackout.intervals import intervals_of
from relaysim.blackout.table import Scene, blackout_row
from relaysim.links.state import LinkState, SightState
from relaysim.links.track import LinkTrack, changes_at, sight_changes, track_onward
from relaysim.path.route import Route
from relaysim.records.rows import BlackoutRow
from relaysim.scenario.world import PlannedFlight, World


@dataclass(frozen=True)
class Forecast:
    """The link along the planned routes.

    Attributes:
        tracks, routes: as a run leaves them (simulation.simulate.Outcome).
        blackouts: at the levels of sightline and radio.
    """

    world: World
    tracks: Sequence[LinkTrack]
    routes: Sequence[tuple[float, Route, Route]]
    blackouts: Sequence[BlackoutRow]


def forecast(world: World) -> Forecast:
    """Blackouts of sightline and radio if every drive and flight goes as planned, or as its script has it."""
    budget = world.link.radio.budget
    levels = [budget.threshold_loss_db(mode) for mode in world.modes]
    tracks: list[LinkTrack] = []
    routes = planned_routes(world)
    for start, rover, helicopter in routes:
        tracks.append(track_onward(world.link, rover, helicopter, start, world.end_utc_s, levels))
    scene = Scene(world.clock, world.time_zone, world.link, world.threshold_db, tracks, routes, world.doubt)
    return Forecast(world, tracks, routes, _blackouts(scene, world))


def planned_routes(world: World) -> list[tuple[float, Route, Route]]:
    """(instant, rover's route, helicopter's route) from the start on, and at every planned start of a motion."""
    start = world.start_utc_s
    rover = Route.standing(*world.rover.stands_at(start), start)
    helicopter = Route.standing(world.helicopter.x_m, world.helicopter.y_m, start)
    found = [(start, rover, helicopter)]
    for instant, drive, flight in sorted(_motions(world), key=lambda motion: motion[0]):
        rover, helicopter = drive or rover, flight or helicopter
        found.append((instant, rover, helicopter))
    return found


def flight_route(world: World, plan: PlannedFlight) -> Route:
    """How a flight goes by its scenario, time 0 at take-off: to the early landing that it writes down, if it does.

    A recorded track has such a landing in it already.
    """
    script = plan.land_now
    if script is None or plan.is_recorded:
        return plan.route
    return world.helicopter.vehicle.land_now(plan.route, script.after_s, plan.limits)


def _motions(world: World) -> list[tuple[float, Route | None, Route | None]]:
    """(instant, drive or None, flight or None) of every motion that goes on within the scenario."""
    start, end = world.start_utc_s, world.end_utc_s
    drives = [drive.route for drive in world.rover.drives]
    found: list[tuple[float, Route | None, Route | None]] = [
        (max(route.start_utc_s, start), route, None)
        for route in drives
        if route.end_utc_s > start and route.start_utc_s < end
    ]
    flights = [
        flight_route(world, plan).shifted(plan.takeoff_utc_s)
        for plan in world.flights
        if plan.takeoff_utc_s < end
    ]
    return found + [(route.start_utc_s, None, route) for route in flights]


def _blackouts(scene: Scene, world: World) -> list[BlackoutRow]:
    start, end = world.start_utc_s, world.end_utc_s
    sight = intervals_of(sight_changes(scene.tracks), SightState.BLOCKED, SightState.UNKNOWN, start, end)
    radio = intervals_of(
        changes_at(scene.tracks, world.threshold_db), LinkState.CLOSED, LinkState.UNKNOWN, start, end
    )
    rows = [blackout_row(scene, n + 1, "sightline", interval, "terrain") for n, interval in enumerate(sight)]
    for interval in radio:
        rows.append(blackout_row(scene, len(rows) + 1, "radio", interval, scene.cause(interval)))
    return rows
