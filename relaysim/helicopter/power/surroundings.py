"""Sunlight, air and thermostat at one place over a whole run, on an even grid of time: worked out once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from relaysim.helicopter.power.panel import Horizon
from relaysim.helicopter.power.power_plan import PowerPlan
from relaysim.helicopter.power.sun import Sun
from relaysim.path.route import Floats


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What the helicopter stands in; linear between nodes, held outside.

    Attributes:
        start_utc_s: of the first node; one every `step_s`.
        solar_w: (n,) electrical power of the panel; 0 without one.
        air_c: (n,) temperature of the air; nan where nothing is said of it.
        set_c: (n,) the heater's set-point from the node to the next; nan where nothing has a temperature.
    """

    start_utc_s: float
    step_s: float
    solar_w: Floats
    air_c: Floats
    set_c: Floats

    @classmethod
    def around(
        cls,
        plan: PowerPlan,
        sun: Sun | None,
        start_utc_s: float,
        end_utc_s: float,
        horizon: Horizon | None = None,
    ) -> Surroundings:
        """What the plan makes of the Sun's way from start to end; a plan without a panel needs none.

        horizon: over which the Sun has to stand to shine on the panel; None is level.
        """
        count = max(math.ceil((end_utc_s - start_utc_s) / plan.step_s), 1) + 1
        utc_s = np.asarray(start_utc_s + plan.step_s * np.arange(count), dtype=np.float64)
        return cls(
            start_utc_s,
            plan.step_s,
            _sunlight_w(plan, sun, utc_s, horizon),
            plan.climate.temperature_c(utc_s, plan.clock),
            _set_points_c(plan, utc_s),
        )

    def air_at(self, utc_s: float) -> float:
        """Temperature of the air at an instant, C."""
        position = (utc_s - self.start_utc_s) / self.step_s
        node = min(max(math.floor(position), 0), len(self.air_c) - 2)
        weight = min(max(position - node, 0.0), 1.0)
        return float(self.air_c[node] + weight * (self.air_c[node + 1] - self.air_c[node]))


def _sunlight_w(plan: PowerPlan, sun: Sun | None, utc_s: Floats, horizon: Horizon | None) -> Floats:
    if plan.panel is None or sun is None:
        return np.zeros_like(utc_s)
    return plan.panel.power_w(sun, optical_depth(plan, utc_s), utc_s, horizon)


def _set_points_c(plan: PowerPlan, utc_s: Floats) -> Floats:
    if plan.warmth is None:
        return np.full_like(utc_s, np.nan)
    times, levels = np.array(plan.warmth.set_points, dtype=np.float64).T.copy()
    which = np.maximum(np.searchsorted(times, utc_s, side="right") - 1, 0)
    return np.asarray(levels[which])


def optical_depth(plan: PowerPlan, utc_s: Floats) -> Floats:
    """The air's optical depth at instants that rise, storms included: (n,)."""
    depth = plan.climate.slowly(plan.climate.optical_depth, utc_s)
    for storm in plan.storms:
        depth = storm.over(depth, utc_s)
    return depth
