"""The forecast along planned routes: who moves when, and that a run in which all goes as planned agrees with it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from relaysim.forecasting.forecast import flight_route, forecast, planned_routes
from relaysim.forecasting.planned_sessions import planned_flights
from relaysim.links.loss_cache import LossCache, default_place
from relaysim.path.route import Route
from relaysim.records.rows import BlackoutRow
from relaysim.rover.drives import Drive
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.world import PlannedFlight, World
from relaysim.simulation.blackouts import radio_blackouts, sightline_blackouts
from relaysim.simulation.simulate import simulate

Rows = tuple[BlackoutRow, ...]


@pytest.fixture(scope="module")
def world() -> World:
    """The built-in scenario's first six sols: flight 51, flight 52, and the start of the silence."""
    whole = build_world(load_scenario("flight-52-blackout"), LossCache(default_place()))
    return dataclasses.replace(whole, end_utc_s=whole.clock.utc_s(778), flights=whole.flights[:2])


@pytest.fixture(scope="module")
def rows(world: World) -> Rows:
    """The blackouts of its forecast."""
    return tuple(forecast(world).blackouts)


def drive(world: World, number: int, start: float, end: float, x1: float, x2: float) -> Drive:
    """A drive east along the equator of the local frame; times from the world's start."""
    times = world.start_utc_s + np.array([start, end])
    return Drive(number, 0, Route(times, np.array([x1, x2]), np.zeros(2), np.zeros(2)))


def planned(world: World, takeoff: float) -> PlannedFlight:
    """Flight 51, planned for another instant after the world's start."""
    return dataclasses.replace(world.flights[0], takeoff_utc_s=world.start_utc_s + takeoff)


def plan(world: World, drives: tuple[Drive, ...], takeoffs: tuple[float, ...]) -> World:
    rover = dataclasses.replace(world.rover, drives=drives, x_m=-7.0, y_m=0.0)
    return dataclasses.replace(
        world, rover=rover, flights=tuple(planned(world, takeoff) for takeoff in takeoffs)
    )


def log(world: World) -> list[tuple[float, float, float, bool]]:
    """(instant, x of the rover then, when its route ends, whether the helicopter is on a flight)."""
    start = world.start_utc_s
    return [
        (t - start, float(rover.position(np.array([t]))[0][0]), rover.end_utc_s - start, len(scout.utc_s) > 1)
        for t, rover, scout in planned_routes(world)
    ]


def test_motions_come_in_the_order_of_their_instants(world: World) -> None:
    """Drives and flights interleave by time, whatever the lists they stand in; each keeps the other's route."""
    made = plan(world, (drive(world, 1, 100, 200, 0, 10), drive(world, 2, 500, 900, 10, 50)), (1200.0, 300.0))
    assert log(made) == [
        (0.0, 0.0, 0.0, False),
        (100.0, 0.0, 200.0, False),
        (300.0, 10.0, 200.0, True),
        (500.0, 10.0, 900.0, True),
        (1200.0, 50.0, 900.0, True),
    ]


def test_a_drive_under_way_at_the_start_is_joined_midway(world: World) -> None:
    """What ended before the start has only brought the rover there; what begins at the end or later is left out."""
    last = world.end_utc_s - world.start_utc_s
    drives = (
        drive(world, 1, -900, -800, 0, 10), drive(world, 2, -100, 100, 10, 30), drive(world, 3, last, last + 9, 30, 40),
    )  # fmt: skip
    assert log(plan(world, drives, (last,))) == [(0.0, 20.0, 0.0, False), (0.0, 20.0, 100.0, False)]


def test_a_rover_without_drives_stands_where_it_was_put(world: World) -> None:
    """One route, and no motion."""
    assert log(plan(world, (), ())) == [(0.0, -7.0, 0.0, False)]


def test_flights_lie_where_and_when_they_were_planned(world: World) -> None:
    """A planned flight is its recorded track at its take-off, not moved to where the flight before it landed."""
    flights = [
        (t, scout) for t, _, scout in planned_routes(world) if t == scout.start_utc_s and len(scout.utc_s) > 1
    ]
    assert [t for t, _ in flights] == [flight.takeoff_utc_s for flight in world.flights]
    for (_, route), flight in zip(flights, world.flights, strict=True):
        assert np.array_equal(route.x_m, flight.route.x_m)
        assert route.utc_s == pytest.approx(flight.route.utc_s + flight.takeoff_utc_s)


def test_the_forecast_is_the_run_when_all_goes_as_planned(world: World, rows: Rows) -> None:
    """Blackouts of radio and of sightline begin and end within half a second of each other, and as open."""
    outcome = simulate(world)
    assert [row.outcome for row in outcome.recorder.flights] == ["completed", "completed"]
    run = {
        "radio": radio_blackouts(outcome.recorder, world),
        "sightline": sightline_blackouts(outcome.recorder, world),
    }
    assert len(run["radio"]) == 1 and len(run["sightline"]) > 1
    for level, intervals in run.items():
        found = [row for row in rows if row.level == level]
        assert [row.start_utc for row in found] == pytest.approx(
            [one.start_utc_s for one in intervals], abs=0.5
        )
        assert [row.end_utc for row in found] == pytest.approx([one.end_utc_s for one in intervals], abs=0.5)
        assert [(row.open_start, row.open_end) for row in found] == [
            (one.open_start, one.open_end) for one in intervals
        ]


def test_a_flight_that_its_script_cuts_short_is_cut_in_the_forecast(tmp_path: Path) -> None:
    """A planned flight told to land at once lies where it lands in the run; a recorded one has that in its track already."""
    script = "flights.1.land_now={after: 40 s, reason: a test}"
    with LossCache(tmp_path) as cache:
        whole = build_world(load_scenario("canyon-rescue", [script]), cache)
        first = whole.flights[0]
        short = dataclasses.replace(whole, end_utc_s=first.takeoff_utc_s + 1200.0, flights=whole.flights[:1])
        outcome, found = simulate(short), forecast(short)
    assert [row.outcome for row in outcome.recorder.flights] == ["land_now"]
    last = np.array([short.end_utc_s])
    flown, planned = outcome.routes[-1][2], found.routes[-1][2]
    assert planned.end_utc_s == pytest.approx(flown.end_utc_s, abs=0.01)
    assert planned.end_utc_s < first.takeoff_utc_s + first.route.end_utc_s - 10.0
    assert np.allclose(planned.position(last), flown.position(last), atol=0.01)
    in_air = planned_flights(short)
    assert in_air == [(first.takeoff_utc_s, pytest.approx(flown.end_utc_s, abs=0.01))]
    recorded = dataclasses.replace(first, waypoints=None)
    assert flight_route(short, recorded) is recorded.route


def test_rows_are_numbered_in_order_and_say_why(world: World, rows: Rows) -> None:
    """Sightline first, then radio, each in time; the radio's blackout is the terrain's doing, begun in flight 52."""
    assert [row.blackout_id for row in rows] == list(range(1, len(rows) + 1))
    assert [row.level for row in rows] == sorted((row.level for row in rows), reverse=True)
    radio = rows[-1]
    landing = world.flights[1].takeoff_utc_s + world.flights[1].route.end_utc_s
    assert (radio.cause, radio.start_sol, radio.open_end) == ("terrain", 776, True)
    assert landing - 15.0 < radio.start_utc < landing


def test_a_forecast_asks_no_gate(world: World, rows: Rows) -> None:
    """Where the policy holds flight 52 the run stays in contact; the plan, and so the forecast, is the same."""
    held = dataclasses.replace(world, gate=dataclasses.replace(world.gate, policy="landing-site"))
    outcome = simulate(held)
    assert [row.outcome for row in outcome.recorder.flights] == ["completed", "held"]
    assert radio_blackouts(outcome.recorder, held) == []
    assert tuple(forecast(held).blackouts) == rows


def test_in_free_space_only_the_sightline_is_interrupted(world: World, rows: Rows) -> None:
    """With a propagation that ignores the terrain no radio blackout is forecast, the sightline's are the same."""
    radio = dataclasses.replace(world.link.radio, propagation="free-space")
    free = dataclasses.replace(world, link=dataclasses.replace(world.link, radio=radio))
    found = forecast(free).blackouts
    assert {row.level for row in found} == {"sightline"}
    with_terrain = [row for row in rows if row.level == "sightline"]
    assert [row.start_utc for row in found] == pytest.approx([row.start_utc for row in with_terrain], abs=0.5)
