"""The rover's charger: at the helicopter while both stand near each other."""

from __future__ import annotations

import numpy as np

from relaysim.simulation.mission import Mission


def dock(mission: Mission) -> None:
    """Put the charger to the helicopter if it can be reached now, else take it off; nothing without a charger.

    To be called whenever one of the two has begun or ended to move.
    """
    power = mission.power
    charger = None if power is None else power.model.plan.battery.charger
    if power is None or charger is None:
        return
    rover, helicopter, now = mission.link.rover, mission.link.helicopter, mission.now
    still = not (mission.flying or mission.lost) and rover.end_utc_s <= now
    (rover_x, rover_y, _), (x, y, _) = (one.position(np.array([now])) for one in (rover, helicopter))
    near = float(np.hypot(x - rover_x, y - rover_y)[0]) <= charger.within_m
    power.charge_from_rover(still and near)
