"""A kind of vehicle from another package: found by its name, read by its own settings, refused when it is none."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.errors import InputError, ScenarioError
from relaysim.helicopter.flight_route import Waypoints
from relaysim.helicopter.limits import FlightLimits
from relaysim.helicopter.surface import Surface
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.helicopter.vehicles.shipped import vehicle_class
from relaysim.helicopter.vehicles.vehicle import Parts, Vehicle
from relaysim.path.route import Route
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario

LOW = """
from relaysim.helicopter.vehicles.hopper import Hopper
from relaysim.helicopter.vehicles.setting import Setting

class Low(Hopper):
    settings = (*Hopper.settings[:2], Setting("launch_angle", "launch_angle_deg", "x", "angle", "20 deg", "20 deg"), *Hopper.settings[3:])

class Thing:
    pass
"""


def test_it_brings_its_own_settings(install):
    """A subclass with another default; the run's vehicle is of its class."""
    install("low_hoppers", "vehicles", "low-hopper = low_hoppers:Low", LOW)
    changes = ["helicopter.vehicle=low-hopper", "helicopter.vehicle_settings.launch_angle="]
    scenario = load_scenario(
        "lunar-hopper", [*changes, "helicopter.envelope=", "helicopter.power.battery.capacity=100 Wh"]
    )
    assert scenario.resolved()["helicopter"]["vehicle_settings"]["launch_angle"] == "20 deg"
    vehicle = build_world(scenario).helicopter.vehicle
    assert (type(vehicle).__name__, vehicle.launch_angle_deg) == ("Low", 20.0)


def test_a_class_that_is_no_vehicle_is_told(install):
    """Whatever an entry point names must be a vehicle; else its package is named."""
    install("odd_things", "vehicles", "odd-thing = odd_things:Thing", LOW)
    with pytest.raises(ScenarioError, match=r"the vehicle 'odd-thing' of odd_things 1\.0 is no subclass of"):
        load_scenario("lunar-hopper", ["helicopter.vehicle=odd-thing"])


DRIVER = """
import numpy as np
from relaysim.helicopter.envelope import UNBOUNDED
from relaysim.helicopter.vehicles.no_way import NoWay
from relaysim.helicopter.vehicles.setting import Setting
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.path.route import Route

class Driver(Vehicle):
    envelope = UNBOUNDED

    @classmethod
    def of(cls, parts):
        return cls()

    def route(self, x_m, y_m, goals, limits, surface):
        t, x, y, z = np.array([0.0, 9.0]), np.array([x_m, 5.0]), np.array([y_m, 0.0]), np.zeros(2)
        {route}
        return Route(t, x, y, z)

    def breaches(self, route, limits, surface):
        return None

    def land_now(self, route, after_s, limits):
        return self.route(0.0, 0.0, goals=None, limits=limits, surface=None)

    def states(self, route, elapsed_s, gravity_mps2):
        return super().states(route, elapsed_s[1:], gravity_mps2)

    {last}
"""
POWER = "def flight_power(self, route, states, density_kg_m3, surface): return 5.0"


def _driver(install, name: str, route: str = "", last: str = POWER) -> Vehicle:
    install(
        f"drivers_{name}",
        "vehicles",
        f"{name} = drivers_{name}:Driver",
        DRIVER.format(route=route, last=last),
    )
    return vehicle_class(name).of(Parts())


def _goes(vehicle: Vehicle) -> Route:
    return vehicle.route(0.0, 0.0, GOALS, LIMITS, SURFACE)


GOALS = Waypoints(np.array([5.0]), np.array([0.0]), np.inf)
LIMITS = FlightLimits(np.inf, np.inf, np.inf)
SURFACE = Surface.__new__(Surface)  # no driver here asks it


@pytest.mark.parametrize(
    ("name", "route", "told"),
    [
        ("back", "t = t[::-1]", "goes back in time"),
        ("late", "t += 1.0", "begins at 1 s; take-off is time 0"),
        ("unknown", "x[1] = np.nan", "no finite number"),
        ("deep", "z -= 1.0", "below the ground"),
        ("hovering", "z += 1.0", "does not end on it"),
        ("astray", "x += 2.0", "begins 2.00 m from where"),
        ("short", "x[1] = 4.0", "ends 1.00 m from where"),
        ("uneven", "x = x[:1]", "different lengths"),
        ("broken", "1 / 0", "ZeroDivisionError"),
        ("nothing", "return None", "gave NoneType where Route is due"),
    ],
)
def test_a_route_that_cannot_be_is_the_packages_mistake(install, name, route, told):
    """Nothing moves by a route that jumps, turns back time, or ends elsewhere: the package is told."""
    vehicle = _driver(install, name, route)
    with pytest.raises(
        InputError, match=rf"'{name}' of drivers_{name} 1\.0 (failed|cannot be used) .*{told}"
    ):
        _goes(vehicle)


def test_what_else_a_vehicle_may_not_answer(install):
    """Breaches are a list, states as many as asked for, a flight's power one; what breaks inside is told, too."""
    vehicle = _driver(install, "loose")
    route = _goes(vehicle)
    elapsed_s = vehicle.instants(route)
    for ask, told in (
        (lambda: vehicle.breaches(route, LIMITS, SURFACE), "gave NoneType where list"),
        (lambda: vehicle.states(route, elapsed_s, 3.7), "not as many as the instants"),
        (lambda: vehicle.flight_power(route, None, np.nan, SURFACE), "gave float where FlightPower"),
        (lambda: vehicle.land_now(route, 2.0, LIMITS), "AttributeError"),
    ):
        with pytest.raises(InputError, match=rf"the vehicle 'loose' of drivers_loose 1\.0 .*{told}"):
            ask()


PARTS = """def flight_power(self, route, states, density_kg_m3, surface):
        from relaysim.helicopter.power.flight_power import FlightPower, Leg
        none = Leg(0.0, 0.0, 0.0)
        return FlightPower(none, ({leg},), none, np.ones(len(states.elapsed_s)))"""


@pytest.mark.parametrize(
    ("name", "leg", "told"),
    [
        ("well", "Leg(9.0, 5.0, 1.0, (3.0, 4.0))", ""),
        ("charging", "Leg(9.0, -5.0, 1.0)", "no finite time or power of 0 or more"),
        ("flat", "Leg(9.0, 5.0, 1.0, 3.0)", "a place that is not two finite numbers"),
        ("lost", "Leg(9.0, 5.0, 1.0, (np.nan, 4.0))", "a place that is not two finite numbers"),
    ],
)
def test_the_parts_of_a_flights_power_are_looked_at(install, name, leg, told):
    """Times and powers are 0 or more, and where it stands meanwhile is a place; a good answer passes."""
    vehicle = _driver(install, name, last=PARTS.format(leg=leg))
    route = _goes(vehicle)
    states = Vehicle.states(vehicle, route, vehicle.instants(route), 3.7)
    if not told:
        assert vehicle.flight_power(route, states, np.nan, SURFACE).way_wh == pytest.approx(0.015)
        return
    with pytest.raises(InputError, match=rf"the vehicle '{name}' of drivers_{name} 1\.0 .*{told}"):
        vehicle.flight_power(route, states, np.nan, SURFACE)


def test_no_way_is_an_answer(install):
    """A vehicle that cannot get there says so: that is for the scenario, no fault of its package."""
    with pytest.raises(NoWay, match="a wall"):
        _goes(_driver(install, "barred", "raise NoWay(0, 'a wall')"))


@pytest.mark.parametrize(
    ("name", "last", "told"),
    [
        ("half", "", "abstract .*flight_power"),
        ("stranger", "@classmethod\n    def of(cls, parts): return Vehicle", "of gave ABCMeta"),
        (
            "odd_unit",
            "settings = (Setting('pace', 'pace_mps', 'pace', 'pace', '1 m/s'),)",
            "'pace' is none of",
        ),
        ("odd_figure", "settings = (Setting('pace', 'pace_mps', 'pace', 'speed', '1 m'),)", "'m'.*speed"),
    ],
)
def test_a_class_that_is_not_finished_is_told(install, name, last, told):
    """What it lacks, or makes in place of itself, or sets in no unit that there is: one message, no traceback."""
    with pytest.raises(InputError, match=rf"the vehicle '{name}' of drivers_{name} 1\.0 .*{told}"):
        _driver(install, name, last=last)
