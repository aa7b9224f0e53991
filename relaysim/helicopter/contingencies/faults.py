"""Faults that a scenario injects into a flight, and the chance by which they are drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np


@dataclass(frozen=True)
class LostImages:
    """Navigation images that are lost; every later one carries a wrong time.

    Attributes:
        at_s: when the first is lost, from take-off.
        images: how many are lost.
        offset_s: by how much later ones are mis-timed; None: by the time the lost ones would have filled.
    """

    at_s: float
    images: int = 1
    offset_s: float | None = None


@dataclass(frozen=True)
class ImageGap:
    """No navigation image for a while; those after it are timed right."""

    at_s: float
    lasts_s: float = math.inf


@dataclass(frozen=True)
class AltimeterLoss:
    """The altimeter measures nothing for a while."""

    at_s: float
    lasts_s: float = math.inf


@dataclass(frozen=True)
class WrongSignal:
    """A signal reads a value of its own for a while, whatever the vehicle does.

    Attributes:
        value: in the base unit of the signal.
    """

    at_s: float
    signal: str
    value: float
    lasts_s: float = math.inf


Fault: TypeAlias = LostImages | ImageGap | AltimeterLoss | WrongSignal


@dataclass(frozen=True)
class PlannedFault:
    """A fault as the scenario states it.

    Attributes:
        name: for people, and for the stream of chance: "fault 2".
        fault: its `at_s` is nan where the instant is drawn.
        flight: the flight that it meets; None for any.
        probability: of meeting a flight, 0 to 1.
    """

    name: str
    fault: Fault
    flight: int | None = None
    probability: float = 1.0


def drawn_faults(
    planned: Sequence[PlannedFault],
    flight: int,
    duration_s: float,
    stream: Callable[[str], np.random.Generator],
) -> tuple[Fault, ...]:
    """The faults that a flight meets, in time.

    Each pair of fault and flight has a stream of its own, from which the chance and the instant are always both
    drawn: a further fault at the end of the list, another flight or a stated instant never changes what the others draw.

    Args:
        duration_s: planned, from take-off to touchdown; an instant that is drawn lies within it.
        stream: a generator by name (`relaysim.streams.Streams.named`); asked once for each fault and flight.
    """
    found: list[Fault] = []
    for one in planned:
        if one.flight not in (None, flight):
            continue
        chance, place = stream(f"{one.name}, flight {flight}").random(2)
        if chance < one.probability:
            at_s = one.fault.at_s
            found.append(
                replace(one.fault, at_s=float(place) * duration_s) if math.isnan(at_s) else one.fault
            )
    return tuple(sorted(found, key=lambda fault: fault.at_s))
