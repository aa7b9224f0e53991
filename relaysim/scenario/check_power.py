"""Faults between the values of the section of power and heat.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.scenario.document import Path_
from relaysim.scenario.places import FaultList
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.schema_power import Air, HelicopterPower

BODIES = ("Mars", "Moon")
PLACE: Path_ = ("helicopter", "power")
CONSTANTS = ("density", "optical_depth", "night", "day")


def check_power(model: ScenarioModel, section: HelicopterPower | None, faults: FaultList) -> None:
    """Adds the faults of the section helicopter.power; nothing if there is none."""
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
    _check_air(section.air, faults)
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


def _check_air(air: Air | None, faults: FaultList) -> None:
    if air is None:
        return
    place = (*PLACE, "air")
    given = [name for name in CONSTANTS if faults.given(*place, name)]
    if faults.given(*place, "table"):
        for name in given:
            faults.add((*place, name), f"the table says it already; give 'table', or {', '.join(CONSTANTS)}")
    else:
        for name in CONSTANTS:
            if name not in given:
                faults.add(place, f"'{name}' is missing; give a table, or all of {', '.join(CONSTANTS)}")
    if air.night_c is not None and air.day_c is not None and air.day_c < air.night_c:
        faults.add((*place, "day"), "the day is colder than the night")
    for index, storm in enumerate(air.storms or ()):
        if storm is not None:
            times = [storm.from_utc_s, storm.peak_utc_s, storm.to_utc_s]
            if None not in times and not times[0] < times[1] < times[2]:
                faults.add((*place, "storms", index), "'from', 'peak' and 'to' are not in this order in time")


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
    """A body whose sky is not in the ephemeris needs to be told where the Sun stands; the others must not be."""
    if model.body is None or model.body.name is None:
        return
    known, told = model.body.name in BODIES, faults.given(*PLACE, "sun")
    if known and told:
        faults.add((*PLACE, "sun"), f"the Sun over {model.body.name} is computed; remove this section")
    if not known and not told:
        message = f"the Sun over {model.body.name} cannot be computed (only over {' and '.join(BODIES)})"
        faults.add(PLACE, f"{message}: give 'sun' with its declination and distance")
