"""Heights for the map people move about in: as fine as the terrain itself where the page can hold that."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from relaysim.path.route import Floats
from relaysim.records.packed_heights import pack_steps
from relaysim.scenario.world import World

MOST_KNOWN_CELLS = 500_000  # about a byte and a third each in the page
MOST_CELLS_ACROSS = 4_000  # a side that every browser can hold as a picture
STEP_M = 0.05
_ROWS_AT_ONCE = 200


def ground_view(world: World, overview: dict[str, Any]) -> dict[str, Any] | None:
    """The ground of the overview map in finer cells; None where those of the overview are as fine as the terrain's.

    The cell is that of the terrain in whole metres, or larger, so that at most about `MOST_KNOWN_CELLS` are known.
    Heights are bilinear at the cells' centres.
    """
    width_m, height_m = (overview[side] * overview["cell_m"] for side in ("columns", "rows"))
    known = sum(step >= 0 for step in overview["heights"])
    area_m2 = max(known, 1) * overview["cell_m"] ** 2
    least_m = max(
        world.link.terrain.cell_size_m,
        math.sqrt(area_m2 / MOST_KNOWN_CELLS),
        max(width_m, height_m) / MOST_CELLS_ACROSS,
    )
    cell_m = math.ceil(least_m - 0.01)
    if cell_m >= overview["cell_m"]:
        return None
    columns, rows = math.ceil(width_m / cell_m), math.ceil(height_m / cell_m)
    heights = _heights(world, overview["x0_m"], overview["y0_m"], cell_m, columns, rows)
    least = float(np.nanmin(heights)) if np.isfinite(heights).any() else 0.0
    steps = np.where(np.isnan(heights), -1, np.round((heights - least) / STEP_M)).astype(np.int64)
    lengths, differences = pack_steps(steps)
    return {
        "x0_m": overview["x0_m"], "y0_m": overview["y0_m"], "cell_m": cell_m, "columns": columns, "rows": rows,
        "height_min_m": round(least, 2), "height_step_m": STEP_M, "lengths": lengths, "differences": differences,
    }  # fmt: skip


def _heights(world: World, left_m: float, top_m: float, cell_m: float, columns: int, rows: int) -> Floats:
    """(rows, columns) heights at the centres of cells, some rows at a time: coordinates take more room than heights."""
    east = left_m + cell_m * (np.arange(columns) + 0.5)
    strips = []
    for first in range(0, rows, _ROWS_AT_ONCE):
        north = top_m - cell_m * (np.arange(first, min(first + _ROWS_AT_ONCE, rows)) + 0.5)
        lat, lon = world.link.frame.to_geographic(*np.meshgrid(east, north))
        strips.append(world.link.terrain.height_m(lat, lon))
    return np.concatenate(strips)
