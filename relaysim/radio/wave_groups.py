"""Groups of up to eight lines, marched one group after another: all that they need room for is made here.

Compiled kernel; importing this module compiles it or loads it. The frame is that of `wave_march`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from relaysim.compiled import compiled
from relaysim.radio.wave_columns import CLOSING
from relaysim.radio.wave_lanes import LANES, ROW
from relaysim.radio.wave_march import march_lanes, start_lanes

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]
Field = NDArray[np.complex128]
_Function = TypeVar("_Function", bound=Callable[..., Any])

# How far the coordinate is stretched into the complex plane at the top of the absorbing layer: enough to
# swallow a wave that meets it at one degree, not so much that the rows reflect.
_LAYER_STRENGTH = 12.0
# Columns closed ahead of the march: what they take stays in the processor's first cache.
_AHEAD = 32


def _outer(signature: str) -> Callable[[_Function], _Function]:
    return cast("Callable[[_Function], _Function]", compiled(signature))


@_outer(
    "void(i8[::1], i8[::1], i8[:,::1], f8[:,::1], c16[:,::1], f8[::1], f8[::1], i8[:,::1],"
    " f8[:,::1], f8[:,::1], i8[::1], f8, c16, c16, c16[::1])"
)
def march_groups(
    members: Counts,
    starts: Counts,
    shapes: Counts,
    sizes: Reals,
    fractions: Field,
    distance: Reals,
    height: Reals,
    points: Counts,
    turns: Reals,
    receivers: Reals,
    receiver_starts: Counts,
    wavenumber: float,
    refraction: complex,
    divisor: complex,
    received: Field,
) -> None:
    """March groups of lines: group j is the lines members[starts[j]:starts[j + 1]], of one absorbing layer.

    shapes, sizes, fractions: a row a member; the ground and the receivers are those of all lines, and like the other
    arguments those of `start_lanes` and `march_lanes`. received: zeros; the field at each of the receivers.
    """
    room = np.empty((2, points[members, 1].max() + 2))
    # All groups in one call: threads that came back for each would wait for the interpreter's lock, and for each other.
    for j in range(starts.size - 1):
        group = slice(starts[j], starts[j + 1])
        lines, shape, size = members[group], shapes[group], sizes[group]
        columns, rows, layer_rows = 0, 0, shape[0, 3]
        waiting = np.empty((lines.size, 2), np.int64)
        for lane in range(lines.size):
            columns, rows = max(columns, shape[lane, 0]), max(rows, shape[lane, 2])
            waiting[lane, 0] = receiver_starts[lines[lane]]
            waiting[lane, 1] = receiver_starts[lines[lane] + 1]
        # The stretch of the height above each row of the layer, from the top down to its foot, where there is none.
        stretch = np.empty((layer_rows + 1, 2), np.float32)
        for row in range(layer_rows + 1):
            depth = (layer_rows - row) / layer_rows
            bend = _LAYER_STRENGTH * depth * depth * depth
            stretch[row, 0], stretch[row, 1] = 1 + bend, bend
        state = np.zeros((rows + 2) * ROW, np.float32)
        grounds = np.empty((LANES, columns))
        start_lanes(
            state, stretch, grounds, shape, size, fractions[group], lines, distance, height, points, turns, room,
            receivers, receiver_starts, wavenumber, refraction, divisor,
        )  # fmt: skip
        closings = np.zeros((_AHEAD, CLOSING, LANES), np.float32)
        lasts = np.zeros((_AHEAD, 2, LANES), np.int64)
        march_lanes(
            state, stretch, grounds, shape, size, closings, lasts, wavenumber, refraction, divisor,
            receivers, waiting, received,
        )  # fmt: skip
