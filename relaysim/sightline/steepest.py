"""The steepest ground below a way, as seen from its start: numba kernels.

With t the fraction of the way to a target, ground of height g at t hides everything lower than zo + q at the
target's place, q = (g + B t (1 - t) - zo) / t, where zo is the observer's height and B the bulge of the whole way.
The lowest point seen there is zo + the greatest q. Over one cell g is a quadratic in t, so that q = a / t + b + c t,
which is greatest at the ends or at t = sqrt(a / c): exact, cell by cell. Blocks of cells too low to count are passed
over, as in `relaysim.sightline.lowest`.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import along_cell, cells_of_column, inside, top_of_column
from relaysim.sightline.way import TOUCHES_M, piece, pieces_of
from relaysim.terrain.ceilings import COARSE, FINE

_NO_PIECE = 1e-9


@compiled("f8(f8, f8, f8, f8, f8)")
def greatest(a, b, c, begin, end):  # type: ignore[no-untyped-def]
    """Greatest value of a / t + b + c t on begin <= t <= end; at t = 0 its limit from above."""
    if abs(a) < TOUCHES_M:  # an antenna on the ground: rounding must not grow by 1 / t
        a = 0.0
    value = a / end + b + c * end
    if begin > 0.0:
        value = max(value, a / begin + b + c * begin)
    elif a >= 0.0:  # it sees the slope at its own foot
        return np.inf if a > 0.0 else max(value, b)
    if a < 0.0 and c < 0.0:
        top = np.sqrt(a / c)
        if begin < top < end:
            value = max(value, b - 2.0 * np.sqrt(a * c))
    return value


@compiled("f8(f8, f8, f8, f8, f8)")
def _at_most(top, zo, bulge, ta, tb):  # type: ignore[no-untyped-def]
    """A bound of q for ground no higher than `top` between ta and tb, in either order; without the constant B."""
    near, far = (ta, tb) if ta < tb else (tb, ta)
    rise = top - zo
    if rise > 0.0:
        return rise / near - bulge * near if near > 0.0 else np.inf
    return rise / far - bulge * max(near, 0.0)


@compiled(counted=False)
def _in_cells(raster, line, zo, bulge, start, per, begin, end, best):  # type: ignore[no-untyped-def]
    """`steepest` from begin to end, cell by cell."""
    heights, stride_u, stride_v, nodes_u, nodes_v = raster
    (v0, v1), k, unknown = line, 1.0 / per, False
    for i in range(int(begin), int(np.ceil(end))):
        u_in, u_out = max(begin, np.float64(i)), min(end, i + 1.0)
        cell, other, change = cells_of_column(u_in, v0 + v1 * u_in, v0 + v1 * u_out, v1, nodes_v - 1)
        while u_in < u_out:
            u_end = min(u_out, change)
            if u_end - u_in > _NO_PIECE:
                v_in = v0 + v1 * u_in
                g0, g1, g2 = along_cell(
                    heights, stride_u, stride_v, nodes_u, nodes_v, i, cell, u_in, v_in, v1
                )
                t_in, t_end = start + per * u_in, start + per * u_end
                c, slope = g2 * k * k, g1 * k
                a, b = g0 - (slope - c * t_in) * t_in - zo, slope - 2.0 * c * t_in
                near, far = (t_in, t_end) if per > 0.0 else (t_end, t_in)
                value = greatest(a, b, c - bulge, max(near, 0.0), far)
                unknown = unknown or np.isnan(value)
                best = value if value > best else best
            u_in, change, cell = u_end, np.inf, other
    return best, unknown


@compiled(counted=False)
def steepest(raster, fine, coarse, line, zo, bulge, start, per, begin, end, best):  # type: ignore[no-untyped-def]
    """The greatest q - B over the known ground from u = begin to end, `best` if none exceeds it, and whether some
    ground is unknown; t = start + per u. Raster, fine, coarse and line are those of `lowest`.
    """
    v0, v1 = line
    first, last = inside(v0, v1, raster[3] - 1.0, raster[4] - 1.0, begin, end)
    if not first < last:
        return best, True
    unknown = first > begin + _NO_PIECE or last < end - _NO_PIECE
    for outer in range(int(first) >> COARSE, (int(np.ceil(last)) - 1 >> COARSE) + 1):
        u0, u1 = max(first, np.float64(outer << COARSE)), min(last, np.float64(outer + 1 << COARSE))
        top = top_of_column(
            coarse[0], coarse[1], coarse[2], coarse[3], COARSE, outer, v0 + v1 * u0, v0 + v1 * u1
        )
        if _at_most(top, zo, bulge, start + per * u0, start + per * u1) <= best:
            continue
        for block in range(int(u0) >> FINE, (int(np.ceil(u1)) - 1 >> FINE) + 1):
            a, b = max(u0, np.float64(block << FINE)), min(u1, np.float64(block + 1 << FINE))
            top = top_of_column(fine[0], fine[1], fine[2], fine[3], FINE, block, v0 + v1 * a, v0 + v1 * b)
            if _at_most(top, zo, bulge, start + per * a, start + per * b) <= best:
                continue
            best, missing = _in_cells(raster, line, zo, bulge, start, per, a, b, best)
            unknown = unknown or missing
    return best, unknown


@compiled(counted=False)
def steepest_on_way(views, c, r, zo, bulge, best, passed):  # type: ignore[no-untyped-def]
    """The greatest q of a way, or `best` if none exceeds it, and whether some ground below it is unknown.

    c, r, passed: as in `relaysim.sightline.kernel.hidden_on_way`; nothing there exceeds `best`.
    """
    unknown, best = False, best - bulge
    pieces = pieces_of(c[2], r[2])
    for number in range(pieces):
        t0, t1 = passed if pieces == 1 else number / pieces, (number + 1) / pieces
        along_c, along_r = piece(c[0], c[1], c[2], t0, t1), piece(r[0], r[1], r[2], t0, t1)
        level = abs(along_c[1]) >= abs(along_r[1])
        u, v = (along_c, along_r) if level else (along_r, along_c)
        raster, fine, coarse = views[0] if level else views[1]
        per = 1.0 / u[1]
        start = -u[0] * per
        line = v[0] + v[1] * start, v[1] * per
        ends = u[0] + u[1] * t0, u[0] + u[1] * t1
        begin, end = (ends[0], ends[1]) if ends[0] < ends[1] else (ends[1], ends[0])
        best, missing = steepest(raster, fine, coarse, line, zo, bulge, start, per, begin, end, best)
        unknown = unknown or missing
    return best + bulge, unknown
