"""What is seen on one line of nodes, from the bounds of its wedges: numba kernels.

`relaysim.sightline.sweep` says what it is about. What the bounds leave open is listed, to be asked of the exact ray.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.rays import UNKNOWN
from relaysim.sightline.wedges import least_at, most_at
from relaysim.terrain.ceilings import FINE

# Slopes are compared with this much room, metres at the target, for rounding.
ROOM_M = 1e-6
# A height is asked exactly where it could be off by more than 10 cm and 10 % of how deep its target is hidden. That is
# of the true depth; of the depth found it is this much less.
TOLERANCE_M, TOLERANCE_SHARE = 0.1 / 1.1, 0.1 / 1.1
# Blocks in reach of more wedges than this are not judged as a whole: it would take longer than judging their nodes.
_MOST_WEDGES = 64


@compiled(counted=False)
def wedge_of(fan, u, inv, across):  # type: ignore[no-untyped-def]
    """The wedge of the finest level that a node on line u lies in, `across` from the observer, and how far between
    its rays: 0 to 1, or outside by a hair.
    """
    last = np.float64(fan.wedges - 1)
    if not fan.curved:
        x = (across * inv - fan.first_m) * fan.wedges
        n = min(max(np.floor(x), 0.0), last)
        return np.uint64(n), x - n
    m, q = fan.m, fan.q
    guess = (across * inv - fan.first_m) * fan.wedges
    n = np.uint64(min(max(guess, 0.0), last))
    guess += q[n] * (fan.far - u) * fan.wedges
    n, one = np.uint64(min(max(guess, 0.0), last)), np.uint64(1)
    while n > 0 and u * (m[n] + q[n] * u) > across:
        n -= one
    while n < last and u * (m[n + one] + q[n + one] * u) <= across:
        n += one
    a, b = u * (m[n] + q[n] * u), u * (m[n + one] + q[n + one] * u)
    return n, (across - a) / (b - a)


@compiled(counted=False)
def _beyond(fan, n, w, u):  # type: ignore[no-untyped-def]
    """Whether a place lies beyond the radius; its wedge is of the finest level."""
    a, b = fan.square[n], fan.square[n + 1]
    return (a + w * (b - a - (1.0 - w) * fan.bow)) * u * u > 1.0


@compiled(counted=False)
def drop_at(fan, n, w, u):  # type: ignore[no-untyped-def]
    """The body's drop as a slope, at a place in a wedge of the finest level."""
    a, b = (fan.k0[n] + fan.k1[n] * u) * u, (fan.k0[n + 1] + fan.k1[n + 1] * u) * u
    return a + w * (b - a)


@compiled(counted=False)
def inside(w):  # type: ignore[no-untyped-def]
    """Whether a place is between the rays of its wedge, not beside the outermost by a hair."""
    return 0.0 <= w <= 1.0


@compiled(counted=False)
def judge_heights(  # type: ignore[no-untyped-def]
    line, u, j0, j1, y0, zo, target_m, fan, level, horizon, asked, out, base, stride
):
    """Heights above the lowest visible point of the nodes j0 to j1 of a line; lists those that stay open.

    Nodes beyond the radius and those on unknown ground are left alone. For an open node its wedge is listed, its
    share of the way between the rays, and a slope that hides it at least.
    """
    above, middle_a, middle_b, loose = horizon.above, horizon.middle_a, horizon.middle_b, horizon.loose
    inv, room, open_ = 1.0 / u, ROOM_M / u + fan.uneven, 0
    shift, share, limited = np.uint64(level), 1.0 / (1 << level), fan.square[0] > 0.0
    for j in range(j0, j1 + 1):
        fine, w_fine = wedge_of(fan, u, inv, j - y0)
        if limited and _beyond(fan, fine, w_fine, u):
            continue
        n = fine >> shift
        w = (np.float64(fine - (n << shift)) + w_fine) * share
        h = np.float64(line[j])
        if h != h:
            horizon.gap[n], above[n], loose[n] = UNKNOWN, np.inf, np.inf
            continue
        ground = (h - zo) * inv - drop_at(fan, fine, w_fine, u)
        target = ground + target_m * inv
        over = target - middle_a[n] - w * (middle_b[n] - middle_a[n])
        off = loose[n]
        tolerance = (TOLERANCE_M - TOLERANCE_SHARE * min(over * u, 0.0)) * inv
        if off < abs(over) - room and off <= tolerance - room and inside(w):
            out[base + j * stride] = min(over * u, target_m)
            continue
        least = max(ground, least_at(horizon, n, w)) if inside(w) else ground
        if above[n] < np.inf and inside(w):
            most = max(most_at(horizon, n, w), least)
            over, off = target - 0.5 * (least + most), 0.5 * (most - least)
            tolerance = (TOLERANCE_M - TOLERANCE_SHARE * min(over * u, 0.0)) * inv
            if off < abs(over) - room and off <= tolerance - room:
                out[base + j * stride] = min(over * u, target_m)
                continue
        elif max(horizon.gap[n], horizon.gap[n + 1]) == UNKNOWN and target < least - room:
            out[base + j * stride] = (target - least) * u  # hidden by known ground, at least so deep
            continue
        asked.node[open_], asked.wedge[open_], asked.share[open_] = j, fine, w_fine
        asked.slope[open_] = least
        open_ += 1
    return open_


@compiled(counted=False)
def _glance(line, u, first, last, y0, rise, wide, fan, level, horizon):  # type: ignore[no-untyped-def]
    """Of eight nodes from the first, those not beyond the last: which are surely hidden, and which surely seen, a bit each.

    Rays are straight. No branches: the compiler turns it into vector instructions.
    """
    below, above, k0, k1 = horizon.below, horizon.above, fan.k0, fan.k1
    inv, hidden, shown, shift = 1.0 / u, np.int64(0), np.int64(0), np.uint32(level)
    for k in range(8):
        j = min(first + k, last)
        x = ((j - y0) * inv - fan.first_m) * fan.wedges
        fine = np.uint32(min(max(x, 0.0), fan.wedges - 1.0))
        target = (np.float64(line[j]) + rise) * inv - (k0[fine] + k1[fine] * u) * u
        n = fine >> shift
        hidden |= np.int64(target < below[n] - wide) << k
        shown |= np.int64(target > above[n] + wide) << k
    return hidden, shown


@compiled(counted=False)
def judge_signs(  # type: ignore[no-untyped-def]
    line, u, j0, j1, y0, zo, target_m, fan, level, horizon, passed, asked, out, base, stride
):
    """Whether the nodes j0 to j1 of a line are seen: writes 1, or -1 for unknown; lists those that stay open.

    Nodes that are not seen, those in `passed` blocks and those beyond the radius are left alone.
    """
    above = horizon.above
    inv, room, open_ = 1.0 / u, ROOM_M / u + fan.uneven, 0
    shift, share, limited = np.uint64(level), 1.0 / (1 << level), fan.square[0] > 0.0
    size, rise, wide = 1 << FINE, target_m - zo, room + fan.uneven_k0 * u
    for block in range(j0 >> FINE, (j1 >> FINE) + 1):
        if passed[block]:
            continue
        hidden, shown = np.int64(0), np.int64(0)
        if not fan.curved:
            hidden, shown = _glance(line, u, block * size, j1, y0, rise, wide, fan, level, horizon)
        for j in range(max(j0, block * size), min(j1, block * size + size - 1) + 1):
            if hidden >> (j - block * size) & 1:
                continue
            if shown >> (j - block * size) & 1 and not limited:
                out[base + j * stride] = 1
                continue
            fine, w_fine = wedge_of(fan, u, inv, j - y0)
            if limited and _beyond(fan, fine, w_fine, u):
                continue
            n, h = fine >> shift, np.float64(line[j])
            if h != h:
                horizon.gap[n], above[n] = UNKNOWN, np.inf
                out[base + j * stride] = -1
                continue
            w = (np.float64(fine - (n << shift)) + w_fine) * share
            target = (h + rise) * inv - drop_at(fan, fine, w_fine, u)
            if inside(w):
                if target < least_at(horizon, n, w) - room:
                    continue
                if above[n] < np.inf and target > most_at(horizon, n, w) + room:
                    out[base + j * stride] = 1
                    continue
            asked.node[open_], asked.wedge[open_], asked.share[open_] = j, fine, w_fine
            open_ += 1
    return open_


@compiled(counted=False)
def pass_blocks(fine, band, u_in, u_out, y0, zo, target_m, fan, level, below, passed):  # type: ignore[no-untyped-def]
    """Mark in `passed` the blocks of a band of lines, from u_in to u_out, in which no node can be seen.

    Their highest node, with a target on it, stands below what surely hides it in every wedge within reach.
    """
    tops, stride_band, stride_across, blocks = fine
    room, size, wedges = ROOM_M / u_in + fan.uneven, 1 << FINE, fan.wedges >> level
    shift = np.uint64(level)
    begin, end = (y0 - u_out, y0) if fan.side < 0 else (y0, y0 + u_out)
    inv_in, inv_out = 1.0 / u_in, 1.0 / u_out
    end_block = min(int(end) + 1 >> FINE, blocks - 1) + 1
    for block in range(max(int(begin) >> FINE, 0), end_block):
        passed[block] = 0
        left, right = block * size - y0, block * size + size - 1 - y0
        low = min(wedge_of(fan, u_in, inv_in, left)[0], wedge_of(fan, u_out, inv_out, left)[0])
        high = max(wedge_of(fan, u_in, inv_in, right)[0], wedge_of(fan, u_out, inv_out, right)[0])
        first, last = max(int(low >> shift) - 1, 0), min(int(high >> shift) + 1, int(wedges - 1))
        if last - first > _MOST_WEDGES or last < first:
            continue
        up = np.float64(tops[band * stride_band + block * stride_across]) + target_m - zo
        slope = max(up / u_in, up / u_out) - fan.least_k0 * u_in
        hidden = np.inf
        for n in range(first, last + 1):
            hidden = min(hidden, below[n])
        passed[block] = 1 if slope < hidden - room else 0
