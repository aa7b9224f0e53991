"""The helicopter's battery, warmth and clock as the run goes on: events, not ticks.

Between two changes of load nothing is asked. The model says when the charge would give out or come back, and just
those instants are scheduled; for the tables the state is also looked at a few times a day.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any

import simpy

from relaysim.clock.local_clock import LocalClock
from relaysim.helicopter.power.energy import Energies, Load, PowerEvent, PowerState, Stretch
from relaysim.helicopter.power.flight_power import FlightPower
from relaysim.helicopter.power.power_model import FlightDraw, PowerModel
from relaysim.records.rows import PowerRow
from relaysim.relay.topology import HELICOPTER
from relaysim.simulation.recorder import Recorder

LOOKS_A_DAY = 8
JUST_AFTER_S = 1e-3  # an event at the very end of a stretch belongs to the next one


class Powering:
    """The state of the battery now, and whether the helicopter is awake.

    Args:
        nudge: called whenever the helicopter has gone off, come back, woken or fallen asleep.

    Attributes:
        clock_right: it knows the time; lost in a brown-out, set again at the next contact. Until then its clock goes
            from the boot as if that had been its alarm: it wakes at the time of day at which it booted (an assumption;
            what the real clock restarted at is not known).
    """

    def __init__(
        self,
        env: simpy.Environment,
        model: PowerModel,
        clock: LocalClock,
        recorder: Recorder,
        nudge: Callable[[], None],
    ) -> None:
        self._env, self._clock, self._recorder, self._nudge = env, clock, recorder, nudge
        self.model = model
        self.clock_right = True
        self._state = model.initial(float(env.now))
        self._awake_until = -math.inf
        self._changed = env.event()
        self._out_since: float | None = None
        self._woke: Callable[[str], None] | None = None
        self._wrong_alarm = math.inf
        self._charging = False
        # The last stretch without an event that was looked ahead at, under what it was worked out from.
        self._foreseen: tuple[tuple[PowerModel, PowerState, float, Load, bool], Stretch] | None = None
        self._day = _Day(clock.day(self._state.utc_s), self._state.charge_wh)

    @property
    def is_awake(self) -> bool:
        """Whether it is on and listening now."""
        state, now = self._now(), float(self._env.now)
        return state.on and now < max(self._awake_until, state.awake_until_utc_s)

    @property
    def keeps_time(self) -> bool:
        """Whether it is on and its clock right: then it wakes when it is to."""
        return self._now().on and self.clock_right

    @property
    def charge_wh(self) -> float:
        """What is in the battery now."""
        return self._now().charge_wh

    @property
    def temperature_c(self) -> float:
        """Of the battery now."""
        return self._now().temperature_c

    @property
    def charge_share(self) -> float:
        """That over its capacity, 0 to 1."""
        return self.model.charge_share(self._now())

    def charge_after(self, power: FlightPower) -> float:
        """Share of the charge that a flight begun now would leave; below 0 if it is too much."""
        return self.model.left_after_wh(self._now(), power) / self.model.plan.battery.capacity_wh

    def wake(self, until_utc_s: float) -> None:
        """Keep it awake until then, if it has power; a clock that is lost makes no difference to that."""
        if not self._now().on or until_utc_s <= self._awake_until:
            return
        was_awake = self.is_awake
        self._awake_until = until_utc_s
        self._tell()
        if not was_awake:
            self._nudge()

    def charge_from_rover(self, charging: bool) -> None:
        """The rover's charger is put to it now, or taken off; in a flight it takes effect when the rotors stand still."""
        if charging == self._charging:
            return
        self._now()  # until this instant it was as it was
        self._charging = charging
        what = "charger on" if charging else "charger off"
        self._recorder.event(float(self._env.now), HELICOPTER, what, "battery and clock")
        self._tell()

    def stand(self, x_m: float, y_m: float) -> None:
        """It stands there from now on, in the light of that place."""
        model = self.model.standing_at(x_m, y_m)
        if model.surroundings is not self.model.surroundings:
            self._now()  # until this instant it stood elsewhere
            self.model = model
            self._tell()

    def set_clock(self) -> None:
        """It has been heard, and told what time it is."""
        if not self.clock_right:
            self.clock_right, self._wrong_alarm = True, math.inf
            self._recorder.event(float(self._env.now), HELICOPTER, "clock set", "battery and clock")
            self._close_outage()

    def fly(self, power: FlightPower) -> FlightDraw:
        """Take a flight's energy; its rotors begin to turn now."""
        state = self._now()
        ends_utc_s = state.utc_s + sum(leg.duration_s for leg in power.legs)
        days = range(self._clock.day(state.utc_s) + 1, self._clock.day(ends_utc_s) + 1)
        draw = self.model.fly(state, power, [self._clock.utc_s(day) + JUST_AFTER_S for day in days])
        for part in draw.days:  # a flight with long stays may last for days: each has its own row
            self._take(part.state, part.energies, part.events)
        self._tell()  # what was to come next was worked out with more charge
        return draw

    def close(self) -> None:
        """The run is over: the last day's row, and an outage that goes on; no row for a day that has not begun."""
        self._now()
        if self._state.utc_s > self._clock.utc_s(self._day.number):
            self._recorder.power.append(self._day.row(self._state))
        self._close_outage()

    def follow(self, woke: Callable[[str], None]) -> Generator[simpy.Event, Any, None]:
        """The process: wait for what comes next, take it in, and so on.

        woke: told why it has woken without being asked to: a boot, or a clock that is wrong.
        """
        self._woke = woke
        while True:
            until = max(min(self._next_look(), self._falls_asleep(), self._wrong_alarm), self._state.utc_s)
            load = self._load(float(self._env.now))
            ahead = self.model.ahead(self._state, until, load, charging=self._charging)
            target = ahead.events[0].utc_s + JUST_AFTER_S if ahead.events else until
            if not ahead.events:
                self._foreseen = (self.model, self._state, until, load, self._charging), ahead
            yield self._env.any_of(
                [self._env.timeout(max(target - self._env.now, JUST_AFTER_S)), self._changed]
            )
            asleep_at, now = self._awake_until, float(self._env.now)
            self._now()
            self._ring(now)
            if asleep_at <= now < asleep_at + 2 * JUST_AFTER_S:
                self._nudge()

    def _ring(self, now: float) -> None:
        """Wake by a clock that is wrong, a local day after the boot or after it last did."""
        if now < self._wrong_alarm:
            return
        self._wrong_alarm += self._clock.day_length_s
        if self._now().on and self._woke is not None:
            self.wake(now + self.model.plan.battery.boot_awake_s)
            self._woke("its own clock, which is wrong")

    def _tell(self) -> None:
        changed, self._changed = self._changed, self._env.event()
        changed.succeed()

    def _load(self, now: float) -> Load:
        return "awake" if now < self._awake_until else "asleep"

    def _next_look(self) -> float:
        """The next of the fixed times of day at which the state is looked at."""
        day_s, now = self._clock.day_length_s / LOOKS_A_DAY, float(self._env.now)
        count = math.floor((now - self._clock.day_zero_utc_s) / day_s + 1e-9) + 1
        return self._clock.day_zero_utc_s + count * day_s

    def _falls_asleep(self) -> float:
        """When it falls asleep of itself; inf if it does not."""
        now = float(self._env.now)
        ends = [end for end in (self._awake_until, self._state.awake_until_utc_s) if end > now]
        return min(ends, default=math.inf)

    def _now(self) -> PowerState:
        """The state at this instant; while a flight is under way, that at its end."""
        now = float(self._env.now)
        if now > self._state.utc_s:
            # Loads change only at instants that were waited for, so one load held since the last look.
            load = self._load(self._state.utc_s)
            stretch = self._stretch_to(now, load)
            self._take(stretch.state, stretch.energies, stretch.events)
        return self._state

    def _stretch_to(self, now: float, load: Load) -> Stretch:
        """What has happened since the last look: most often what was foreseen then."""
        if self._foreseen is not None and self._foreseen[0] == (
            self.model,
            self._state,
            now,
            load,
            self._charging,
        ):
            return self._foreseen[1]
        return self.model.advance(self._state, now, load, charging=self._charging)

    def _take(self, state: PowerState, energies: Energies, events: tuple[PowerEvent, ...]) -> None:
        day = self._clock.day(state.utc_s)
        self._state = state
        self._day.add(state, energies, sum(event.kind == "brown-out" for event in events))
        if day > self._day.number:
            self._recorder.power.append(self._day.row(state))
            self._day = _Day(day, state.charge_wh)
        for event in events:
            self._event(event)

    def _event(self, event: PowerEvent) -> None:
        detail = "prescribed by the scenario" if event.scripted else ""
        self._recorder.event(float(self._env.now), HELICOPTER, event.kind, "battery and clock", detail)
        if event.kind == "brown-out":
            self.clock_right, self._awake_until, self._wrong_alarm = False, -math.inf, math.inf
            self._out_since = event.utc_s if self._out_since is None else self._out_since
        elif self._woke is not None:
            self._wrong_alarm = event.utc_s + self._clock.day_length_s
            self._woke("boot")
        self._nudge()

    def _close_outage(self) -> None:
        if self._out_since is not None:
            self._recorder.outages.append((self._out_since, float(self._env.now)))
            self._out_since = None


class _Day:
    """Sums of one local day."""

    def __init__(self, number: int, charge_wh: float) -> None:
        self.number, self._start_wh = number, charge_wh
        self._least_wh = self._most_wh = charge_wh
        self._energies, self._brown_outs = Energies(), 0

    def add(self, state: PowerState, energies: Energies, brown_outs: int) -> None:
        """A stretch that ended in this state."""
        self._energies = self._energies.plus(energies)
        self._least_wh = min(self._least_wh, state.charge_wh)
        self._most_wh = max(self._most_wh, state.charge_wh)
        self._brown_outs += brown_outs

    def row(self, state: PowerState) -> PowerRow:
        """The row of the day, at its end."""
        sums = self._energies
        return PowerRow(
            sol=self.number,
            charge_start_wh=self._start_wh,
            charge_end_wh=state.charge_wh,
            charge_least_wh=0.0 if self._brown_outs else self._least_wh,
            charge_most_wh=self._most_wh,
            solar_wh=sums.solar_wh,
            spilled_wh=sums.spilled_wh,
            charging_wh=sums.charging_wh,
            heater_wh=sums.heater_wh,
            electronics_wh=sums.electronics_wh,
            rotor_wh=sums.rotor_wh,
            scripted_wh=sums.scripted_wh,
            brown_outs=self._brown_outs,
            charger_wh=sums.charger_wh,
        )
