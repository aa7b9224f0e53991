"""The lowest ground in blocks of cells: what calls a deep line blocked without a look at the heights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.terrain.ceilings import COARSE, FINE, Heights, blocks, read_only

_BAND = 64  # rows of blocks that are turned upside down at a time: a small copy, not one of the whole raster


@dataclass(frozen=True, eq=False)
class Floors:
    """Lowest node of every block of 8 x 8 and of 64 x 64 cells, the nodes on its border included, metres.

    fine, coarse: shaped like the `Ceilings`. Minus infinity where any node of the block is unknown.
    """

    fine: Heights
    coarse: Heights


def floors_of(heights_m: Heights) -> Floors:
    """The floors of a raster, a nanosecond a cell: the ceilings of the ground turned upside down."""
    from relaysim.terrain.ceilings_kernel import highest_in_blocks

    size, group = 1 << FINE, 1 << (COARSE - FINE)
    fine: Heights = np.empty(blocks(heights_m.shape, size), dtype=heights_m.dtype)
    for top in range(0, len(fine), _BAND):
        rows = -heights_m[top * size : (top + _BAND) * size + 1]
        highest_in_blocks(read_only(np.ascontiguousarray(rows)), size, 1, fine[top : top + _BAND])
    coarse: Heights = np.empty(blocks((fine.shape[0] + 1, fine.shape[1] + 1), group), dtype=heights_m.dtype)
    highest_in_blocks(read_only(fine), group, 0, coarse)
    return Floors(read_only(-fine), read_only(-coarse))
