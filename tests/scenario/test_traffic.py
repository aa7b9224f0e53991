"""What a scenario sends: commands, daily data, further nodes, what decisions need, and what is assumed of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from relaysim.clock.utc import parse_utc
from relaysim.errors import ScenarioError
from relaysim.helicopter.flight_route import FlightLimits
from relaysim.path.route import Route
from relaysim.radio.budget import Mode
from relaysim.relay.product import Template
from relaysim.rover.drives import Drive
from relaysim.scenario.build_traffic import commands, daily_products, decisions, landers
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import Decision, PlannedFlight, SearchPlan, SoftwareChange

MINIMAL = Path(__file__).with_name("minimal.yaml")
HOUR = 3600.0
MODE = Mode("only", 1e5, 1e5, -100.0, "data sheet", "given")


def loaded(*overrides: str) -> Scenario:
    """The drone and its truck, with overrides."""
    return load_scenario(MINIMAL, overrides)


def flight(scenario: Scenario, number: int, takeoff: float, x_m: float) -> PlannedFlight:
    """A flight of 100 s along x, from x_m on for 100 m."""
    route = Route(np.array([0.0, 100.0]), np.array([x_m, x_m + 100.0]), np.zeros(2), np.zeros(2))
    return PlannedFlight(
        flight=number,
        purpose="",
        takeoff_utc_s=takeoff,
        route=route,
        waypoints=None,
        limits=FlightLimits(1.0, 1.0, 10.0),
        planned_duration_s=100.0,
        planned_distance_m=100.0,
        land_now=None,
        commands=Template("command", "commands", 1, 1),
        mode=MODE,
    )


def drive(number: int, start: float, x_m: float, y_m: float) -> Drive:
    """A drive of an hour from (x_m, y_m), 10 m northward."""
    utc = np.array([start, start + HOUR])
    return Drive(number, 0, Route(utc, np.array([x_m, x_m]), np.array([y_m, y_m + 10.0]), np.zeros(2)))


def test_commands_once_and_daily() -> None:
    """An instant is once, `daily` every day; the size is that of all parts; software says what it changes."""
    scenario = loaded(
        "commands=[{name: patch, kind: software, size: 1 Mbit, parts: 4, priority: 2, send: day 1 08:00 local,"
        " expires: 2 days, sets: {awake: 2 h}}, {name: health, kind: housekeeping, size: 1 kbit, priority: 9,"
        " send: daily 05:30 local}]"
    )
    patch, health = commands(scenario)
    assert patch.template == Template("software", "patch", 1_000_000, 2, 2 * 86_400.0, 4)
    assert (patch.send_utc_s, patch.send_seconds_of_day) == (parse_utc("2026-05-02T08:00:00Z"), None)
    assert patch.sets == SoftwareChange(None, 7200.0)
    assert (health.kind, health.send_utc_s, health.send_seconds_of_day) == ("housekeeping", None, 5.5 * HOUR)
    assert health.sets is None and health.template.parts == 1


def test_daily_products_stand_in_the_order_of_the_day() -> None:
    """Each at its time, those without one as the day begins; a count stays a count."""
    scenario = loaded(
        "rover.daily_products=[{kind: image, name: late, at: 18:00 local, count: 3, size: 1 Mbit, priority: 5},"
        " {kind: log, name: early, size: 2 kbit, priority: 2}]"
    )
    made = daily_products(scenario.model.rover.daily_products)
    assert [(p.template.name, p.count, p.seconds_of_day) for p in made] == [
        ("early", 1, 0.0),
        ("late", 3, 18 * HOUR),
    ]


def test_landers_share_the_orbiters() -> None:
    """A lander is a node with a store, a rule and data of its own."""
    orbiter = (
        "earth.orbiters=[{name: relay, orbit: {periapsis: 400 km, apoapsis: 400 km, inclination: 50 deg},"
        " rates: [1 Mbit/s], storage: 1 GB, to_earth: {rate: 1 Mbit/s}, kind: assumed, source: invented}]"
    )
    camp = (
        "landers=[{name: camp, latitude: 46 deg, longitude: 8 deg, storage: 1 MB, when_full: drop-oldest,"
        " daily_products: [{kind: log, name: weather, size: 2 kbit, priority: 2}]}]"
    )
    scenario = loaded(orbiter, camp)
    [lander] = landers(scenario)
    assert (lander.name, lander.storage_bits, lander.when_full) == ("camp", 8e6, "drop-oldest")
    assert [product.template.name for product in lander.daily_products] == ["weather"]


def test_a_decision_needs_the_pictures_before_the_next_drive_near_the_track() -> None:
    """The first drive within reach whose planning ends after the landing; its deadline is the lead before its start."""
    scenario = loaded(
        "decisions={lead: 3 h, near: 50 m, products: [image, log], kind: assumed, source: crew}"
    )
    start = scenario.model.start_utc_s
    flights = [flight(scenario, 1, start + HOUR, 0.0)]
    drives = [
        drive(1, start + 2 * HOUR, 50.0, 0.0),  # planned before the flight
        drive(2, start + 5 * HOUR, 50.0, 51.0),  # too far
        drive(3, start + 9 * HOUR, 150.0, 0.0),  # 50 m from the end of the track
        drive(4, start + 12 * HOUR, 50.0, 0.0),
    ]
    assert shapely.distance(flights[0].route.line, drives[2].route.line) == 50.0
    assert decisions(scenario, flights, drives) == (Decision(1, start + 6 * HOUR, 3, ("image", "log")),)
    assert decisions(scenario, flights, drives[:2]) == ()


def test_a_deadline_after_the_end_is_no_decision() -> None:
    """Nobody could tell whether it was met; and a scenario may ask for nothing at all."""
    scenario = loaded()
    end = scenario.model.end_utc_s
    flights = [flight(scenario, 1, scenario.model.start_utc_s, 0.0)]
    lead_s = 12 * HOUR
    assert decisions(scenario, flights, [drive(1, end + lead_s, 0.0, 0.0)]) == ()
    assert len(decisions(scenario, flights, [drive(1, end + lead_s - 1.0, 0.0, 0.0)])) == 1
    nothing = loaded("decisions={lead: 3 h, near: 50 m, products: [], kind: assumed, source: crew}")
    assert decisions(nothing, flights, [drive(1, end - HOUR, 0.0, 0.0)]) == ()


def test_the_main_scenarios_decisions() -> None:
    """By default images count: those of flight 52 for the drive of July 2023 that came within 50 m of its track."""
    world = build_world(load_scenario("flight-52-blackout"))
    found = {decision.flight: decision for decision in world.earth.decisions}
    assert set(found) == {52, 53}
    near = next(d for d in world.rover.drives if d.drive == found[52].drive)
    assert near.route.start_utc_s - found[52].deadline_utc_s == 12 * HOUR
    assert near.route.line.distance(next(f for f in world.flights if f.flight == 52).route.line) <= 50.0
    assert found[52].kinds == ("image",)


def test_what_sessions_rules_and_flights_say_reaches_the_world() -> None:
    """Search windows, rules of full stores, parts and software of a flight."""
    world = build_world(
        load_scenario(
            "flight-52-blackout",
            [
                "sessions.search={after: 3, windows: [{at: 09:30 LMST, duration: 2 h}]}",
                "rover.when_full=drop-oldest",
                "helicopter.when_full=drop-lowest-priority",
                "flights.52.commands.parts=3",
                "flights.52.needs_software=winter",
                "commands=[{name: winter, kind: software, size: 1 Mbit, priority: 2, send: daily 08:00 LMST,"
                " sets: {alarm: 10:00 LMST, awake: 40 min}}]",
            ],
        )
    )
    assert world.sessions.search == SearchPlan(3.0, ((9.5 * HOUR, 7200.0),))
    assert (world.rover.when_full, world.helicopter.when_full) == ("drop-oldest", "drop-lowest-priority")
    assert (world.flights[1].commands.parts, world.flights[1].needs_software) == (3, "winter")
    assert world.commands[0].sets == SoftwareChange(10 * HOUR, 2400.0)


def test_everything_assumed_of_the_way_to_earth_is_listed() -> None:
    """Orbiters, drawn orbits, the direct link, conjunction and decisions: each with its kind and source."""
    world = build_world(load_scenario("first-flight"))
    found = {one.what: one for one in world.assumptions}
    assert {"Earth", "orbiter mro", "orbit of tgo", "direct link", "conjunction", "decisions"} <= set(found)
    assert found["orbit of tgo"].source == "drawn from the seed: node, argument of periapsis, mean anomaly"
    assert found["orbit of mro"].source == "drawn from the seed: argument of periapsis, mean anomaly"
    assert "node at 15:00 LMST" in found["orbit of mro"].value
    assert "4 orbiters" in found["Earth"].value


def test_daily_windows_are_told_as_before() -> None:
    """A scenario with daily windows alone says how many."""
    world = build_world(load_scenario("flight-52-blackout"))
    assert (
        next(one.value for one in world.assumptions if one.what == "Earth")
        == "uplinks: 1 a sol; orbiter passes: 3"
    )


@pytest.mark.parametrize("value", ["noon", "daily", "daily noon", "12:00 local", "5", "[]"])
def test_a_send_time_is_an_instant_or_a_daily_one(value: str) -> None:
    """Whatever else stands there is told at its place."""
    command = f"commands=[{{name: go, kind: go, size: 1 kbit, priority: 1, send: {value}}}]"
    with pytest.raises(ScenarioError) as caught:
        loaded(command)
    assert [fault.path for fault in caught.value.faults] == ["commands[0].send"]
