"""The kinds of vehicles there are: those of relaysim's own by this table, others by their entry points."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from relaysim.errors import InputError
from relaysim.helicopter.vehicles.added import looked_at
from relaysim.helicopter.vehicles.hopper import Hopper
from relaysim.helicopter.vehicles.rotorcraft import Rotorcraft
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.plugins import VEHICLES, load_plugin, plugin_package

SHIPPED: Mapping[str, type[Vehicle]] = MappingProxyType({"rotorcraft": Rotorcraft, "hopper": Hopper})


def vehicle_class(name: str) -> type[Vehicle]:
    """The class of a kind of vehicle; what one of another package answers is looked at (added).

    Raises: InputError for a plug-in that is not there, cannot be loaded, or is no vehicle.
    """
    if name in SHIPPED:
        return SHIPPED[name]
    found = load_plugin(VEHICLES, name)
    if not (isinstance(found, type) and issubclass(found, Vehicle)):
        raise InputError(
            f"the vehicle '{name}' of {plugin_package(VEHICLES, name)} is no subclass of"
            " relaysim.helicopter.vehicles.vehicle.Vehicle: mend or remove that package"
        )
    return looked_at(name, found)
