"""What a scenario says of power and heat, each with its kind and source, for the report."""

from __future__ import annotations

from collections.abc import Iterator

from relaysim.clock.local_clock import LocalClock
from relaysim.scenario.schema_power import Air, HelicopterPower, Panel
from relaysim.scenario.section import Sourced
from relaysim.scenario.world import Assumption

Row = tuple[str, str, Sourced]


def power_assumptions(section: HelicopterPower, clock: LocalClock) -> Iterator[Assumption]:
    """Every figure of the section helicopter.power."""
    for what, value, given in (*_stores(section), *_users(section), *_around(section, clock)):
        yield Assumption(what, value, given.kind, given.source)
    for storm in section.air.storms if section.air is not None else ():
        value = f"{clock.format(storm.peak_utc_s)}: optical depth {storm.optical_depth:g}"
        yield Assumption("dust storm", value, storm.kind, storm.source)
    for row in section.brown_outs:
        value = f"scripted, every night from {clock.format(row.from_utc_s)} to {clock.format(row.to_utc_s)}"
        yield Assumption("brown-outs", value, row.kind, row.source)


def _stores(section: HelicopterPower) -> Iterator[Row]:
    battery, panel, charger = section.battery, section.panel, section.battery.charger
    value = f"{battery.capacity_wh:g} Wh, {battery.reserve_wh:g} Wh reserve, {battery.charge_efficiency:.0%} of a charge kept"
    yield "battery", value, battery
    if charger is not None:
        yield "charger", f"{charger.power_w:g} W from the rover within {charger.within_m:g} m of it", charger
    if panel is not None:
        value = f"{panel.area_m2 * 1e4:g} cm2 of {panel.efficiency:.1%}{_dust(panel)}{_stands(panel)}"
        yield "solar panel", value, panel


def _dust(panel: Panel) -> str:
    if not panel.dust:
        return ", clean"
    least, most = min(d.loss for d in panel.dust), max(d.loss for d in panel.dust)
    return f", dust takes {least:.0%} to {most:.0%}"


def _stands(panel: Panel) -> str:
    """Nothing for one that lies level in all the light there is."""
    facing = "" if panel.facing == "up" else ", facing the Sun"
    return facing + (", shaded by the terrain" if panel.horizon == "terrain" else "")


def _users(section: HelicopterPower) -> Iterator[Row]:
    rotor, heater, thermal, loads = section.rotor, section.heater, section.thermal, section.loads
    if rotor is not None:
        value = (
            f"{rotor.mass_kg:g} kg on one disc of {rotor.diameter_m:g} m, efficiency {rotor.efficiency:.1%};"
            f" {rotor.electronics_w:g} W besides; {rotor.spin_w:g} W to spin up and down"
        )
        yield "rotors", value, rotor
    if heater is not None:
        levels = ", ".join(f"{c:g} C" for c in (heater.set_point_c, *(c.set_point_c for c in heater.changes)))
        yield "heater", f"{heater.power_w:g} W, set-point {levels}", heater
    if thermal is not None:
        yield "heat", f"{thermal.capacity_j_k:g} J/K, loses {thermal.conductance_w_k:g} W/K", thermal
    yield "electronics", f"{loads.asleep_w:g} W asleep, {loads.awake_w:g} W awake", loads


def _constants(air: Air) -> Iterator[str]:
    if air.density_kg_m3 is not None:
        yield f"{air.density_kg_m3:g} kg/m3"
    if air.optical_depth is not None:
        yield f"optical depth {air.optical_depth:g}"
    if air.night_c is not None and air.day_c is not None:
        yield f"{air.night_c:g} to {air.day_c:g} C"


def _around(section: HelicopterPower, clock: LocalClock) -> Iterator[Row]:
    air, back = section.air, section.brown_out
    if air is not None:
        yield "air", air.table if air.table is not None else ", ".join(_constants(air)), air
    if section.sun is not None:
        value = f"declination {section.sun.declination_deg:g} deg, {section.sun.distance_m / 1e9:.4g} million km away"
        yield "Sun", value, section.sun
    value = f"boots at {back.boots_at:.0%}, then awake {back.awake_s / 60:g} min"
    yield "after a brown-out", value, back
