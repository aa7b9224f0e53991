"""The heights for the page's movable map: the finer ones where the run has them, else those of the overview."""

from __future__ import annotations

from typing import Any

import numpy as np

from relaysim.records.packed_heights import pack_steps, unpack_steps
from relaysim.report.geometry_file import Geometry, HeightMap
from relaysim.report.node import Node

_STEP_M = 0.05


def moment_ground(geometry: Geometry) -> dict[str, Any] | None:
    """A grid of heights, packed as relaysim.records.packed_heights tells; None where the run has no map.

    Raises:
        InputError: a value is missing or of the wrong kind.
    """
    finer = geometry.node.child("ground")
    if finer is not None:
        return _checked(finer)
    return None if geometry.map is None else _packed(geometry.map)


def _packed(ground: HeightMap) -> dict[str, Any]:
    known = np.isfinite(ground.heights_m)
    least = float(ground.heights_m[known].min()) if known.any() else 0.0
    heights = np.where(known, ground.heights_m, least)
    steps = np.where(known, np.round((heights - least) / _STEP_M), -1.0).astype(np.int64)
    rows, columns = steps.shape
    lengths, differences = pack_steps(steps)
    return {
        "x0_m": ground.x0_m, "y0_m": ground.y0_m, "cell_m": ground.cell_m, "columns": columns, "rows": rows,
        "height_min_m": round(least, 3), "height_step_m": _STEP_M, "lengths": lengths, "differences": differences,
    }  # fmt: skip


def _checked(node: Node) -> dict[str, Any]:
    """The run's own packed grid, known to be whole."""
    rows, columns = node.integer("rows") or 0, node.integer("columns") or 0
    lengths, differences = [int(n) for n in node.numbers("lengths")], node.text("differences")
    try:
        whole = unpack_steps(lengths, differences).size == rows * columns
    except ValueError:
        whole = False
    if not whole or rows < 1 or columns < 1 or node.need("cell_m") <= 0.0:
        raise node.fault(
            "lengths", f"the stretches of a grid of {rows} x {columns} cells, with their heights"
        )
    numbers = ("x0_m", "y0_m", "cell_m", "height_min_m", "height_step_m")
    return {name: node.need(name) for name in numbers} | {
        "columns": columns, "rows": rows, "lengths": lengths, "differences": differences,
    }  # fmt: skip
