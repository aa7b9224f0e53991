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
    """A PNG of the terrain; unknown ground is let through.

    corners_m: x, y in the local frame of its north-west, north-east and south-west corner, as the raster has them.
    """

    png: bytes
    corners_m: list[list[float]]


def draw_relief(model: LinkModel) -> Relief:
    """The relief of a whole terrain, of every k-th cell where there are too many."""
    terrain = model.terrain
    stride = max(-(-max(terrain.heights_m.shape) // MOST_PIXELS), 1)
    heights = np.asarray(terrain.heights_m[::stride, ::stride], dtype=np.float64)
    rows, columns = heights.shape
    # Each pixel stands for the cells about the one that was taken.
    edge = np.array([[-0.5, -0.5], [columns - 0.5, -0.5], [-0.5, rows - 0.5]]) * stride
    x, y = model.frame.to_local(*terrain.geographic(edge[:, 0], edge[:, 1]))
    png = encode_png(relief_rgb(heights, terrain.cell_size_m * stride), TRANSPARENT)
    return Relief(png, np.column_stack([x, y]).tolist())
