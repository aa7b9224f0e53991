"""What the bounds of a fan leave open, asked of the exact rays: numba kernels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.sightline.judge import ROOM_M, drop_at, inside
from relaysim.sightline.kernel import hidden_on_way
from relaysim.sightline.past import after
from relaysim.sightline.steepest import steepest_on_way
from relaysim.sightline.surface import Floats
from relaysim.sightline.way import TOUCHES_M

# A ray is looked at from so much before the line up to which it is known to pass, in lines: no rounding counts there.
_BEFORE = 0.5


class Asked(NamedTuple):
    """Nodes of a line that stay open: which, their wedges of the finest level and places in them, slopes that hide them."""

    node: NDArray[np.int64]
    wedge: NDArray[np.int64]
    share: Floats
    slope: Floats


def nothing_asked(nodes: int) -> Asked:
    """Room for the nodes of a line."""
    return Asked(np.empty(nodes, np.int64), np.empty(nodes, np.int64), np.empty(nodes), np.empty(nodes))


@compiled(counted=False)
def _way(fan, seat, n, w, u, across):  # type: ignore[no-untyped-def]
    """The way to a node of line u: start, extent and bend along columns and rows."""
    far = u / fan.far * u / fan.far
    bend_u = fan.bend_u[n] + w * (fan.bend_u[n + 1] - fan.bend_u[n])
    bend_y = fan.bend_y[n] + w * (fan.bend_y[n + 1] - fan.bend_y[n])
    along, aside = (seat.step * u, bend_u * far * seat.step), (across, bend_y * far)
    if seat.upright:
        return (seat.column, aside[0], aside[1]), (seat.row, along[0], along[1])
    return (seat.column, along[0], along[1]), (seat.row, aside[0], aside[1])


@compiled(counted=False)
def _drop_m(fan, n, w, u):  # type: ignore[no-untyped-def]
    """The body's drop at a node, metres."""
    return (drop_at(fan, n, w, u) - w * (1.0 - w) * fan.bow_k * u) * u


@compiled(counted=False)
def _passed(past, fan, n, w, u, slope):  # type: ignore[no-untyped-def]
    """The part of the way to a place on line u over which all ground is seen below a slope."""
    if fan.curved or not inside(w):
        return 0.0
    line = after(past, n, slope - ROOM_M / u - fan.uneven)
    return (line - _BEFORE) / u if line > 0.0 else 0.0


@compiled(counted=False)
def ask_heights(line, u, y0, target_m, fan, seat, views, past, asked, count, out, base, stride):  # type: ignore[no-untyped-def]
    """Heights above the lowest visible point of the nodes that a line's bounds leave open, from their own rays."""
    for k in range(count):
        j, n, w = asked.node[k], asked.wedge[k], asked.share[k]
        drop_m = _drop_m(fan, n, w, u)
        c, r = _way(fan, seat, n, w, u, j - y0)
        best, unknown = steepest_on_way(
            views, c, r, seat.height_m, drop_m, asked.slope[k] * u + drop_m - ROOM_M,
            _passed(past, fan, n, w, u, asked.slope[k]),
        )  # fmt: skip
        value = min(np.float64(line[j]) + target_m - seat.height_m - best, target_m)
        value = 0.0 if abs(value) < TOUCHES_M else value
        out[base + j * stride] = np.nan if unknown and value >= 0.0 else value


@compiled(counted=False)
def ask_signs(line, u, y0, target_m, fan, seat, views, past, asked, count, out, base, stride):  # type: ignore[no-untyped-def]
    """Whether the nodes that a line's bounds leave open are seen, from their own rays."""
    for k in range(count):
        j, n, w = asked.node[k], asked.wedge[k], asked.share[k]
        c, r = _way(fan, seat, n, w, u, j - y0)
        rise = np.float64(line[j]) + target_m - seat.height_m
        passed = _passed(past, fan, n, w, u, rise / u - drop_at(fan, n, w, u))
        hidden, unknown = hidden_on_way(views, c, r, (seat.height_m, rise), _drop_m(fan, n, w, u), passed)
        if not hidden:
            out[base + j * stride] = -1 if unknown else 1
