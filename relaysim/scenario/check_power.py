"""Faults between the values of the section of power and heat.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relaysim.clock.bodies import WITH_SKY
from relaysim.helicopter.vehicles.vehicle import Vehicle
from relaysim.scenario.document import Path_
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_power import Air, HelicopterPower

PLACE: Path_ = ("helicopter", "power")
CONSTANTS = ("density", "optical_depth", "night", "day")
# What asks for the temperatures of the air; one of them is nothing without the other.
COLD_AND_WARM = {
    "night": "the day's course",
    "day": "the day's course",
    "least_actuator_temperature": "the gate's limit of the actuators",
    "thermal": "the battery's warmth",
}
ASKING: Mapping[str, Path_] = {
    **{name: (*PLACE, name) for name in ("rotor", "panel", "thermal")},
    **{name: (*PLACE, "air", name) for name in ("density", "night", "day")},
    "storms": (*PLACE, "air", "storms", 0),  # a list without any, as runs write it, asks for nothing
    "least_actuator_temperature": ("gate", "limits", "least_actuator_temperature"),
}


def check_power(
    model: ScenarioModel,
    section: HelicopterPower | None,
    faults: FaultList,
    vehicle: type[Vehicle] | None = None,
) -> None:
    """Adds the faults of the section helicopter.power; nothing if there is none.

    vehicle: the kind; None where it cannot be told.
    """
    if section is None:
        return
    battery = section.battery
    if (
        battery is not None
        and None not in (battery.reserve_wh, battery.capacity_wh)
        and battery.reserve_wh >= battery.capacity_wh
    ):
        message = f"{battery.reserve_wh:g} Wh is no less than the capacity, {battery.capacity_wh:g} Wh"
        faults.add((*PLACE, "battery", "reserve"), f"{message}: no flight would ever be allowed")
    _check_air(section.air, faults, needs_air=vehicle is not None and vehicle.needs_air)
    if faults.given(*PLACE, "heater") and not faults.given(*PLACE, "thermal"):
        message = "a heater needs to know how fast its warmth is lost: add 'thermal', or remove the heater"
        faults.add((*PLACE, "heater"), message, at_key=True)
    if section.panel is not None and section.panel.dust is not None:
        _rising(
            [None if d is None else d.at_utc_s for d in section.panel.dust],
            (*PLACE, "panel", "dust"),
            "at",
            faults,
        )
    if section.heater is not None and section.heater.changes is not None:
        changes = [None if c is None else c.from_utc_s for c in section.heater.changes]
        _rising(changes, (*PLACE, "heater", "changes"), "from", faults)
    _check_scripted(section, faults)
    _check_sun(model, section, faults)


def _check_air(air: Air | None, faults: FaultList, *, needs_air: bool) -> None:
    place = (*PLACE, "air")
    given = [name for name in CONSTANTS if faults.given(*place, name)]
    lacking = {name: who for name, who in _needed(faults, needs_air).items() if name not in given}
    if not faults.given(*place):
        if lacking:
            words = ", ".join(f"the {name} for {who}" for name, who in lacking.items())
            faults.add(PLACE, f"'air' is missing, which gives {words}: add 'air', or remove what asks for it")
        return
    if faults.given(*place, "table"):
        for name in given:
            faults.add((*place, name), f"the table says it already; give 'table', or {', '.join(CONSTANTS)}")
    else:
        for name, who in lacking.items():
            faults.add(place, f"'{name}' is missing, which {who} needs; give it, or a table")
    if air is None:
        return
    if air.night_c is not None and air.day_c is not None and air.day_c < air.night_c:
        faults.add((*place, "day"), "the day is colder than the night")
    for index, storm in enumerate(air.storms or ()):
        if storm is not None:
            times = [storm.from_utc_s, storm.peak_utc_s, storm.to_utc_s]
            if None not in times and not times[0] < times[1] < times[2]:
                faults.add((*place, "storms", index), "'from', 'peak' and 'to' are not in this order in time")


def _needed(faults: FaultList, needs_air: bool) -> dict[str, str]:
    """The constants of the air that something in the scenario asks for, and what that is."""
    there = {name: faults.given(*path) for name, path in ASKING.items()}
    needed = {}
    if there["rotor"]:
        needed["density"] = "the rotor"
    elif needs_air:
        needed["density"] = "the vehicle"
    if there["storms"] or (there["panel"] and there["density"]):
        needed["optical_depth"] = "the panel" if there["panel"] else "a storm"
    for name, who in COLD_AND_WARM.items():
        if there[name]:
            needed |= {"night": who, "day": who}
    return needed


def _rising(times: Sequence[float | None], place: Path_, key: str, faults: FaultList) -> None:
    for index in range(1, len(times)):
        before, now = times[index - 1], times[index]
        if before is not None and now is not None and now <= before:
            faults.add((*place, index, key), "the time is not later than that of the item above")


def _check_scripted(section: HelicopterPower, faults: FaultList) -> None:
    for index, row in enumerate(section.brown_outs or ()):
        if row is None or row.from_utc_s is None or row.to_utc_s is None:
            continue
        if row.to_utc_s <= row.from_utc_s:
            faults.add((*PLACE, "brown_outs", index, "to"), "it ends before it begins")


def _check_sun(model: ScenarioModel, section: HelicopterPower, faults: FaultList) -> None:
    """A panel under a sky that is not in the ephemeris needs to be told where the Sun stands; nothing else does."""
    told = faults.given(*PLACE, "sun")
    if not faults.given(*PLACE, "panel"):
        if told:
            message = "there is no panel for the Sun to shine on: add 'panel', or remove this section"
            faults.add((*PLACE, "sun"), message, at_key=True)
        return
    if model.body is None or model.body.name is None:
        return
    known = model.body.name in WITH_SKY
    if known and told:
        faults.add((*PLACE, "sun"), f"the Sun over {model.body.name} is computed; remove this section")
    if not known and not told:
        message = f"the Sun over {model.body.name} cannot be computed (only over {' and '.join(WITH_SKY)})"
        faults.add(PLACE, f"{message}: give 'sun' with its declination and distance")
