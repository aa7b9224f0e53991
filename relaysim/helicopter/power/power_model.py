"""Power and heat in a run: carries the battery from instant to instant, and says when it will give out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType

import numpy as np

from relaysim.helicopter.power.energy import Energies, Load, PowerEvent, PowerState, Stretch
from relaysim.helicopter.power.flight_power import FlightPower, Leg
from relaysim.helicopter.power.power_plan import PowerPlan
from relaysim.helicopter.power.sun import Sun
from relaysim.helicopter.power.surroundings import Surroundings, optical_depth

EVENTS_AT_ONCE = 64


@dataclass(frozen=True)
class FlightDraw:
    """What a flight did to the battery.

    Attributes:
        stretch: all of its parts.
        gives_out_utc_s: when the charge gave out before that; nan if it lasted.
        on_way: it gave out between take-off and touchdown.
        before_takeoff: it gave out before that: there is no flight.
        days: the same as `stretch`, cut at the instants that were asked for; one where none lies within.
    """

    stretch: Stretch
    gives_out_utc_s: float
    on_way: bool
    before_takeoff: bool = False
    days: tuple[Stretch, ...] = ()


@dataclass(frozen=True, eq=False)
class PowerModel:
    """A helicopter's power and heat over one run; it keeps no state of its own.

    Attributes:
        plan: its parameters.
        surroundings: sunlight and air over the run, where it stands.
        elsewhere: from another place (x_m, y_m, local) to those there; None: they are the same everywhere.
    """

    plan: PowerPlan
    surroundings: Surroundings
    elsewhere: Callable[[float, float], Surroundings] | None = None

    @classmethod
    def over(cls, plan: PowerPlan, sun: Sun | None, start_utc_s: float, end_utc_s: float) -> PowerModel:
        """The model of a run from start to end; sunlight and air are worked out here, once.

        sun: None for a plan without a panel.
        """
        return cls(plan, Surroundings.around(plan, sun, start_utc_s, end_utc_s))

    def standing_at(self, x_m: float, y_m: float) -> PowerModel:
        """The model of a helicopter that stands there."""
        return self if self.elsewhere is None else replace(self, surroundings=self.elsewhere(x_m, y_m))

    def initial(self, utc_s: float) -> PowerState:
        """The state at the start of a run: charged as the scenario says, at the set-point or the air's warmth.

        Without heat in the plan the temperature is nan, then and ever after.
        """
        battery, air_c = self.plan.battery, self.surroundings.air_at(utc_s)
        inside_c = math.nan if self.plan.warmth is None else max(air_c, float(self.surroundings.set_c[0]))
        return PowerState(utc_s, battery.initial_share * battery.capacity_wh, inside_c)

    def advance(
        self, state: PowerState, end_utc_s: float, load: Load = "asleep", *, charging: bool = False
    ) -> Stretch:
        """What happens from the state's instant to the end under one load on the ground.

        The load holds while the electronics have power. After a boot they are awake for the battery's
        `boot_awake_s` first. An event at the very end belongs to the next stretch.

        charging: the rover's charger is at it.

        Raises:
            ValueError: the end is before the state's instant.
        """
        return self._carry(state, end_utc_s, self._on_ground(load), self._charger_w(charging), first=False)

    def ahead(
        self, state: PowerState, until_utc_s: float, load: Load = "asleep", *, charging: bool = False
    ) -> Stretch:
        """As `advance`, but only up to the next brown-out or boot, if there is one: the state is that just after it."""
        return self._carry(state, until_utc_s, self._on_ground(load), self._charger_w(charging), first=True)

    def fly(self, state: PowerState, power: FlightPower, cuts_utc_s: Sequence[float] = ()) -> FlightDraw:
        """Takes a flight's energy from the battery; the state's instant is when its first part begins.

        Sunlight is that of the place of each part; of the place before, where a part has none.
        """
        gives_out, on_way, before = math.nan, False, False
        days, energies, events = [], Energies(), list[PowerEvent]()
        last, here = len(power.legs) - 1, self
        for number, leg in enumerate(power.legs):
            here = here if leg.place_m is None else self.standing_at(*leg.place_m)
            leg_end = state.utc_s + leg.duration_s
            for end in (*(cut for cut in cuts_utc_s if state.utc_s < cut < leg_end), leg_end):
                stretch = here._carry(state, end, leg, 0.0, first=False)
                state, energies = stretch.state, energies.plus(stretch.energies)
                events += stretch.events
                if stretch.brown_outs and math.isnan(gives_out):
                    gives_out = stretch.brown_outs[0].utc_s
                    on_way, before = 0 < number < last, number == 0
                if end < leg_end:
                    days.append(Stretch(state, energies, tuple(events)))
                    energies, events = Energies(), []
        days.append(Stretch(state, energies, tuple(events)))
        return FlightDraw(_together(days), gives_out, on_way, before, tuple(days))

    def charge_share(self, state: PowerState) -> float:
        """Charge over capacity, 0 to 1."""
        return state.charge_wh / self.plan.battery.capacity_wh

    def left_after_wh(self, state: PowerState, power: FlightPower) -> float:
        """The charge that a flight would leave without any sunlight, Wh, for a gate; negative if it is too much."""
        return state.charge_wh - power.energy_wh

    def actuators_c(self, utc_s: float) -> float:
        """Temperature of the actuators, which is that of the air, C; nan where nothing is said of it."""
        return self.surroundings.air_at(utc_s)

    def density_kg_m3(self, utc_s: float) -> float:
        """Density of the air in which it flies; nan where there is none."""
        return float(self.plan.climate.read(self.plan.climate.density_kg_m3, utc_s))

    def optical_depth(self, utc_s: float) -> float:
        """Optical depth of the air, storms included."""
        return float(optical_depth(self.plan, np.array([utc_s]))[0])

    def _on_ground(self, load: Load) -> Leg:
        return self._ground_legs[load]

    @cached_property
    def _ground_legs(self) -> dict[Load, Leg]:
        loads = self.plan.loads
        return {"awake": Leg(0.0, 0.0, loads.awake_w), "asleep": Leg(0.0, 0.0, loads.asleep_w)}

    def _charger_w(self, charging: bool) -> float:
        charger = self.plan.battery.charger
        return charger.power_w if charging and charger is not None else 0.0

    @cached_property
    def _settings(self) -> np.ndarray:
        battery, warmth = self.plan.battery, self.plan.warmth
        heat = (
            (math.nan, math.nan, 0.0)
            if warmth is None
            else (warmth.capacity_j_k, warmth.conductance_w_k, warmth.heater_w)
        )
        return np.array(
            [
                *(battery.capacity_wh, battery.charge_efficiency, battery.boot_wh, battery.boot_awake_s),
                *(*heat, self.plan.loads.awake_w),
            ]
        )

    def _carry(
        self, state: PowerState, end_utc_s: float, leg: Leg, charger_w: float, *, first: bool
    ) -> Stretch:
        if end_utc_s < state.utc_s:
            raise ValueError(f"the end {end_utc_s} is before the state's instant {state.utc_s}")
        around, origin = self.surroundings, self.surroundings.start_utc_s
        values, kernel = _values(state, origin), self._kernel
        fixed = (
            around.step_s,
            around.solar_w,
            around.air_c,
            around.set_c,
            self._scripted,
            self._settings,
        )
        power = (leg.drive_w + leg.electronics_w, leg.electronics_w, charger_w)
        sums, rows = np.zeros(kernel.SUMS), np.empty((1 if first else EVENTS_AT_ONCE, 2))
        found: list[PowerEvent] = []
        full = True
        while full and not (first and found):  # the kernel stops when it has no room for more events
            count = kernel.carry(end_utc_s - origin, *power, *fixed, values, sums, rows, first)
            found += [_event(row, origin, kernel.BOOT, kernel.SCRIPTED) for row in rows[:count].tolist()]
            full = count == len(rows)
        at = found[-1].utc_s if first and found else end_utc_s
        _, charge, inside_c, on, awake_until = values.tolist()
        after = PowerState(at, charge, inside_c, bool(on), awake_until + origin)
        return Stretch(after, _energies(sums.tolist(), leg), tuple(found))

    @cached_property
    def _kernel(self) -> ModuleType:
        from relaysim.helicopter.power import energy_kernel  # compiling takes time: only where it is used

        return energy_kernel

    @cached_property
    def _scripted(self) -> np.ndarray:
        return np.array(self.plan.scripted_utc_s, dtype=np.float64) - self.surroundings.start_utc_s


def _together(parts: Sequence[Stretch]) -> Stretch:
    """Stretches that follow on each other as one."""
    energies = parts[0].energies
    for part in parts[1:]:
        energies = energies.plus(part.energies)
    return Stretch(parts[-1].state, energies, tuple(event for part in parts for event in part.events))


def _values(state: PowerState, origin_s: float) -> np.ndarray:
    """The state in the kernel's order."""
    times = state.utc_s - origin_s, state.awake_until_utc_s - origin_s
    return np.array([times[0], state.charge_wh, state.temperature_c, state.on, times[1]])


def _event(row: list[float], origin_s: float, boot: int, scripted: int) -> PowerEvent:
    return PowerEvent("boot" if row[1] == boot else "brown-out", row[0] + origin_s, row[1] == scripted)


def _energies(sums: list[float], leg: Leg) -> Energies:
    """The kernel's sums, the load shared out between rotors and electronics."""
    solar, spilled, charging, heater, load, taken, charger = sums
    total_w = leg.drive_w + leg.electronics_w
    rotor = load * leg.drive_w / total_w if total_w > 0.0 else 0.0
    return Energies(solar, spilled, charging, heater, load - rotor, rotor, taken, charger)
