"""Faults of the gate: limits that nothing in the scenario can answer."""

from __future__ import annotations

from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel

NEEDS_POWER = ("least_charge", "least_charge_after", "least_actuator_temperature")


def check_gate(model: ScenarioModel, faults: FaultList) -> None:
    """Adds the faults of the gate's limits and wind; any value may be None (see `partial`)."""
    gate = model.gate
    if gate is None:
        return
    for key in NEEDS_POWER:
        if faults.given("gate", "limits", key) and not faults.given("helicopter", "power"):
            message = f"'{key}' needs the helicopter's battery and heat: add 'helicopter.power', or remove it"
            faults.add(("gate", "limits", key), message, at_key=True)
    if faults.given("gate", "limits", "most_wind") and not faults.given("gate", "wind"):
        message = "'most_wind' needs a wind: add 'gate.wind', or remove it"
        faults.add(("gate", "limits", "most_wind"), message, at_key=True)
    hours = gate.limits.hours if gate.limits is not None else None
    if (
        hours is not None
        and hours.from_s is not None
        and hours.to_s is not None
        and hours.to_s <= hours.from_s
    ):
        faults.add(("gate", "limits", "hours", "to"), "these hours end before they start")
    times = [
        row.at_s
        for row in (gate.wind.day if gate.wind is not None and gate.wind.day else ())
        if row is not None
    ]
    for index, at in enumerate(times):
        if at is not None and at in times[:index]:
            faults.add(("gate", "wind", "day", index, "at"), "this time of day stands in the list twice")
