"""Solar conjunctions: when the Sun stands so near to the body in Earth's sky that radio fails."""

from __future__ import annotations

from relaysim.clock.sky import Sky
from relaysim.clock.windows import Window, windows_above

# The Moon passes the Sun at half a degree an hour.
STEP_S = 3600.0


def conjunctions(sky: Sky, below_deg: float, start_utc_s: float, end_utc_s: float) -> list[Window]:
    """When the Sun-Earth-probe angle is at or below a limit, in Earth's time, edges to a millisecond.

    At 2.2 deg these are the silences that Mars missions kept: 2-14 October 2021 and 11-25 November 2023, to half a day.
    Conjunctions of under an hour can be missed. Raises: InputError outside the ephemeris's span.
    """
    return windows_above(
        lambda utc_s: -sky.sun_earth_probe_deg(utc_s), -below_deg, start_utc_s, end_utc_s, STEP_S
    )
