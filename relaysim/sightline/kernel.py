"""Many sightlines at once: numba kernels on plain arrays.

A ray's height above the datum is z1 + (z2 - z1) t less the bulge of the body, B t (1 - t) with B = d^2 / (2 R), t the
fraction of the way. The way between two ends is straight in grid coordinates, or, where the great circle bends away
from that by more than a fraction of a cell, a chain of straight pieces along it: `bend_c`, `bend_r` say how far, in
cells, the middle of the great circle lies from the middle of the straight way.

Kernels that take a raster are compiled (or loaded from numba's cache) at their first call, once for rasters of
float32 and once for float64: a run has one kind, and the other would cost seconds for nothing. Hand them read-only
arrays (`relaysim.sightline.profile.flat` and `grid`), or numba compiles them anew for writable ones.
"""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled
from relaysim.sightline.columns import snapped
from relaysim.sightline.lowest import lowest, reached
from relaysim.sightline.profile_kernel import height_at
from relaysim.sightline.verdict import blocked
from relaysim.sightline.way import TOUCHES_M, ends_of, piece, pieces_of, views_of

# A fraction of the way this close to 0 or 1 is the end itself.
_AT_END = 1e-12


@compiled()
def heights_above(heights, column, row, up_m, height_m):  # type: ignore[no-untyped-def]
    """Fill `height_m` with the bilinear ground at points and `up_m` more; nan where it is unknown or outside.

    The bits are those of `relaysim.terrain.grid.bilinear`. No step waits for a height: those of many points are
    on their way from memory at once.
    """
    rows, columns = heights.shape
    for n in range(column.size):
        c, r = snapped(column[n]), snapped(row[n])
        if not (0.0 <= c <= columns - 1.0 and 0.0 <= r <= rows - 1.0):
            height_m[n] = np.nan
            continue
        i, j = int(c), int(r)
        right, below = min(i + 1, columns - 1), min(j + 1, rows - 1)
        u, v = c - i, r - j
        a, b, d, e = (1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v
        ground = a * heights[j, i] if a > 0.0 else 0.0
        ground += b * heights[j, right] if b > 0.0 else 0.0
        ground += d * heights[below, i] if d > 0.0 else 0.0
        height_m[n] = ground + (e * heights[below, right] if e > 0.0 else 0.0) + up_m[n]


@compiled(counted=False)
def _part(views, c, r, z, bulge, t0, t1):  # type: ignore[no-untyped-def]
    """A straight piece of a way as `lowest` takes it: the view, line, ray, begin and end; and t at u = 0, and per u."""
    along_c, along_r = piece(c[0], c[1], c[2], t0, t1), piece(r[0], r[1], r[2], t0, t1)
    level = abs(along_c[1]) >= abs(along_r[1])
    u, v = (along_c, along_r) if level else (along_r, along_c)
    # t = (u - u[0]) / u[1] turns all that is in t into polynomials of u
    per = 1.0 / u[1] if u[1] != 0.0 else 0.0
    start = -u[0] * per
    line = v[0] + v[1] * start, v[1] * per
    ray = (
        z[0] + z[1] * start - bulge * start * (1.0 - start),
        (z[1] - bulge * (1.0 - 2.0 * start)) * per,
        bulge * per * per,
    )
    ends = u[0] + u[1] * t0, u[0] + u[1] * t1
    begin, end = (ends[0], ends[1]) if ends[0] < ends[1] else (ends[1], ends[0])
    return views[0] if level else views[1], line, ray, begin, end, start, per


@compiled(counted=False)
def _lowest_on_way(views, c, r, z, bulge):  # type: ignore[no-untyped-def]
    """Least height of a ray above the known ground, where (t), the ground there, whether some is unknown.

    c, r: start, extent and bend along columns and rows; z: start and extent of height.
    """
    least, where, ground, unknown = np.inf, np.nan, np.nan, False
    pieces = pieces_of(c[2], r[2])
    for number in range(pieces):
        (raster, fine, coarse), line, ray, begin, end, start, per = _part(
            views, c, r, z, bulge, number / pieces, (number + 1) / pieces
        )
        bound = min(least, reached(raster, fine, coarse, line, ray, begin, end))
        found = lowest(raster, fine, coarse, line, ray, begin, end, bound, False)
        unknown = unknown or found[3]
        if found[0] < least:
            least, where, ground = found[0], start + found[1] * per, found[2]
            if min(abs(where), abs(where - 1.0)) < _AT_END:
                where = np.rint(where)
    return least, where, ground, unknown


@compiled(counted=False)
def hidden_on_way(views, c, r, z, bulge, passed):  # type: ignore[no-untyped-def]
    """Whether known ground stands above a ray, and whether some is unknown; c, r, z: as in `_lowest_on_way`.

    passed: a part of the way, from its begin, over which nothing does; looked at all the same where the way is bent.
    """
    unknown, pieces = False, pieces_of(c[2], r[2])
    for number in range(pieces):
        begun = passed if pieces == 1 else number / pieces
        (raster, fine, coarse), line, ray, begin, end, _, _ = _part(
            views, c, r, z, bulge, begun, (number + 1) / pieces
        )
        found = lowest(raster, fine, coarse, line, ray, begin, end, -TOUCHES_M, True)
        unknown = unknown or found[3]
        if found[0] < np.inf:
            return True, unknown
    return False, unknown


@compiled()
def lines(  # type: ignore[no-untyped-def]
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
    clearance_m,
    fraction,
    ground_m,
    unknown,
):
    """Fill the last four arrays: least clearance over known ground, where, ground height there, 1.0 if unknown met.

    `z` are the antennas' heights in the frame of `heights`, `distance_m` the ground distance between the ends.
    `clearance_m` is the least of ray - ground - bulge (negative: blocked; nan: nothing known), `fraction` of the
    way from the first end, and `ground_m` the ground without the bulge. Both directions give the same bits.
    """
    views = views_of(heights, fine, coarse)
    for n in range(c1.size):
        clearance_m[n], fraction[n], ground_m[n], unknown[n] = np.nan, np.nan, np.nan, 1.0
        ca, ra, za, cb, rb, zb, turned = ends_of(c1[n], r1[n], z1[n], c2[n], r2[n], z2[n])
        if heights.size == 0 or not np.isfinite(ca + ra + cb + rb + za + zb + bend_c[n]):
            continue
        if ca == cb and ra == rb:
            ground = height_at(heights, ca, ra)
            least, where, missing = min(za, zb) - ground, 0.0 if za <= zb else 1.0, np.isnan(ground)
        else:
            c, r, z = (ca, cb - ca, bend_c[n]), (ra, rb - ra, bend_r[n]), (za, zb - za)
            bulge = distance_m[n] * distance_m[n] / (2.0 * radius_m)
            least, where, ground, missing = _lowest_on_way(views, c, r, z, bulge)
        unknown[n] = 1.0 if missing else 0.0
        if not np.isnan(where) and not np.isnan(ground):
            clearance_m[n] = 0.0 if -TOUCHES_M < least < 0.0 else least
            fraction[n] = 1.0 - where if turned else where
            ground_m[n] = ground


@compiled(counted=False)
def _blocked_on_way(views, floors, c, r, z, bulge):  # type: ignore[no-untyped-def]
    """Whether known ground stands above a ray, and whether some is unknown; c, r, z: as in `_lowest_on_way`."""
    unknown, pieces = False, pieces_of(c[2], r[2])
    for number in range(pieces):
        view, line, ray, begin, end, _, _ = _part(
            views, c, r, z, bulge, number / pieces, (number + 1) / pieces
        )
        found, missing = blocked(view, floors, line, ray, begin, end, -TOUCHES_M)
        unknown = unknown or missing
        if found:
            return True, unknown
    return False, unknown


@compiled()
def sights(  # type: ignore[no-untyped-def]
    heights,
    fine,
    coarse,
    floor_fine,
    floor_coarse,
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
    seen,
):
    """Fill `seen`: 1 where nothing stands above the line, 0 where known ground does, -1 where unknown ground might."""
    views, floors = views_of(heights, fine, coarse), (floor_fine.reshape(-1), floor_coarse.reshape(-1))
    for n in range(c1.size):
        seen[n] = -1
        ca, ra, za, cb, rb, zb, _ = ends_of(c1[n], r1[n], z1[n], c2[n], r2[n], z2[n])
        if heights.size == 0 or not np.isfinite(ca + ra + cb + rb + za + zb + bend_c[n]):
            continue
        if ca == cb and ra == rb:
            least = min(za, zb) - height_at(heights, ca, ra)
            hidden, missing = least <= -TOUCHES_M, np.isnan(least)
        else:
            c, r, z = (ca, cb - ca, bend_c[n]), (ra, rb - ra, bend_r[n]), (za, zb - za)
            bulge = distance_m[n] * distance_m[n] / (2.0 * radius_m)
            hidden, missing = _blocked_on_way(views, floors, c, r, z, bulge)
        seen[n] = 0 if hidden else (-1 if missing else 1)
