"""The flight gate: may it take off now? A pure function that returns every check with its value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from relaysim.links.state import LinkState

MOST_PLACES = 9  # finer is rounding

Policy = Literal["takeoff", "whole-flight", "landing-site"]
POLICIES: tuple[Policy, ...] = ("takeoff", "whole-flight", "landing-site")


@dataclass(frozen=True)
class Check:
    """One check: what was asked, what was found, what is required."""

    name: str
    value: str
    limit: str
    passed: bool


@dataclass(frozen=True)
class GateLimits:
    """What the vehicle and the day must allow; None asks nothing.

    Attributes:
        least_charge: share of the battery at take-off.
        least_charge_after: share of it predicted at touchdown.
        least_actuator_c: temperature of the actuators, degrees Celsius.
        hours: (from, to) in dial seconds of the local day.
        most_wind_mps: mean wind.
        keep_out_m: the planned path stays at least so far from where the rover stands.
    """

    least_charge: float | None = None
    least_charge_after: float | None = None
    least_actuator_c: float | None = None
    hours: tuple[float, float] | None = None
    most_wind_mps: float | None = None
    keep_out_m: float | None = None


@dataclass(frozen=True)
class GateInputs:
    """What the gate looks at; nan is unknown, and an unknown value passes no check.

    Attributes:
        awake: the helicopter is awake for this flight.
        commands_on_board: all parts of the flight's commands are there.
        software: (name of the software the flight needs, whether all its parts are loaded); None when it needs none.
        link: state of the link now; `margin_db` at the lowest rate (nan when unknown).
        whole_flight_margin_db, landing_margin_db: least margin at the lowest rate along the planned flight, and
            at its landing place; nan where the ground is unknown; looked at only by the policies that ask for it.
        charge, charge_after: share of the battery now, and predicted at touchdown.
        actuator_c: temperature of the actuators.
        seconds_of_day: dial time of the local day.
        wind_mps: mean wind now.
        rover_distance_m: least distance over ground between the planned path and the rover as it stands now.
    """

    awake: bool
    commands_on_board: bool
    link: LinkState
    margin_db: float
    whole_flight_margin_db: float
    landing_margin_db: float
    software: tuple[str, bool] | None = None
    charge: float = math.nan
    charge_after: float = math.nan
    actuator_c: float = math.nan
    seconds_of_day: float = math.nan
    wind_mps: float = math.nan
    rover_distance_m: float = math.nan


def checks(inputs: GateInputs, policy: Policy, limits: GateLimits = GateLimits()) -> list[Check]:
    """Every check of an attempt, in order; the flight may start when all passed.

    An unknown link is not an open one: nan never passes.
    """
    found = [
        Check("awake", _yes(inputs.awake), "yes", inputs.awake),
        Check("commands on board", _yes(inputs.commands_on_board), "yes", inputs.commands_on_board),
        Check("link", inputs.link.value, "open", inputs.link is LinkState.OPEN),
        _margin("margin at take-off", inputs.margin_db),
    ]
    if inputs.software is not None:
        name, loaded = inputs.software
        found.append(Check(f"software {name} loaded", _yes(loaded), "yes", loaded))
    if policy == "whole-flight":
        found.append(_margin("least margin along the flight", inputs.whole_flight_margin_db))
    if policy == "landing-site":
        found.append(_margin("margin at the landing place", inputs.landing_margin_db))
    return [*found, *_vehicle_checks(inputs, limits), *_surroundings_checks(inputs, limits)]


def _vehicle_checks(inputs: GateInputs, limits: GateLimits) -> Iterator[Check]:
    """Battery and actuators."""
    if limits.least_charge is not None:
        yield _at_least("charge", 100.0 * inputs.charge, 100.0 * limits.least_charge, "%")
    if limits.least_charge_after is not None:
        yield _at_least(
            "charge after the flight", 100.0 * inputs.charge_after, 100.0 * limits.least_charge_after, "%"
        )
    if limits.least_actuator_c is not None:
        yield _at_least("temperature of the actuators", inputs.actuator_c, limits.least_actuator_c, "C")


def _surroundings_checks(inputs: GateInputs, limits: GateLimits) -> Iterator[Check]:
    """Time of day, wind, and the rover."""
    if limits.hours is not None:
        yield _within("time of day", inputs.seconds_of_day, limits.hours)
    if limits.most_wind_mps is not None:
        most = limits.most_wind_mps
        value = _number(inputs.wind_mps, "m/s", lambda wind: wind <= most)
        yield Check("wind", value, f"<= {most:g} m/s", inputs.wind_mps <= most)
    if limits.keep_out_m is not None:
        yield _at_least("distance from the rover", inputs.rover_distance_m, limits.keep_out_m, "m")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _margin(name: str, margin_db: float) -> Check:
    return _at_least(name, margin_db, 0.0, "dB", places=2)


def _at_least(name: str, value: float, least: float, unit: str, places: int = 1) -> Check:
    def passes(number: float) -> bool:
        return number >= least

    return Check(name, _number(value, unit, passes, places), f">= {least:g} {unit}", passes(value))


def _within(name: str, seconds_of_day: float, hours: tuple[float, float]) -> Check:
    """A time of day between two; seconds are shown only where the minute would seem to pass and they do not."""
    start, end = hours
    passed = start <= seconds_of_day <= end
    hides = not passed and start <= seconds_of_day // 60.0 * 60.0 <= end
    return Check(name, _dial(seconds_of_day, seconds=hides), f"{_dial(start)} to {_dial(end)}", passed)


def _number(value: float, unit: str, passes: Callable[[float], bool], places: int = 1) -> str:
    """A value for people, with so many decimals that what is shown passes if it does: never a failing 40.0 of 40."""
    if math.isnan(value):
        return "unknown"
    while passes(float(f"{value:.{places}f}")) != passes(value) and places < MOST_PLACES:
        places += 1
    return f"{value:.{places}f} {unit}"


def _dial(seconds_of_day: float, *, seconds: bool = False) -> str:
    if math.isnan(seconds_of_day):
        return "unknown"
    minutes = int(seconds_of_day // 60.0)
    shown = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{shown}:{int(seconds_of_day % 60.0):02d}" if seconds else shown
