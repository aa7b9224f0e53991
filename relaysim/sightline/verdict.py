"""Whether known ground stands above a line, yes or no: numba kernels.

The ground in a block of cells is nowhere lower than its lowest node: a line that passes the middle of a block lower than
that is blocked. Most blocked lines are found so, from a few numbers that a processor's nearest memory holds, as it does not
hold the heights. For the others the highest nodes of blocks rule out nearly all cells, as in `relaysim.sightline.lowest`.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import inside, top_of_column
from relaysim.sightline.lowest import NO_PIECE, lowest_in_cells, room_m
from relaysim.terrain.ceilings import COARSE, FINE

# A line is blocked by a floor that it passes this much below, metres: rounding is far less.
_DEEP_M = 1e-6
# Columns of blocks that are looked at together, a bit each; and what they are counted up to a multiple of: those left
# over would not run in vector lanes.
_TOGETHER, _LANES = 32, 8


@compiled(counted=False)
def _look(blocks, floors, size, line, ray, begin, end, first, count, least):  # type: ignore[no-untyped-def]
    """In which of some columns of blocks a line may come nearer than `least`, a bit each, and in how many it is blocked.

    blocks: tops and strides, see `lowest`; size: of a block, cells; first, count: which columns. No branches: the
    compiler turns it into vector instructions, several columns at a time.
    """
    tops, stride_u, stride_v, blocks_v = blocks
    (v0, v1), (w0, w1, w2), near, sunk = line, ray, np.int64(0), np.int64(0)
    step_u, step_v, last, per = np.uint32(stride_u), np.uint32(stride_v), np.float64(blocks_v - 1), 1.0 / size
    until = first + np.uint32(count - 1)
    for k in range(count + _LANES - 1 & -_LANES):  # beyond the last column, that one again
        column = min(first + np.uint32(k), until)
        start = np.float64(column) * size
        u_in, u_out = max(begin, start), min(end, start + size)
        middle = 0.5 * (u_in + u_out)
        a = np.uint32(min(max((v0 + v1 * u_in) * per, 0.0), last))
        b = np.uint32(min(max((v0 + v1 * u_out) * per, 0.0), last))
        c = np.uint32(min(max((v0 + v1 * middle) * per, 0.0), last))
        here = column * step_u
        top = np.float64(max(tops[here + a * step_v], tops[here + b * step_v]))
        near |= np.int64(room_m(w0, w1, w2, u_in, u_out, top) < least) << np.int64(k)
        sunk += np.int64(w0 + (w1 + w2 * middle) * middle < floors[here + c * step_v] - _DEEP_M)
    return near & (1 << count) - 1, sunk


@compiled(counted=False)
def _in_block(raster, fine, line, ray, begin, end, block, least):  # type: ignore[no-untyped-def]
    """Whether a line comes below `least` in a column of fine blocks, cell by cell, and whether ground is unknown."""
    a, b = max(begin, np.float64(block << FINE)), min(end, np.float64(block + 1 << FINE))
    v_in, v_out = line[0] + line[1] * a, line[0] + line[1] * b
    known = top_of_column(fine[0], fine[1], fine[2], fine[3], FINE, block, v_in, v_out) < np.inf
    found, _, _, missing = lowest_in_cells(raster, line, ray, a, b, known, least, np.nan, np.nan)
    return found < least, missing


@compiled(counted=False)
def _in_column(view, floors, line, ray, begin, end, column, least, cells):  # type: ignore[no-untyped-def]
    """The same in a column of coarse blocks: by the floors of its fine blocks, and if `cells` also cell by cell."""
    raster, fine, _ = view
    begin, end = max(begin, np.float64(column << COARSE)), min(end, np.float64(column + 1 << COARSE))
    first, unknown = int(begin) >> FINE, False
    count = (int(np.ceil(end)) - 1 >> FINE) + 1 - first
    near, sunk = _look(
        fine, floors[0], 1.0 * (1 << FINE), line, ray, begin, end, np.uint32(first), count, least
    )
    if sunk > 0 or not cells:
        return sunk > 0, False
    for k in range(count):
        if near >> k & 1:
            below, missing = _in_block(raster, fine, line, ray, begin, end, first + k, least)
            unknown = unknown or missing
            if below:
                return True, unknown
    return False, unknown


@compiled(counted=False)
def blocked(view, floors, line, ray, begin, end, least):  # type: ignore[no-untyped-def]
    """Whether a line comes nearer than `least`, not above 0, to known ground, and whether ground is unknown.

    view: raster, fine and coarse tops; line, ray: see `relaysim.sightline.lowest`; floors: of fine and of coarse
    blocks, laid out as the tops are. Where the first is True, the second counts only what was met before.
    """
    raster, _, coarse = view
    first, last = inside(line[0], line[1], raster[3] - 1.0, raster[4] - 1.0, begin, end)
    if not first < last:
        return False, True
    unknown = first > begin + NO_PIECE or last < end - NO_PIECE
    block, until = int(first) >> COARSE, (int(np.ceil(last)) - 1 >> COARSE) + 1
    while block < until:
        count = min(until - block, _TOGETHER)
        near, sunk = _look(
            coarse, floors[1], 1.0 * (1 << COARSE), line, ray, first, last, np.uint32(block), count, least
        )
        if sunk > 0:
            return True, unknown
        for cells in (False, True):  # floors first: they cost next to nothing
            for k in range(count):
                if near >> k & 1:
                    below, missing = _in_column(view, floors, line, ray, first, last, block + k, least, cells)
                    unknown = unknown or missing
                    if below:
                        return True, unknown
        block += count
    return False, unknown
