"""Airfields, waypoints with times, and planned flights held against their ground, from the file on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from relaysim.errors import ScenarioError
from relaysim.helicopter.vehicles.rotorcraft import Rotorcraft
from relaysim.scenario.airfields import waypoint_places, waypoint_times_s
from relaysim.scenario.build_world import build_world
from relaysim.scenario.check_routes import Charge, RouteGround, check_routes
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario

MINIMAL = Path(__file__).with_name("minimal.yaml")
POWER = Path(__file__).resolve().parents[1] / "helicopter" / "ingenuity_power.yaml"
FIELDS = (
    "airfields=[{name: Xi, latitude: 46.505 deg, longitude: 8.104 deg}, {name: Chi, latitude: 46.51 deg, "
    "longitude: 8.11 deg}]"
)
# On the terrain that ships: from where a helicopter stood, 274 m to the west, over known ground.
ON_MARS = (
    "body={name: Mars, radius: 3396190 m}",
    "terrain.source=jezero-survey",
    "rover={name: truck, latitude: 18.48007 deg, longitude: 77.36648 deg, storage: 1 GB}",
    "helicopter.latitude=18.47989 deg",
    "helicopter.longitude=77.36885 deg",
    "flights.1.altitude=10 m",
    "flights.1.speed=5 m/s",
)
WEST = "latitude: 18.4803 deg, longitude: 77.3640 deg"


def loaded(*overrides: str) -> Scenario:
    return load_scenario(MINIMAL, overrides)


def messages(*overrides: str) -> list[str]:
    """What a scenario is refused with when its world is built."""
    with pytest.raises(ScenarioError) as refused:
        build_world(loaded(*overrides))
    return [str(fault) for fault in refused.value.faults]


def test_an_airfield_is_its_place() -> None:
    """Waypoints lie where their airfields do, or where they say; times are those given, else nan."""
    way = "flights.1.waypoints=[{airfield: Chi, at: 90 s}, {latitude: 46.5 deg, longitude: 8.1 deg}, {airfield: Xi}]"
    scenario = loaded(FIELDS, way)
    flight = scenario.model.flights[0]
    latitude, longitude = waypoint_places(scenario.model, flight)
    assert (latitude.tolist(), longitude.tolist()) == ([46.51, 46.5, 46.505], [8.11, 8.1, 8.104])
    np.testing.assert_equal(waypoint_times_s(flight), [90.0, np.nan, np.nan])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Chj", "did you mean Chi? there are: Xi, Chi"),
        ("xi", "did you mean Xi?"),
        ("Elsewhere", "'Elsewhere' is no airfield; there are: Xi, Chi"),
    ],
)
def test_an_unknown_airfield_gives_the_nearest(name: str, says: str) -> None:
    """The nearest name, whatever its capitals, and all there are; no guess where none is near."""
    option = f"flights.1.waypoints=[{{airfield: {name}}}]"
    with pytest.raises(ScenarioError) as refused:
        loaded(FIELDS, option)
    assert says in str(refused.value)
    assert str(refused.value).startswith(f"--set {option}: flights[0].waypoints[0].airfield: ")


def test_a_waypoint_in_time_makes_the_flight_longer() -> None:
    """Reached at 200 s instead of 75 s, above the place: then only the descent of 10 m at 1 m/s is left."""
    world = build_world(loaded(*ON_MARS, f"flights.1.waypoints=[{{{WEST}, at: 200 s}}]"))
    assert world.flights[0].route.end_utc_s == pytest.approx(210.0, abs=0.01)
    free = build_world(loaded(*ON_MARS, f"flights.1.waypoints=[{{{WEST}}}]"))
    assert free.flights[0].route.end_utc_s < 80.0


def test_a_fault_of_the_ground_has_the_place_of_an_override() -> None:
    """What an override has put there is its fault, as with any other mistake."""
    option = "flights.1.waypoints=[{latitude: 18.47989 deg, longitude: 77.373 deg}]"
    (message,) = messages(*ON_MARS, option)
    assert message.startswith(f"--set {option}: flights[0].waypoints[0]: flight 1 lands at latitude 18.47989")


def test_a_cut_after_the_landing() -> None:
    """A flight of 70 s (5 s up at 2 m/s, 54.6 s on, 10 s down at 1 m/s) cannot be cut short after 100 s."""
    way = f"flights.1.waypoints=[{{{WEST}}}]"
    (message,) = messages(*ON_MARS, way, "flights.1.land_now={after: 100 s, reason: why}")
    assert message.endswith("flights[0].land_now.after: flight 1 has landed by then: it takes 70 s")


def test_longer_than_the_battery() -> None:
    """A flight that needs more than a full battery holds above its reserve is refused, one that does not is not."""
    scenario = loaded(*ON_MARS, f"flights.1.waypoints=[{{{WEST}}}]")
    world = build_world(scenario)
    ground = RouteGround(world.link.terrain, world.link.frame, 9.81)
    seconds = world.flights[0].route.end_utc_s

    def faults(capacity_wh: float) -> list[str]:
        charge = Charge(capacity_wh, 10.0, lambda flight: 360.0 * flight.route.end_utc_s / 3600.0)
        found = check_routes(scenario, ground, world.flights, Rotorcraft(), charge)
        return [fault.message for fault in found]

    needed_wh = 360.0 * seconds / 3600.0
    assert faults(10.0 + needed_wh) == []
    (message,) = faults(9.9 + needed_wh)
    assert (
        f"needs about {needed_wh:.1f} Wh; a full battery has {needed_wh - 0.1:.1f} Wh above its reserve"
        in message
    )


def test_a_power_model_says_what_a_flight_needs() -> None:
    """With battery and rotors in the scenario a flight of nine minutes is too much for 25 Wh, one of a minute is not."""
    section = json.dumps(YAML(typ="safe").load(POWER.read_text(encoding="utf-8")))
    slow, quick = (
        "flights=[{flight: 51, takeoff: sol 776 12:00 LMST, commands: {size: 1 kbit, priority: 1}, altitude: 10 m, "
        f"speed: {speed} m/s, waypoints: [{{{WEST}}}]}}]"
        for speed in ("0.5", "5")
    )
    build_world(load_scenario("flight-52-blackout", [f"helicopter.power={section}", quick]))
    with pytest.raises(
        ScenarioError,
        match=r"flight 51 \(5[0-9]+ s, 274 m\) needs about [456][0-9]\.\d Wh; a full battery has 25\.1",
    ):
        build_world(load_scenario("flight-52-blackout", [f"helicopter.power={section}", slow]))


def test_recorded_flights_are_left_alone() -> None:
    """A recorded flight happened: no ceiling, battery or slope speaks against it."""
    world = build_world(scenario := load_scenario("first-flight"))
    ground, charge = (
        RouteGround(world.link.terrain, world.link.frame, 9.81),
        Charge(1.0, 1.0, lambda flight: 1e9),
    )
    assert check_routes(scenario, ground, world.flights, Rotorcraft(), charge) == []
