"""The ground under the map: shaded relief as a picture, and where its corners lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.links.model import LinkModel
from relaysim.report.hillshade import TRANSPARENT, relief_rgb
from relaysim.report.png import encode_png

# Pixels along the longer side: more would take longer to send than to look at.
MOST_PIXELS = 1800


@dataclass(frozen=True)
class Relief:
    """The relief of a whole terrain, of every k-th cell where there are too many; unknown ground is let through."""

    model: LinkModel

    @property
    def stride(self) -> int:
        """Cells from one pixel to the next."""
        rows, columns = self.model.terrain.heights_m.shape
        return int(max(-(-max(rows, columns) // MOST_PIXELS), 1))

    @property
    def corners_m(self) -> list[list[float]]:
        """x, y in the local frame of its north-west, north-east and south-west corner, as the raster has them."""
        rows, columns = self.model.terrain.heights_m[:: self.stride, :: self.stride].shape
        # Each pixel stands for the cells about the one that was taken.
        edge = np.array([[-0.5, -0.5], [columns - 0.5, -0.5], [-0.5, rows - 0.5]]) * self.stride
        x, y = self.model.frame.to_local(*self.model.terrain.geographic(edge[:, 0], edge[:, 1]))
        return np.column_stack([x, y]).tolist()  # type: ignore[no-any-return]

    def png(self) -> bytes:
        """The picture; of a large terrain it takes seconds."""
        terrain, stride = self.model.terrain, self.stride
        heights = np.asarray(terrain.heights_m[::stride, ::stride], dtype=np.float64)
        return encode_png(relief_rgb(heights, terrain.cell_size_m * stride), TRANSPARENT)
