"""One raster laid into another: cells that have no height yet take that of a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from relaysim.terrain.body import Floats
from relaysim.terrain.coordinates import coordinates, coordinates_of_block
from relaysim.terrain.grid import SNAP, Heights, Terrain, bilinear
from relaysim.terrain.projection import LinearProjection, projection_of

BLOCK_CELLS = 250_000
NOBODY = 255  # in the array that says which layer a cell's height is from


def fill(frame: Terrain, which: NDArray[np.uint8], number: int, layer: Terrain) -> None:
    """Gives cells that have no height yet that of a layer, in place."""
    shift = _shift(frame, layer)
    rows, cols = which.shape
    for start in range(0, rows, size := max(BLOCK_CELLS // cols, 1)):
        block = slice(start, min(start + size, rows))
        missing = which[block] == NOBODY
        if shift is not None:
            taken = _copied(frame, block, missing, layer, shift)
        elif missing.any():
            taken = _sampled(frame, block, missing, layer)
        else:
            continue
        which[block][taken] = number
        if layer.sigma_m is None and frame.sigma_m is not None:
            frame.sigma_m[block][taken] = np.nan


def _shift(frame: Terrain, layer: Terrain) -> tuple[int, int] | None:
    """(cols, rows) from the layer's corner to the frame's, if the cells of both are the same; else None."""
    f, t = frame.transform, layer.transform
    if frame.crs != layer.crs or (f.a, f.e) != (t.a, t.e):
        return None
    cols, rows = (f.c - t.c) / t.a, (f.f - t.f) / t.e
    near = abs(cols - round(cols)) < 1e-6 and abs(rows - round(rows)) < 1e-6
    return (round(cols), round(rows)) if near else None


def _copied(
    frame: Terrain, block: slice, missing: NDArray[np.bool_], layer: Terrain, shift: tuple[int, int]
) -> NDArray[np.bool_]:
    """Takes the heights of the same cells; returns which."""
    taken = np.zeros(missing.shape, dtype=np.bool_)
    rows, cols = layer.heights_m.shape
    left, right = max(0, -shift[0]), min(missing.shape[1], cols - shift[0])
    top, bottom = max(block.start, -shift[1]), min(block.stop, rows - shift[1])
    if left >= right or top >= bottom:
        return taken
    inner = np.s_[top - block.start : bottom - block.start, left:right]
    theirs = np.s_[top + shift[1] : bottom + shift[1], left + shift[0] : right + shift[0]]
    taken[inner] = missing[inner] & np.isfinite(layer.heights_m[theirs])
    use = taken[inner]
    frame.heights_m[block][inner][use] = layer.heights_m[theirs][use]
    if layer.sigma_m is not None and frame.sigma_m is not None:
        frame.sigma_m[block][inner][use] = layer.sigma_m[theirs][use]
    return taken


def _sampled(frame: Terrain, block: slice, missing: NDArray[np.bool_], layer: Terrain) -> NDArray[np.bool_]:
    """Takes the layer's heights between its cells; returns which cells got one."""
    taken = np.zeros(missing.shape, dtype=np.bool_)
    grid = _regular(frame, block, layer)
    if grid is not None:
        heights = _between(layer.heights_m, *grid)
        taken = missing & np.isfinite(heights)
        frame.heights_m[block][taken] = heights[taken]
        if layer.sigma_m is not None and frame.sigma_m is not None:
            frame.sigma_m[block][taken] = _between(layer.sigma_m, *grid)[taken]
        return taken
    col, row = coordinates_of_block(frame, layer, block)
    heights = bilinear(layer.heights_m, col[missing], row[missing])
    good = np.isfinite(heights)
    taken[missing] = good
    frame.heights_m[block][taken] = heights[good]
    if layer.sigma_m is not None and frame.sigma_m is not None:
        frame.sigma_m[block][taken] = bilinear(layer.sigma_m, col[taken], row[taken])
    return taken


def _regular(frame: Terrain, block: slice, layer: Terrain) -> tuple[Floats, Floats] | None:
    """The layer's columns of the frame's columns and rows of its rows, where meridians are columns in both."""
    for terrain in (frame, layer):
        centre_x = terrain.transform.c + terrain.transform.a * terrain.heights_m.shape[1] / 2
        if not isinstance(projection_of(terrain.crs, centre_x), LinearProjection):
            return None
    col, _ = coordinates(frame, layer, np.arange(frame.heights_m.shape[1]), np.zeros(1))
    _, row = coordinates(frame, layer, np.zeros(1), np.arange(block.start, block.stop))
    return col, row


def _between(values: Heights, col: Floats, row: Floats) -> Floats:
    """`bilinear` at all pairs of a column and a row, at a tenth of its price."""
    (c0, c1, u), (r0, r1, v) = (
        _neighbours(at, n) for at, n in ((col, values.shape[1]), (row, values.shape[0]))
    )
    upper, lower = (values[np.ix_(r, np.r_[c0, c1])].astype(np.float64) for r in (r0, r1))
    rows = upper + v[:, None] * (lower - upper)
    west, east = rows[:, : len(col)], rows[:, len(col) :]
    return np.asarray(west + u * (east - west))


def _neighbours(at: Floats, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """(before, after, share of after) along one axis; the share is nan outside, and both are one on a centre."""
    whole = np.round(at)
    at = np.where(np.abs(at - whole) < SNAP, whole, at)
    inside = (at >= 0) & (at <= count - 1)
    before = np.where(inside, at, 0.0).astype(np.intp)
    share = np.where(inside, at - before, np.nan)
    return before, np.where(share > 0, np.minimum(before + 1, count - 1), before), share
