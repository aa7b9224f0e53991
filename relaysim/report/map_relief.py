"""The ground under the map, kept once in the page and used by both sizes of it: relief and contours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from relaysim.report.contours import Line, contour_lines, interval_m, smooth
from relaysim.report.geometry_file import HeightMap
from relaysim.report.hillshade import TRANSPARENT, relief_rgb
from relaysim.report.png import data_uri, encode_png
from relaysim.report.svg import px


def contour_interval_m(ground: HeightMap) -> float:
    """The round height between contour lines of this map."""
    known = ground.heights_m[np.isfinite(ground.heights_m)]
    return interval_m(float(known.max() - known.min())) if known.size else 1.0


@dataclass(frozen=True)
class Relief:
    """A hidden SVG that holds the ground as #relief, in cells from the north-west corner, and heights to write.

    Attributes:
        markup: the SVG.
        heights: (column, row, height in m) of a place on each line that is drawn thick.
    """

    markup: Markup
    heights: tuple[tuple[float, float, float], ...]


def draw_relief(ground: HeightMap) -> Relief:
    """The relief picture with thin contours over it, and every fifth one thicker."""
    rows, columns = ground.heights_m.shape
    image = data_uri(encode_png(relief_rgb(ground.heights_m, ground.cell_m), TRANSPARENT))
    thin, thick = _contours(ground)
    markup = Markup(
        '<svg class="hidden" width="0" height="0" aria-hidden="true" focusable="false"><defs><g id="relief">'
        '<image href="{}" width="{}" height="{}" preserveAspectRatio="none" class="relief"/>'
        '<g transform="scale(.1)"><path class="contour" d="{}"/><path class="contour index" d="{}"/></g>'
        "</g></defs></svg>"
    ).format(
        image, px(columns), px(rows), *("".join(_compact(line) for _, line in some) for some in (thin, thick))
    )
    written = sorted((line for line in thick if len(line[1]) > 30), key=lambda pair: -len(pair[1]))
    middles = ((*(line[len(line) // 3] + 0.5).tolist(), level) for level, line in written)
    return Relief(markup, tuple((x, y, level) for x, y, level in middles))


def _contours(ground: HeightMap) -> tuple[list[tuple[float, Line]], list[tuple[float, Line]]]:
    """Lines with their heights: the thin ones, and every fifth apart."""
    heights = smooth(ground.heights_m)
    known = heights[np.isfinite(heights)]
    found: tuple[list[tuple[float, Line]], list[tuple[float, Line]]] = ([], [])
    if known.size == 0:
        return found
    step = contour_interval_m(ground)
    for index in range(int(np.ceil(known.min() / step)), int(np.floor(known.max() / step)) + 1):
        lines = contour_lines(heights, index * step)
        found[index % 5 == 0].extend((index * step, line) for line in lines if len(line) > 6)
    return found


def _compact(line: Line) -> str:
    """Path data with whole relative steps; cell centres lie half a cell from the corner."""
    tenths = np.round((line + 0.5) * 10.0).astype(int)
    steps = np.diff(tenths, axis=0)
    moves = " ".join(f"{x} {y}" for x, y in steps.tolist() if x or y)
    return f"M{tenths[0, 0]} {tenths[0, 1]}l{moves}" if moves else ""
