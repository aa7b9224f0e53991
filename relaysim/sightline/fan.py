"""The four quarters around an observer, and the fan of rays that is swept over each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.sightline.outlook import Outlook
from relaysim.sightline.profile import flat, grid
from relaysim.sightline.surface import Floats, Heights, Surface

_MEASURED = 129  # rays of a fan whose length and bend are measured on the body; the rest are laid between


@dataclass(frozen=True)
class Quarter:
    """One quarter of a window: a triangle of lines of nodes, its tip at the observer.

    upright: its lines are rows, and it lies above or below the observer; else they are columns, left or right.
    first, step, lines: the line nearest to the observer, the way to the next (1 or -1), how many there are.
    fan: arrays of one number for every ray: its end on the last line (across), m, q, k0, k1 (`relaysim.sightline.sweep`
        says what they are: the drop is k0 u + k1 u^2), the bends of the great circle to its end along u and across, in
        cells, the square of the share of the radius that one line takes; of every wedge, how much less of that half way
        between its rays, times 4; how unevenly drops change across wedges, metres, and k0 from ray to ray, at most; the
        same of every wedge, times 4, over u^2; one over the width of every wedge at its end.
    """

    upright: bool
    first: int
    step: int
    lines: int
    fan: tuple[Floats, ...]

    @property
    def columns(self) -> tuple[int, int]:
        """The first and one past the last line it reads, the one before its first included."""
        ends = self.first - self.step, self.first + self.step * (self.lines - 1)
        return min(ends), max(ends) + 1

    def heights(self, outlook: Outlook, target_m: float, height_m: NDArray[np.float32]) -> None:
        """Fill this quarter's part of `height_m` with heights above the lowest visible point."""
        from relaysim.sightline.turn import turned, turned_back

        if self.upright:
            self._sweep(outlook, outlook.heights_m, 0, target_m, False, height_m)
            return
        begin, end = self.columns
        lines = grid(turned(outlook.heights_m, begin, end))
        out = np.full(lines.shape, np.nan, dtype=np.float32)
        self._sweep(outlook, lines, begin, target_m, False, out)
        turned_back(out, begin, np.inf, height_m)

    def signs(
        self, outlook: Outlook, turned_heights_m: Heights, target_m: float, seen: NDArray[np.int8]
    ) -> None:
        """Fill this quarter's part of `seen`, lines by nodes across: 1 seen, 0 hidden, -1 unknown."""
        heights = outlook.heights_m if self.upright else turned_heights_m
        self._sweep(outlook, heights, 0, target_m, True, seen)

    def _sweep(
        self, outlook: Outlook, lines_m: Heights, offset: int, target_m: float, signs: bool, out: NDArray[Any]
    ) -> None:
        from relaysim.sightline.sweep import sweep

        u_at, y_at = (outlook.row, outlook.column) if self.upright else (outlook.column, outlook.row)
        raster = outlook.heights_m, outlook.ceilings.fine, outlook.ceilings.coarse
        seat = outlook.column, outlook.row, self.upright, float(self.step)
        sweep(
            lines_m, offset, self.first - offset, self.step, self.lines, abs(self.first - u_at), y_at,
            outlook.height_m, target_m, self.fan, raster, seat, signs, out,
        )  # fmt: skip


def quarters(terrain: Surface, outlook: Outlook, radius_m: float | None) -> list[Quarter]:
    """The quarters of a window that have any lines: below, above, right and left of the observer."""
    return list(_quarters(terrain, outlook, radius_m))


def _quarters(terrain: Surface, outlook: Outlook, radius_m: float | None) -> Iterator[Quarter]:
    rows, columns = outlook.heights_m.shape
    for upright, at, count, across in (
        (True, outlook.row, rows, outlook.column),
        (False, outlook.column, columns, outlook.row),
    ):
        after, before = math.floor(at) + 1, math.ceil(at) - 1
        for first, step, lines in ((after, 1, count - after), (before, -1, before + 1)):
            if lines > 0:
                far = abs(first - at) + lines - 1
                fan = _fan(terrain, outlook, upright, step, far, across, radius_m)
                yield Quarter(upright, first, step, lines, fan)


def _fan(
    terrain: Surface,
    outlook: Outlook,
    upright: bool,
    step: int,
    far: float,
    across: float,
    radius_m: float | None,
) -> tuple[Floats, ...]:
    """Rays to every node of the last line, `far` lines away, between the diagonals."""
    inner = np.arange(math.ceil(across - far), math.floor(across + far) + 1, dtype=np.float64)
    ends = np.unique(np.concatenate(([across - far], inner, [across + far])))
    some = np.linspace(ends[0], ends[-1], _MEASURED)
    measured = _measured(terrain, outlook, upright, step, far, some)
    q, k0, k1, bend_u, bend_y, square = (_between(ends, some, values) for values in measured)
    m = (ends - across) / far
    # Squares of distances are parabolas across the rays: half way between two of them, so much less than the mean.
    bow = np.append(np.polyfit((some - across) / far, measured[5], 2)[0] * np.diff(m) ** 2, 0.0)
    per_radius = 0.0 if radius_m is None else 1.0 / radius_m**2
    bow_k = bow / (2.0 * terrain.body.radius_m)
    width = np.append(1.0 / np.diff(ends), 1.0)
    uneven = np.array([0.25 * float(np.max(bow_k)) * far**2, float(np.max(np.abs(np.diff(k0))))])
    arrays = (
        ends,
        m - q * far,
        q,
        k0,
        k1,
        bend_u,
        bend_y,
        square * per_radius,
        bow * per_radius,
        uneven,
        bow_k,
        width,
    )
    return tuple(flat(a) for a in arrays)


def _measured(
    terrain: Surface, outlook: Outlook, upright: bool, step: int, far: float, ends: Floats
) -> tuple[Floats, ...]:
    """q, k0, k1, bend_u, bend_y and the square of metres over the ground a line, of rays to some ends.

    From the true distance, and the true middle, of the great circle to where a ray leaves the window: the rest of it
    may be nowhere. All are smooth in the place of the end.
    """
    from relaysim.sightline.way import STRAIGHT_CELLS

    rows, columns = outlook.heights_m.shape
    at, over, last = (
        (outlook.row, outlook.column, columns - 1) if upright else (outlook.column, outlook.row, rows - 1)
    )
    m = (ends - over) / far
    room = np.where(m > 0.0, last - over, over)
    u = np.clip(room / np.maximum(np.abs(m), 1e-9), min(1.0, far), far)
    offset_u, offset_y = (
        (outlook.first_row, outlook.first_column) if upright else (outlook.first_column, outlook.first_row)
    )

    def place(along: Floats, across: Floats) -> tuple[Floats, Floats]:
        along, across = along + offset_u, across + offset_y
        return terrain.geographic(across, along) if upright else terrain.geographic(along, across)

    here, end = place(np.array([at]), np.array([over])), place(at + step * u, over + m * u)
    distance_m = flat(terrain.body.distance_m(*here, *end))
    column, row = terrain.grid_coordinates(*terrain.body.midpoint_deg(*here, *end))
    middle_u, middle_y = (flat(row), flat(column)) if upright else (flat(column), flat(row))
    bend_u = step * (middle_u - offset_u - at) - 0.5 * u
    bend_y = middle_y - offset_y - over - 0.5 * m * u
    if float(np.max(np.hypot(bend_u, bend_y))) <= STRAIGHT_CELLS:
        bend_u, bend_y = np.zeros(u.shape), np.zeros(u.shape)
    k_end = distance_m**2 / (2.0 * terrain.body.radius_m * u**2)
    k0 = k_end * (1.0 - 4.0 * bend_u / u) ** 2
    whole = (far / u) ** 2
    return -4.0 * bend_y / u**2, k0, (k_end - k0) / u, bend_u * whole, bend_y * whole, (distance_m / u) ** 2


def _between(ends: Floats, some: Floats, values: Floats) -> Floats:
    """Values laid between those at `some`, by parabolas through three of them."""
    if not np.any(values):
        return np.zeros(ends.shape)
    step = some[1] - some[0]
    n = np.clip(np.round((ends - some[0]) / step).astype(int), 1, some.size - 2)
    x = (ends - some[n]) / step
    a, b, c = values[n - 1], values[n], values[n + 1]
    return np.asarray(b + 0.5 * x * (c - a) + 0.5 * x * x * (a - 2.0 * b + c))
