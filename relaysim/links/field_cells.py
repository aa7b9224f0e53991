"""Sums of plane waves over the cells of a raster: along a row each wave is a product of what row and column give."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from relaysim.compiled import compiled


@compiled("void(f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], i8[:,::1], f8[:,::1])")
def add_waves_to_rows(x_m: Any, y_m: Any, east: Any, north: Any, phase: Any, spans: Any, total: Any) -> None:
    """Adds cos(east x + north y + phase) of every wave to the cells of a raster.

    By cos(a + b) = cos a cos b - sin a sin b no cosine is asked for a cell. Waves are added in their order, so that a
    cell's sum depends on its place alone.

    Args:
        x_m: (columns,) of the cells' centres; y_m: (rows,).
        east, north, phase: (waves,) wave numbers, radians a metre, and phases, radians.
        spans: (rows, 2) from which column to which, that one not included, a row is wanted.
        total: (rows, columns), changed.
    """
    waves, columns = phase.size, x_m.size
    real, imaginary = np.empty((waves, columns)), np.empty((waves, columns))
    for wave in range(waves):
        for column in range(columns):
            angle = x_m[column] * east[wave]
            real[wave, column], imaginary[wave, column] = math.cos(angle), math.sin(angle)
    for row in range(y_m.size):
        first, last = spans[row, 0], spans[row, 1]
        if first >= last:
            continue
        for wave in range(waves):
            angle = y_m[row] * north[wave] + phase[wave]
            cosine, sine = math.cos(angle), math.sin(angle)
            for column in range(first, last):
                total[row, column] += real[wave, column] * cosine - imaginary[wave, column] * sine
