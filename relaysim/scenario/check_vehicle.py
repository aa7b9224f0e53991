"""Faults of the kind of vehicle: its settings, and what a scenario says that such a vehicle does not heed.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from typing import Any

from relaysim.errors import InputError
from relaysim.helicopter.vehicles.shipped import vehicle_class
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.scenario.document import Path_
from relaysim.scenario.model_fields import fields_by_key
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest_word
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_envelope import Envelope
from relaysim.scenario.schema_vehicles import Helicopter
from relaysim.scenario.section import Sourced
from relaysim.scenario.vehicle_settings import filled_in, read_settings

SETTINGS: Path_ = ("helicopter", "vehicle_settings")
ROTOR: Path_ = ("helicopter", "power", "rotor")
RATES = ("climb_rate", "descent_rate")
RECORDS = ("flights", "flight_tracks")
ENVELOPE_OF_ALL = ("ceiling", "landing_slope", *fields_by_key(Sourced))
# What of the envelope a vehicle that flies no level way has no use for.
UNHEEDED = tuple(key for key in fields_by_key(Envelope) if key not in ENVELOPE_OF_ALL)


def check_vehicle(model: ScenarioModel, faults: FaultList) -> type[Vehicle] | None:
    """Adds the faults of the kind of vehicle; the kind, or None where it cannot be told."""
    helicopter = model.helicopter
    if helicopter is None or helicopter.vehicle is None:
        return None
    try:
        kind = vehicle_class(helicopter.vehicle)
    except InputError as error:
        faults.add(("helicopter", "vehicle"), str(error))
        return None
    _check_settings(kind, helicopter, faults)
    if faults.given("helicopter", "power"):
        _check_rotor(kind, helicopter.vehicle, faults)
    if kind.flies_level:
        for key in RATES:
            if not faults.given("helicopter", key) and not _is_misspelt(key, faults):
                faults.add(("helicopter",), f"missing key '{key}'", at_key=True)
    else:
        _check_unheeded(helicopter.vehicle, faults)
    return kind


def _is_misspelt(key: str, faults: FaultList) -> bool:
    """Whether a key that is there was meant: that one is a fault already, and names it."""
    given = faults.document.data["helicopter"]
    return isinstance(given, dict) and key in {nearest_word(str(name), list(RATES)) for name in given}


def resolve_vehicle(resolved: dict[str, Any]) -> None:
    """Puts the defaults of its vehicle's settings into a resolved scenario; takes those out that it does not heed."""
    helicopter = resolved["helicopter"]
    kind = vehicle_class(helicopter["vehicle"])
    helicopter["vehicle_settings"] = filled_in(kind.settings, helicopter["vehicle_settings"])
    if not kind.flies_level:
        for key in UNHEEDED:
            helicopter.get("envelope", {}).pop(key, None)


def _check_settings(kind: type[Vehicle], helicopter: Helicopter, faults: FaultList) -> None:
    if helicopter.vehicle_settings is None:
        return  # faulty as a whole, which is said already
    for key, message in read_settings(kind.settings, helicopter.vehicle_settings, helicopter.vehicle).faults:
        there = faults.given(*SETTINGS)
        place: Path_ = (*SETTINGS, key) if key else SETTINGS if there else ("helicopter", "vehicle")
        needed = "" if there else "vehicle_settings: "
        faults.add(place, needed + message, at_key=not key)


def _check_rotor(kind: type[Vehicle], vehicle: str, faults: FaultList) -> None:
    given = faults.given(*ROTOR)
    if kind.has_rotor and not given:
        faults.add(ROTOR[:-1], "missing key 'rotor'", at_key=True)
    if given and not kind.has_rotor:
        faults.add(ROTOR, f"a {vehicle} has no rotors: remove this section", at_key=True)


def _check_unheeded(vehicle: str, faults: FaultList) -> None:
    """What only a vehicle that flies level heeds is refused for another: it would change nothing."""
    for key in RATES:
        if faults.given("helicopter", key):
            message = f"a {vehicle} does not climb and descend at rates: remove this key"
            faults.add(("helicopter", key), message, at_key=True)
    for key in RECORDS:
        if faults.given("helicopter", key):
            message = f"a {vehicle} follows no recorded track: plan its flights with takeoff and waypoints"
            faults.add(("helicopter", key), message, at_key=True)
    for key in UNHEEDED:
        if faults.given("helicopter", "envelope", key):
            message = f"a {vehicle} does not heed this limit: remove it (there are ceiling and landing_slope)"
            faults.add(("helicopter", "envelope", key), message, at_key=True)
