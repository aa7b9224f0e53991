"""What height a vehicle really keeps over ground that rises faster than it climbs."""

from __future__ import annotations

import numpy as np

from relaysim.path.route import Floats


def followed_height_m(
    elapsed_s: Floats, ground_m: Floats, wanted_above_ground_m: Floats, climb_mps: float, descent_mps: float
) -> Floats:
    """(n,) height above the ground below, of a vehicle that follows the wanted one by its altimeter.

    It sees only the ground below, so it climbs when the ground has begun to rise, at most at `climb_mps`, and
    sinks at most at `descent_mps`. Over a slope s flown at v it falls behind where s v is above `climb_mps`; the
    least of the result is the clearance it keeps, and 0 or less (in the air) says that it meets the ground. The
    climb and the descent of the flight itself use up the same rates. Where the ground is unknown (nan) so is the
    answer, and the vehicle flies on level.

    Args:
        elapsed_s: (n,) rising; between two of them the ground is taken as a straight line, so steps of the
            ground's own resolution are needed.
        ground_m: (n,) height of the ground along the route.
        wanted_above_ground_m: (n,) the route's height above the ground, 0 on the ground.
    """
    wanted_m = ground_m + wanted_above_ground_m
    up, down = climb_mps * np.diff(elapsed_s), descent_mps * np.diff(elapsed_s)
    flown = np.empty(len(wanted_m))
    here = wanted_m[0]
    for n, wanted in enumerate(wanted_m):
        if n == 0 or np.isnan(here):
            here = wanted
        elif not np.isnan(wanted):
            here = min(max(wanted, here - down[n - 1]), here + up[n - 1])
        flown[n] = here
    return np.asarray(flown - ground_m)
