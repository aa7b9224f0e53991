"""Which rays of a fan may find steeper ground in the next lines: numba kernels.

The lines come in bands, a row of blocks each: the highest node of the blocks that a ray crosses rules out most.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.terrain.ceilings import FINE

# Runs of awake rays this near to each other are one.
_NEAR = 32
# Runs are made so much longer than a multiple of this: vectors are filled.
_VECTOR = 16


@compiled(counted=False)
def _wake(m, q, k0, k1, steep, tops, stride, blocks, u_in, u_out, y0, zo, top, awake):  # type: ignore[no-untyped-def]
    """Fill `awake` with 1 for rays that may meet steeper ground from u_in to u_out, else 0.

    tops: highest nodes of a row of blocks, `stride` from one to the next; top: room to work in.
    """
    inv_out, inv_in, last = 1.0 / u_out, 1.0 / u_in, np.float64(blocks - 1)
    per = 1.0 / (1 << FINE)
    for n in range(awake.size):
        a, b = y0 + u_in * (m[n] + q[n] * u_in), y0 + u_out * (m[n] + q[n] * u_out)
        first = np.uint32(min(max(min(a, b) * per, 0.0), last))
        second = np.uint32(min(max(max(a, b) * per, 0.0), last))
        stepped = np.uint32(stride)
        highest = np.float64(max(tops[first * stepped], tops[second * stepped]))
        top[n] = highest if second - first < np.uint32(2) else np.inf
    for n in range(awake.size):
        up = top[n] - zo
        over = max(up * inv_in, up * inv_out) - (k0[n] + k1[n] * u_in) * u_in
        awake[n] = 1 if over > steep[n] else 0


@compiled(counted=False)
def _runs_of(awake, begin, runs):  # type: ignore[no-untyped-def]
    """List runs of awake rays, each with one more ray on either side: begins and ends; returns how many."""
    count, end, last = 0, -_NEAR, begin + awake.size
    for n in range(awake.size):
        if awake[n] == 0:
            continue
        at = begin + n
        if at - end < _NEAR and count > 0:
            end = at + 2
        else:
            runs[count, 0] = max(at - 1, begin)
            count, end = count + 1, at + 2
        runs[count - 1, 1] = min(end, last)
    for r in range(count):
        whole = -(-(runs[r, 1] - runs[r, 0] - 1) // _VECTOR) * _VECTOR + 1
        runs[r, 1] = min(runs[r, 0] + whole, last)
    return count


@compiled(counted=False)
def wake(fan, level, fine, band, begin, end, u_in, u_out, y0, zo, steep, top, awake, runs):  # type: ignore[no-untyped-def]
    """List the runs of rays, from `begin` to `end` of a level, that may find steeper ground between two lines.

    fine: tops of blocks, flat, with the strides of bands and of blocks across, and the number of these.
    top, awake: room to work in. Returns how many runs there are.
    """
    if end <= begin:
        return 0
    tops, stride_band, stride_across, blocks = fine
    f, t = fan.starts[level] + begin, fan.starts[level] + end
    _wake(
        fan.m[f:t], fan.q[f:t], fan.k0[f:t], fan.k1[f:t], steep[begin:end], tops[band * stride_band :],
        stride_across, blocks, u_in, u_out, y0, zo, top[begin:end], awake[begin:end],
    )  # fmt: skip
    return _runs_of(awake[begin:end], begin, runs)
