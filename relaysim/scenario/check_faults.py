"""Faults that do not exist, or that nothing in the scenario could notice.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.helicopter.contingencies.contingency import Condition
from relaysim.scenario.build_contingencies import units_of_signals
from relaysim.scenario.contingency_table import quantity_reader
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest
from relaysim.scenario.schema_faults import Fault

WAYS = ("fault", "signal", "condition")
# Keys that go with some faults only, and with which.
ONLY_WITH = {"images": "lost images", "offset": "lost images"}
NEEDS = {"lost images": "images", "image gap": "images", "altimeter loss": "altimeter"}


def check_faults(
    injected: Sequence[Fault | None],
    flights: Sequence[int],
    conditions: Sequence[Condition],
    faults: FaultList,
) -> None:
    """Adds what is wrong with the section `faults`.

    Args:
        injected: the section; flights: numbers of the scenario's flights; conditions: of the table, none if there
            is no table or it is faulty.
    """
    for index, one in enumerate(injected):
        if one is None:
            continue
        if one.flight is not None and one.flight not in flights:
            there = ", ".join(map(str, flights)) or "none"
            message = f"flight {one.flight} is not a flight of this scenario; there are: {there}"
            faults.add(("faults", index, "flight"), message)
        _check_way(one, index, faults)
        _check_keys(one, index, faults)
        # With a faulty table nothing is known of its signals; its own faults are said already.
        if conditions or not faults.given("helicopter", "contingencies"):
            _check_names(one, index, conditions, faults)


def _check_way(one: Fault, index: int, faults: FaultList) -> None:
    ways = [key for key in WAYS if faults.given("faults", index, key)]
    if len(ways) != 1:
        found = f"'{ways[0]}' and '{ways[1]}' both stand here" if ways else "it does not say what goes wrong"
        faults.add(("faults", index), f"{found}: give one of 'fault', 'signal' and 'condition'")
    if one.fault is not None and not faults.given("helicopter", NEEDS[one.fault]):
        needed = f"helicopter.{NEEDS[one.fault]}"
        faults.add(("faults", index, "fault"), f"'{one.fault}' needs the section '{needed}': add it")


def _check_keys(one: Fault, index: int, faults: FaultList) -> None:
    path = ("faults", index)
    if one.fault is None and faults.given(*path, "fault"):
        return  # an unknown one, of which nothing else can be said
    for key, kind in ONLY_WITH.items():
        if faults.given(*path, key) and one.fault != kind:
            faults.add((*path, key), f"'{key}' belongs to the fault '{kind}'", at_key=True)
    if one.fault == "lost images" and faults.given(*path, "lasts"):
        message = "lost images stay lost: how many is 'images', how far later ones are mis-timed 'offset'"
        faults.add((*path, "lasts"), message, at_key=True)
    if one.fault is not None and faults.given(*path, "value"):
        faults.add((*path, "value"), "'value' belongs to a signal or a condition", at_key=True)
    if one.signal is not None and not faults.given(*path, "value"):
        faults.add(path, f"missing key 'value': what the signal '{one.signal}' reads")


def _check_names(one: Fault, index: int, conditions: Sequence[Condition], faults: FaultList) -> None:
    units, names = units_of_signals(conditions), {row.name: row.signal for row in conditions}
    for key, name, known in (("signal", one.signal, list(units)), ("condition", one.condition, list(names))):
        if name is not None and name not in known:
            there = f"there are: {', '.join(known)}" if known else "helicopter.contingencies names no table"
            message = f"there is no {key} '{name}'{nearest(name, known) or ';'} {there}"
            faults.add(("faults", index, key), message)
            return
    signal = one.signal or names.get(one.condition or "")
    if signal is not None and one.value is not None:
        try:
            quantity_reader(units[signal])(one.value)
        except ValueError as error:
            faults.add(("faults", index, "value"), f"the signal '{signal}': {error}")
