"""Ingenuity's power and heat for the tests: the section beside this file, the season's table, simple flights."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from relaysim.clock.ephemeris import Ephemeris
from relaysim.clock.local_clock import LocalClock
from relaysim.clock.sky import Sky
from relaysim.clock.utc import parse_utc
from relaysim.helicopter.flight_states import FlightStates
from relaysim.helicopter.power.climate import Climate
from relaysim.helicopter.power.energy import PowerEvent
from relaysim.helicopter.power.flight_power import rotor_flight_power
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.helicopter.power.power_plan import PowerPlan
from relaysim.helicopter.power.rotor import Rotor
from relaysim.helicopter.power.sun import Sun
from relaysim.resources import data_folder
from relaysim.scenario.build_power import power_plan, rotor_of, sun_over
from relaysim.scenario.climate_table import CLIMATE_COLUMNS, read_climate
from relaysim.scenario.csv_table import CsvTable, checked, open_table
from relaysim.scenario.schema_power import HelicopterPower
from relaysim.scenario.times import Reading

CLOCK = LocalClock(88775.244, parse_utc("2021-02-18T04:24:15.800Z"))
PLACE = (18.45, 77.42)
GRAVITY = 3.71
SPIN_UP_S, SPIN_DOWN_S = 12.0, 5.0
# Four times half an hour awake each sol: the alarm and three sessions after it.
AWAKE = tuple((hour * 3600.0, 1800.0) for hour in (9.0 + 44.0 / 60.0, 11.5, 14.0, 17.0))
SECTION = Path(__file__).with_name("ingenuity_power.yaml")


@cache
def section() -> HelicopterPower:
    """The section of power and heat."""
    data = YAML(typ="safe").load(SECTION)
    return HelicopterPower.model_validate(data, context=Reading(CLOCK))


@cache
def climate() -> Climate:
    """The air of Jezero by season."""
    table = open_table(data_folder("scenarios") / "jezero" / "season.csv", "season.csv")
    assert isinstance(table, CsvTable)
    found = checked(table, CLIMATE_COLUMNS, read_climate)
    assert found is not None, table.faults
    return found


@cache
def sky() -> Sky:
    """The sky of Mars."""
    return Sky(Ephemeris.open(), "Mars")


@cache
def sun(first_sol: int, last_sol: int) -> Sun:
    """The Sun over Jezero."""
    return sun_over(section(), CLOCK, sky(), PLACE, (CLOCK.utc_s(first_sol), CLOCK.utc_s(last_sol + 1)))


@cache
def plan() -> PowerPlan:
    """The plan of the section."""
    return power_plan(section(), CLOCK, climate())


@cache
def rotor() -> Rotor:
    """The rotors of the section."""
    found = rotor_of(section())
    assert found is not None
    return found


@dataclass(frozen=True)
class Flown:
    """A recorded flight."""

    flight: int
    takeoff_utc_s: float
    states: FlightStates


@cache
def flights() -> tuple[Flown, ...]:
    """All recorded flights: 1 m/s up and down, in between at even speed."""
    with (data_folder("scenarios") / "jezero" / "flights.csv").open(encoding="utf-8") as file:
        return tuple(
            Flown(int(row["flight"]), parse_utc(row["takeoff_utc"]), even_flight(**_figures(row)))
            for row in csv.DictReader(file)
        )


def _figures(row: dict[str, str]) -> dict[str, float]:
    return {name: float(row[name]) for name in ("duration_s", "distance_m", "max_altitude_m")}


def even_flight(duration_s: float, distance_m: float, max_altitude_m: float) -> FlightStates:
    """Up at 1 m/s, along at even speed, down at 1 m/s."""
    elapsed = np.linspace(0.0, duration_s, 301)
    top = min(max_altitude_m, duration_s / 2.0)
    height = np.minimum(np.minimum(elapsed, duration_s - elapsed), top)
    level = height >= top
    speed = distance_m / max(duration_s - 2.0 * top, 1.0)
    climb = np.where(level, 0.0, np.where(elapsed < duration_s / 2.0, 1.0, -1.0))
    still = np.zeros_like(elapsed)
    return FlightStates(
        elapsed, still, still, height, np.where(level, speed, 0.0), climb, still, still, still, still
    )


def live(model: PowerModel, first_sol: int, last_sol: int, fly: bool = True) -> Iterator[PowerEvent]:
    """Every brown-out and boot of these sols, awake at its hours, flying as recorded where the charge allows."""
    state = model.initial(CLOCK.utc_s(first_sol))
    for utc_s, until_s, flown in _doings(first_sol, last_sol, fly):
        if utc_s > state.utc_s:
            stretch = model.advance(state, utc_s)
            state = stretch.state
            yield from stretch.events
        if flown is None:
            stretch = model.advance(state, max(until_s, state.utc_s), "awake")
            state = stretch.state
            yield from stretch.events
            continue
        density = model.density_kg_m3(flown.takeoff_utc_s)
        power = rotor_flight_power(flown.states, rotor(), density, GRAVITY, SPIN_UP_S, SPIN_DOWN_S)
        if state.on and model.left_after_wh(state, power) > 0.0:
            state = model.fly(state, power).stretch.state


def _doings(first_sol: int, last_sol: int, fly: bool) -> list[tuple[float, float, Flown | None]]:
    starts = [
        (CLOCK.utc_s(sol, at), length) for sol in range(first_sol, last_sol + 1) for at, length in AWAKE
    ]
    found: list[tuple[float, float, Flown | None]] = [(at, at + length, None) for at, length in starts]
    if fly:
        span = CLOCK.utc_s(first_sol), CLOCK.utc_s(last_sol + 1)
        found += [
            (one.takeoff_utc_s - SPIN_UP_S, 0.0, one)
            for one in flights()
            if span[0] < one.takeoff_utc_s < span[1]
        ]
    return sorted(found, key=lambda doing: doing[0])


def nights_without_power(events: Iterator[PowerEvent]) -> list[int]:
    """The sols in whose night (from their noon to the next) the charge gave out."""
    return sorted({CLOCK.day(e.utc_s - 0.5 * CLOCK.day_length_s) for e in events if e.kind == "brown-out"})
