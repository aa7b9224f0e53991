"""Everything that power and heat depend on, as a scenario gives it."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.clock.local_clock import LocalClock
from relaysim.helicopter.power.battery import Battery
from relaysim.helicopter.power.climate import Climate, Storm
from relaysim.helicopter.power.heat import Warmth
from relaysim.helicopter.power.panel import Panel

STEP_S = 600.0


@dataclass(frozen=True)
class Loads:
    """What the electronics take on the ground, W: asleep (clock and thermostat), and awake (listening, working)."""

    asleep_w: float
    awake_w: float


@dataclass(frozen=True, eq=False)
class PowerPlan:
    """The helicopter's power and heat.

    Attributes:
        panel: None: no sunlight charges the battery.
        warmth: None: the inside has no temperature.
        climate: nan where nothing is said of the air.
        clock: local day, for the day's course of the air's temperature.
        scripted_utc_s: instants, rising, at which the charge gives out because the scenario says so.
        step_s: of the calculation; within it sunlight and air are taken as in its middle.
    """

    battery: Battery
    panel: Panel | None
    warmth: Warmth | None
    loads: Loads
    climate: Climate
    clock: LocalClock
    storms: tuple[Storm, ...] = ()
    scripted_utc_s: tuple[float, ...] = ()
    step_s: float = STEP_S


def scripted_nights(
    clock: LocalClock, from_utc_s: float, to_utc_s: float, seconds_of_day: float
) -> tuple[float, ...]:
    """The instants at one time of day (dial seconds) of every local day within [from, to)."""
    days = range(clock.day(from_utc_s), clock.day(to_utc_s) + 1)
    instants = (clock.utc_s(day, seconds_of_day) for day in days)
    return tuple(at for at in instants if from_utc_s <= at < to_utc_s)
