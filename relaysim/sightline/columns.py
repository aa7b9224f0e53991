"""Columns of cells and of blocks along a straight line over a raster: numba kernels.

Grid coordinates count cells between cell CENTRES: node (0, 0) is the centre of the top-left cell. A line is walked
along the axis in which it is longer, u, in growing u; the other axis is v, and the line is v = v0 + v1 u with
|v1| <= 1. Rasters come flat, with the strides of u and v, so that one code serves both directions.

In one column of cells (from node u to u + 1) such a line meets at most two cells, in one column of blocks at most
two blocks: no column needs a search, and what a block's highest node rules out is never read.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled

# Coordinates this close to a line of nodes, in cells, are on it, as in relaysim.terrain.grid.
_ON_LINE = 1e-6


@compiled("f8(f8)")
def snapped(coordinate):  # type: ignore[no-untyped-def]
    """The coordinate, moved onto a line of nodes that it misses by no more than rounding."""
    nearest = np.rint(coordinate)
    return nearest if abs(coordinate - nearest) < _ON_LINE else coordinate


@compiled("UniTuple(f8, 2)(f8, f8, f8, f8, f8, f8)")
def inside(v0, v1, last_u, last_v, begin, end):  # type: ignore[no-untyped-def]
    """The part of begin <= u <= end that lies on the raster; empty when the first exceeds the second."""
    begin, end = max(begin, 0.0), min(end, last_u)
    if v1 == 0.0:
        return (begin, end) if 0.0 <= v0 <= last_v else (1.0, 0.0)
    enter, leave = -v0 / v1, (last_v - v0) / v1
    if v1 < 0.0:
        enter, leave = leave, enter
    return max(begin, enter), min(end, leave)


@compiled(counted=False)
def top_of_column(tops, stride_u, stride_v, blocks_v, level, block, v_in, v_out):  # type: ignore[no-untyped-def]
    """Highest node of the one or two blocks that a line meets in a column of blocks, from v_in to v_out."""
    low, high = (v_in, v_out) if v_in < v_out else (v_out, v_in)
    first = min(int(low) >> level, blocks_v - 1)
    second = min(int(high) >> level, blocks_v - 1)
    a, b = tops[block * stride_u + first * stride_v], tops[block * stride_u + second * stride_v]
    return np.float64(a if a > b else b)


@compiled("Tuple((i8, i8, f8))(f8, f8, f8, f8, i8)")
def cells_of_column(u_in, v_in, v_out, v1, cells_v):  # type: ignore[no-untyped-def]
    """The cell in which a line enters a column, that in which it leaves it, and the u where it changes."""
    low, high = (v_in, v_out) if v_in < v_out else (v_out, v_in)
    below, above = int(low), int(np.ceil(high)) - 1
    last = max(cells_v - 1, 0)
    if above <= below:
        below = min(below, last)
        return below, below, np.inf
    change = u_in + (above - v_in) / v1
    below, above = min(below, last), min(above, last)
    return (below, above, change) if v1 > 0.0 else (above, below, change)


@compiled(counted=False)
def along_cell(heights, stride_u, stride_v, nodes_u, nodes_v, i, j, u, v, v1):  # type: ignore[no-untyped-def]
    """Coefficients g0, g1, g2 of the ground g0 + g1 s + g2 s^2 along (u + s, v + v1 s) over cell (i, j).

    nan where a node with weight is unknown: a line along a row of nodes takes all from those nodes alone.
    """
    here = i * stride_u + j * stride_v
    right = stride_u if i + 1 < nodes_u else 0
    below = stride_v if j + 1 < nodes_v else 0
    h, ha = np.float64(heights[here]), np.float64(heights[here + right])
    hb, hab = np.float64(heights[here + below]), np.float64(heights[here + right + below])
    if v1 == 0.0 and np.isnan(h + ha + hb + hab):
        if v == j:
            hb, hab = h, ha
        elif v == j + 1:
            h, ha = hb, hab
    a, b, e = ha - h, hb - h, hab - ha - hb + h
    du, dv = u - i, v - j
    return h + a * du + b * dv + e * du * dv, a + b * v1 + e * (du * v1 + dv), e * v1
