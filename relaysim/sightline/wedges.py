"""What bounds the slopes between two rays of a fan: numba kernels. `relaysim.sightline.sweep` says what it is about.

A wedge is narrower than the space between two nodes, so that a line of nodes has one node in it at most.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.rays import UNKNOWN


@compiled(counted=False, apart=True)
def overtop(u, zo, k0, k1, at, cell, low, steep, rise, excess, kink_a, kink_b):  # type: ignore[no-untyped-def]
    """Bring up to date, with line u, how far nodes in the wedges stand above the chords of `steep`, and where."""
    inv = 1.0 / u
    for n in range(excess.size):
        w = (cell[n + 1] - at[n]) / (at[n + 1] - at[n])
        drop, drop_b = (k0[n] + k1[n] * u) * u, (k0[n + 1] + k1[n + 1] * u) * u
        slope = (low[n + 1] - zo) * inv - drop - w * (drop_b - drop)
        over = slope - steep[n] - w * (steep[n + 1] - steep[n])
        lifted = min(rise[n], rise[n + 1])
        left = excess[n] - (lifted if lifted > 0.0 else 0.0)
        stands, stood = cell[n + 1] > cell[n] and over > 0.0, left > 0.0
        a, b = (kink_a[n] if stood else 1.0), (kink_b[n] if stood else 0.0)
        kink_a[n] = min(a, w) if stands else a
        kink_b[n] = max(b, w) if stands else b
        excess[n] = max(left if stood else 0.0, over if stands else 0.0)


@compiled(counted=False, apart=True)
def undercut(u, zo, k0, k1, at, cell, low, slope, crossing, rise, low_a, low_b, dip, dip_at):  # type: ignore[no-untyped-def]
    """Bring up to date, with line u and the columns before it, the slopes that all of a wedge has on one of them.

    Those of the line or the column on which they are the highest; nothing by unknown ground, which hides nothing.
    """
    inv = 1.0 / u
    for n in range(low_a.size):
        w = (cell[n + 1] - at[n]) / (at[n + 1] - at[n])
        drop, drop_b = (k0[n] + k1[n] * u) * u, (k0[n + 1] + k1[n + 1] * u) * u
        node = (low[n + 1] - zo) * inv - drop - w * (drop_b - drop)
        a, b = slope[n], slope[n + 1]
        short = a + w * (b - a) - node
        short = short if cell[n + 1] > cell[n] and not short <= 0.0 else 0.0
        # Both rays cross one column: between them its ground is straight. Crossings are counted with the line before.
        fall = k0[n] + k1[n] * (2.0 * u - 1.0)
        c, d = crossing[n] - fall, crossing[n + 1] - fall
        column = cell[n] == cell[n + 1] and c + d > a + b - short
        a, b, short = (c if column else a), (d if column else b), (0.0 if column else short)
        better = a + b - short + 0.0 * (rise[n] + rise[n + 1]) > low_a[n] + low_b[n] - dip[n]
        low_a[n] = a if better else low_a[n]
        low_b[n] = b if better else low_b[n]
        dip[n] = short if better else dip[n]
        dip_at[n] = w if better else dip_at[n]


@compiled(counted=False, apart=True)
def bound(steep, excess, low_a, low_b, dip, below, above):  # type: ignore[no-untyped-def]
    """What hides, and what shows, a target anywhere in the wedges."""
    for n in range(below.size):
        below[n] = min(low_a[n], low_b[n]) - dip[n]
        above[n] = max(steep[n], steep[n + 1]) + excess[n]


@compiled(counted=False)
def mind_gaps(rise, gap, above):  # type: ignore[no-untyped-def]
    """Note which rays have crossed unknown ground: nothing is surely seen in the wedges beside them any more."""
    for n in range(rise.size):
        gap[n] = gap[n] if rise[n] == rise[n] else UNKNOWN
    for n in range(above.size):
        above[n] = np.inf if gap[n] + gap[n + 1] > 0 else above[n]


@compiled(counted=False, apart=True)
def halve(steep, excess, low_a, low_b, dip, above, middle_a, middle_b, loose):  # type: ignore[no-untyped-def]
    """What lies half way between what hides and what shows, and how far off that may be."""
    for n in range(loose.size):
        shift = 0.5 * (excess[n] - dip[n])
        middle_a[n] = 0.5 * (steep[n] + low_a[n]) + shift
        middle_b[n] = 0.5 * (steep[n + 1] + low_b[n]) + shift
        wide = max(steep[n] - low_a[n], steep[n + 1] - low_b[n]) + excess[n] + dip[n]
        loose[n] = 0.5 * wide if above[n] < np.inf else np.inf


@compiled(counted=False)
def _tent(height, begin, end, w):  # type: ignore[no-untyped-def]
    """What stands `height` high between two shares of a wedge and falls to nothing at its rays, w of the way across."""
    if w < begin:
        return height * w / begin
    return height * (1.0 - w) / (1.0 - end) if w > end else height


@compiled(counted=False)
def most_at(horizon, n, w):  # type: ignore[no-untyped-def]
    """The steepest slope that a place in wedge n, w of the way across, may have before it."""
    chord, over = horizon.steep[n] + w * (horizon.steep[n + 1] - horizon.steep[n]), horizon.excess[n]
    return chord + _tent(over, horizon.kink_a[n], horizon.kink_b[n], w) if over > 0.0 else chord


@compiled(counted=False)
def least_at(horizon, n, w):  # type: ignore[no-untyped-def]
    """The steepest slope that a place in wedge n, w of the way across, surely has before it."""
    chord, dip = horizon.low_a[n] + w * (horizon.low_b[n] - horizon.low_a[n]), horizon.dip[n]
    return chord - _tent(dip, horizon.dip_at[n], horizon.dip_at[n], w) if dip > 0.0 else chord
