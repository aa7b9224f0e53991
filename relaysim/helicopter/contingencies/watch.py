"""A whole flight watched: what ends it, what is noted on the way, and how badly it swings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.contingencies.contingency import Condition, Trigger, triggers
from relaysim.helicopter.contingencies.faults import Fault
from relaysim.helicopter.contingencies.instruments import Instruments, Plan, Supply
from relaysim.helicopter.contingencies.signals import signals
from relaysim.helicopter.flight_states import FlightStates

STEP_S = 0.1


@dataclass(frozen=True)
class Watched:
    """What a flight met.

    Attributes:
        landing: the condition that makes it land at once; None if none does.
        notes: conditions that only are noted, before that, in time.
        swings_from_s: when swings begin, from take-off; nan without any that lasts a whole swing.
        swing_deg: their greatest amplitude, up to the landing command.
    """

    landing: Trigger | None
    notes: tuple[Trigger, ...]
    swings_from_s: float
    swing_deg: float

    @property
    def harmed(self) -> bool:
        """Whether it swung, so that its landing place is in error."""
        return not math.isnan(self.swings_from_s)


def watch_times(duration_s: float) -> np.ndarray:
    """Instants from take-off to touchdown, `STEP_S` apart: (n,), the last is touchdown."""
    return np.append(np.arange(math.ceil(duration_s / STEP_S - 1e-9)) * STEP_S, duration_s)


def watched(
    conditions: Sequence[Condition],
    states: FlightStates,
    plan: Plan,
    instruments: Instruments,
    supply: Supply,
    faults: Sequence[Fault],
) -> Watched:
    """What the conditions make of a flight with these faults."""
    found = triggers(conditions, states, signals(states, plan, instruments, supply, faults))
    landing = next((one for one in found if one.condition.does == "land_now"), None)
    until_s = math.inf if landing is None else landing.elapsed_s
    notes = [one for one in found if one.condition.does == "note" and one.elapsed_s <= until_s]
    since_s, swing_deg = _swings(states, instruments, faults, until_s)
    return Watched(landing, tuple(notes), since_s, swing_deg)


def _swings(
    states: FlightStates, instruments: Instruments, faults: Sequence[Fault], until_s: float
) -> tuple[float, float]:
    """When swings begin and their greatest amplitude; (nan, 0) where none is over before the landing command."""
    images = instruments.images
    if images is None:
        return math.nan, 0.0
    since_s = images.swings_from_s(faults)
    amplitude = images.swing_amplitude_deg(states.elapsed_s, states.height_m, faults)
    felt = (states.elapsed_s >= since_s + images.swing_period_s - 1e-9) & (states.elapsed_s <= until_s)
    swing_deg = float(np.max(amplitude, where=felt, initial=0.0))
    return (since_s, swing_deg) if swing_deg > 0.0 else (math.nan, 0.0)
