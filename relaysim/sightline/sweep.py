"""The viewshed of one half of a quarter of the raster: a fan of rays swept outward line by line, numba kernels.

A quarter is a triangle with its tip at the observer: lines of nodes at distances u = u0, u0 + 1, ... across it. Its
fans have rays y = y0 + m u + q u^2, never farther apart than nodes are. In slopes h / u - k u (h: ground above the
observer, k u^2: the body's drop), ground is straight across a wedge between two neighbouring rays, on a line of nodes
and on a column of them, wherever it has no node in it. Therefore the steepest slope of the ray to a target within a
wedge, w of the way from ray n to ray n + 1, is
- at most U = (1 - w) H[n] + w H[n + 1] + E[n](w), H no less than the steepest slope on a ray, E no less than a node
  inside the wedge stood above that chord, concave, and
- at least L = (1 - w) a[n] + w b[n], the slopes of both rays on one and the same line or column.
A target above U is seen, one below L is hidden: proved, not sampled. What lies between is asked exactly
(`relaysim.sightline.ask`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.sightline.ask import ask_heights, ask_signs, nothing_asked
from relaysim.sightline.band import LINES, lines_left, pad, read_band, want
from relaysim.sightline.judge import judge_heights, judge_signs, pass_blocks
from relaysim.sightline.levels import no_horizon, on_no_line, split
from relaysim.sightline.past import keep, no_past
from relaysim.sightline.rays import LEFT
from relaysim.sightline.strip import advance, meet
from relaysim.sightline.surface import Floats, Heights
from relaysim.sightline.wake import wake
from relaysim.sightline.way import views_of
from relaysim.terrain.ceilings import FINE

if TYPE_CHECKING:
    from relaysim.sightline.fan import Fan, Seat

# Nodes this close to a diagonal, in cells, are on it: they belong to the two quarters whose lines are columns.
_ON_DIAGONAL = 1e-9
# Rays are followed at most this many to a node, on the way outward.
_RAYS_A_NODE = 1.2


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


class _Desk(NamedTuple):
    """Room to work in, of no meaning from one band of lines to the next."""

    band: Heights
    twist: Floats
    top: Floats
    awake: NDArray[np.uint8]
    runs: NDArray[np.int64]
    wanted: NDArray[np.uint8]


def sweep(
    heights: Heights, fine: Heights, coarse: Heights, fan: Fan, seat: Seat, target_m: float,
    passed: NDArray[np.uint8] | None, out: NDArray[Any],
) -> int:  # fmt: skip
    """Fill `out`, flat, with heights above the lowest visible point for the nodes of half a quarter, where they are
    known; or, with room for `passed` blocks, with 1 where they are seen and -1 where that is unknown.

    heights, fine, coarse: the raster and its ceilings; fan, seat: see `relaysim.sightline.fan`.
    Returns how many nodes had to be asked. Not a kernel itself: around `_sweep` it would take as long to compile again.
    """
    (rows, columns), (down, across) = heights.shape, fine.shape
    nodes, tops = columns if seat.upright else rows, fine.reshape(-1)
    blocks = (tops, across, 1, across) if seat.upright else (tops, 1, across, down)
    rays, room, views = fan.wedges + 1, max(nodes, 2), views_of(heights, fine, coarse)
    desk = _Desk(
        np.zeros((LINES + 1, room), heights.dtype), np.zeros(room), np.zeros(rays), np.zeros(rays, np.uint8),
        np.zeros((rays, 2), np.int64), np.ones(blocks[3] + 1, np.uint8),
    )  # fmt: skip
    total: int = _sweep(
        heights.reshape(-1), (rows, columns), blocks, views, bool(np.isinf(coarse).any()), fan, seat, target_m,
        no_horizon(rays), on_no_line(rays), on_no_line(rays), no_past(rays), nothing_asked(nodes), desk, passed,
        out,
    )  # fmt: skip
    return total


@compiled(counted=False)
def _judge(  # type: ignore[no-untyped-def]
    line, u, last, target_m, fan, level, seat, horizon, views, past, passed, asked, out, base, stride
):
    """Judge the nodes of a line that belong to the half, and ask what stays open; returns how many that were."""
    y0, zo = seat.across, seat.height_m
    j0, j1 = _nodes_on_line(seat, u, last)
    if passed is None:
        opened = judge_heights(
            line, u, j0, j1, y0, zo, target_m, fan, level, horizon, asked, out, base, stride
        )  # fmt: skip
        ask_heights(line, u, y0, target_m, fan, seat, views, past, asked, opened, out, base, stride)
    else:
        opened = judge_signs(
            line, u, j0, j1, y0, zo, target_m, fan, level, horizon, passed, asked, out, base, stride
        )  # fmt: skip
        ask_signs(line, u, y0, target_m, fan, seat, views, past, asked, opened, out, base, stride)
    return opened


@compiled(counted=False, inner=False)
def _sweep(  # type: ignore[no-untyped-def]
    flat, shape, blocks, views, holes, fan, seat, target_m, horizon, was, now, past, asked, desk, passed, out
):
    """`sweep`, band by band and line by line, with all it needs at hand; holes: whether any ground is unknown."""
    stride_line, stride, nodes = (shape[1], 1, shape[1]) if seat.upright else (1, shape[1], shape[0])
    y0, zo, step, band, runs = seat.across, seat.height_m, seat.step, desk.band, desk.runs
    level, done, total = fan.starts.size - 1, 0, 0
    begin, end = 0, (fan.wedges >> level) + 1
    while done < seat.lines:
        line, u_in = seat.first + step * done, max(seat.u0 + done - 1.0, 0.0)
        count = 1 if u_in < 1.0 else lines_left(line, step, seat.lines - done)
        u, u_out, number = seat.u0 + done, seat.u0 + done + count - 1.0, min(line, line - step) >> FINE
        while level > 0 and u_out * fan.widest * _RAYS_A_NODE > fan.wedges >> level:
            split(horizon, fan.wedges >> level)
            level, begin, end = level - 1, 2 * begin, 2 * end - 1
        keep(past, u_in, level, fan.wedges >> level, horizon.above)
        desk.wanted[:] = 1
        if u_in < 1.0:
            runs[0, 0], runs[0, 1], found = begin, end, 1
        else:
            found = wake(
                fan, level, blocks, number, begin, end, u_in, u_out, y0, zo, horizon.steep, desk.top, desk.awake, runs
            )  # fmt: skip
            if passed is not None:
                pass_blocks(blocks, number, u, u_out, y0, zo, target_m, fan, level, horizon.below, passed)
                want(passed, runs, found, fan, level, u_in, u_out, y0, desk.wanted)
        low, high = _nodes_in_reach(fan, seat, u_in, u_out, nodes)
        at = (line - step) * stride_line
        read_band(flat, at, stride_line, stride, step, count + 1, low, high, desk.wanted, band)
        pad(band, nodes)
        for r in range(found if u_in >= 1.0 else 0):
            meet(band[0], u_in, y0, zo, fan, level, runs[r, 0], runs[r, 1], was)
        for k in range(count):
            far, u, base = band[k + 1], seat.u0 + done + k, (line + k * step) * stride_line
            begin, end = _drop_rays_outside(fan, level, begin, end, u, y0, nodes - 1, horizon)
            advance(
                band[k], far, u, u_in + k, y0, zo, fan, level, runs, found, begin, end, desk.twist, holes,
                passed is None, was, now, horizon,
            )  # fmt: skip
            was, now = now, was
            total += _judge(
                far, u, nodes - 1, target_m, fan, level, seat, horizon, views, past, passed, asked, out, base, stride
            )  # fmt: skip
        done += count
    return total
