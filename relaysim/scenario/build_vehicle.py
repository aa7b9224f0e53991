"""From a checked scenario to its vehicle."""

from __future__ import annotations

from relaysim.helicopter.vehicles.shipped import vehicle_class
from relaysim.helicopter.vehicles.vehicle import Parts, Vehicle
from relaysim.scenario.build_envelope import envelope
from relaysim.scenario.build_power import rotor_of
from relaysim.scenario.schema_vehicles import Helicopter
from relaysim.scenario.vehicle_settings import read_settings


def vehicle(helicopter: Helicopter) -> Vehicle:
    """The vehicle with the settings and limits that the scenario gives it."""
    kind = vehicle_class(helicopter.vehicle)
    settings = read_settings(kind.settings, helicopter.vehicle_settings, helicopter.vehicle)
    assert not settings.faults  # checked when the scenario was read
    return kind.of(Parts(envelope(helicopter.envelope), settings.values, rotor_of(helicopter.power)))
