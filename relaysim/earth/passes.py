"""Passes: when an orbiter stands above a site's elevation mask."""

from __future__ import annotations

import math

from relaysim.clock.windows import Window
from relaysim.earth.crossings import waving_windows_above
from relaysim.earth.orbit import Floats, Orbit
from relaysim.earth.site import Site

# An orbiter rises and sets once a revolution: so many samples show every rise that golden section then follows.
SAMPLES_A_REVOLUTION = 32


def passes(orbit: Orbit, site: Site, mask_deg: float, start_utc_s: float, end_utc_s: float) -> list[Window]:
    """The windows of [start, end) in which the orbiter stands at or above the mask, in order, edges to 10 ms.

    `mask_deg` is the least elevation, the same in all directions. Sampled at 1/32 of the orbit's period, about 3.5
    minutes in a low orbit of Mars; peaks between samples are followed, so that passes shorter than the step are
    found as well; one that culminates less than about 0.01 deg above the mask can be missed. A pass cut by
    the interval's ends is given up to them. The light's few milliseconds between the two are left out.
    """

    def sine(utc_s: Floats) -> Floats:
        return site.sight(orbit.position_km(utc_s), utc_s)[0]

    limit = math.sin(math.radians(mask_deg))
    step_s = orbit.period_s / SAMPLES_A_REVOLUTION
    return waving_windows_above(sine, limit, start_utc_s, end_utc_s, step_s)
