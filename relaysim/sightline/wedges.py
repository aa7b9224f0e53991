"""What bounds the slopes between two rays of a fan: numba kernels. `relaysim.sightline.sweep` says what it is about.

A wedge is narrower than the space between two nodes, so that a line of nodes has one node in it at most.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.rays import UNKNOWN

# A node so near to a ray, as a share of the wedge, is on it: ground falls by far less than rounding counts on the way there.
_AT_RAY = 1e-9


@compiled(counted=False, apart=True)
def overtop(u, zo, k0, k1, at, cell, low, steep, rise, excess, from_a, from_b):  # type: ignore[no-untyped-def]
    """Bring up to date, with line u, how far nodes in the wedges stand above the chords of `steep`, and how steeply.

    A node stands that high above its share of a wedge from either ray. Where a ray has risen, so has the chord: a line
    from the other ray falls by all of that, the highest node by the less of both.
    """
    inv = 1.0 / u
    for n in range(excess.size):
        w = (cell[n + 1] - at[n]) / (at[n + 1] - at[n])
        drop, drop_b = (k0[n] + k1[n] * u) * u, (k0[n + 1] + k1[n + 1] * u) * u
        slope = (low[n + 1] - zo) * inv - drop - w * (drop_b - drop)
        over = slope - steep[n] - w * (steep[n + 1] - steep[n])
        over = over if cell[n + 1] > cell[n] and over > 0.0 else 0.0
        up_a, up_b = (rise[n] if rise[n] > 0.0 else 0.0), (rise[n + 1] if rise[n + 1] > 0.0 else 0.0)
        excess[n] = max(excess[n] - min(up_a, up_b), over)
        from_a[n] = max(from_a[n] - up_b, over / max(w, _AT_RAY))
        from_b[n] = max(from_b[n] - up_a, over / max(1.0 - w, _AT_RAY))


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
def excess_at(horizon, n, w):  # type: ignore[no-untyped-def]
    """How far above its chord any slope in wedge n may be, w of the way across; concave in w, nothing at the rays."""
    return max(min(horizon.excess[n], min(horizon.from_a[n] * w, horizon.from_b[n] * (1.0 - w))), 0.0)


@compiled(counted=False)
def most_at(horizon, n, w):  # type: ignore[no-untyped-def]
    """The steepest slope that a place in wedge n, w of the way across, may have before it."""
    return horizon.steep[n] + w * (horizon.steep[n + 1] - horizon.steep[n]) + excess_at(horizon, n, w)


@compiled(counted=False)
def least_at(horizon, n, w):  # type: ignore[no-untyped-def]
    """The steepest slope that a place in wedge n, w of the way across, surely has before it."""
    chord, dip, at = (
        horizon.low_a[n] + w * (horizon.low_b[n] - horizon.low_a[n]),
        horizon.dip[n],
        horizon.dip_at[n],
    )
    if dip <= 0.0:
        return chord
    return chord - (dip * w / at if w < at else dip * (1.0 - w) / (1.0 - at) if w > at else dip)
