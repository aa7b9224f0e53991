"""The ways between the ends of many links, as the kernels take them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.sightline.ends import Cells, Ends, cells_of
from relaysim.sightline.profile import flat, grid
from relaysim.sightline.surface import Floats, Surface

LEAST_A_THREAD = 256  # links; fewer are not worth a thread of their own
PARTS_A_THREAD = 8  # a thread that comes late, or on a busy core, leaves some of its parts to the others


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
    def between(
        cls, terrain: Surface, ends: Ends, distance_m: ArrayLike | None = None, cells: Cells | None = None
    ) -> Ways:
        """The ways between ends; `distance_m` is the ground distance, the terrain's own when None.

        cells: where the ends lie on the raster, if that is known already.
        """
        cells = cells_of(terrain, ends) if cells is None else cells
        distance = ends.distance_m(terrain.body) if distance_m is None else flat(distance_m)
        distance = flat(np.broadcast_to(distance, cells.c1.shape))
        bends = bends_of(terrain, ends, cells)
        heights = ends.height1_m, ends.height2_m
        return cls(terrain, cells.c1, cells.r1, heights[0], cells.c2, cells.r2, heights[1], *bends, distance)

    def ask(
        self,
        kernel: Callable[..., None],
        answers: tuple[NDArray[Any], ...],
        threads: int,
        blocks: tuple[NDArray[Any], ...] = (),
    ) -> None:
        """Let a kernel of `relaysim.sightline.kernel` fill the answers, in so many threads.

        blocks: what it asks of the raster besides the heights and their ceilings.
        """
        ceilings, radius_m = self.terrain.ceilings, float(self.terrain.ray_radius_m)
        arrays = (
            self.c1, self.r1, self.height1_m, self.c2, self.r2, self.height2_m,
            self.bend_c, self.bend_r, self.distance_m,
        )  # fmt: skip
        raster = grid(self.terrain.heights_m), ceilings.fine, ceilings.coarse, *blocks

        def part(begin: int, end: int) -> None:
            kernel(*raster, *(a[begin:end] for a in arrays), radius_m, *(a[begin:end] for a in answers))

        in_parts(part, self.distance_m.size, threads)

    def at(self, fraction: Floats) -> tuple[Floats, Floats]:
        """Columns and rows at fractions of the ways."""
        bent = 4.0 * fraction * (1.0 - fraction)
        return (
            self.c1 + (self.c2 - self.c1) * fraction + self.bend_c * bent,
            self.r1 + (self.r2 - self.r1) * fraction + self.bend_r * bent,
        )


def in_parts(part: Callable[[int, int], None], count: int, threads: int) -> None:
    """Call `part(begin, end)` for consecutive parts of 0 to count, in so many threads, this one among them."""
    threads = max(1, min(threads, count // LEAST_A_THREAD))
    if threads == 1:
        part(0, count)
        return
    parts = min(PARTS_A_THREAD * threads, count // LEAST_A_THREAD)
    cuts = [count * n // parts for n in range(parts + 1)]
    left = deque(pairwise(cuts))

    def work() -> None:
        while True:
            try:
                begin, end = left.popleft()
            except IndexError:  # another thread has taken the last
                return
            part(begin, end)

    with ThreadPoolExecutor(threads - 1) as pool:
        others = [pool.submit(work) for _ in range(threads - 1)]
        work()
        for other in others:
            other.result()


def bends_of(terrain: Surface, ends: Ends, cells: Cells) -> tuple[Floats, Floats]:
    """How far great circles bend away from straight ways, in columns and rows; 0 where it is next to nothing.

    cells: where the ends lie on the raster.
    """
    from relaysim.sightline.way import STRAIGHT_CELLS

    if _most_bend_cells(terrain, ends, cells) <= STRAIGHT_CELLS:
        none = flat(np.zeros(cells.c1.size))
        return none, none
    first, second = (ends.latitude1_deg, ends.longitude1_deg), (ends.latitude2_deg, ends.longitude2_deg)
    column, row = terrain.grid_coordinates(*terrain.body.midpoint_deg(*first, *second))
    with np.errstate(invalid="ignore"):  # ends at infinity are unknown, not wrong
        c, r = flat(column) - 0.5 * (cells.c1 + cells.c2), flat(row) - 0.5 * (cells.r1 + cells.r2)
        far = np.hypot(c, r)
        bent = far > STRAIGHT_CELLS
        # No great circle bends so much: the straight way runs round the other side of the body, across the raster's
        # seam. Such a link is unknown.
        lost = far > 0.25 * np.hypot(cells.c2 - cells.c1, cells.r2 - cells.r1) + 1.0
    c, r = np.where(bent, c, 0.0), np.where(bent, r, 0.0)
    return flat(np.where(lost, np.nan, c)), flat(np.where(lost, np.nan, r))


def _most_bend_cells(terrain: Surface, ends: Ends, cells: Cells) -> float:
    """A number of cells that none of the ways bends more than; infinite where nothing is known of the frame."""
    if not cells.c1.size:
        return np.inf
    with np.errstate(invalid="ignore"):
        return terrain.most_bend_cells(
            float(np.max(np.maximum(np.abs(ends.latitude1_deg), np.abs(ends.latitude2_deg)))),
            float(np.max(np.abs(cells.c2 - cells.c1))),
            float(np.max(np.abs(cells.r2 - cells.r1))),
        )
