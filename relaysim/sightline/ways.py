"""The ways between the ends of many links, as the kernels take them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.sightline.ends import Ends
from relaysim.sightline.profile import flat, grid
from relaysim.sightline.surface import Floats, Surface

LEAST_A_THREAD = 256  # links; fewer are not worth a thread of their own


@dataclass(frozen=True)
class Ways:
    """Ways over a raster, in grid coordinates, with the heights of the antennas at their ends; arrays of one length.

    bend_c, bend_r: how far, in cells, the middle of the great circle lies from the middle of the straight way; 0
        where that is less than `relaysim.sightline.way.STRAIGHT_CELLS`, nan where the straight way is another one.
    """

    terrain: Surface
    c1: Floats
    r1: Floats
    height1_m: Floats
    c2: Floats
    r2: Floats
    height2_m: Floats
    bend_c: Floats
    bend_r: Floats
    distance_m: Floats

    @classmethod
    def between(cls, terrain: Surface, ends: Ends, distance_m: ArrayLike | None = None) -> Ways:
        """The ways between ends; `distance_m` is the ground distance, the terrain's own when None."""
        c1, r1 = map(flat, terrain.grid_coordinates(ends.latitude1_deg, ends.longitude1_deg))
        c2, r2 = map(flat, terrain.grid_coordinates(ends.latitude2_deg, ends.longitude2_deg))
        distance = ends.distance_m(terrain.body) if distance_m is None else flat(distance_m)
        distance = flat(np.broadcast_to(distance, c1.shape))
        middle = terrain.body.midpoint_deg(
            ends.latitude1_deg, ends.longitude1_deg, ends.latitude2_deg, ends.longitude2_deg
        )
        bends = bends_of(terrain, middle, (c1, r1), (c2, r2))
        return cls(terrain, c1, r1, ends.height1_m, c2, r2, ends.height2_m, *bends, distance)

    def ask(self, kernel: Callable[..., None], answers: tuple[NDArray[Any], ...], threads: int) -> None:
        """Let a kernel of `relaysim.sightline.kernel` fill the answers, in so many threads."""
        ceilings, radius_m = self.terrain.ceilings, float(self.terrain.body.radius_m)
        arrays = (
            self.c1, self.r1, self.height1_m, self.c2, self.r2, self.height2_m,
            self.bend_c, self.bend_r, self.distance_m,
        )  # fmt: skip
        raster = grid(self.terrain.heights_m), ceilings.fine, ceilings.coarse

        def part(begin: int, end: int) -> None:
            kernel(*raster, *(a[begin:end] for a in arrays), radius_m, *(a[begin:end] for a in answers))

        count = self.distance_m.size
        parts = max(1, min(threads, count // LEAST_A_THREAD))
        if parts == 1:
            part(0, count)
            return
        cuts = [count * n // parts for n in range(parts + 1)]
        with ThreadPoolExecutor(parts) as pool:
            list(pool.map(part, cuts[:-1], cuts[1:]))

    def at(self, fraction: Floats) -> tuple[Floats, Floats]:
        """Columns and rows at fractions of the ways."""
        bent = 4.0 * fraction * (1.0 - fraction)
        return (
            self.c1 + (self.c2 - self.c1) * fraction + self.bend_c * bent,
            self.r1 + (self.r2 - self.r1) * fraction + self.bend_r * bent,
        )


def bends_of(
    terrain: Surface,
    middle_deg: tuple[Floats, Floats],
    first: tuple[Floats, Floats],
    second: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """How far great circles bend away from straight ways, in columns and rows; 0 where it is next to nothing.

    middle_deg: latitude and longitude of their middles; first, second: columns and rows of their ends.
    """
    from relaysim.sightline.way import STRAIGHT_CELLS

    column, row = terrain.grid_coordinates(*middle_deg)
    with np.errstate(invalid="ignore"):  # ends at infinity are unknown, not wrong
        c, r = flat(column) - 0.5 * (first[0] + second[0]), flat(row) - 0.5 * (first[1] + second[1])
        far = np.hypot(c, r)
        bent = far > STRAIGHT_CELLS
        # No great circle bends so much: the straight way runs round the other side of the body, across the raster's
        # seam. Such a link is unknown.
        lost = far > 0.25 * np.hypot(second[0] - first[0], second[1] - first[1]) + 1.0
    c, r = np.where(bent, c, 0.0), np.where(bent, r, 0.0)
    return flat(np.where(lost, np.nan, c)), flat(np.where(lost, np.nan, r))
