"""The picture of `relaysim sites`: ground, landing places by their silence, the best by their ranks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from relaysim.planning.plan_picture import Bounds, draw_ground, number_at, write_figure
from relaysim.planning.sites.answer import Sites
from relaysim.planning.sites.silence import stops_from
from relaysim.planning.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BORDER_M = 40.0
_NUMBERED = 10


def write_sites_picture(found: Sites, path: Path) -> None:
    """Draws the places; the rover's stops as far as they are near."""
    write_figure(lambda: _figure(found), path)


def _figure(found: Sites) -> Figure:
    from matplotlib.figure import Figure

    bounds = _bounds(found)
    wide = (bounds[2] - bounds[0]) / (bounds[3] - bounds[1])
    figure = Figure(figsize=(min(max(6.0 * wide, 6.0), 12.0) + 1.2, 6.8), layout="constrained")
    axes = figure.subplots()
    draw_ground(axes, found.world.link.terrain, found.world.link.frame, bounds)
    _draw_vehicles(axes, found)
    _draw_sites(figure, axes, found)
    figure.legend(loc="outside lower center", ncols=4, fontsize=8)
    as_of = found.world.link.terrain.as_of
    axes.set_title(
        f"{one_line(found.world.title, 90)}\nwhere flight {found.flight.flight} might land, {f'as of {as_of}' if as_of else 'hindcast'}; "
        "grey: unknown ground", fontsize=10,
    )  # fmt: skip
    return figure


def _draw_vehicles(axes: Axes, found: Sites) -> None:
    """The rover's stops, the take-off, the planned landing, and the places that are none."""
    stops = stops_from(found.world, found.landing_utc_s, found.leave_utc_s)
    axes.plot(
        stops.x_m,
        stops.y_m,
        "s-",
        color="black",
        markersize=4,
        linewidth=0.8,
        zorder=3,
        label="rover's stops",
    )
    refused = [one.place for one in found.refused]
    if refused:
        axes.plot(
            [one.x_m for one in refused], [one.y_m for one in refused], "x", color="#555555", markersize=4, zorder=3,
            label="refused",
        )  # fmt: skip
    axes.plot(
        found.takeoff.x_m, found.takeoff.y_m, "^", color="#b2182b", markeredgecolor="white", markersize=10, zorder=6,
        label="take-off",
    )  # fmt: skip
    planned = found.planned
    if planned is not None:
        place = planned.candidate.place
        axes.plot(
            place.x_m, place.y_m, "D", markerfacecolor="none", markeredgecolor="#b2182b", markeredgewidth=2, markersize=11,
            zorder=6, label=f"planned landing (rank {planned.rank})",
        )  # fmt: skip


def _draw_sites(figure: Figure, axes: Axes, found: Sites) -> None:
    places = [site.candidate.place for site in found.sites]
    marks = axes.scatter(
        [one.x_m for one in places], [one.y_m for one in places], c=[site.mean_days for site in found.sites], s=34,
        cmap="YlOrRd", edgecolors="#333333", linewidths=0.5, zorder=4, vmin=0.0,
    )  # fmt: skip
    bar = figure.colorbar(marks, ax=axes, shrink=0.8)
    bar.set_label(f"mean longest silence ({found.world.clock.day_name}s)")
    for site in found.sites[:_NUMBERED]:
        number_at(axes, site.candidate.place.x_m, site.candidate.place.y_m, str(site.rank), "#1b7837")


def _bounds(found: Sites) -> Bounds:
    """What is shown: all places and the take-off, with a border."""
    every = [
        found.takeoff,
        *(site.candidate.place for site in found.sites),
        *(one.place for one in found.refused),
    ]
    x, y = np.array([(one.x_m, one.y_m) for one in every]).T
    return (
        float(x.min()) - BORDER_M, float(y.min()) - BORDER_M, float(x.max()) + BORDER_M, float(y.max()) + BORDER_M,
    )  # fmt: skip
