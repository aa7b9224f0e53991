"""A kind of vehicle from another package: found by its name, read by its own settings, refused when it is none."""

from __future__ import annotations

import pytest

from relaysim.errors import ScenarioError
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
    scenario = load_scenario("lunar-hopper", [*changes, "helicopter.envelope="])
    assert scenario.resolved()["helicopter"]["vehicle_settings"]["launch_angle"] == "20 deg"
    vehicle = build_world(scenario).helicopter.vehicle
    assert (type(vehicle).__name__, vehicle.launch_angle_deg) == ("Low", 20.0)


def test_a_class_that_is_no_vehicle_is_told(install):
    """Whatever an entry point names must be a vehicle; else its package is named."""
    install("odd_things", "vehicles", "odd-thing = odd_things:Thing", LOW)
    with pytest.raises(ScenarioError, match=r"the vehicle 'odd-thing' of odd_things 1\.0 is no subclass of"):
        load_scenario("lunar-hopper", ["helicopter.vehicle=odd-thing"])
