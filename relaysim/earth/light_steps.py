"""A contact has one light time: windows cut so that it is nearly right at their ends, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.windows import Window

Floats = NDArray[np.float64]
LightTime = Callable[[Floats], Floats]

# Light time changes by this much at most within a piece: by half of it from the middle to an end.
LIGHT_TIME_STEP_S = 1.0


def light_time_pieces(windows: Sequence[Window], one_way_light_time_s: LightTime) -> list[tuple[int, Window]]:
    """(number of its window, piece) in order: equal pieces in which the light time changes by a second at most.

    A window in which it changes by less is its own piece, its ends untouched. The light time is taken to change one way
    within a window: one that turns is asked at its ends alone.
    """
    if not windows:
        return []
    starts, ends = np.array(windows, dtype=np.float64).T
    change_s = np.abs(one_way_light_time_s(ends) - one_way_light_time_s(starts))
    pieces = np.maximum(np.ceil(change_s / LIGHT_TIME_STEP_S), 1.0).astype(np.int64)
    owner = np.repeat(np.arange(len(windows)), pieces)
    nth = np.arange(owner.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    length = (ends - starts) / pieces
    begin = starts[owner] + nth * length[owner]
    finish = np.where(nth + 1 == pieces[owner], ends[owner], starts[owner] + (nth + 1) * length[owner])
    return list(zip(owner.tolist(), zip(begin.tolist(), finish.tolist(), strict=True), strict=True))
