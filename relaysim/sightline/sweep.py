"""The viewshed of one quarter of the raster: a fan of rays swept outward line by line, numba kernels.

A quarter is a triangle with its tip at the observer: lines of nodes at distances u = u0, u0 + 1, ... across it. Its
fan has rays y = y0 + m u + q u^2, one for every node of the last line. Along each ray the steepest slope so far, H,
is found exactly: in slopes h / u - k u (h: ground above the observer, k u^2: the body's drop), ground is straight
across a wedge between two neighbouring rays wherever it has no node in it, and so are its row lines.

Therefore the steepest slope of the ray to a target within a wedge, w of the way from ray n to ray n + 1, is
- at most U = (1 - w) H[n] + w H[n + 1] + E[n], E the most that a node inside the wedge stood above that chord, and
- at least L = (1 - w) a[n] + w b[n], the slopes of both rays on one and the same line of nodes.
A target above U is seen, one below L is hidden: proved, not sampled. What lies between is asked exactly
(`relaysim.sightline.steepest`).
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.judge import ask_heights, ask_signs, judge_heights, judge_signs, pass_blocks
from relaysim.sightline.rays import LEFT, bound_wedges, raise_rays, wake
from relaysim.sightline.way import views_of
from relaysim.terrain.ceilings import FINE

# Nodes this close to a diagonal, in cells, are on it: they belong to the two quarters whose lines are columns.
_ON_DIAGONAL = 1e-9


@compiled()
def _drop_rays_outside(begin, end, u, y0, last, fan, state):  # type: ignore[no-untyped-def]
    """The rays that are still on the raster at u; what lies beside those that have left it is not bounded any more."""
    m, q, gap, above, spread = fan[1], fan[2], state[1], state[7], state[8]
    while begin < end and y0 + u * (m[begin] + q[begin] * u) < 0.0:
        gap[begin], above[begin], spread[begin] = max(gap[begin], LEFT), np.inf, np.inf
        begin += 1
    while begin < end and y0 + u * (m[end - 1] + q[end - 1] * u) > last:
        end -= 1
        gap[end], wedge = max(gap[end], LEFT), max(end - 1, 0)
        above[wedge], spread[wedge] = np.inf, np.inf
    return begin, end


@compiled()
def sweep(z, offset, first, step, lines, u0, y0, ahead, zo, target_m, fan, raster, seat, signs, out):  # type: ignore[no-untyped-def]
    """Fill `out` with heights above the lowest visible point for the nodes of half a quarter, or, with `signs`, with 1
    where they are seen, 0 where not, -1 where that is unknown; returns how many had to be asked.

    z: heights, lines by nodes across, from line `offset` of the raster on; first, step: the quarter's first line in z
    and the next; u0, y0: where the observer is; ahead: whether this is the half beyond y0; fan: see
    `relaysim.sightline.fan`; raster: all heights and their ceilings; seat: the observer's column and row in it, whether lines run across, and `step` again.
    """
    q, rays, last = fan[2], fan[0].size, z.shape[1] - 1
    state = (
        np.full(rays, -np.inf), np.zeros(rays, np.uint8), np.zeros(rays), np.zeros(rays), np.full(rays, -np.inf),
        np.full(rays, -np.inf), np.full(rays, -np.inf), np.full(rays, -np.inf), np.full(rays, -np.inf),
    )  # fmt: skip
    views, upright = views_of(raster[0], raster[1], raster[2]), seat[2]
    curved, u_last = np.any(q != 0.0), u0 + lines - 1
    down, across = raster[1].shape
    tops = raster[1].reshape(-1)
    fine = (tops, across, 1, across) if upright else (tops, 1, across, down)
    awake, listed, passed = np.empty(rays, np.int64), np.empty(rays, np.int64), np.zeros(fine[3], np.uint8)
    nodes, wedges = np.empty(last + 1, np.int64), np.empty(last + 1, np.int64)
    shares, bounds = np.empty(last + 1), np.empty(last + 1)
    begin, end, asked, band, count = 0, rays, 0, -1, 0
    for i in range(lines):
        line, u, u_in = first + step * i, u0 + i, max(u0 + i - 1.0, 0.0)
        begin, end = _drop_rays_outside(begin, end, u, y0, last, fan, state)
        cells = min(line, line - step) + offset
        if cells >> FINE != band:
            band = cells >> FINE
            left = (cells & ((1 << FINE) - 1)) if step < 0 else (1 << FINE) - 1 - (cells & ((1 << FINE) - 1))
            u_out = min(u + left, u_last)
            count = wake(fan, fine, band, begin, end, u_in, u_out, y0, zo, state[0], awake)
            if signs and not curved:
                pass_blocks(fine, band, u, u_out, y0, u_last, zo, target_m, fan, state[6], passed)
        found = raise_rays(z[line - step], z[line], u, u_in, y0, zo, fan, awake, count, state, listed)
        bound_wedges(z[line], u, y0, zo, fan, begin, end, listed, found, state)
        edge = u - _ON_DIAGONAL if upright else u + _ON_DIAGONAL
        j0, j1 = int(np.ceil(y0 - edge)), int(np.floor(y0 + edge))
        middle = int(np.ceil(y0))
        part = (max(j0, middle), min(j1, last)) if ahead else (max(j0, 0), min(j1, middle - 1))
        if signs:
            found = judge_signs(
                z[line], u, part[0], part[1], y0, u_last, zo, target_m, fan, curved, state, passed, nodes, wedges,
                shares, out[line],
            )  # fmt: skip
            ask_signs(
                z[line],
                u,
                y0,
                u_last,
                zo,
                target_m,
                fan,
                seat,
                views,
                nodes,
                wedges,
                shares,
                found,
                out[line],
            )
        else:
            found = judge_heights(
                z[line], u, part[0], part[1], y0, u_last, zo, target_m, fan, curved, state, nodes, wedges, shares,
                bounds, out[line],
            )  # fmt: skip
            ask_heights(
                z[line], u, y0, u_last, zo, target_m, fan, seat, views, nodes, wedges, shares, bounds, found, out[line]
            )  # fmt: skip
        asked += found
    return asked
