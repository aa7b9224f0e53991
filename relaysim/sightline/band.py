"""A band of a quarter's lines, read into rows that lie in order in memory: numba kernels."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.terrain.ceilings import FINE

# Lines of a band: those of one row of blocks.
LINES = 1 << FINE


@compiled(counted=False)
def lines_left(line, step, left):  # type: ignore[no-untyped-def]
    """How many lines, this one counted, belong to the same row of blocks, of those that are left."""
    within = min(line, line - step) & (LINES - 1)
    return min((within if step < 0 else LINES - 1 - within) + 1, left)


@compiled(counted=False)
def _read_nodes(flat, start, stride_line, stride, step, lines, low, high, band):  # type: ignore[no-untyped-def]
    """Copy nodes low to high - 1 of so many lines into the rows of a band; `start`: node 0 of the first line."""
    if stride == 1:
        for k in range(lines):
            source = flat[start + k * step * stride_line + low : start + k * step * stride_line + high]
            target = band[k, low:high]
            for n in range(target.size):
                target[n] = source[n]
        return
    target, width = band.reshape(-1), np.uint64(band.shape[1])
    onward = np.uint64(step * stride_line)  # -1 wraps round, as it should
    for n in range(low, high):
        source, at = np.uint64(start + n * stride), np.uint64(n)
        for _ in range(lines):
            target[at] = flat[source]
            at += width
            source += onward


@compiled(counted=False)
def read_band(flat, start, stride_line, stride, step, lines, low, high, wanted, band):  # type: ignore[no-untyped-def]
    """Copy the wanted blocks of nodes between low and high of so many lines into the rows of a band.

    flat: the raster, its nodes `stride` and its lines `stride_line` apart; start: node 0 of the first line; step: 1 or
    -1, the way to the next one; wanted: of every block, whether it is. A block comes with the nodes next to it.
    """
    block, end = low >> FINE, (high - 1) >> FINE
    while block <= end:
        if wanted[block] == 0:
            block += 1
            continue
        first = block
        while block <= end and wanted[block] != 0:
            block += 1
        begin, until = max((first << FINE) - 2, low), min((block << FINE) + 2, high)
        _read_nodes(flat, start, stride_line, stride, step, lines, begin, until, band)


@compiled(counted=False)
def want(passed, runs, found, fan, level, u_in, u_out, y0, wanted):  # type: ignore[no-untyped-def]
    """Mark the blocks that have not been passed, and those that runs of rays read from u_in to u_out."""
    at, last = fan.starts[level], wanted.size - 1
    for block in range(wanted.size):
        wanted[block] = 1 - passed[block]
    for r in range(found):
        a, b = at + runs[r, 0], at + runs[r, 1] - 1
        low = min(u_in * (fan.m[a] + fan.q[a] * u_in), u_out * (fan.m[a] + fan.q[a] * u_out))
        high = max(u_in * (fan.m[b] + fan.q[b] * u_in), u_out * (fan.m[b] + fan.q[b] * u_out))
        wanted[max(int(y0 + low), 0) >> FINE : min(int(y0 + high) >> FINE, last) + 1] = 1


@compiled(counted=False)
def pad(band, nodes):  # type: ignore[no-untyped-def]
    """Give lines of a single node a second one: cells need two."""
    if nodes == 1:
        for k in range(band.shape[0]):
            band[k, 1] = band[k, 0]
