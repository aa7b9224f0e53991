"""From the section of power and heat to the plan of the helicopter's battery, panel, rotors and heater."""

from __future__ import annotations

import math
from functools import lru_cache

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.sky import Sky
from relaysim.helicopter.power.battery import Battery, Charger
from relaysim.helicopter.power.climate import Climate, Storm
from relaysim.helicopter.power.heat import Warmth
from relaysim.helicopter.power.panel import Panel
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.helicopter.power.power_plan import Loads, PowerPlan, scripted_nights
from relaysim.helicopter.power.rotor import Rotor
from relaysim.helicopter.power.sun import AU_KM, Sun
from relaysim.helicopter.power.surroundings import Surroundings
from relaysim.scenario import schema_power
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema_power import HelicopterPower
from relaysim.scenario.sky_above import open_sky
from relaysim.scenario.terrain_horizon import terrain_horizon
from relaysim.sightline.ends import End
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

ABSOLUTE_ZERO_C = -273.15


def power_model(scenario: Scenario, frame: LocalFrame, terrain: Terrain) -> PowerModel | None:
    """Power and heat over the whole run; None where the scenario says nothing of them."""
    model, section = scenario.model, scenario.model.helicopter.power
    if section is None:
        return None
    span = model.start_utc_s, model.end_utc_s
    plan, sun = power_plan(section, scenario.clock, scenario.tables.climate), _sun(scenario, section, span)
    if section.panel is None or sun is None or section.panel.horizon != "terrain":
        return PowerModel.over(plan, sun, *span)
    start_deg = model.helicopter.longitude_deg
    height_m = model.radios.helicopter.antenna_height_m

    @lru_cache(maxsize=64)  # it comes back to where it stood before
    def around(x_m: float, y_m: float) -> Surroundings:
        latitude, longitude = (float(angle) for angle in frame.to_geographic(x_m, y_m))
        over = terrain_horizon(terrain, End(latitude, longitude, height_m))
        return Surroundings.around(plan, sun.moved(latitude, longitude - start_deg), *span, over)

    start_m = frame.to_local(model.helicopter.latitude_deg, start_deg)
    return PowerModel(plan, around(*(float(value) for value in start_m)), around)


def _sun(scenario: Scenario, section: HelicopterPower, span: tuple[float, float]) -> Sun | None:
    """The Sun over where the helicopter starts; None where nothing lives on its light."""
    if section.panel is None:
        return None
    model = scenario.model
    place = model.helicopter.latitude_deg, model.helicopter.longitude_deg
    sky = None if section.sun is not None else scenario.sources.sky or open_sky(model.body.name, *span)
    return sun_over(section, scenario.clock, sky, place, span)


def power_plan(section: HelicopterPower, clock: LocalClock, climate: Climate | None) -> PowerPlan:
    """Everything that power and heat depend on.

    climate: of the table that `section.air` names; None if it names none.
    """
    panel = section.panel
    return PowerPlan(
        battery=_battery(section),
        panel=None
        if panel is None
        else Panel(
            panel.area_m2,
            panel.efficiency,
            tuple((d.at_utc_s, d.loss) for d in panel.dust),
            panel.facing == "up",
        ),
        warmth=_warmth(section),
        loads=Loads(section.loads.asleep_w, section.loads.awake_w),
        climate=climate if climate is not None else _constant(section.air),
        clock=clock,
        storms=tuple(
            Storm(s.from_utc_s, s.peak_utc_s, s.to_utc_s, s.optical_depth)
            for s in (section.air.storms if section.air is not None else ())
        ),
        scripted_utc_s=_scripted(section, clock),
    )


def rotor_of(section: HelicopterPower | None) -> Rotor | None:
    """The rotors; None where the scenario gives none."""
    if section is None or section.rotor is None:
        return None
    one = section.rotor
    return Rotor(one.mass_kg, one.diameter_m, one.efficiency, one.electronics_w, one.spin_w)


def sun_over(
    section: HelicopterPower,
    clock: LocalClock,
    sky: Sky | None,
    place_deg: tuple[float, float],
    span: tuple[float, float],
) -> Sun:
    """The Sun over a place (latitude, longitude) from start to end (UTC s), for a section with a panel.

    sky: of the body; None for a body whose sky is not known: then the section says where the Sun stands.
    """
    latitude, longitude = place_deg
    if section.sun is not None:
        distance_au = section.sun.distance_m / 1000.0 / AU_KM
        return Sun.of_clock(clock, latitude, section.sun.declination_deg, distance_au, span)
    assert sky is not None  # checked when the scenario was read
    return Sun.of_sky(sky, latitude, longitude, clock.day_length_s, span)


def _battery(section: HelicopterPower) -> Battery:
    battery, charger = section.battery, section.battery.charger
    return Battery(
        battery.capacity_wh,
        battery.reserve_wh,
        battery.initial,
        battery.charge_efficiency,
        section.brown_out.boots_at,
        section.brown_out.awake_s,
        None if charger is None else Charger(charger.power_w, charger.within_m),
    )


def _warmth(section: HelicopterPower) -> Warmth | None:
    thermal, heater = section.thermal, section.heater
    if thermal is None:
        return None
    if heater is None:
        return Warmth(thermal.capacity_j_k, thermal.conductance_w_k, 0.0, ((-math.inf, ABSOLUTE_ZERO_C),))
    later = ((c.from_utc_s, c.set_point_c) for c in heater.changes)
    points = ((-math.inf, heater.set_point_c), *later)
    return Warmth(thermal.capacity_j_k, thermal.conductance_w_k, heater.power_w, points)


def _constant(air: schema_power.Air | None) -> Climate:
    """The air of a section without a table; nan where nothing asks for a value, and clear where there is none."""
    if air is None:
        return Climate.constant(math.nan, 0.0, math.nan, math.nan)
    given = (air.density_kg_m3, air.night_c, air.day_c)
    density, night, day = (math.nan if value is None else value for value in given)
    return Climate.constant(density, air.optical_depth or 0.0, night, day)


def _scripted(section: HelicopterPower, clock: LocalClock) -> tuple[float, ...]:
    nights = (scripted_nights(clock, b.from_utc_s, b.to_utc_s, b.at_s) for b in section.brown_outs)
    return tuple(sorted({at for night in nights for at in night}))
