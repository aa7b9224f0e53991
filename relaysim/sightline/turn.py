"""Columns of a raster as rows, so that a sweep across columns reads memory in order: numba kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from relaysim.compiled import compiled

_TILE = 32


def turned(heights: Any, begin: int, end: int) -> Any:
    """Columns begin to end - 1 of a raster, as rows."""
    begin, end = max(begin, 0), min(end, heights.shape[1])
    out = np.empty((end - begin, heights.shape[0]), dtype=heights.dtype)
    _turn(heights, begin, out)
    return out


@compiled()
def _turn(heights, begin, out):  # type: ignore[no-untyped-def]
    """Fill out[n, row] with heights[row, begin + n], tile by tile."""
    lines, across = out.shape
    for line in range(0, lines, _TILE):
        for row in range(0, across, _TILE):
            for r in range(row, min(row + _TILE, across)):
                for n in range(line, min(line + _TILE, lines)):
                    out[n, r] = heights[r, begin + n]


@compiled()
def turned_back(lines_of, begin, empty, out):  # type: ignore[no-untyped-def]
    """Write into out[row, begin + n] what lines_of[n, row] holds, but for nan and for `empty`."""
    lines, across = lines_of.shape
    for row in range(0, across, _TILE):
        for line in range(0, lines, _TILE):
            for r in range(row, min(row + _TILE, across)):
                for n in range(line, min(line + _TILE, lines)):
                    value = lines_of[n, r]
                    if value == value and value != empty:
                        out[r, begin + n] = value
