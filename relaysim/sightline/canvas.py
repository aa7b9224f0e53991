"""The heights of one quarter as it is swept, line by line in memory, and what is found there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.sightline.fan import Quarter
from relaysim.sightline.outlook import Outlook
from relaysim.sightline.profile import grid
from relaysim.sightline.surface import Heights


@dataclass(frozen=True)
class Canvas:
    """Heights and answers of one quarter, lines by nodes across, from line `offset` of the window on.

    Where lines are rows these are the window's own; where they are columns, turned copies.
    """

    quarter: Quarter
    lines_m: Heights
    offset: int
    out: NDArray[np.float32]

    @classmethod
    def of(cls, quarter: Quarter, outlook: Outlook, height_m: NDArray[np.float32]) -> Canvas:
        """The canvas of a quarter whose answers go into `height_m`."""
        from relaysim.sightline.turn import turned

        if quarter.upright:
            return cls(quarter, outlook.heights_m, 0, height_m)
        begin, end = quarter.columns
        lines = grid(turned(outlook.heights_m, begin, end))
        return cls(quarter, lines, begin, np.full(lines.shape, np.nan, dtype=np.float32))

    def into(self, height_m: NDArray[np.float32]) -> None:
        """Write the answers of a turned copy where they belong."""
        from relaysim.sightline.turn import turned_back

        if self.out is not height_m:
            turned_back(self.out, self.offset, np.inf, height_m)
