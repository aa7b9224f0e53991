"""The stretches of ground above one ray: a numba kernel on plain arrays."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import along_cell, cells_of_column, inside
from relaysim.sightline.lowest import least_of
from relaysim.sightline.way import TOUCHES_M, ends_of, piece, pieces_of, views_of

_NO_PIECE = 1e-9


@compiled("f8(f8, f8, f8, f8)")
def _first_root(f0, f1, f2, length):  # type: ignore[no-untyped-def]
    """Where f0 + f1 s + f2 s^2 first is zero on 0 <= s <= length; 0 if it is not."""
    if f2 == 0.0:
        s = -f0 / f1 if f1 != 0.0 else 0.0
        return s if 0.0 <= s <= length else 0.0
    inner = f1 * f1 - 4.0 * f2 * f0
    if inner < 0.0:
        return 0.0
    half = -0.5 * (f1 + (np.sqrt(inner) if f1 >= 0.0 else -np.sqrt(inner)))
    a, b = half / f2, (f0 / half if half != 0.0 else 0.0)
    a, b = (a, b) if a < b else (b, a)
    return a if 0.0 <= a <= length else (b if 0.0 <= b <= length else 0.0)


@compiled(counted=False)
def _follow(ridge, t, way, clearance, ground, length, parts, count):  # type: ignore[no-untyped-def]
    """Follow a ridge over a piece of the way: where it begins and ends, and its highest place so far; and how many have ended.

    ridge: begin (nan: none has begun), highest place, the ground there, the clearance there. clearance, ground: their
    polynomials of s, 0 to length, of which the fraction of the way is t + way s; clearance turns nowhere between.
    """
    begun, top_t, top_ground, least = ridge
    f0, f1, f2 = clearance
    value, s = least_of(f0, f1, f2, length)
    if value < -TOUCHES_M and np.isnan(begun):
        begun = t + way * (_first_root(f0, f1, f2, length) if f0 > 0.0 else 0.0)
        least = np.inf
    if value < least and not np.isnan(begun):
        least, top_t, top_ground = value, t + way * s, ground[0] + (ground[1] + ground[2] * s) * s
    ended, slope = f0 + (f1 + f2 * length) * length, f1 + 2.0 * f2 * length
    if not np.isnan(begun) and not ended < -TOUCHES_M:
        # the last root of this piece is the first one seen from its other end
        back = _first_root(ended, -slope, f2, length) if ended > 0.0 else 0.0
        if count < parts.shape[0]:
            parts[count, 0], parts[count, 1] = begun, t + way * (length - back)
            parts[count, 2], parts[count, 3], parts[count, 4] = top_t, top_ground, least
        count += 1
        begun = np.nan
    return (begun, top_t, top_ground, least), count


@compiled()
def blocked_parts(heights, fine, coarse, c1, r1, z1, c2, r2, z2, bend_c, bend_r, distance_m, radius_m, parts):  # type: ignore[no-untyped-def]
    """Fill rows of `parts`: begin, end, highest place (fractions of the way), the ground there, clearance there.

    Returns how many there are, those for which `parts` has no row too; the arguments are those of
    `relaysim.sightline.kernel.lines`, of one link. Rows come in the order of the walk, which may start at the second end.
    """
    views = views_of(heights, fine, coarse)
    ca, ra, za, cb, rb, zb, turned = ends_of(c1, r1, z1, c2, r2, z2)
    if not np.isfinite(ca + ra + cb + rb + za + zb + bend_c) or (ca == cb and ra == rb):
        return 0
    bulge, rise, count, pieces = (
        distance_m * distance_m / (2.0 * radius_m),
        zb - za,
        0,
        pieces_of(bend_c, bend_r),
    )
    ridge = np.nan, np.nan, np.nan, np.inf
    for number in range(pieces):
        t0, t1 = number / pieces, (number + 1) / pieces
        c, r = piece(ca, cb - ca, bend_c, t0, t1), piece(ra, rb - ra, bend_r, t0, t1)
        level = abs(c[1]) >= abs(r[1])
        u, v = (c, r) if level else (r, c)
        flat, stride_u, stride_v, nodes_u, nodes_v = views[0][0] if level else views[1][0]
        per = 1.0 / u[1]
        start, way = -u[0] * per, abs(per)
        v0, v1 = v[0] - v[1] * u[0] * per, v[1] * per
        begin, end = u[0] + u[1] * t0, u[0] + u[1] * t1
        first, last = inside(v0, v1, nodes_u - 1.0, nodes_v - 1.0, min(begin, end), max(begin, end))
        cells = int(np.ceil(last)) - int(first) if first < last else 0
        for k in range(cells):
            i = int(first) + k if per > 0.0 else int(np.ceil(last)) - 1 - k
            low, high = max(first, np.float64(i)), min(last, i + 1.0)
            cell, other, change = cells_of_column(low, v0 + v1 * low, v0 + v1 * high, v1, nodes_v - 1)
            halves = 2 if change < high else 1
            for half in range(halves):
                lower = half == 0 if per > 0.0 else half == halves - 1
                u_in, u_out = (low, min(high, change)) if lower else (change, high)
                j = cell if lower else other
                if u_out - u_in <= _NO_PIECE:
                    continue
                # walked in the way's own direction: s = |u - u_from|
                u_from, sign = (u_in, 1.0) if per > 0.0 else (u_out, -1.0)
                g0, g1, g2 = along_cell(
                    flat, stride_u, stride_v, nodes_u, nodes_v, i, j, u_from, v0 + v1 * u_from, v1
                )
                g1 *= sign
                t = start + per * u_from
                f0 = za + rise * t - bulge * t * (1.0 - t) - g0
                f1 = (rise - bulge * (1.0 - 2.0 * t)) * way - g1
                f2, rest = bulge * way * way - g2, u_out - u_in
                # Above the line at both ends and below it between them: walked in two parts.
                crest = -f1 / (2.0 * f2) if f2 < 0.0 < f1 else rest
                for length in (min(crest, rest), rest - min(crest, rest)):
                    if length > 0.0:
                        ridge, count = _follow(
                            ridge, t, way, (f0, f1, f2), (g0, g1, g2), length, parts, count
                        )
                        t, f0, f1 = t + way * length, f0 + (f1 + f2 * length) * length, f1 + 2.0 * f2 * length
                        g0, g1 = g0 + (g1 + g2 * length) * length, g1 + 2.0 * g2 * length
    if turned:
        for n in range(min(count, parts.shape[0])):
            for k in range(3):
                parts[n, k] = 1.0 - parts[n, k]
    return count
