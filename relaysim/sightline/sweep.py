"""The viewshed of one half of a quarter of the raster: a fan of rays swept outward line by line, numba kernels.

A quarter is a triangle with its tip at the observer: lines of nodes at distances u = u0, u0 + 1, ... across it. Its
fans have rays y = y0 + m u + q u^2, never farther apart than nodes are. In slopes h / u - k u (h: ground above the
observer, k u^2: the body's drop), ground is straight across a wedge between two neighbouring rays, on a line of nodes
and on a column of them, wherever it has no node in it. Therefore the steepest slope of the ray to a target within a
wedge, w of the way from ray n to ray n + 1, is
- at most U = (1 - w) H[n] + w H[n + 1] + E[n], H no less than the steepest slope on a ray, E the most that a node
  inside the wedge stood above that chord, and
- at least L = (1 - w) a[n] + w b[n], the slopes of both rays on one and the same line or column.
A target above U is seen, one below L is hidden: proved, not sampled. What lies between is asked exactly
(`relaysim.sightline.ask`).
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.ask import ask_heights, ask_signs, nothing_asked
from relaysim.sightline.band import LINES, lines_left, pad, read_band, want_runs
from relaysim.sightline.judge import judge_heights, judge_signs, pass_blocks
from relaysim.sightline.levels import no_horizon, on_no_line, split
from relaysim.sightline.rays import LEFT
from relaysim.sightline.strip import advance, meet
from relaysim.sightline.wake import wake
from relaysim.sightline.way import views_of
from relaysim.terrain.ceilings import FINE

# Nodes this close to a diagonal, in cells, are on it: they belong to the two quarters whose lines are columns.
_ON_DIAGONAL = 1e-9
# Rays are followed at most this many to a node, on the way outward.
_RAYS_A_NODE = 2.0


@compiled(counted=False)
def _drop_rays_outside(fan, level, begin, end, u, y0, last, horizon):  # type: ignore[no-untyped-def]
    """The rays that are still on the raster at u; what lies beside those that have left it is not bounded any more."""
    at, gap, above, loose = fan.starts[level], horizon.gap, horizon.above, horizon.loose
    while begin < end and y0 + u * (fan.m[at + begin] + fan.q[at + begin] * u) < 0.0:
        gap[begin] = max(gap[begin], LEFT)
        above[begin] = loose[begin] = np.inf
        begin += 1
    while begin < end and y0 + u * (fan.m[at + end - 1] + fan.q[at + end - 1] * u) > last:
        end -= 1
        gap[end], wedge = max(gap[end], LEFT), max(end - 1, 0)
        above[wedge] = loose[wedge] = np.inf
    return begin, end


@compiled(counted=False)
def _nodes_on_line(seat, u, last):  # type: ignore[no-untyped-def]
    """The first and the last node of a line that belong to the half."""
    edge = u - _ON_DIAGONAL if seat.upright else u + _ON_DIAGONAL
    middle = int(np.ceil(seat.across))
    if seat.side > 0:
        return max(int(np.ceil(seat.across - edge)), middle), min(int(np.floor(seat.across + edge)), last)
    return max(int(np.ceil(seat.across - edge)), 0), min(int(np.floor(seat.across + edge)), middle - 1)


@compiled(counted=False)
def _nodes_in_reach(fan, seat, u_in, u_out, nodes):  # type: ignore[no-untyped-def]
    """The nodes of a band, first and last + 1, that the half's rays and its own nodes may read."""
    at, y0 = fan.starts.size - 1, seat.across
    first, last = fan.starts[at], fan.m.size - 1
    left = min(u_in * (fan.m[first] + fan.q[first] * u_in), u_out * (fan.m[first] + fan.q[first] * u_out))
    right = max(u_in * (fan.m[last] + fan.q[last] * u_in), u_out * (fan.m[last] + fan.q[last] * u_out))
    left, right = min(left, 0.0 if seat.side > 0 else -u_out), max(right, u_out if seat.side > 0 else 0.0)
    return max(int(y0 + left) - 3, 0), min(int(y0 + right) + 4, nodes)


@compiled()
def sweep(heights, fine, coarse, fan, seat, target_m, passed, out):  # type: ignore[no-untyped-def]
    """Fill `out`, flat, with heights above the lowest visible point for the nodes of half a quarter, where they are
    known; or, with room for `passed` blocks, with 1 where they are seen and -1 where that is unknown.

    heights, fine, coarse: the raster and its ceilings; fan, seat: see `relaysim.sightline.fan`.
    Returns how many nodes had to be asked.
    """
    views = views_of(heights, fine, coarse)
    (rows, columns), (down, across) = heights.shape, fine.shape
    nodes, stride_line, stride = (columns, columns, 1) if seat.upright else (rows, 1, columns)
    flat, tops = heights.reshape(-1), fine.reshape(-1)
    blocks = (tops, across, 1, across) if seat.upright else (tops, 1, across, down)
    rays, last, y0, zo = fan.wedges + 1, nodes - 1, seat.across, seat.height_m
    horizon, was, now = no_horizon(rays), on_no_line(rays), on_no_line(rays)
    band, asked = np.zeros((LINES + 1, max(nodes, 2)), heights.dtype), nothing_asked(nodes)
    twist = np.zeros(max(nodes, 2))
    top, awake, runs = np.empty(rays), np.zeros(rays, np.uint8), np.empty((rays, 2), np.int64)
    wanted = np.ones(blocks[3] + 1, np.uint8)
    level, least_k = fan.starts.size - 1, fan.k0.min()
    begin, end, done, total = 0, (fan.wedges >> level) + 1, 0, 0
    while done < seat.lines:
        line, u_in = seat.first + seat.step * done, max(seat.u0 + done - 1.0, 0.0)
        count = 1 if u_in < 1.0 else lines_left(line, seat.step, seat.lines - done)
        u, u_out = seat.u0 + done, seat.u0 + done + count - 1.0
        while level > 0 and u_out * fan.widest * _RAYS_A_NODE > fan.wedges >> level:
            split(horizon, fan.wedges >> level)
            level, begin, end = level - 1, 2 * begin, 2 * end - 1
        low, high = _nodes_in_reach(fan, seat, u_in, u_out, nodes)
        number = min(line, line - seat.step) >> FINE
        wanted[:] = 1
        if u_in < 1.0:
            runs[0, 0], runs[0, 1], found = begin, end, 1
        else:
            found = wake(
                fan, level, blocks, number, begin, end, u_in, u_out, y0, zo, horizon.steep, top, awake, runs
            )  # fmt: skip
            if passed is not None:
                pass_blocks(
                    blocks, number, u, u_out, y0, zo, target_m, fan, level, least_k, horizon.below, passed
                )  # fmt: skip
                for n in range(wanted.size):
                    wanted[n] = 1 - passed[n]
                want_runs(runs, found, fan, level, u_in, u_out, y0, wanted)
        start = (line - seat.step) * stride_line
        read_band(flat, start, stride_line, stride, seat.step, count + 1, low, high, wanted, band)
        pad(band, nodes)
        for r in range(found if u_in >= 1.0 else 0):
            meet(band[0], u_in, y0, zo, fan, level, runs[r, 0], runs[r, 1], was)
        for k in range(count):
            near, far, u = band[k], band[k + 1], seat.u0 + done + k
            begin, end = _drop_rays_outside(fan, level, begin, end, u, y0, last, horizon)
            for r in range(found):
                a, b = max(runs[r, 0], begin), min(runs[r, 1], end)
                if b > a:
                    advance(near, far, u, u_in + k, y0, zo, fan, level, a, b, twist, was, now, horizon)
            was, now = now, was
            j0, j1 = _nodes_on_line(seat, u, last)
            base = (line + k * seat.step) * stride_line
            if passed is None:
                opened = judge_heights(
                    far, u, j0, j1, y0, zo, target_m, fan, level, horizon, asked, out, base, stride
                )  # fmt: skip
                ask_heights(far, u, y0, target_m, fan, seat, views, asked, opened, out, base, stride)
            else:
                opened = judge_signs(
                    far, u, j0, j1, y0, zo, target_m, fan, level, horizon, passed, asked, out, base, stride
                )  # fmt: skip
                ask_signs(far, u, y0, target_m, fan, seat, views, asked, opened, out, base, stride)
            total += opened
        done += count
    return total
