"""Small power models: a place without light, one in steady light, one with days and nights."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.helicopter.power.battery import Battery
from relaysim.helicopter.power.climate import Climate
from relaysim.helicopter.power.heat import Warmth
from relaysim.helicopter.power.panel import Panel
from relaysim.helicopter.power.power_model import PowerModel
from relaysim.helicopter.power.power_plan import Loads, PowerPlan
from relaysim.helicopter.power.sun import Sun
from relaysim.helicopter.power.surroundings import Surroundings

DAY = LocalClock(86400.0, 0.0, "day", "local")
DAYS = 10.0
SUN = Sun.of_clock(DAY, 20.0, 0.0, 1.5, (0.0, DAYS * 86400.0))
NO_HEATER = Warmth(600.0, 0.03, 0.0, ((-math.inf, -273.0),))
STORE = Battery(capacity_wh=36.0, charge_efficiency=0.9, boot_share=0.25, boot_awake_s=1800.0)


def plan_of(battery: Battery = STORE, warmth: Warmth = NO_HEATER, loads: Loads | None = None) -> PowerPlan:
    """A plan of its own on a body with days of 24 h."""
    return PowerPlan(
        battery=battery,
        panel=Panel(0.0544, 0.26),
        warmth=warmth,
        loads=loads if loads is not None else Loads(0.2, 5.0),
        climate=Climate.constant(0.017, 0.5, -80.0, -20.0),
        clock=DAY,
    )


def lit_model(solar_w: float, plan: PowerPlan | None = None) -> PowerModel:
    """The same light at all times, in air of -80 C."""
    plan = plan if plan is not None else plan_of()
    count = int(DAYS * 86400.0 / plan.step_s) + 1
    steady = np.ones(count)
    times, levels = np.array(plan.warmth.set_points).T
    grid = plan.step_s * np.arange(count)
    which = np.maximum(np.searchsorted(times, grid, side="right") - 1, 0)
    around = Surroundings(0.0, plan.step_s, solar_w * steady, -80.0 * steady, levels[which])
    return PowerModel(plan, around)


def dark_model(warmth: Warmth) -> PowerModel:
    """No light, air of -80 C, 0.2 W of electronics."""
    return lit_model(0.0, plan_of(warmth=warmth))


def daily_model(plan: PowerPlan, area_m2: float = 0.0544) -> PowerModel:
    """Days and nights for ten days."""
    lit = replace(plan, panel=replace(plan.panel, area_m2=area_m2))
    return PowerModel.over(lit, SUN, 0.0, DAYS * 86400.0)
