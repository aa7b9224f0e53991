"""Where a ray passes lowest above the ground, exactly and without looking at every cell: numba kernels.

Along the line v = v0 + v1 u the ray's height is w0 + w1 u + w2 u^2, the bulge of the body taken off. Between four
neighbouring nodes the ground is bilinear, so along the line it is one quadratic in u, and the least height of the
ray above it is found exactly, cell by cell, at the ends of each piece or at the vertex of its parabola. A block of
cells whose highest node stays below what has been found is passed over in one step: it cannot hold the answer.

nan is unknown ground, and so is everything outside the raster. A node counts only where it has weight.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import along_cell, cells_of_column, inside, top_of_column
from relaysim.terrain.ceilings import COARSE, FINE

# A piece of the way shorter than this, in cells, is the rounding of a crossing at a node, not a cell of its own.
NO_PIECE = 1e-9
# A column of cells is passed over where the ray stays this much above what has been found: rounding is far less, and so
# does not decide which of two equal places is named.
_CLEAR_BY_M = 1e-9
# An answer has to lie below the height looked for, so that is put this much above what is known to be reached.
_ABOVE_M = 1e-6


@compiled("UniTuple(f8, 2)(f8, f8, f8, f8)")
def least_of(f0, f1, f2, length):  # type: ignore[no-untyped-def]
    """Least value of f0 + f1 s + f2 s^2 on 0 <= s <= length, and where."""
    least, where = f0, 0.0
    end = f0 + (f1 + f2 * length) * length
    if end < least:
        least, where = end, length
    if f2 > 0.0 and f1 < 0.0 and -f1 < 2.0 * f2 * length:
        vertex = -f1 / (2.0 * f2)
        value = f0 + 0.5 * f1 * vertex
        if value < least:
            least, where = value, vertex
    return least, where


@compiled("f8(f8, f8, f8, f8, f8, f8)")
def room_m(w0, w1, w2, begin, end, top):  # type: ignore[no-untyped-def]
    """A height above `top` that the ray does not go below from begin to end; w2 is not negative."""
    here, there = w0 + (w1 + w2 * begin) * begin, w0 + (w1 + w2 * end) * end
    return min(here, there) - 0.25 * w2 * (end - begin) * (end - begin) - top


@compiled(counted=False)
def _top_of_cells(heights, stride_u, stride_v, nodes_u, nodes_v, i, v_in, v_out):  # type: ignore[no-untyped-def]
    """Highest node of the cells that a line meets in column i, from v_in to v_out; where none is nan."""
    low, high = (v_in, v_out) if v_in < v_out else (v_out, v_in)
    here = i * stride_u
    there = here + stride_u if i + 1 < nodes_u else here
    below = int(low)
    middle, above = min(below + 1, nodes_v - 1), min(max(int(np.ceil(high)), below + 1), nodes_v - 1)
    below, middle, above = below * stride_v, middle * stride_v, above * stride_v
    a, b = heights[here + below], heights[there + below]
    c, d = heights[here + middle], heights[there + middle]
    e, f = heights[here + above], heights[there + above]
    a, c, e = a if a > b else b, c if c > d else d, e if e > f else f
    a = a if a > c else c
    return np.float64(a if a > e else e)


@compiled(counted=False)
def _reached_at_columns(raster, line, ray, begin, end):  # type: ignore[no-untyped-def]
    """Least height of the ray above the ground where it crosses columns of nodes, begin <= u <= end; where none is nan.

    An upper bound of its least height, for a fraction of the time.
    """
    heights, stride_u, stride_v, _, nodes_v = raster
    (v0, v1), (w0, w1, w2), least = line, ray, np.inf
    last, other = max(nodes_v - 2, 0), stride_v if nodes_v > 1 else 0
    for i in range(int(np.ceil(begin)), int(end) + 1):
        v = v0 + v1 * i
        j = min(int(v), last)
        here = i * stride_u + j * stride_v
        h, hb = np.float64(heights[here]), np.float64(heights[here + other])
        f = w0 + (w1 + w2 * i) * i - (h + (hb - h) * (v - j))
        least = f if f < least else least
    return least


@compiled(counted=False)
def lowest_in_cells(raster, line, ray, begin, end, known, least, where, ground):  # type: ignore[no-untyped-def]
    """`lowest` from begin to end, cell by cell; `known`: no node there is nan."""
    heights, stride_u, stride_v, nodes_u, nodes_v = raster
    (v0, v1), (w0, w1, w2), unknown = line, ray, False
    for i in range(int(begin), int(np.ceil(end))):
        u_in, u_out = max(begin, np.float64(i)), min(end, i + 1.0)
        v_in, v_out = v0 + v1 * u_in, v0 + v1 * u_out
        if known:
            top = _top_of_cells(heights, stride_u, stride_v, nodes_u, nodes_v, i, v_in, v_out)
            if room_m(w0, w1, w2, u_in, u_out, top) >= least + _CLEAR_BY_M:
                continue
        cell, other, change = cells_of_column(u_in, v_in, v_out, v1, nodes_v - 1)
        while u_in < u_out:
            u_end = min(u_out, change)
            if u_end - u_in > NO_PIECE:
                v_in = v0 + v1 * u_in
                g0, g1, g2 = along_cell(
                    heights, stride_u, stride_v, nodes_u, nodes_v, i, cell, u_in, v_in, v1
                )
                f0, f1 = w0 + (w1 + w2 * u_in) * u_in - g0, w1 + 2.0 * w2 * u_in - g1
                value, s = least_of(f0, f1, w2 - g2, u_end - u_in)
                if value < least:
                    least, where, ground = value, u_in + s, g0 + (g1 + g2 * s) * s
                unknown = unknown or np.isnan(value)
            u_in, change, cell = u_end, np.inf, other
    return least, where, ground, unknown


@compiled(counted=False)
def _tightest(tops, stride_u, stride_v, blocks_v, level, line, ray, begin, end):  # type: ignore[no-untyped-def]
    """The part from begin to end over the known column of blocks in which the ray has least room, and that room.

    The whole part and infinity if all have unknown nodes.
    """
    (v0, v1), (w0, w1, w2) = line, ray
    best, first, last = np.inf, begin, end
    for block in range(int(begin) >> level, (int(np.ceil(end)) - 1 >> level) + 1):
        u_in, u_out = max(begin, np.float64(block << level)), min(end, np.float64(block + 1 << level))
        top = top_of_column(tops, stride_u, stride_v, blocks_v, level, block, v0 + v1 * u_in, v0 + v1 * u_out)
        room = room_m(w0, w1, w2, u_in, u_out, top)
        if -np.inf < room < best:
            best, first, last = room, u_in, u_out
    return first, last, best


@compiled(counted=False)
def lowest(raster, fine, coarse, line, ray, begin, end, bound, any_below):  # type: ignore[no-untyped-def]
    """The ray's least height above the known ground from begin to end: that height, its u, the ground's height,
    and whether some ground is unknown.

    raster: heights, stride of u, stride of v, nodes along u, nodes along v; fine, coarse: tops of blocks, stride of
    u, stride of v, blocks along v; line: v0, v1; ray: w0, w1, w2. Only heights below `bound` are looked for; inf
    and nan if there are none. With `any_below` the first one found is enough.
    """
    (v0, v1), (w0, w1, w2) = line, ray
    least, where, ground = bound, np.nan, np.nan
    first, last = inside(v0, v1, raster[3] - 1.0, raster[4] - 1.0, begin, end)
    if not first < last:
        return np.inf, np.nan, np.nan, True
    unknown = first > begin + NO_PIECE or last < end - NO_PIECE
    for outer in range(int(first) >> COARSE, (int(np.ceil(last)) - 1 >> COARSE) + 1):
        u0, u1 = max(first, np.float64(outer << COARSE)), min(last, np.float64(outer + 1 << COARSE))
        top = top_of_column(
            coarse[0], coarse[1], coarse[2], coarse[3], COARSE, outer, v0 + v1 * u0, v0 + v1 * u1
        )
        if room_m(w0, w1, w2, u0, u1, top) >= least:
            continue
        for block in range(int(u0) >> FINE, (int(np.ceil(u1)) - 1 >> FINE) + 1):
            a, b = max(u0, np.float64(block << FINE)), min(u1, np.float64(block + 1 << FINE))
            top = top_of_column(fine[0], fine[1], fine[2], fine[3], FINE, block, v0 + v1 * a, v0 + v1 * b)
            room = room_m(w0, w1, w2, a, b, top)
            if room >= least:
                continue
            least, where, ground, missing = lowest_in_cells(
                raster, line, ray, a, b, room > -np.inf, least, where, ground
            )
            unknown = unknown or missing
            if any_below and where == where:
                return least, where, ground, unknown
    return (least, where, ground, unknown) if where == where else (np.inf, np.nan, np.nan, unknown)


@compiled(counted=False)
def reached(raster, fine, coarse, line, ray, begin, end):  # type: ignore[no-untyped-def]
    """A height above the ground that the ray comes down to, and hardly below; infinity if that is not known.

    It is asked of the known column of blocks where the ray has least room: most often the answer lies there.
    """
    v0, v1 = line
    first, last = inside(v0, v1, raster[3] - 1.0, raster[4] - 1.0, begin, end)
    if not first < last:
        return np.inf
    first, last, _ = _tightest(coarse[0], coarse[1], coarse[2], coarse[3], COARSE, line, ray, first, last)
    first, last, tight = _tightest(fine[0], fine[1], fine[2], fine[3], FINE, line, ray, first, last)
    return _reached_at_columns(raster, line, ray, first, last) + _ABOVE_M if tight < np.inf else np.inf
