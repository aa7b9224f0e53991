"""What a scenario sets of its kind of vehicle: `helicopter.vehicle_settings`, read by what the vehicle declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relaysim.helicopter.vehicles.setting import Setting
from relaysim.scenario.model_fields import fields_by_key
from relaysim.scenario.quantities import Quantity
from relaysim.scenario.scalars import Choice, Scalar, Text, nearest, nearest_word
from relaysim.scenario.section import Sourced

# Where the figures come from: as in every other section.
SOURCED: Mapping[str, Scalar] = {
    "kind": Choice("kind", ("given", "assumed", "fitted")),
    "source": Text(),
}
assert set(SOURCED) == set(fields_by_key(Sourced))


@dataclass(frozen=True)
class ReadSettings:
    """What was read.

    Attributes:
        values: in base units, by the `field` of each setting; whatever is sound, defaults among them.
        faults: (key, or "" for the section as a whole, what is wrong with it).
    """

    values: dict[str, float]
    faults: tuple[tuple[str, str], ...]


def read_settings(settings: Sequence[Setting], given: Mapping[str, Any], vehicle: str) -> ReadSettings:
    """The settings of a vehicle, and every fault of what is given.

    Args:
        given: as written; kind and source stand beside the settings wherever there is one.
        vehicle: for messages ("hopper").
    """
    values, faults = {}, []
    known = [*(setting.key for setting in settings), *SOURCED]
    meant = {nearest_word(key, known) for key in given if key not in known}
    for setting in settings:
        written = given.get(setting.key, setting.default)
        if written is None:
            if setting.key in meant:
                continue  # said at the misspelt key
            faults.append(("", f"missing key '{setting.key}' ({setting.what}: {setting.example})"))
            continue
        try:
            values[setting.field] = quantity(setting).read(written, None)
        except ValueError as error:
            faults.append((setting.key, str(error)))
    for key, value in given.items():
        if key not in known:
            faults.append((key, _unknown(key, known, vehicle, bool(settings))))
        elif key in SOURCED:
            faults += [(key, fault) for fault in _fault(SOURCED[key], value)]
    if given:
        faults += [("", f"missing key '{key}'") for key in SOURCED if key not in given]
    return ReadSettings(values, tuple(faults))


def filled_in(settings: Sequence[Setting], given: Mapping[str, Any]) -> dict[str, Any]:
    """As written, with the defaults of what is not: for records."""
    defaults = {one.key: one.default for one in settings if one.default is not None}
    return {**defaults, **given}


def quantity(setting: Setting) -> Quantity:
    """How one setting is read."""
    return Quantity(setting.dimension, setting.example, setting.low, setting.high, setting.above)


def _unknown(key: str, known: list[str], vehicle: str, any_settings: bool) -> str:
    if not any_settings:
        return f"a {vehicle} has no settings: remove this section"
    return f"a {vehicle} has no setting '{key}'{nearest(key, known) or ';'} there are: {', '.join(known)}"


def _fault(scalar: Scalar, value: object) -> list[str]:
    try:
        scalar.read(value, None)
    except ValueError as error:
        return [str(error)]
    return []
