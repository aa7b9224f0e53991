"""The signals that come from the simulated state of a flight: what the conditions of a table look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely

from relaysim.helicopter.contingencies.faults import AltimeterLoss, Fault, WrongSignal
from relaysim.helicopter.contingencies.instruments import Instruments, Plan, Supply, since_valid
from relaysim.helicopter.flight_states import FlightStates
from relaysim.path.route import Floats


@dataclass(frozen=True)
class Signal:
    """A signal that is modelled: the unit in which its array is, what it is."""

    unit: str
    what: str


MODELLED: Mapping[str, Signal] = MappingProxyType(
    {
        "elapsed time": Signal("s", "since take-off"),
        "time over plan": Signal("s", "since the planned touchdown, negative before it"),
        "height": Signal("m", "above the ground below"),
        "height error": Signal("m", "between the height and the planned height at that time"),
        "distance from route": Signal("m", "from the planned ground track, whenever it was to be there"),
        "ground speed": Signal("m/s", "over ground"),
        "climb rate": Signal("m/s", "upward"),
        "descent rate": Signal("m/s", "downward"),
        "horizontal acceleration": Signal("m/s2", "of the motion over ground"),
        "tilt": Signal("deg", "of the rotor from the vertical, swings included"),
        "tilt rate": Signal("deg/s", "of the rotor's axis, swings included"),
        "image offset": Signal("s", "between the times of navigation images and inertial unit"),
        "image gap": Signal("s", "since the last navigation image"),
        "image features": Signal("count", "followed from the last navigation image to the present view"),
        "altimeter gap": Signal("s", "since the altimeter last measured anything"),
        "altimeter error": Signal("m", "between the altimeter's reading and the height"),
        "battery charge": Signal("%", "of the capacity"),
        "battery voltage": Signal("V", "at the terminals"),
        "battery current": Signal("A", "out of the battery"),
        "battery power": Signal("W", "out of the battery"),
        "battery temperature": Signal("C", "of the cells"),
        "actuator temperature": Signal("C", "of motors and servos"),
        "energy margin": Signal("Wh", "beyond the reserve and what landing from here takes"),
    }
)


def signals(
    states: FlightStates,
    plan: Plan,
    instruments: Instruments = Instruments(),  # noqa: B008  (frozen)
    supply: Supply = Supply(),  # noqa: B008
    faults: Sequence[Fault] = (),
) -> dict[str, Floats]:
    """Every modelled signal and every signal that a fault brings, by name, each (n,) in its base unit.

    The base unit is that of `relaysim.units`: seconds, metres, degrees, and shares from 0 to 1. nan where a signal
    is not modelled or not measured at that instant.
    """
    nothing = np.full_like(states.elapsed_s, np.nan)
    found: dict[str, Floats] = dict.fromkeys(MODELLED, nothing)
    found |= _motion(states, plan, instruments, faults)
    found |= _images(states, instruments, faults)
    found |= _altimeter(states, instruments, faults, found["tilt"])
    found |= _energy(states, plan, instruments, supply)
    for fault in faults:
        if isinstance(fault, WrongSignal):
            wrong = (states.elapsed_s >= fault.at_s) & (states.elapsed_s < fault.at_s + fault.lasts_s)
            found[fault.signal] = np.where(wrong, fault.value, found.get(fault.signal, nothing))
    return found


def _motion(
    states: FlightStates, plan: Plan, instruments: Instruments, faults: Sequence[Fault]
) -> dict[str, Floats]:
    tilt, rate = states.tilt_deg, states.tilt_rate_dps
    if instruments.images is not None:
        # Their directions are not known: the sum is the most that they can be together.
        swing, swing_rate = instruments.images.swing(states.elapsed_s, states.height_m, faults)
        tilt, rate = tilt + swing, rate + swing_rate
    planned_height_m = plan.route.position(states.elapsed_s)[2]
    here = shapely.points(states.x_m, states.y_m)
    return {
        "elapsed time": states.elapsed_s,
        "time over plan": states.elapsed_s - plan.planned_s,
        "height": states.height_m,
        "height error": np.abs(states.height_m - planned_height_m),
        "distance from route": np.asarray(shapely.distance(here, plan.route.line)),
        "ground speed": states.ground_speed_mps,
        "climb rate": np.maximum(states.climb_mps, 0.0),
        "descent rate": np.maximum(-states.climb_mps, 0.0),
        "horizontal acceleration": states.acceleration_mps2,
        "tilt": tilt,
        "tilt rate": rate,
    }


def _images(states: FlightStates, instruments: Instruments, faults: Sequence[Fault]) -> dict[str, Floats]:
    images, height = instruments.images, states.height_m
    if images is None:
        return {}
    gap = images.gap_s(states.elapsed_s, height, faults)
    return {
        "image offset": images.offset_s(states.elapsed_s, height, faults),
        "image gap": gap,
        "image features": images.features_seen(height, states.ground_speed_mps, gap),
    }


def _altimeter(
    states: FlightStates, instruments: Instruments, faults: Sequence[Fault], tilt_deg: Floats
) -> dict[str, Floats]:
    if instruments.altimeter is None:
        return {}
    reading = instruments.altimeter.slant_m(states.height_m, tilt_deg)
    for fault in faults:
        if isinstance(fault, AltimeterLoss):
            lost = (states.elapsed_s >= fault.at_s) & (states.elapsed_s < fault.at_s + fault.lasts_s)
            reading = np.where(lost, np.nan, reading)
    gap = since_valid(states.elapsed_s, np.isfinite(reading))
    return {"altimeter gap": gap, "altimeter error": np.abs(reading - states.height_m)}


def _energy(states: FlightStates, plan: Plan, instruments: Instruments, supply: Supply) -> dict[str, Floats]:
    given = {
        "battery power": supply.power_w,
        "battery temperature": supply.battery_c,
        "actuator temperature": supply.actuator_c,
    }
    found = {name: values for name, values in given.items() if values is not None}
    if supply.charge_wh is None:
        return found
    share = supply.charge_wh / supply.capacity_wh
    found["battery charge"] = share
    if supply.power_w is None:
        return found
    landing_wh = supply.power_w * states.height_m / plan.descent_mps / 3600.0
    found["energy margin"] = supply.charge_wh - supply.reserve_wh - landing_wh
    if instruments.circuit is not None:
        found["battery voltage"], found["battery current"] = instruments.circuit.load(share, supply.power_w)
    return found
