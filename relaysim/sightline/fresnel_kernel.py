"""How much of its first Fresnel zone a ray has to itself: numba kernels on plain arrays.

At the fraction t of a way of length d the zone's radius is F = sqrt(wavelength d t (1 - t)). The least of clearance / F
is found cell by cell: over one cell the clearance is a quadratic in t, and where the quotient is least its derivative
is zero, a cubic in t, or it is an end. Blocks that cannot hold the least are passed over.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import along_cell, cells_of_column, inside, top_of_column
from relaysim.sightline.lowest import room_m
from relaysim.sightline.way import ends_of, piece, pieces_of, views_of
from relaysim.terrain.ceilings import FINE

_NO_PIECE, _NEAR_END, _HALVINGS = 1e-9, 1e-9, 60


@compiled("f8(f8, f8, f8, f8)")
def _share(a, b, c, t):  # type: ignore[no-untyped-def]
    """(a + b t + c t^2) / sqrt(t (1 - t)); at the ends its limit."""
    value, zone = a + (b + c * t) * t, t * (1.0 - t)
    if zone > 1e-18:
        return value / np.sqrt(zone)
    return np.inf if value > 1e-9 else (0.0 if value > -1e-9 else -np.inf)


@compiled("f8(f8, f8, f8, f8)")
def _slope(a, b, c, t):  # type: ignore[no-untyped-def]
    """Derivative of `_share`, but for a positive factor."""
    return (b + 2.0 * c * t) * t * (1.0 - t) - 0.5 * (a + (b + c * t) * t) * (1.0 - 2.0 * t)


@compiled("UniTuple(f8, 2)(f8, f8, f8, f8, f8)")
def least_share(a, b, c, begin, end):  # type: ignore[no-untyped-def]
    """Least of (a + b t + c t^2) / sqrt(t (1 - t)) on begin <= t <= end, and where."""
    least, where = _share(a, b, c, begin), begin
    last = _share(a, b, c, end)
    if last < least:
        least, where = last, end
    low, high = max(begin, _NEAR_END), min(end, 1.0 - _NEAR_END)  # at the ends themselves the slope vanishes
    if low < high and _slope(a, b, c, low) < 0.0 < _slope(a, b, c, high):
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if _slope(a, b, c, middle) < 0.0 else (low, middle)
        value = _share(a, b, c, 0.5 * (low + high))
        if value < least:
            least, where = value, 0.5 * (low + high)
    return least, where


@compiled(counted=False)
def _in_cells(  # type: ignore[no-untyped-def]
    heights, stride_u, stride_v, nodes_u, nodes_v, v0, v1, w0, w1, w2, start, per, begin, end, least, where
):
    """The least share from u = begin to end, cell by cell, where, and whether some ground is unknown."""
    unknown, k = False, 1.0 / per
    for i in range(int(begin), int(np.ceil(end))):
        u_in, u_out = max(begin, np.float64(i)), min(end, i + 1.0)
        cell, other, change = cells_of_column(u_in, v0 + v1 * u_in, v0 + v1 * u_out, v1, nodes_v - 1)
        while u_in < u_out:
            u_end = min(u_out, change)
            if u_end - u_in > _NO_PIECE:
                v_in = v0 + v1 * u_in
                g0, g1, g2 = along_cell(
                    heights, stride_u, stride_v, nodes_u, nodes_v, i, cell, u_in, v_in, v1
                )
                f0, f1, f2 = w0 + (w1 + w2 * u_in) * u_in - g0, w1 + 2.0 * w2 * u_in - g1, w2 - g2
                # from u - u_in to t
                t_in, t_end = start + per * u_in, start + per * u_end
                c, slope = f2 * k * k, f1 * k
                a, b = f0 - (slope - c * t_in) * t_in, slope - 2.0 * c * t_in
                low, high = (t_in, t_end) if t_in < t_end else (t_end, t_in)
                value, place = least_share(a, b, c, max(low, 0.0), min(high, 1.0))
                if value < least:
                    least, where = value, place
                unknown = unknown or np.isnan(f0 + f1 + f2)
            u_in, change, cell = u_end, np.inf, other
    return least, where, unknown


@compiled(counted=False)
def _on_piece(raster, fine, line, ray, start, per, begin, end, least, where):  # type: ignore[no-untyped-def]
    """The least share of one straight piece of a way, if below `least`."""
    heights, stride_u, stride_v, nodes_u, nodes_v = raster
    tops, fine_u, fine_v, blocks_v = fine
    (v0, v1), (w0, w1, w2) = line, ray
    first, last = inside(v0, v1, nodes_u - 1.0, nodes_v - 1.0, begin, end)
    if not first < last:
        return least, where, True
    unknown = first > begin + _NO_PIECE or last < end - _NO_PIECE
    for block in range(int(first) >> FINE, (int(np.ceil(last)) - 1 >> FINE) + 1):
        a, b = max(first, np.float64(block << FINE)), min(last, np.float64(block + 1 << FINE))
        top = top_of_column(tops, fine_u, fine_v, blocks_v, FINE, block, v0 + v1 * a, v0 + v1 * b)
        room = room_m(w0, w1, w2, a, b, top)
        ta, tb = start + per * a, start + per * b
        nearest = 0.5 if (ta - 0.5) * (tb - 0.5) <= 0.0 else (ta if abs(ta - 0.5) < abs(tb - 0.5) else tb)
        if room > 0.0 and room >= least * np.sqrt(max(nearest * (1.0 - nearest), 0.0)):
            continue
        least, where, missing = _in_cells(
            heights, stride_u, stride_v, nodes_u, nodes_v, v0, v1, w0, w1, w2, start, per, a, b, least, where
        )  # fmt: skip
        unknown = unknown or missing
    return least, where, unknown


@compiled()
def shares(  # type: ignore[no-untyped-def]
    heights,
    fine,
    coarse,
    c1,
    r1,
    z1,
    c2,
    r2,
    z2,
    bend_c,
    bend_r,
    distance_m,
    radius_m,
    share,
    fraction,
    unknown,
):
    """Fill the last three arrays: least of clearance / sqrt(t (1 - t)) over known ground, its t, 1.0 if unknown met.

    Divided by sqrt(wavelength * distance) that is the least share of the first Fresnel zone's radius that is free.
    The other arguments are those of `relaysim.sightline.kernel.lines`.
    """
    views = views_of(heights, fine, coarse)
    for n in range(c1.size):
        share[n], fraction[n], unknown[n] = np.nan, np.nan, 1.0
        ca, ra, za, cb, rb, zb, turned = ends_of(c1[n], r1[n], z1[n], c2[n], r2[n], z2[n])
        if (
            heights.size == 0
            or not np.isfinite(ca + ra + cb + rb + za + zb + bend_c[n])
            or (ca == cb and ra == rb)
        ):
            continue
        bulge = distance_m[n] * distance_m[n] / (2.0 * radius_m)
        least, where, missing = np.inf, np.nan, False
        pieces = pieces_of(bend_c[n], bend_r[n])
        for number in range(pieces):
            t0, t1 = number / pieces, (number + 1) / pieces
            c, r = piece(ca, cb - ca, bend_c[n], t0, t1), piece(ra, rb - ra, bend_r[n], t0, t1)
            level = abs(c[1]) >= abs(r[1])
            u, v = (c, r) if level else (r, c)
            raster, tops, _ = views[0] if level else views[1]
            per = 1.0 / u[1]
            start = -u[0] * per
            line = v[0] + v[1] * start, v[1] * per
            rise = zb - za
            ray = (
                za + rise * start - bulge * start * (1.0 - start),
                (rise - bulge * (1.0 - 2.0 * start)) * per,
                bulge * per * per,
            )
            begin, end = u[0] + u[1] * t0, u[0] + u[1] * t1
            begin, end = (begin, end) if begin < end else (end, begin)
            least, where, gap = _on_piece(raster, tops, line, ray, start, per, begin, end, least, where)
            missing = missing or gap
        unknown[n] = 1.0 if missing else 0.0
        if not np.isnan(where):
            share[n], fraction[n] = least, 1.0 - where if turned else where
