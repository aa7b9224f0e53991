"""The four quarters around an observer, and the fan of rays that is swept over each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.sightline.outlook import Outlook
from relaysim.sightline.surface import Floats, Surface

# How far a viewshed may reach, of the body's radius, and how far, of its length, the middle of a great circle may lie
# from the straight line in the raster: beyond that parabolas are no good likeness.
WIDEST_OF_RADIUS, MOST_BENT = 0.05, 0.01
_REACH = 1.05  # of the radius: distances along rays are only near the true ones, so a little more is swept, then cut
_BENT_SPACE = 1.05  # in bent frames neighbouring rays may be so much farther apart on the way than at its end

_MEASURED = 33  # rays of a fan whose length and bend are measured on the body; the rest are laid between
_FEWEST = 16  # wedges of a fan's coarsest level


class Fan(NamedTuple):
    """The rays over half a quarter, y = y0 + m u + q u^2, evenly spread on the last line.

    m, q, k0, k1: of the rays of all levels, the finest first (the drop of the body is k0 u^2 + k1 u^3); starts: where
        each level begins in them.
    Of the finest level alone: bend_u, bend_y: bends of the great circle to a ray's end along u and across, in cells;
        square: of the share of the radius that one line takes, 0 without a radius; bow: of any wedge, how much less
        of that half way between its rays, times 4; bow_k: what bends the drop so, times 4, over u^2.
    first_m: m + q far of the first ray; wedges: how many; far: the last line's u; widest: space between rays on the
        way, of that at the end, at most; side: 1 or -1, where the half lies; curved: whether any ray is.
    uneven: how far drops are from even across any wedge, as a slope; uneven_k0: k0 from ray to ray at most;
        least_k0, most_k0: the least and the greatest k0.
    """

    m: Floats
    q: Floats
    k0: Floats
    k1: Floats
    starts: NDArray[np.int64]
    bend_u: Floats
    bend_y: Floats
    square: Floats
    bow: float
    bow_k: float
    first_m: float
    wedges: int
    far: float
    widest: float
    side: int
    curved: bool
    uneven: float
    uneven_k0: float
    least_k0: float
    most_k0: float


class Seat(NamedTuple):
    """Where the observer is, and the lines of the half of a quarter before it.

    column, row, height_m: the observer. upright: the lines are rows, and lie above or below the observer; else they
    are columns, left or right. first, step, lines: the line nearest to the observer, the way to the next (1 or -1),
    how many there are. u0: from the observer to the first line; across: the observer's node on it; side: on which side
    of that the half lies, 1 or -1.
    """

    column: float
    row: float
    height_m: float
    upright: bool
    first: int
    step: int
    lines: int
    u0: float
    across: float
    side: int

    @property
    def far(self) -> float:
        """From the observer to the last line."""
        return self.u0 + self.lines - 1


@dataclass(frozen=True)
class Half:
    """One half of a quarter of a window, ready to be swept."""

    seat: Seat
    fan: Fan

    def sweep(self, outlook: Outlook, target_m: float, out: NDArray[Any]) -> None:
        """Fill the half's part of `out`, of the window's shape: heights into float32, signs into int8."""
        from relaysim.sightline.sweep import sweep

        ceilings, passed = outlook.ceilings, None
        if out.dtype == np.int8:
            passed = np.zeros(max(ceilings.fine.shape) + 1, dtype=np.uint8)
        sweep(
            outlook.heights_m, ceilings.fine, ceilings.coarse, self.fan, self.seat, target_m, passed,
            out.reshape(-1),
        )  # fmt: skip


def halves(terrain: Surface, outlook: Outlook, radius_m: float | None) -> list[Half]:
    """The eight halves of the quarters of a window, but those without lines: below, right, above and left of the observer."""
    seats = _seats(outlook)
    if not seats:
        return []
    measured = _measured(terrain, outlook, seats)
    return [
        Half(seat, _fan(terrain, seat, values, radius_m))
        for seat, values in zip(seats, measured, strict=True)
    ]


def _seats(outlook: Outlook) -> list[Seat]:
    """The observer's seat before every half that has any lines."""
    rows, columns = outlook.heights_m.shape
    column, row = outlook.column, outlook.row
    seats = []
    for step in (1, -1):
        for upright, at, across, count in ((True, row, column, rows), (False, column, row, columns)):
            first = math.floor(at) + 1 if step > 0 else math.ceil(at) - 1
            lines = count - first if step > 0 else first + 1
            for side in (-1, 1) if lines > 0 else ():
                seats.append(
                    Seat(
                        column,
                        row,
                        outlook.height_m,
                        upright,
                        first,
                        step,
                        lines,
                        abs(first - at),
                        across,
                        side,
                    )
                )
    return seats


def _fan(terrain: Surface, seat: Seat, measured: Floats, radius_m: float | None) -> Fan:
    """Rays from the one straight ahead to a diagonal."""
    from relaysim.sightline.fan_kernel import lay_rays, spread_of, thin_out

    curved = bool(np.any(measured[0]))
    levels, wedges = _levels(seat.far * (_BENT_SPACE if curved else 1.0))
    starts = np.cumsum([0] + [(wedges >> level) + 1 for level in range(levels)], dtype=np.int64)
    first_m, rays, finest = (
        0.0 if seat.side > 0 else -1.0,
        np.empty((4, starts[-1])),
        np.empty((3, wedges + 1)),
    )
    m, q, k0, k1 = rays
    bend_u, bend_y, square = finest
    lay_rays(measured, first_m, seat.far, m, q, k0, k1, bend_u, bend_y, square)
    thin_out(rays, starts[:-1])
    uneven_k0, least_k0, most_k0 = spread_of(k0[: wedges + 1])
    # Squares of distances are parabolas across the rays: half way between two of them, so much less than the mean.
    a, b, c = measured[-1, [0, _MEASURED // 2, -1]]
    bow = float(2.0 * (a + c - 2.0 * b)) / wedges**2
    per_radius = 0.0 if radius_m is None else 1.0 / (radius_m * _REACH) ** 2
    bow_k = bow / (2.0 * terrain.ray_radius_m)
    square *= per_radius
    return Fan(
        m=m, q=q, k0=k0, k1=k1, starts=starts[:-1], bend_u=bend_u, bend_y=bend_y, square=square,
        bow=bow * per_radius, bow_k=bow_k, first_m=first_m, wedges=wedges, far=seat.far,
        widest=_BENT_SPACE if curved else 1.0, side=seat.side, curved=curved,
        uneven=0.25 * abs(bow_k) * wedges**2 / (wedges >> (levels - 1)),
        uneven_k0=uneven_k0, least_k0=least_k0, most_k0=most_k0,
    )  # fmt: skip


def _levels(far: float) -> tuple[int, int]:
    """How many levels of rays a fan has, and how many wedges the finest: one a node on the last line, or a few more."""
    levels, wedges = 1, max(math.ceil(far), 2)
    while wedges >= 2 * _FEWEST:
        levels, wedges = levels + 1, (wedges + 1) // 2
    return levels, wedges << (levels - 1)


def _measured(terrain: Surface, outlook: Outlook, seats: list[Seat]) -> list[Floats]:
    """Some rays of every half, evenly spread: q, k0, k1, bend_u, bend_y, square (of metres a line), a row each; see `Fan`.

    From the true distance, and the true middle, of the great circle to where a ray leaves the window: the rest of it
    may be nowhere. All are smooth in the place of the end.
    """
    from relaysim.sightline.way import STRAIGHT_CELLS

    rows, columns = outlook.heights_m.shape
    share = np.linspace(0.0, 1.0, _MEASURED)
    m = np.stack([share if seat.side > 0 else share - 1.0 for seat in seats])
    upright, step, far, across = (
        np.array([[getattr(seat, name)] for seat in seats]) for name in ("upright", "step", "far", "across")
    )
    last = np.where(upright, columns - 1, rows - 1)
    room = np.where(m > 0.0, last - across, across)
    u = np.clip(room / np.maximum(np.abs(m), 1e-9), np.minimum(1.0, far), far)

    def turned(along: Floats, aside: Floats) -> tuple[Floats, Floats]:
        return np.where(upright, aside, along), np.where(upright, along, aside)

    c, r = turned(step * u, m * u)
    column, row = outlook.first_column + outlook.column, outlook.first_row + outlook.row
    here, end = (
        terrain.geographic(np.array([column]), np.array([row])),
        terrain.geographic(column + c, row + r),
    )
    distance_m = np.asarray(terrain.body.distance_m(*here, *end)).reshape(u.shape)
    middle_c, middle_r = (
        np.asarray(v).reshape(u.shape)
        for v in terrain.grid_coordinates(*terrain.body.midpoint_deg(*here, *end))
    )
    bend_c, bend_r = middle_c - column - 0.5 * c, middle_r - row - 0.5 * r
    _check_width(terrain, distance_m, np.hypot(bend_c, bend_r) / (u * np.hypot(1.0, m)))
    straight = np.max(np.hypot(bend_c, bend_r), axis=1, keepdims=True) <= STRAIGHT_CELLS
    bend_c, bend_r = np.where(straight, 0.0, bend_c), np.where(straight, 0.0, bend_r)
    bend_u, bend_y = step * np.where(upright, bend_r, bend_c), np.where(upright, bend_c, bend_r)
    k_end = distance_m**2 / (2.0 * terrain.ray_radius_m * u**2)
    k0 = k_end * (1.0 - 4.0 * bend_u / u) ** 2
    whole = (far / u) ** 2
    whole = np.stack(
        (-4.0 * bend_y / u**2, k0, (k_end - k0) / u, bend_u * whole, bend_y * whole, (distance_m / u) ** 2)
    )
    return [np.ascontiguousarray(whole[:, n]) for n in range(len(seats))]


def _check_width(terrain: Surface, distance_m: Floats, bent: Floats) -> None:
    """Refuses a view so wide that its rays are no parabolas in the raster any more.

    Raises: InputError.
    """
    reach_m, radius_m = float(np.max(distance_m)), float(terrain.ray_radius_m)
    if not (reach_m <= WIDEST_OF_RADIUS * radius_m and float(np.max(bent)) <= MOST_BENT):
        raise InputError(
            f"the view is too wide: it reaches {reach_m / 1000:,.0f} km in a frame in which straight lines bend by "
            f"{float(np.max(bent)):.1%}; give a smaller radius, or warp the raster to an azimuthal frame at the observer "
            "(gdalwarp -t_srs '+proj=aeqd +lat_0=... +lon_0=...')"
        )
