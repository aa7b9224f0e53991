"""What bounded the wedges of a fan some lines ago: an exact question need not look at ground that is flatter anyway.

Most questions come from the wedges beside one edge, of a wall or a crest: that edge is where the ray has to be looked at,
and what lies behind it, not all the ground on the way there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.sightline.surface import Floats

# Bounds are kept whenever the distance has grown by so much: more often takes longer to note than it saves.
_FARTHER = 1.125
# The line from which they are kept. No more than 64 bands lie between it and any line there is.
_FROM_U, _MOST = 4.0, 128
# Rays double with the distance: so many times those of the whole fan are all that is ever kept.
_ROOM = 16


class Past(NamedTuple):
    """Bounds kept on the way outward, the oldest first.

    above: what certainly showed a target, of every wedge of a level, one keeping after another; start: where each begins in
        it; level, u: of the rays, and of the last line that counts; kept: how many there are, one number.
    """

    above: Floats
    start: NDArray[np.int64]
    level: NDArray[np.int64]
    u: Floats
    kept: NDArray[np.int64]


def no_past(rays: int) -> Past:
    """Nothing kept yet, with room for the whole fan."""
    return Past(
        np.empty(_ROOM * rays), np.zeros(_MOST + 1, np.int64), np.zeros(_MOST, np.int64), np.zeros(_MOST),
        np.zeros(1, np.int64),
    )  # fmt: skip


@compiled(counted=False)
def keep(past, u, level, wedges, above):  # type: ignore[no-untyped-def]
    """Keep the bounds of so many wedges of a level as they are when all lines up to u have been met."""
    k = past.kept[0]
    begin = past.start[k]
    if u < (_FARTHER * past.u[k - 1] if k > 0 else _FROM_U) or k == _MOST or begin + wedges > past.above.size:
        return
    past.u[k], past.level[k], past.start[k + 1], past.kept[0] = u, level, begin + wedges, k + 1
    for n in range(wedges):
        past.above[begin + n] = above[n]


@compiled(counted=False)
def after(past, n, slope):  # type: ignore[no-untyped-def]
    """A line up to which all ground in wedge n, of the finest level, is seen below a slope; 0 if no such line was kept."""
    low, high = 0, past.kept[0]  # bounds only grow
    while low < high:
        k = (low + high) >> 1
        below = past.above[past.start[k] + (n >> past.level[k])] < slope
        low, high = (k + 1 if below else low), (high if below else k)
    return past.u[low - 1] if low > 0 else 0.0
