"""What is seen on one line of nodes, from the bounds of its wedges: numba kernels.

`relaysim.sightline.sweep` says what it is about. What the bounds leave open is asked of the exact ray.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.kernel import lowest_on_way
from relaysim.sightline.rays import TOUCHES_M, UNKNOWN
from relaysim.sightline.steepest import steepest_on_way
from relaysim.terrain.ceilings import FINE

# Slopes are compared with this much room, metres at the target, for rounding.
_ROOM_M = 1e-6
# A height is asked exactly where it could be off by more than 10 cm and 10 % of how deep its target is hidden. That is
# of the true depth; of the depth found it is this much less.
TOLERANCE_M, TOLERANCE_SHARE = 0.1 / 1.1, 0.1 / 1.1
# Blocks in reach of more wedges than this are not judged as a whole: it would take longer than judging their nodes.
_MOST_WEDGES = 64


@compiled(counted=False)
def _place_among_bent(n, j, u, y0, m, q):  # type: ignore[no-untyped-def]
    """The wedge that node j of a line lies in, near wedge n, and how far between its rays, where rays are bent."""
    one, last = np.uint64(1), np.uint64(m.size - 2)
    while n > 0 and y0 + u * (m[n] + q[n] * u) > j:
        n -= one
    while n < last and y0 + u * (m[n + one] + q[n + one] * u) <= j:
        n += one
    y_a, y_b = y0 + u * (m[n] + q[n] * u), y0 + u * (m[n + one] + q[n + one] * u)
    return n, (j - y_a) / (y_b - y_a)


@compiled(counted=False)
def _way(n, w, u, j, y0, u_last, bend_u, bend_y, seat):  # type: ignore[no-untyped-def]
    """The way to node j of a line: start, extent and bend along columns and rows."""
    column, row, upright, step = seat
    far = u / u_last * u / u_last
    along = step * u, (bend_u[n] + w * (bend_u[n + 1] - bend_u[n])) * far * step
    across = j - y0, (bend_y[n] + w * (bend_y[n + 1] - bend_y[n])) * far
    if upright:
        return (column, across[0], across[1]), (row, along[0], along[1])
    return (column, along[0], along[1]), (row, across[0], across[1])


@compiled(counted=False)
def judge_heights(  # type: ignore[no-untyped-def]
    far, u, j0, j1, y0, u_last, zo, target_m, fan, curved, state, open_nodes, wedges, shares, bounds, out
):
    """Heights above the lowest visible point of the nodes j0 to j1 of a line; lists those that stay open.

    Nodes beyond the radius and those on unknown ground are left alone. For an open node its wedge is listed, its
    share of the way between the rays, and a slope that hides it at least.
    """
    ends, m, q, k0, k1, _, _, square, bow, uneven, _, width = fan
    steep, gap, _, excess, low_a, low_b, surely_below, surely_above, spread = state
    inv, room, asked = 1.0 / u, (_ROOM_M + uneven[0]) / u, 0
    first_whole = np.ceil(ends[0]) - (1.0 if ends[0] < np.ceil(ends[0]) else 0.0)
    scale, last_wedge = u_last / u, np.float64(ends.size - 2)
    limited, beside = square[0] > 0.0, False
    for j in range(j0, j1 + 1):
        at = (j - y0) * scale + y0  # on the last line
        n = np.uint64(min(max(np.floor(at) - first_whole, 0.0), last_wedge))
        w = (at - ends[n]) * width[n]
        if curved:
            n, w = _place_among_bent(n, j, u, y0, m, q)
            beside = not 0.0 <= w <= 1.0
        if limited and (square[n] + w * (square[n + 1] - square[n] - (1.0 - w) * bow[n])) * u * u > 1.0:
            continue
        h = np.float64(far[j])
        drop = (k0[n] + k1[n] * u) * u
        drop += w * ((k0[n + 1] + k1[n + 1] * u) * u - drop)
        ground = (h - zo) * inv - drop
        target = ground + target_m * inv
        if curved and beside and h == h:  # outside the fan's outermost ray by a hair
            open_nodes[asked], wedges[asked], shares[asked], bounds[asked] = j, n, w, ground
            asked += 1
            continue
        chord = steep[n] + w * (steep[n + 1] - steep[n])
        if target < surely_below[n] - room or target > surely_above[n] + room:
            value = (target - max(chord, surely_below[n])) * u
            if spread[n] * u <= TOLERANCE_M - TOLERANCE_SHARE * min(value, 0.0):
                out[j] = min(value, target_m)
                continue
        if h != h:
            gap[n], surely_above[n], spread[n] = UNKNOWN, np.inf, np.inf
            continue
        least, low = ground, low_a[n] + w * (low_b[n] - low_a[n])
        least = low if low > least else least  # low is nan beside a ray that has left the raster
        most = max(chord + excess[n], least)
        if gap[n] == UNKNOWN or gap[n + 1] == UNKNOWN:
            if target < least - room:  # hidden by known ground, at least so deep
                out[j] = (target - least) * u
                continue
        elif gap[n] + gap[n + 1] == 0 and (target < least - room or target > most + room):
            value = (target - 0.5 * (least + most)) * u
            if (most - least) * u <= 2.0 * (TOLERANCE_M - TOLERANCE_SHARE * min(value, 0.0)):
                out[j] = min(value, target_m)
                continue
        open_nodes[asked], wedges[asked], shares[asked], bounds[asked] = j, n, w, least
        asked += 1
    return asked


@compiled(counted=False)
def ask_heights(  # type: ignore[no-untyped-def]
    far, u, y0, u_last, zo, target_m, fan, seat, views, open_nodes, wedges, shares, bounds, asked, out
):
    """Heights above the lowest visible point of the nodes that a line's bounds leave open, from their own rays."""
    k0, k1, bend_u, bend_y, bow_k = fan[3], fan[4], fan[5], fan[6], fan[10]
    for k in range(asked):
        j, n, w = open_nodes[k], wedges[k], shares[k]
        drop = (k0[n] + k1[n] * u) * u
        drop += w * ((k0[n + 1] + k1[n + 1] * u) * u - drop - (1.0 - w) * bow_k[n] * u)
        c, r = _way(n, w, u, j, y0, u_last, bend_u, bend_y, seat)
        best, unknown = steepest_on_way(views, c, r, zo, drop * u, (bounds[k] + drop) * u - _ROOM_M)
        value = min(np.float64(far[j]) + target_m - zo - best, target_m)
        value = 0.0 if abs(value) < TOUCHES_M else value
        out[j] = np.nan if unknown and value >= 0.0 else value


@compiled(counted=False)
def judge_signs(  # type: ignore[no-untyped-def]
    far, u, j0, j1, y0, u_last, zo, target_m, fan, curved, state, passed, open_nodes, wedges, shares, out
):
    """Whether the nodes j0 to j1 of a line are seen: 1, 0 or -1 for unknown; lists those that stay open.

    Nodes in `passed` blocks and beyond the radius are left alone: they are not seen.
    """
    ends, m, q, k0, k1, _, _, square, bow, uneven, _, width = fan
    steep, gap, _, excess, low_a, low_b, surely_below, surely_above, spread = state
    inv, room, asked = 1.0 / u, (_ROOM_M + uneven[0]) / u, 0
    first_whole = np.ceil(ends[0]) - (1.0 if ends[0] < np.ceil(ends[0]) else 0.0)
    scale, last_wedge = u_last / u, np.float64(ends.size - 2)
    limited, rise, wide = square[0] > 0.0, target_m - zo, room + uneven[1] * u
    size, beside = 1 << FINE, False
    for block in range(j0 >> FINE, (j1 >> FINE) + 1):
        if passed[block]:
            continue
        for j in range(max(j0, block * size), min(j1, block * size + size - 1) + 1):
            at = (j - y0) * scale + y0  # on the last line
            n = np.uint64(min(max(np.floor(at) - first_whole, 0.0), last_wedge))
            w = (at - ends[n]) * width[n]
            if curved:
                n, w = _place_among_bent(n, j, u, y0, m, q)
                beside = not 0.0 <= w <= 1.0
            h = np.float64(far[j])
            if not (curved or limited):
                target = (h + rise) * inv - k0[n] * u
                if target < surely_below[n] - wide:
                    out[j] = 0
                    continue
                if target > surely_above[n] + wide:
                    out[j] = 1
                    continue
            if limited and (square[n] + w * (square[n + 1] - square[n] - (1.0 - w) * bow[n])) * u * u > 1.0:
                continue
            if h != h:
                gap[n], surely_above[n], spread[n] = UNKNOWN, np.inf, np.inf
                out[j] = -1
                continue
            drop = (k0[n] + k1[n] * u) * u
            drop += w * ((k0[n + 1] + k1[n + 1] * u) * u - drop)
            target = (h + rise) * inv - drop
            chord = steep[n] + w * (steep[n + 1] - steep[n])
            if curved and beside:  # outside the fan's outermost ray by a hair
                open_nodes[asked], wedges[asked], shares[asked] = j, n, w
                asked += 1
            elif target < low_a[n] + w * (low_b[n] - low_a[n]) - room:
                out[j] = 0
            elif gap[n] + gap[n + 1] == 0 and target > chord + excess[n] + room:
                out[j] = 1
            else:
                open_nodes[asked], wedges[asked], shares[asked] = j, n, w
                asked += 1
    return asked


@compiled(counted=False)
def ask_signs(far, u, y0, u_last, zo, target_m, fan, seat, views, open_nodes, wedges, shares, asked, out):  # type: ignore[no-untyped-def]
    """Whether the nodes that a line's bounds leave open are seen, from their own rays."""
    k0, k1, bend_u, bend_y, bow_k = fan[3], fan[4], fan[5], fan[6], fan[10]
    for k in range(asked):
        j, n, w = open_nodes[k], wedges[k], shares[k]
        drop = (k0[n] + k1[n] * u) * u
        drop += w * ((k0[n + 1] + k1[n + 1] * u) * u - drop - (1.0 - w) * bow_k[n] * u)
        c, r = _way(n, w, u, j, y0, u_last, bend_u, bend_y, seat)
        ray = zo, np.float64(far[j]) + target_m - zo
        _, where, _, unknown = lowest_on_way(views, c, r, ray, drop * u, True)
        out[j] = 0 if where == where else (-1 if unknown else 1)


@compiled()
def pass_blocks(fine, band, u_in, u_out, y0, u_last, zo, target_m, fan, surely_below, passed):  # type: ignore[no-untyped-def]
    """Mark in `passed` the blocks of a band of lines, from u_in to u_out, in which no node can be seen.

    Their highest node, with a target on it, stands below what surely hides it in every wedge within reach.
    """
    ends, k0, uneven = fan[0], fan[3], fan[9]
    tops, stride_band, stride_across, blocks = fine
    least_k, room = k0.min(), (_ROOM_M + uneven[0]) / u_in
    size = 1 << FINE
    for block in range(max(int(y0 - u_out) >> FINE, 0), min(int(y0 + u_out) + 1 >> FINE, blocks - 1) + 1):
        passed[block] = 0
        left, right = block * size - y0, block * size + size - 1 - y0
        low = left * (u_last / u_in if left < 0.0 else u_last / u_out) + y0 - ends[0]
        high = right * (u_last / u_out if right < 0.0 else u_last / u_in) + y0 - ends[0]
        first, last = max(int(low) - 1, 0), min(int(high) + 2, ends.size - 2)
        if last - first > _MOST_WEDGES or last < first:
            continue
        up = np.float64(tops[band * stride_band + block * stride_across]) + target_m - zo
        slope = (up / u_in if up > 0.0 else up / u_out) - least_k * u_in
        hidden = np.inf
        for n in range(first, last + 1):
            hidden = min(hidden, surely_below[n])
        passed[block] = 1 if slope < hidden - room else 0
