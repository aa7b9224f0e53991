"""The upper half of the picture of a link: ground, straight line, first Fresnel zone, what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patheffects import AbstractPathEffect

    from relaysim.links.way import Way
    from relaysim.report.link_scene import LinkScene
    from relaysim.sightline import Ridge

GROUND, GROUND_LINE, LINE, BLOCKED, UNKNOWN = "#cdbfa9", "#6e5b3f", "#1b54b5", "#b23a16", "#8b8f96"
MOST_LABELS = 3


def draw_profile(panel: Axes, scene: LinkScene) -> None:
    """The section through both antennas, its heights stretched."""
    way = scene.way
    low, high = _heights(way, bool(scene.found.ridges))
    panel.set_ylim(low, high)
    panel.fill_between(
        way.distance_m, way.line_m - way.fresnel_m, way.line_m + way.fresnel_m,
        facecolor=LINE, alpha=0.13, edgecolor="none", label="first Fresnel zone",
    )  # fmt: skip
    _draw_ground(panel, way, low)
    # The zone goes on below the ground: its edge shows how much of it is taken.
    for edge in (way.line_m - way.fresnel_m, way.line_m + way.fresnel_m):
        panel.plot(way.distance_m, edge, color=LINE, linewidth=0.8, linestyle=(0, (3, 3)), alpha=0.6)
    panel.plot(way.distance_m, way.line_m, color=LINE, linewidth=1.8, label="straight line")
    _draw_ridges(panel, way, scene.found.ridges, high - low)
    _draw_antennas(panel, scene)
    panel.ticklabel_format(axis="y", useOffset=False)
    legend_above(panel)


def legend_above(panel: Axes) -> None:
    """The legend in one row above the panel, where it hides nothing."""
    panel.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=6, frameon=False, fontsize=9, borderaxespad=0.1,
        columnspacing=1.6, handlelength=1.8,
    )  # fmt: skip


def haloed() -> list[AbstractPathEffect]:
    """Letters that can be read over anything."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.5, foreground="white")]


def _heights(way: Way, blocked: bool) -> tuple[float, float]:
    """Lower and upper edge: all that is drawn, with room for words below, and above where the line is blocked."""
    sigma = 0.0 if way.sigma_m is None else np.nan_to_num(way.sigma_m)
    low = min(float(np.nanmin(way.ground_m - sigma)), float(way.line_m.min()))
    high = max(float(np.nanmax(way.ground_m + sigma)), float((way.line_m + way.fresnel_m).max()))
    room = max(high - low, 1.0)
    return low - 0.14 * room, high + (0.22 if blocked else 0.06) * room


def _draw_ground(panel: Axes, way: Way, low: float) -> None:
    panel.fill_between(way.distance_m, low, way.ground_m, facecolor=GROUND, edgecolor="none", label="ground")
    if way.sigma_m is not None:
        panel.fill_between(
            way.distance_m, way.ground_m - way.sigma_m, way.ground_m + way.sigma_m,
            facecolor=GROUND_LINE, alpha=0.35, edgecolor="none", label="its height, ±1 sigma",
        )  # fmt: skip
    panel.plot(way.distance_m, way.ground_m, color=GROUND_LINE, linewidth=1.2)
    unknown = np.isnan(way.ground_m)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], unknown, [False]]).astype(np.int8)))
    for number, (start, stop) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        left, right = way.distance_m[max(start - 1, 0)], way.distance_m[min(stop, unknown.size - 1)]
        label = "ground not surveyed" if number == 0 else None
        panel.axvspan(
            float(left),
            float(right),
            facecolor="none",
            edgecolor=UNKNOWN,
            hatch="//",
            linewidth=0,
            label=label,
        )


def _draw_ridges(panel: Axes, way: Way, ridges: tuple[Ridge, ...], span: float) -> None:
    """What stands above the line in red, its highest tops with how far they do."""
    with np.errstate(invalid="ignore"):
        above = way.ground_m > way.line_m
    if above.any():
        panel.fill_between(
            way.distance_m, way.line_m, way.ground_m, where=above.tolist(), interpolate=True,
            facecolor=BLOCKED, alpha=0.28, edgecolor="none", label="ground above the line",
        )  # fmt: skip
    highest = sorted(ridges, key=lambda ridge: -ridge.top.above_sightline_m)[:MOST_LABELS]
    for ridge in highest:
        at = ridge.top.distance_m
        top = float(np.interp(at, way.distance_m, way.line_m)) + ridge.top.above_sightline_m
        panel.annotate(
            f"{ridge.top.above_sightline_m:.1f} m above the line,\n{at:.0f} m out",
            (at, top), (at, top + 0.07 * span), ha=_side(at, way), va="bottom", fontsize=9, color=BLOCKED, path_effects=haloed(),
            arrowprops={"arrowstyle": "-|>", "color": BLOCKED, "shrinkA": 0, "shrinkB": 1},
        )  # fmt: skip


def _draw_antennas(panel: Axes, scene: LinkScene) -> None:
    """Both antennas on their masts; the words stand low in the corners, where only ground can be."""
    way = scene.way
    for index, end, name, side in ((0, scene.first, "first", "left"), (-1, scene.second, "second", "right")):
        at, foot, top = (float(values[index]) for values in (way.distance_m, way.ground_m, way.line_m))
        panel.plot([at, at], [foot, top], color="black", linewidth=2.0, solid_capstyle="butt")
        panel.plot([at], [top], marker="o", markersize=7, color=LINE, markeredgecolor="white", clip_on=False)
        panel.annotate(
            f"{name} antenna: {end.antenna_m:g} m above ground", (0.014 if side == "left" else 0.986, 0.03),
            xycoords="axes fraction", ha=side, va="bottom", fontsize=9, path_effects=haloed(),
        )  # fmt: skip


def _side(at_m: float, way: Way) -> str:
    """Words near an edge of the picture grow away from it."""
    part = at_m / float(way.distance_m[-1])
    return "left" if part < 0.15 else "right" if part > 0.85 else "center"
