"""Block maxima of a raster: numba kernels on plain arrays."""

from __future__ import annotations

import numpy as np

from relaysim.compiled import compiled


@compiled(counted=False)
def _highest_in_columns(values, first, last, highest, missing):  # type: ignore[no-untyped-def]
    """Fill `highest` with each column's maximum over the rows, nan left out, and `missing` with its count of nan."""
    highest[:] = -np.inf
    missing[:] = 0
    for row in range(first, last):
        here = values[row]
        for column in range(highest.size):  # element by element, so that it runs in vector lanes
            value = here[column]
            highest[column] = value if value > highest[column] else highest[column]
            missing[column] += 1 if value != value else 0


@compiled()
def highest_in_blocks(values, size, border, highest):  # type: ignore[no-untyped-def]
    """Fill `highest` with the maxima of blocks of `size` values and `border` more to the right and below.

    A block with any nan counts as infinitely high.
    """
    rows, columns = values.shape
    tops, gaps = np.empty(columns, values.dtype), np.empty(columns, np.int32)
    for down in range(highest.shape[0]):
        last_row = min((down + 1) * size + border, rows)
        _highest_in_columns(values, down * size, last_row, tops, gaps)
        for across in range(highest.shape[1]):
            last_column = min((across + 1) * size + border, columns)
            most, missing = -np.inf, 0
            for column in range(across * size, last_column):
                most = max(most, tops[column])
                missing += gaps[column]
            highest[down, across] = np.inf if missing > 0 else most
