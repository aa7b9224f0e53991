"""How flights are gated and held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from relaysim.helicopter.gate import GateLimits, Policy

DIAL_S = 86400.0


@dataclass(frozen=True)
class Wind:
    """Mean wind by the time of day, and how it differs from day to day.

    Attributes:
        seconds_of_day, mean_mps: (n,) dial times, rising, and the mean then; linear in between, round midnight too.
        spread: standard deviation of the logarithm of a day's factor, whose median is 1.
    """

    seconds_of_day: tuple[float, ...]
    mean_mps: tuple[float, ...]
    spread: float = 0.0

    def at(self, seconds_of_day: float, factor: float = 1.0) -> float:
        """The wind at a time of a day with this factor, m/s."""
        return factor * float(np.interp(seconds_of_day, self.seconds_of_day, self.mean_mps, period=DIAL_S))


@dataclass(frozen=True)
class GatePlan:
    """How flights are gated and held.

    Attributes:
        mode: "hold"; "replay": recorded flights are tried until the next recorded take-off, and one whose gate never
            opens leaves the helicopter where the record has it; "observe": recorded flights take off as recorded, and
            the gate says what it would have said.
        wind: None where it is not modelled.
    """

    policy: Policy
    retry_every_s: float
    tries_per_day: int
    give_up_after_days: int
    mode: Literal["hold", "replay", "observe"] = "hold"
    limits: GateLimits = field(default_factory=GateLimits)
    wind: Wind | None = None
