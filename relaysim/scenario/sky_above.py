"""The sky of a scenario's body, and the light time that it gives: only where a scenario asks for either."""

from __future__ import annotations

import math

import numpy as np

from relaysim.clock.light_time import LightTime
from relaysim.clock.sky import Sky
from relaysim.scenario.document import Path_
from relaysim.scenario.light_time import EPHEMERIS
from relaysim.scenario.schema import ScenarioModel

# The light time bends by less than a millisecond in so long.
STEP_S = 6 * 3600.0
# What is sent near the end arrives after it, and what arrives near the start was sent before.
MARGIN_S = 3600.0


def needs_sky(model: ScenarioModel) -> Path_ | None:
    """Path of the first key that needs the ephemeris, None if none does; the model may be partial."""
    earth = model.earth
    if earth is None:
        return None
    if earth.light_time == EPHEMERIS:
        return "earth", "light_time"
    for key in ("direct", "conjunction"):
        if getattr(earth, key) is not None:
            return "earth", key
    return ("earth", "stations") if earth.stations and earth.orbiters else None


def open_sky(body: str, start_utc_s: float, end_utc_s: float) -> Sky:
    """The sky of a body by the ephemeris that ships, checked to know the whole time.

    Raises: InputError for a body that it does not know, or a time outside its span.
    """
    from relaysim.clock.ephemeris import Ephemeris

    sky = Sky(Ephemeris.open(), body)
    sky.downlink_s([start_utc_s - MARGIN_S, end_utc_s + MARGIN_S])
    return sky


def light_time_of(sky: Sky, start_utc_s: float, end_utc_s: float) -> LightTime:
    """Light time to Earth of what leaves the body, from start to end."""
    count = max(math.ceil((end_utc_s - start_utc_s) / STEP_S), 1) + 1
    utc_s = np.linspace(start_utc_s, end_utc_s, count)
    return LightTime(utc_s, sky.downlink_s(utc_s))
