"""What the pictures of plans have in common: the shaded ground in metres, a scale bar, the same bytes every time."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS_PER_INCH = 130
UNKNOWN = "#c9c4b8"
STYLE: dict[str, object] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
    "font.size": 9.0,
    "text.parse_math": False,  # names are shown as they are written
}
Bounds = tuple[float, float, float, float]
Draw = Callable[[], "Figure"]


def can_draw() -> bool:
    """Whether matplotlib, an optional extra, is installed."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        return False
    return True


def write_figure(draw: Draw, path: Path) -> None:
    """Draws to a PNG; the same plan gives the same bytes."""
    import matplotlib.style

    drawn = io.BytesIO()
    # The user's own style sheet must not decide how it looks.
    with matplotlib.style.context(["default", STYLE]):
        draw().savefig(drawn, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    path.write_bytes(drawn.getvalue())


def draw_ground(axes: Axes, terrain: Terrain, frame: LocalFrame, bounds: Bounds) -> None:
    """The relief between bounds of the local frame (left, bottom, right, top), unknown ground in its own colour."""
    from relaysim.report.hillshade import relief_rgb

    left, bottom, right, top = bounds
    corners = frame.to_geographic(np.array([left, right, left, right]), np.array([bottom, bottom, top, top]))
    col, row = terrain.grid_coordinates(*corners)
    rows, columns = terrain.heights_m.shape
    c0, c1 = max(math.floor(col.min()), 0), min(math.ceil(col.max()) + 1, columns)
    r0, r1 = max(math.floor(row.min()), 0), min(math.ceil(row.max()) + 1, rows)
    axes.set_facecolor(UNKNOWN)
    if c1 > c0 + 1 and r1 > r0 + 1:
        heights = terrain.heights_m[r0:r1, c0:c1]
        lat, lon = terrain.geographic(np.array([c0 - 0.5, c1 - 0.5]), np.array([r1 - 0.5, r0 - 0.5]))
        x, y = frame.to_local(lat, lon)
        shown = relief_rgb(np.asarray(heights, dtype=np.float64), terrain.cell_size_m).astype(np.uint8)
        alpha = np.where(np.isfinite(heights), 255, 0).astype(np.uint8)
        axes.imshow(
            np.dstack([shown[..., :3], alpha]), extent=(x[0], x[1], y[0], y[1]), origin="upper", zorder=0,
            interpolation="bilinear",
        )  # fmt: skip
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    _scale_bar(axes, bounds)


def _scale_bar(axes: Axes, bounds: Bounds) -> None:
    left, bottom, right, top = bounds
    length = _round((right - left) / 5)
    x, y = left + 0.04 * (right - left), bottom + 0.035 * (top - bottom)
    axes.plot([x, x + length], [y, y], color="black", linewidth=3, solid_capstyle="butt", zorder=9)
    axes.annotate(
        f"{length:g} m", (x + length / 2, y), (0, 3), textcoords="offset points", ha="center", va="bottom", zorder=9,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "alpha": 0.7, "linewidth": 0},
    )  # fmt: skip


def number_at(axes: Axes, x_m: float, y_m: float, text: str, colour: str) -> None:
    """A numbered mark."""
    axes.plot([x_m], [y_m], "o", color=colour, markeredgecolor="white", markersize=7, zorder=6)
    axes.annotate(
        text, (x_m, y_m), (5, 4), textcoords="offset points", fontsize=8, fontweight="bold", zorder=7,
        bbox={"boxstyle": "round,pad=0.12", "facecolor": "white", "alpha": 0.75, "linewidth": 0},
    )  # fmt: skip


def _round(length: float) -> float:
    """The greatest of 1, 2, 5 times a power of ten that is not above."""
    power = 10.0 ** math.floor(math.log10(length))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= length)
