"""The picture of `relaysim recover`: ground, route, margins in the corridor, spots by their numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from relaysim.planning.helicopter_site import Site
from relaysim.planning.plan_picture import Bounds, draw_ground, number_at, write_figure
from relaysim.planning.recovery.answer import Recovery, View
from relaysim.planning.wording import one_line
from relaysim.terrain.colours import margin_classes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BORDER_M = 40.0
_SHOWN = 12
_PALE = {"boxstyle": "round,pad=0.12", "facecolor": "white", "alpha": 0.75, "linewidth": 0}


def write_recovery_picture(found: Recovery, path: Path) -> None:
    """Draws one panel for each view."""
    write_figure(lambda: _figure(found), path)


def _figure(found: Recovery) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    bounds = _bounds(found)
    wide = (bounds[2] - bounds[0]) / (bounds[3] - bounds[1])
    count = len(found.views)
    figure = Figure(figsize=(min(max(5.6 * wide, 4.5), 9.0) * count, 6.6), layout="constrained")
    figure.suptitle(f"{one_line(found.title, 90)}\nwhere contact comes back soonest", fontsize=11)
    for axes, view in zip(np.atleast_1d(figure.subplots(1, count)), found.views, strict=True):
        _panel(axes, found, view, bounds)
    legend = [Patch(color=one.colour, label=one.label) for one in reversed(margin_classes())]
    figure.legend(
        handles=legend, loc="outside lower center", ncols=3 if count > 1 else 2, fontsize=7,
        title="margin in the corridor; grey: unknown ground; bare: no answer or too steep", title_fontsize=8,
    )  # fmt: skip
    return figure


def _panel(axes: Axes, found: Recovery, view: View, bounds: Bounds) -> None:
    draw_ground(axes, view.world.link.terrain, view.world.link.frame, bounds)
    _draw_margins(axes, view)
    for ring in _rings(view.corridor.area):
        axes.plot(*ring.T, color="black", linewidth=0.8, linestyle=":", zorder=3)
    axes.plot(view.way.x_m, view.way.y_m, color="black", linewidth=1.6, zorder=4)
    _mark(axes, found.rover, "rover", ("s", "black", "white"), (7, -11))
    _mark(axes, found.helicopter, "helicopter", ("^", "#b2182b", "white"), (7, -11))
    if view.first_stop is not None:
        _mark(
            axes, view.first_stop.place, "first stop with contact", ("D", "#ffd92f", "black"), (0, 8), "right"
        )
    for spot in view.spots:
        if spot.number <= _SHOWN or spot.roles:
            colour = "#1b7837" if spot.roles else "#542788"
            number_at(axes, spot.place.x_m, spot.place.y_m, str(spot.number), colour)
        if "earliest" in spot.roles:
            xs, ys = (spot.leave.x_m, spot.place.x_m), (spot.leave.y_m, spot.place.y_m)
            axes.plot(xs, ys, color="black", linewidth=1.0, linestyle="--", zorder=5)
    as_of = view.world.link.terrain.as_of
    knowledge = f"{view.label}, as of {as_of}" if as_of else view.label
    axes.set_title(f"{knowledge}: no answer for {view.no_answer_share:.0%}", fontsize=10)


def _draw_margins(axes: Axes, view: View) -> None:
    """The map of margins in its classes; nothing where there is no answer, or the ground is too steep."""
    from matplotlib.colors import to_rgba

    corridor, classes = view.corridor, margin_classes()
    if not corridor.x_m.size:
        return
    index = np.searchsorted([one.most for one in classes], np.nan_to_num(view.margin_db), side="left")
    colours = np.array([to_rgba(one.colour, 0.55) for one in classes])[index]
    colours[np.isnan(view.margin_db) | ~corridor.drivable] = 0.0
    half = np.array(corridor.terrain.cell_extent_m) / 2
    x, y = corridor.x_m, corridor.y_m
    axes.imshow(
        colours, extent=(x.min() - half[0], x.max() + half[0], y.min() - half[1], y.max() + half[1]),
        origin="upper", interpolation="nearest", zorder=1,
    )  # fmt: skip


def _mark(
    axes: Axes, site: Site, words: str, mark: tuple[str, str, str], off: tuple[int, int], side: str = "left"
) -> None:
    """A place with its name; mark: its form, its colour and that of its edge; off: of the name, points."""
    form, colour, edge = mark
    axes.plot(site.x_m, site.y_m, form, color=colour, markeredgecolor=edge, markersize=8, zorder=8)
    axes.annotate(
        words,
        (site.x_m, site.y_m),
        off,
        textcoords="offset points",
        ha=side,
        fontsize=8,
        zorder=7,
        bbox=_PALE,
    )


def _rings(area: shapely.Geometry) -> list[np.ndarray]:
    parts = [part for part in shapely.get_parts(area) if isinstance(part, shapely.Polygon)]
    return [np.asarray(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]


def _bounds(found: Recovery) -> Bounds:
    """What is shown: the corridors, the rover and the helicopter, with a border."""
    boxes = np.array([shapely.bounds(view.corridor.area) for view in found.views])
    x = np.array([found.helicopter.x_m, found.rover.x_m, *boxes[:, 0], *boxes[:, 2]])
    y = np.array([found.helicopter.y_m, found.rover.y_m, *boxes[:, 1], *boxes[:, 3]])
    return (
        float(x.min()) - BORDER_M, float(y.min()) - BORDER_M, float(x.max()) + BORDER_M, float(y.max()) + BORDER_M,
    )  # fmt: skip
