"""The rays of a fan, laid between a few that were measured: numba kernels."""

from __future__ import annotations

from relaysim.compiled import compiled


@compiled(counted=False)
def _laid(values, x):  # type: ignore[no-untyped-def]
    """A value at x between evenly spread ones, from the parabola through the nearest three."""
    n = min(max(int(x + 0.5), 1), values.size - 2)
    x -= n
    before, here, after = values[n - 1], values[n], values[n + 1]
    return here + 0.5 * x * (x - 1.0) * (before - here) + 0.5 * x * (x + 1.0) * (after - here)


@compiled(counted=False, inner=False)
def lay_rays(measured, first_m, far, m, q, k0, k1, bend_u, bend_y, square):  # type: ignore[no-untyped-def]
    """Fill in, evenly spread, all rays of a fan's finest level, the first at slope `first_m` on the line `far` off.

    measured: q, k0, k1, bend_u, bend_y, square of some rays, a row each; `relaysim.sightline.fan.Fan` says what they are. The
    arrays of rays may go on for coarser levels.
    """
    wedges, spaces = square.size - 1, measured.shape[1] - 1
    for n in range(wedges + 1):
        share = n / wedges
        x = share * spaces
        q[n], k0[n], k1[n] = _laid(measured[0], x), _laid(measured[1], x), _laid(measured[2], x)
        bend_u[n], bend_y[n], square[n] = _laid(measured[3], x), _laid(measured[4], x), _laid(measured[5], x)
        m[n] = first_m + share - q[n] * far


@compiled(counted=False, inner=False)
def thin_out(rays, starts):  # type: ignore[no-untyped-def]
    """Fill in the coarser levels of rays, every second one of the level before, each from its place in `starts` on."""
    for level in range(1, starts.size):
        count, fine, coarse = (
            (starts[level] - starts[level - 1] - 1) // 2 + 1,
            starts[level - 1],
            starts[level],
        )
        for n in range(count):
            for row in range(rays.shape[0]):
                rays[row, coarse + n] = rays[row, fine + 2 * n]


@compiled(counted=False, inner=False)
def spread_of(k0):  # type: ignore[no-untyped-def]
    """The greatest difference between neighbours, the least and the greatest of some numbers."""
    apart, least, most = 0.0, k0[0], k0[0]
    for n in range(1, k0.size):
        apart = max(apart, abs(k0[n] - k0[n - 1]))
        least, most = min(least, k0[n]), max(most, k0[n])
    return apart, least, most
