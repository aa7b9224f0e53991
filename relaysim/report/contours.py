"""Contour lines by marching squares, joined into long polylines."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
# which edges (0 top, 1 right, 2 bottom, 3 left) a cell's segments join, by the bits of its raised corners
_SEGMENTS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip


def contour_lines(heights_m: NDArray[np.float64], level_m: float) -> list[Line]:
    """The lines at one height, each (n, 2) as column and row of the cell centres; none over unknown cells."""
    raised = heights_m >= level_m
    known = np.isfinite(heights_m)
    whole = known[:-1, :-1] & known[:-1, 1:] & known[1:, 1:] & known[1:, :-1]
    case = raised[:-1, :-1] * 1 + raised[:-1, 1:] * 2 + raised[1:, 1:] * 4 + raised[1:, :-1] * 8
    case = np.where(whole, case, 0)
    neighbours: dict[int, list[int]] = defaultdict(list)
    points: dict[int, tuple[float, float]] = {}
    columns = heights_m.shape[1]
    for kind, pairs in _SEGMENTS.items():
        rows, cols = np.nonzero(case == kind)
        for first, second in pairs:
            ends = [_crossings(heights_m, level_m, rows, cols, edge, columns) for edge in (first, second)]
            for (key_a, x_a, y_a), (key_b, x_b, y_b) in zip(
                zip(*ends[0], strict=True), zip(*ends[1], strict=True), strict=True
            ):
                points[key_a], points[key_b] = (x_a, y_a), (x_b, y_b)
                neighbours[key_a].append(key_b)
                neighbours[key_b].append(key_a)
    return [np.array([points[key] for key in chain]) for chain in _chains(neighbours)]


def _crossings(
    heights_m: NDArray[np.float64],
    level_m: float,
    rows: NDArray[np.intp],
    cols: NDArray[np.intp],
    edge: int,
    columns: int,
) -> tuple[list[int], list[float], list[float]]:
    """Edge numbers and positions where the level crosses one edge of each cell."""
    row = rows + (edge == 2)
    col = cols + (edge == 1)
    level_edge = edge in (0, 2)
    here = heights_m[row, col]
    there = heights_m[row, col + 1] if level_edge else heights_m[row + 1, col]
    along = np.clip((level_m - here) / np.where(there == here, 1.0, there - here), 0.0, 1.0)
    keys = 2 * (row * columns + col) + (0 if level_edge else 1)
    x = col + along if level_edge else col.astype(np.float64)
    y = row.astype(np.float64) if level_edge else row + along
    return keys.tolist(), x.tolist(), y.tolist()


def _chains(neighbours: dict[int, list[int]]) -> list[list[int]]:
    """Walk the graph of crossings: open lines from their ends first, then closed rings."""
    chains: list[list[int]] = []
    starts = [key for key, near in neighbours.items() if len(near) == 1]
    for start in [*starts, *neighbours]:
        while neighbours[start]:
            chain = [start]
            while neighbours[chain[-1]]:
                here = chain[-1]
                there = neighbours[here].pop()
                neighbours[there].remove(here)
                chain.append(there)
            chains.append(chain)
    return chains


def interval_m(span_m: float, most: int = 18) -> float:
    """A round contour interval that gives at most so many lines over a span of heights."""
    for step in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0):
        if span_m / step <= most:
            return step
    return 1000.0


def smooth(heights_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """A 3 x 3 mean (1 2 1 weights) where all nine are known: calmer lines, the same hills."""
    if min(heights_m.shape) < 3:
        return heights_m
    rows = (heights_m[:-2] + 2.0 * heights_m[1:-1] + heights_m[2:]) / 4.0
    inner = (rows[:, :-2] + 2.0 * rows[:, 1:-1] + rows[:, 2:]) / 4.0
    result = heights_m.copy()
    result[1:-1, 1:-1] = np.where(np.isfinite(inner), inner, heights_m[1:-1, 1:-1])
    return result
