"""The way between two ends over a raster: numba kernels.

It is straight in grid coordinates, or, where the great circle bends away from that by more than a fraction of a cell,
a chain of straight pieces along it: a bend says how far, in cells, the middle of the great circle lies from the middle
of the straight way.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import snapped

# A ray this little above or below the ground, in metres, touches it: an antenna of height 0 stands on the ground and
# sees its own feet.
TOUCHES_M = 1e-9
# How far a piece of the way may run beside the great circle, in cells.
STRAIGHT_CELLS = 0.02


@compiled("i8(f8, f8)")
def pieces_of(bend_c, bend_r):  # type: ignore[no-untyped-def]
    """How many straight pieces follow a great circle that bends so far, in cells, from the straight way."""
    if bend_c == 0.0 and bend_r == 0.0:  # nearly always; a square root takes longer than a look at the ground
        return 1
    return max(1, int(np.ceil(np.sqrt(np.hypot(bend_c, bend_r) / STRAIGHT_CELLS))))


@compiled("UniTuple(f8, 2)(f8, f8, f8, f8, f8)")
def piece(start, extent, bend, t0, t1):  # type: ignore[no-untyped-def]
    """Start and extent, for t, of the straight line through a bent way's points at t0 and t1, along one axis."""
    return start + 4.0 * bend * t0 * t1, extent + 4.0 * bend * (1.0 - t0 - t1)


@compiled()
def views_of(heights, fine, coarse):  # type: ignore[no-untyped-def]
    """The raster and its ceilings as `lowest` takes them, for lines along columns and for lines along rows."""
    (rows, columns), (down, across), (down2, across2) = heights.shape, fine.shape, coarse.shape
    flat, flat_fine, flat_coarse = heights.reshape(-1), fine.reshape(-1), coarse.reshape(-1)
    level = (flat, 1, columns, columns, rows), (flat_fine, 1, across, down), (flat_coarse, 1, across2, down2)
    upright = (
        (flat, columns, 1, rows, columns),
        (flat_fine, across, 1, across),
        (flat_coarse, across2, 1, across2),
    )
    return level, upright


@compiled()
def ends_of(c1, r1, z1, c2, r2, z2):  # type: ignore[no-untyped-def]
    """Both ends of a way, in an order that does not depend on which is named first, and whether it is turned."""
    ca, ra, cb, rb = snapped(c1), snapped(r1), snapped(c2), snapped(r2)
    if (ca, ra, z1) > (cb, rb, z2):
        return cb, rb, z2, ca, ra, z1, True
    return ca, ra, z1, cb, rb, z2, False
