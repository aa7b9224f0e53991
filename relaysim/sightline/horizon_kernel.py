"""The steepest ground in a direction: a numba kernel."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import snapped
from relaysim.sightline.steepest import steepest_on_way
from relaysim.sightline.way import views_of


@compiled()
def steepest_tangents(  # type: ignore[no-untyped-def]
    heights, fine, coarse, c1, r1, z1, c2, r2, z2, bend_c, bend_r, distance_m, radius_m, tangent
):
    """Fill `tangent` with that of the elevation of the highest known ground on each way; nan if none is known.

    `steepest_on_way` answers q, the lowest height above the antenna that is seen at the way's end, d metres off; a
    level line passes there at d^2 / (2 R) above the antenna.
    """
    views = views_of(heights, fine, coarse)
    for n in range(c1.size):
        tangent[n] = np.nan
        c, r, d = snapped(c1[n]), snapped(r1[n]), distance_m[n]
        along_c, along_r = snapped(c2[n]) - c, snapped(r2[n]) - r
        known = heights.size > 0 and np.isfinite(along_c + along_r + z1[n] + bend_c[n])
        if not known or (along_c == 0.0 and along_r == 0.0):
            continue
        across_c, across_r = (c, along_c, bend_c[n]), (r, along_r, bend_r[n])
        bulge = d * d / (2.0 * radius_m)
        q, _ = steepest_on_way(views, across_c, across_r, z1[n], bulge, -np.inf, 0.0)
        if q > -np.inf:
            tangent[n] = q / d - d / (2.0 * radius_m)
