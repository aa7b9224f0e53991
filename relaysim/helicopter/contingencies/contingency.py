"""Conditions under which a flight lands at once: which of them a flight meets first.

Time is looked at in the instants given, 0.1 s apart or less; what is shorter than a step can be missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from relaysim.helicopter.flight_states import FlightStates
from relaysim.path.route import Floats

Motion = Literal["climb", "translate", "hover", "descend"]
MOTIONS: tuple[Motion, ...] = ("climb", "translate", "hover", "descend")
Sense = Literal["above", "below"]
Does = Literal["land_now", "note"]

# Slower than this is a hover: no vehicle of this kind holds still better.
STILL_MPS = 0.1


@dataclass(frozen=True)
class Condition:
    """One off-nominal condition: a row of the table.

    Attributes:
        signal: what is looked at.
        threshold: in the base unit of the signal; `sense` says on which side of it the condition is met.
        unit, scale: the unit it was written in, and that unit in the base unit.
        motions: during which it is armed.
        armed_above_m, armed_after_s: least height above the ground and time from take-off; -inf and 0: always.
        persists_s: how long it must hold without a break.
        does: land at once, or only be noted.
        kind: whether the condition is documented (given) or assumed; `threshold_kind` the same of its threshold.
        source, what: who says so; a sentence for people.
    """

    name: str
    signal: str
    threshold: float
    unit: str
    scale: float
    sense: Sense
    motions: tuple[Motion, ...]
    armed_above_m: float
    armed_after_s: float
    persists_s: float
    does: Does
    kind: str
    threshold_kind: str
    source: str
    what: str


@dataclass(frozen=True)
class Trigger:
    """A condition that was met.

    Attributes:
        elapsed_s: from take-off, when it had held for as long as it must.
        value: of the signal then, in its base unit.
    """

    elapsed_s: float
    condition: Condition
    value: float

    @property
    def words(self) -> str:
        """For people: "image offset: 200 ms, above 150 ms"."""
        one = self.condition
        value, limit = (f"{number / one.scale:.4g} {one.unit}" for number in (self.value, one.threshold))
        return f"{one.name}: {value}, {one.sense} {limit}"


def motions(states: FlightStates) -> NDArray[np.str_]:
    """What it does at each instant, (n,): what the height does comes before what the place does.

    Of the instant alone, as its instruments would tell; the phases of a whole flight are those of its route.
    """
    found = np.where(states.ground_speed_mps > STILL_MPS, "translate", "hover")
    found = np.where(states.climb_mps > STILL_MPS, "climb", found)
    return np.where(states.climb_mps < -STILL_MPS, "descend", found)


def triggers(
    conditions: Sequence[Condition], states: FlightStates, signals: Mapping[str, Floats]
) -> list[Trigger]:
    """The first time each condition is met, in time; at the same instant in the order of the table.

    A signal that is not there, or nan, never meets a condition.
    """
    doing = motions(states)
    found = []
    for condition in conditions:
        signal = signals.get(condition.signal)
        if signal is None:
            continue
        beyond = _beyond(condition, signal)
        if not beyond.any():  # of most, throughout: then nobody asks where they are armed
            continue
        met = _armed(condition, states, doing) & beyond
        at = _persisting(met, states.elapsed_s, condition.persists_s)
        if at is not None:
            found.append(Trigger(float(states.elapsed_s[at]), condition, float(signal[at])))
    return sorted(found, key=lambda trigger: trigger.elapsed_s)


def _armed(condition: Condition, states: FlightStates, doing: NDArray[np.str_]) -> NDArray[np.bool_]:
    return (
        np.isin(doing, condition.motions)
        & (states.height_m >= condition.armed_above_m)
        & (states.elapsed_s >= condition.armed_after_s)
    )


def _beyond(condition: Condition, signal: Floats) -> NDArray[np.bool_]:
    # Every comparison with nan is false.
    return signal > condition.threshold if condition.sense == "above" else signal < condition.threshold


def _persisting(met: NDArray[np.bool_], elapsed_s: Floats, persists_s: float) -> int | None:
    """The first instant at which it has been met for that long."""
    numbers = np.arange(len(met))
    since = np.maximum.accumulate(np.where(met, -1, numbers)) + 1
    since = np.minimum(since, len(met) - 1)
    # A billionth of a second less: steps of 0.1 s do not add up exactly.
    held = met & (elapsed_s - elapsed_s[since] >= persists_s - 1e-9)
    return int(np.argmax(held)) if held.any() else None
