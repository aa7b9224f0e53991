"""The strip between two lines of nodes, for a run of neighbouring rays of a fan: numba kernels."""

from __future__ import annotations

from relaysim.compiled import compiled
from relaysim.sightline.first_strip import climb_from_observer
from relaysim.sightline.rays import climb, crossings, place, read, read_twists, slopes, twists
from relaysim.sightline.wedges import bound, halve, mind_gaps, overtop, undercut


@compiled(counted=False)
def meet(line, u, y0, zo, fan, level, a, b, met):  # type: ignore[no-untyped-def]
    """Fill in where rays a to b of a level meet line u."""
    f, t = fan.starts[level] + a, fan.starts[level] + b
    at, cell, low, high = met.at[a:b], met.cell[a:b], met.low[a:b], met.high[a:b]
    place(u, y0, fan.m[f:t], fan.q[f:t], at)
    read(line, at, cell, low, high)
    slopes(u, zo, fan.k0[f:t], fan.k1[f:t], at, cell, low, high, met.slope[a:b])


@compiled(counted=False)
def _climb(near, far, u_in, y0, zo, fan, level, a, b, twist, was, now, horizon):  # type: ignore[no-untyped-def]
    """Raise the horizon on rays a to b of a level to the ground between two lines."""
    f, t = fan.starts[level] + a, fan.starts[level] + b
    at, cell, at_in, cell_in = now.at[a:b], now.cell[a:b], was.at[a:b], was.cell[a:b]
    first, last = int(min(cell[0], cell_in[0])), int(max(cell[-1], cell_in[-1])) + 1
    twists(near[first : last + 1], far[first : last + 1], twist[first:last])
    twist_in, twist_out = horizon.twist_in[a:b], horizon.twist[a:b]
    read_twists(twist, cell_in, cell, twist_in, twist_out)
    crossing, share = horizon.crossing[a:b], horizon.share[a:b]
    crossings(
        u_in, zo, fan.k0[f:t], fan.k1[f:t], at, cell, now.low[a:b], now.high[a:b],
        at_in, cell_in, was.low[a:b], was.high[a:b], crossing, share,
    )  # fmt: skip
    climb(
        1.0 / u_in, fan.most_k0, now.slope[a:b], was.slope[a:b], crossing, share, at, at_in, twist_in, twist_out,
        horizon.steep[a:b], horizon.rise[a:b],
    )  # fmt: skip


@compiled(counted=False)
def _bound_wedges(u, zo, fan, level, a, b, now, holes, halved, horizon):  # type: ignore[no-untyped-def]
    """Bring the wedges between rays a to b of a level up to date with line u."""
    e, f, t = b - 1, fan.starts[level] + a, fan.starts[level] + b
    k0, k1 = fan.k0[f:t], fan.k1[f:t]
    at, cell, low, slope = now.at[a:b], now.cell[a:b], now.low[a:b], now.slope[a:b]
    steep, rise, crossing = horizon.steep[a:b], horizon.rise[a:b], horizon.crossing[a:b]
    low_a, low_b, excess = horizon.low_a[a:e], horizon.low_b[a:e], horizon.excess[a:e]
    overtop(u, zo, k0, k1, at, cell, low, steep, rise, excess, horizon.from_a[a:e], horizon.from_b[a:e])
    dip, dip_at, above = horizon.dip[a:e], horizon.dip_at[a:e], horizon.above[a:e]
    undercut(u, zo, k0, k1, at, cell, low, slope, crossing, rise, low_a, low_b, dip, dip_at)
    bound(steep, excess, low_a, low_b, dip, horizon.below[a:e], above)
    if holes:
        mind_gaps(rise, horizon.gap[a:b], above)
    if halved:
        middle_a, middle_b, loose = horizon.middle_a[a:e], horizon.middle_b[a:e], horizon.loose[a:e]
        halve(steep, excess, low_a, low_b, dip, above, middle_a, middle_b, loose)


@compiled(counted=False)
def advance(  # type: ignore[no-untyped-def]
    near, far, u, u_in, y0, zo, fan, level, runs, found, begin, end, twist, holes, halved, was, now, horizon
):
    """Bring runs of rays, of those from `begin` to `end` of a level, and the wedges between them, one line further.

    From line u_in, heights `near`, to line u, heights `far`. twist: room to work in; holes: whether any ground is
    unknown; halved: whether what lies half way between the bounds is wanted.
    """
    for r in range(found):
        a, b = max(runs[r, 0], begin), min(runs[r, 1], end)
        if b <= a:
            continue
        meet(far, u, y0, zo, fan, level, a, b, now)
        if u_in < 1.0:
            climb_from_observer(near, far, u, y0, zo, fan, level, a, b, now, horizon)
        else:
            _climb(near, far, u_in, y0, zo, fan, level, a, b, twist, was, now, horizon)
        _bound_wedges(u, zo, fan, level, a, b, now, holes, halved, horizon)
