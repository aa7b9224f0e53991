"""The highest ground in blocks of cells: what lets a sightline pass over most of the raster unread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Heights = NDArray[np.float32] | NDArray[np.float64]

# A block of the first level is 2**FINE cells wide, one of the second 2**COARSE.
FINE, COARSE = 3, 6


@dataclass(frozen=True, eq=False)
class Ceilings:
    """Highest node of every block of 8 x 8 and of 64 x 64 cells, the nodes on its border included.

    fine, coarse: shape (blocks down, blocks across), metres. Infinite where any node of the block is unknown,
        so that nobody passes over it unread.
    """

    fine: Heights
    coarse: Heights


def ceilings_of(heights_m: Heights) -> Ceilings:
    """The ceilings of a raster, a nanosecond or two a cell."""
    from relaysim.terrain.ceilings_kernel import highest_in_blocks

    size, group = 1 << FINE, 1 << (COARSE - FINE)
    fine: Heights = np.empty(blocks(heights_m.shape, size), dtype=heights_m.dtype)
    highest_in_blocks(read_only(np.ascontiguousarray(heights_m)), size, 1, fine)
    coarse: Heights = np.empty(blocks((fine.shape[0] + 1, fine.shape[1] + 1), group), dtype=heights_m.dtype)
    highest_in_blocks(read_only(fine), group, 0, coarse)
    return Ceilings(read_only(fine), read_only(coarse))


def blocks(nodes: tuple[int, ...], size: int) -> tuple[int, int]:
    """Blocks down and across that hold all cells between so many nodes, at least one."""
    down, across = (max(-(-(count - 1) // size), 1) for count in nodes)
    return down, across


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, protected from writing: one kind of array, so numba compiles a kernel once."""
    view = array.view()
    view.flags.writeable = False
    return view
