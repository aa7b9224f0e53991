"""The four quarters around an observer, and the fan of rays that is swept over each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.sightline.outlook import Outlook
from relaysim.sightline.profile import flat
from relaysim.sightline.surface import Floats, Heights, Surface

Fan = tuple[Floats, ...]

# How far a viewshed may reach, of the body's radius, and how far, of its length, the middle of a great circle may lie
# from the straight line in the raster: beyond that parabolas are no good likeness.
WIDEST_OF_RADIUS, MOST_BENT = 0.05, 0.01
_BENT_REACH = 1.05  # in bent frames distances along rays are only near: a little more is swept, then cut

_MEASURED = 65  # rays of a fan whose length and bend are measured on the body; the rest are laid between


@dataclass(frozen=True)
class Quarter:
    """One quarter of a window: a triangle of lines of nodes, its tip at the observer.

    upright: its lines are rows, and it lies above or below the observer; else they are columns, left or right.
    first, step, lines: the line nearest to the observer, the way to the next (1 or -1), how many there are.
    halves: the fans on both sides of the line straight ahead. A fan holds arrays of one number for every ray: its
        end on the last line (across), m, q, k0, k1 (`relaysim.sightline.sweep` says what they are: the drop is
        k0 u + k1 u^2), the bends of the great circle to its end along u and across, in cells, the square of the share
        of the radius that one line takes; of every wedge, how much less of that half way between its rays, times 4;
        how unevenly drops change across wedges, metres, and k0 from ray to ray, at most; of every wedge what bends
        its drop so, times 4, over u^2; one over the width of every wedge at its end.
    """

    upright: bool
    first: int
    step: int
    lines: int
    halves: tuple[Fan, Fan]

    @property
    def bent(self) -> bool:
        """True if its rays follow great circles that are no straight lines in the raster."""
        return any(bool(np.any(fan[2])) for fan in self.halves)

    @property
    def columns(self) -> tuple[int, int]:
        """The first line it reads, one before its own first, and one past the last."""
        ends = self.first - self.step, self.first + self.step * (self.lines - 1)
        return min(ends), max(ends) + 1

    def sweep(
        self, half: int, outlook: Outlook, lines_m: Heights, offset: int, target_m: float, out: NDArray[Any]
    ) -> None:
        """Fill one half's part of `out`, lines by nodes across: heights into float32, signs into int8.

        lines_m: the window's heights in the same shape, from line `offset` on.
        """
        from relaysim.sightline.sweep import sweep

        u_at, y_at = (outlook.row, outlook.column) if self.upright else (outlook.column, outlook.row)
        raster = outlook.heights_m, outlook.ceilings.fine, outlook.ceilings.coarse
        seat = outlook.column, outlook.row, self.upright, float(self.step)
        sweep(
            lines_m, offset, self.first - offset, self.step, self.lines, abs(self.first - u_at), y_at, half == 1,
            outlook.height_m, target_m, self.halves[half], raster, seat, out.dtype == np.int8, out,
        )  # fmt: skip


def quarters(terrain: Surface, outlook: Outlook, radius_m: float | None) -> list[Quarter]:
    """The quarters of a window that have any lines: below, right, above and left of the observer."""
    rows, columns = outlook.heights_m.shape
    found = []
    for step in (1, -1):
        for upright, at, count in ((True, outlook.row, rows), (False, outlook.column, columns)):
            first = math.floor(at) + 1 if step > 0 else math.ceil(at) - 1
            lines = count - first if step > 0 else first + 1
            if lines > 0:
                far = abs(first - at) + lines - 1
                below, above = (
                    _fan(terrain, outlook, upright, step, far, side, radius_m) for side in (-1, 1)
                )
                found.append(Quarter(upright, first, step, lines, (below, above)))
    return found


def _fan(
    terrain: Surface,
    outlook: Outlook,
    upright: bool,
    step: int,
    far: float,
    side: int,
    radius_m: float | None,
) -> Fan:
    """Rays to every node of the last line, `far` lines away, from the one straight ahead to a diagonal."""
    across = outlook.column if upright else outlook.row
    low, high = (across - far, across) if side < 0 else (across, across + far)
    inner = np.arange(math.ceil(low), math.floor(high) + 1, dtype=np.float64)
    ends = np.unique(np.concatenate(([low], inner, [high])))
    some = np.linspace(ends[0], ends[-1], _MEASURED)
    measured = _measured(terrain, outlook, upright, step, far, some)
    q, k0, k1, bend_u, bend_y, square = (_between(ends, some, values) for values in measured)
    m = (ends - across) / far
    # Squares of distances are parabolas across the rays: half way between two of them, so much less than the mean.
    bow = np.append(np.polyfit((some - across) / far, measured[5], 2)[0] * np.diff(m) ** 2, 0.0)
    per_radius = 0.0 if radius_m is None else 1.0 / (radius_m * (_BENT_REACH if np.any(q) else 1.0)) ** 2
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
    _check_width(terrain, distance_m, np.hypot(bend_u, bend_y) / (u * np.hypot(1.0, m)))
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


def _check_width(terrain: Surface, distance_m: Floats, bent: Floats) -> None:
    """Refuses a view so wide that its rays are no parabolas in the raster any more.

    Raises: InputError.
    """
    reach_m, radius_m = float(np.max(distance_m)), float(terrain.body.radius_m)
    if not (reach_m <= WIDEST_OF_RADIUS * radius_m and float(np.max(bent)) <= MOST_BENT):
        raise InputError(
            f"the view is too wide: it reaches {reach_m / 1000:,.0f} km in a frame in which straight lines bend by "
            f"{float(np.max(bent)):.1%}; give a smaller radius, or warp the raster to an azimuthal frame at the observer "
            "(gdalwarp -t_srs '+proj=aeqd +lat_0=... +lon_0=...')"
        )
