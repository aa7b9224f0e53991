"""The lower half of the picture of a link: the loss on the way, and what each mode can bear."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from relaysim.path.route import Floats
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.propagation import propagation_model
from relaysim.report.link_profile_panel import haloed, legend_above

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from relaysim.report.link_scene import LinkScene

LOSS, FREE = "#1c222b", "#8b8f96"
MODES = ("#b23a16", "#8a5a00", "#6a4a9c", "#0b7566")


def draw_losses(panel: Axes, scene: LinkScene) -> None:
    """Loss downwards on the left, received power upwards on the right: the same curve."""
    way, found = scene.way, scene.found
    empty = _free_space(scene)
    if way.place_m.size:
        panel.plot(way.place_m, empty, color=FREE, linewidth=1.0, linestyle=(0, (1, 1.5)), label="free space")
        label = (
            f"{propagation_model(found.propagation).title}, to {scene.second.antenna_m:g} m above each place"
        )
        panel.plot(way.place_m, way.loss_db, color=LOSS, linewidth=1.5, label=label)
    if np.isfinite(found.path_loss_db):
        end = float(way.distance_m[-1])
        panel.plot(
            [end], [found.path_loss_db], marker="o", markersize=7, color=LOSS, markeredgecolor="white",
            clip_on=False, linestyle="none", label=f"this link: {found.path_loss_db:.1f} dB",
        )  # fmt: skip
    thresholds = [found.budget.threshold_loss_db(mode) for mode in found.budget.modes]
    _set_limits(panel, np.concatenate([way.loss_db, empty, thresholds, [found.path_loss_db]]))
    _draw_thresholds(panel, scene)
    panel.set_ylabel("basic path loss (dB)")
    _add_power_axis(panel, scene)
    legend_above(panel)


def _free_space(scene: LinkScene) -> Floats:
    """What would be lost to the same places without any ground; over a gap its height is taken as even."""
    way = scene.way
    known = np.isfinite(way.ground_m)
    ground = np.interp(way.place_m, way.distance_m[known], way.ground_m[known])
    rise = ground + scene.second.antenna_m - way.line_m[0]
    return np.asarray(free_space_loss_db(np.hypot(way.place_m, rise), scene.frequency_hz))


def _set_limits(panel: Axes, values: Floats) -> None:
    known = values[np.isfinite(values)]
    room = 0.08 * max(float(np.ptp(known)), 10.0)
    panel.set_ylim(float(known.max()) + room, float(known.min()) - room)


def _draw_thresholds(panel: Axes, scene: LinkScene) -> None:
    """What each mode bears, with the budget's sigma about it."""
    budget, label = scene.found.budget, "±1 sigma of the budget"
    required = f", {budget.required_margin_db:g} dB kept" if budget.required_margin_db else ""
    most = max(budget.threshold_loss_db(mode) for mode in budget.modes)
    for number, mode in enumerate(budget.modes):
        threshold, colour = budget.threshold_loss_db(mode), MODES[number % len(MODES)]
        if budget.sigma_db > 0:
            band = threshold - budget.sigma_db, threshold + budget.sigma_db
            panel.axhspan(*band, facecolor=colour, alpha=0.12, edgecolor="none", label=label)
            label = "_"  # once in the legend
        panel.axhline(threshold, color=colour, linewidth=1.4, linestyle=(0, (6, 3)))
        panel.annotate(
            f"{mode.name}, {mode.rate_bps / 1000:g} kbit/s: up to {threshold:.1f} dB{required}", (0.006, threshold),
            xycoords=("axes fraction", "data"), va="top" if threshold == most else "bottom",
            fontsize=9, color=colour, path_effects=haloed(),
        )  # fmt: skip


def _add_power_axis(panel: Axes, scene: LinkScene) -> None:
    sent = math.fsum(term.value for term in scene.found.terms)

    def mirrored(values: Any) -> Any:
        """From loss to received power, and back."""
        return sent - np.asarray(values, dtype=np.float64)

    panel.secondary_yaxis("right", functions=(mirrored, mirrored)).set_ylabel("received power (dBm)")
