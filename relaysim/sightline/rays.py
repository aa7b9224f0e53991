"""The rays of a fan, brought outward line by line: numba kernels. `relaysim.sightline.sweep` says what it is about.

Every function here is a loop over neighbouring rays on plain arrays, without branches: the compiler turns it into
vector instructions, several rays at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.sightline.surface import Floats

# A slope of ground below all there is.
LOWEST = -1e15
# What a ray may have met: the raster's edge, unknown ground.
LEFT, UNKNOWN = np.uint8(1), np.uint8(2)


class OnLine(NamedTuple):
    """Where the rays of a fan meet one line of nodes; arrays of one number for every ray.

    at: across, in nodes; cell: the node before it; low, high: heights of that node and of the next, metres; slope:
    of the ground there, as seen by the observer.
    """

    at: Floats
    cell: Floats
    low: Floats
    high: Floats
    slope: Floats


class Horizon(NamedTuple):
    """What rays and the wedges between them have met so far; wedge n lies between ray n and ray n + 1.

    steep: no less than the steepest slope on the ray; excess: how far above the chord between two rays any slope
        in their wedge stands at most, and also at most from_a times its share of the wedge from the one ray, from_b
        times that from the other; low_a, low_b, dip, dip_at: slopes at the wedge's rays on one line or
        column, and how far below their chord, at which share of the wedge, a node between them lies;
    below, above: what certainly hides, and certainly shows, a target anywhere in the wedge; middle_a, middle_b, loose:
        slopes at the rays half way between what hides and what shows, and how far off their chord may be.
    gap: 0, LEFT or UNKNOWN; rise, crossing, share, twist_in, twist: of the last strip, see `climb` and `crossings`.
    """

    steep: Floats
    excess: Floats
    from_a: Floats
    from_b: Floats
    low_a: Floats
    low_b: Floats
    dip: Floats
    dip_at: Floats
    below: Floats
    above: Floats
    middle_a: Floats
    middle_b: Floats
    loose: Floats
    gap: NDArray[np.uint8]
    rise: Floats
    crossing: Floats
    share: Floats
    twist_in: Floats
    twist: Floats


@compiled(counted=False, apart=True)
def place(u, y0, m, q, at):  # type: ignore[no-untyped-def]
    """Where rays y0 + m u + q u^2 meet line u."""
    for n in range(at.size):
        at[n] = y0 + u * (m[n] + q[n] * u)


@compiled(counted=False, apart=True)
def read(line, at, cell, low, high):  # type: ignore[no-untyped-def]
    """The cell of every ray at a line: the nodes on either side, and their heights."""
    one, last = np.uint32(1), np.float64(line.size - 2)
    for n in range(at.size):
        j = np.uint32(min(at[n], last))
        cell[n], low[n], high[n] = j, line[j], line[j + one]


@compiled(counted=False, apart=True)
def read_twists(twists_, cell_in, cell, twist_in, twist):  # type: ignore[no-untyped-def]
    """The twists of the cells in which rays enter and leave a strip."""
    for n in range(cell.size):
        twist_in[n], twist[n] = twists_[np.uint32(cell_in[n])], twists_[np.uint32(cell[n])]


@compiled(counted=False, apart=True)
def slopes(u, zo, k0, k1, at, cell, low, high, slope):  # type: ignore[no-untyped-def]
    """Slopes of the ground where rays meet line u."""
    inv = 1.0 / u
    for n in range(at.size):
        h = low[n]
        slope[n] = (h + (at[n] - cell[n]) * (high[n] - h) - zo) * inv - (k0[n] + k1[n] * u) * u


@compiled(counted=False, apart=True)
def crossings(u_in, zo, k0, k1, at, cell, low, high, at_in, cell_in, low_in, high_in, crossing, share):  # type: ignore[no-untyped-def]
    """Where rays cross a column of nodes between two lines, as a share of the way, and the slope of the ground there.

    1 and -inf where they cross none. Never too flat, and too steep by the body's drop over one line at most: the drop is
    that of the line before.
    """
    for n in range(at.size):
        up, crosses = cell[n] > cell_in[n], cell[n] != cell_in[n]
        near = (high_in[n] if up else low_in[n]) - zo
        rise = (low[n] if up else high[n]) - zo - near
        over, aside = at[n] - at_in[n], max(cell[n], cell_in[n]) - at_in[n]
        part = aside / over
        slope = (near + part * rise) / (u_in + part) - (k0[n] + k1[n] * u_in) * u_in
        crossing[n] = slope if crosses else -np.inf
        share[n] = part if crosses else 1.0


@compiled(counted=False, apart=True)
def twists(near, far, twist):  # type: ignore[no-untyped-def]
    """How the ground between two lines is twisted: e in h + gx x + gy y + e x y between four nodes, metres.

    Along a ray that moves d across it, such ground is a parabola that stands -e d / 4 above its chord.
    """
    one = np.uint64(1)
    for n in range(twist.size):
        j = np.uint64(n)
        here, there = np.float64(far[j + one]) - far[j], np.float64(near[j + one]) - near[j]
        twist[n] = here - there


@compiled(counted=False)
def _bump(begin, end, twist, over, share, per_u):  # type: ignore[no-untyped-def]
    """How far slopes on a piece of a ray over one cell exceed those at its ends, at most; nan by unknown nodes.

    begin, end: slopes at its ends; over: how far the ray moves across in a whole strip, of which this is a share.
    Ground is a parabola that stands b = -e d / 4 above its chord, which itself is straight in 1 / u.
    """
    rise = end - begin
    bent = per_u * share * (max(-twist * over * share, 0.0) + max(rise, 0.0)) + 0.0 * twist
    return 0.25 * max(bent - abs(rise), 0.0)


@compiled(counted=False, apart=True)
def climb(per_u, drop, slope, slope_in, crossing, share, at, at_in, twist_in, twist, steep, rise):  # type: ignore[no-untyped-def]
    """Raise `steep` to the ground of one more strip between lines, and say by how much; nan over unknown ground.

    share: of the strip that lies before the crossing; twist_in, twist: of the cells before and after it; drop: of the
    body in the first line, metres at most, which bends chords of 1 / u by a quarter of it at most.
    """
    for n in range(slope.size):
        before, over, part = steep[n], at[n] - at_in[n], share[n]
        begin, end = slope_in[n], slope[n]
        middle = crossing[n] if part < 1.0 else end
        first = max(begin, middle) + _bump(begin, middle, twist_in[n], over, part, per_u)
        second = max(middle, end) + _bump(middle, end, twist[n], over, 1.0 - part, per_u)
        top, known = max(first, second) + 0.25 * per_u * drop, first + second == first + second
        rise[n] = max(top - before, 0.0) if known else np.nan
        steep[n] = top if known and top > before else before
