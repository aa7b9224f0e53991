"""The picture of one link: the profile of the ground, and below it the loss along the way."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from relaysim.errors import InputError
from relaysim.report.link_loss_panel import draw_losses
from relaysim.report.link_profile_panel import draw_profile
from relaysim.report.link_scene import LinkScene
from relaysim.terrain.write import check_place, write_aside

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENDINGS = (".png", ".svg")
SIZE_INCHES, DOTS_PER_INCH = (11.0, 7.2), 150
STYLE: dict[str, object] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
    "font.size": 10.0,
    "svg.hashsalt": "relaysim",  # names inside the file do not change from run to run
}


def check_picture_place(path: Path, *, replace: bool) -> None:
    """Refuses a place that cannot take the picture, or a machine that cannot draw it, before any work is done.

    Raises:
        OutputError: wrong ending, no such folder, or a file is there and not to be replaced.
        InputError: matplotlib is not installed.
    """
    check_place(path, replace=replace, ending=ENDINGS, what="the picture of a link is written as PNG or SVG")
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"--plot {path}: drawing needs matplotlib, which is not installed: `pip install 'relaysim[plot]'`"
        ) from error


def write_link_picture(scene: LinkScene, path: Path) -> None:
    """Draws the link to a PNG or SVG, by the ending of the name; the same link gives the same bytes.

    Raises: OutputError if it cannot be written.
    """
    import matplotlib.style

    drawn = io.BytesIO()
    # The user's own style sheet must not decide how it looks.
    with matplotlib.style.context(["default", STYLE]):
        kind = path.suffix.lower().lstrip(".")
        unsigned = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
        link_figure(scene).savefig(drawn, format=kind, dpi=DOTS_PER_INCH, metadata=unsigned)
    write_aside(path, drawn.getvalue())


def link_figure(scene: LinkScene) -> Figure:
    """The figure itself; pyplot and its list of open figures are not touched."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1.0))
    figure.suptitle(title(scene), fontsize=13, fontweight="bold")
    upper.set_title(subtitle(scene), fontsize=11, pad=24)  # above the legend
    draw_profile(upper, scene)
    draw_losses(lower, scene)
    length = float(scene.way.distance_m[-1])
    lower.set_xlim(-0.012 * length, 1.012 * length)
    lower.set_xlabel("distance along the ground from the first antenna (m)")
    for panel in (upper, lower):
        _frame(panel)
    _name_heights(figure, upper)
    return figure


def _name_heights(figure: Figure, panel: Axes) -> None:
    """The axis says how many times steeper the ground is drawn than it is, which is known once the layout is."""
    panel.set_ylabel("height (m)")
    figure.draw_without_rendering()
    box, (left, right), (low, high) = panel.get_window_extent(), panel.get_xlim(), panel.get_ylim()
    stretch = (box.height / (high - low)) / (box.width / (right - left))
    panel.set_ylabel(f"height (m), exaggerated {stretch:.2g}×")


def _frame(panel: Axes) -> None:
    panel.grid(True, color="#dcd8ce", linewidth=0.7)
    panel.set_axisbelow(True)
    panel.spines["top"].set_visible(False)


def title(scene: LinkScene) -> str:
    """Where, how far, at which frequency."""
    slant_m = scene.found.sightline.slant_m
    distance = f"{slant_m:,.0f} m" if slant_m >= 100 else f"{slant_m:.1f} m"
    return f"Radio link over {scene.terrain_name}: {distance}, {scene.frequency_hz / 1e6:g} MHz"


def subtitle(scene: LinkScene) -> str:
    """What the answer is."""
    found, line = scene.found, scene.found.sightline
    if line.obstruction is not None:
        sight = f"straight line blocked by {line.obstruction.above_sightline_m:.1f} m of ground"
    elif np.isnan(line.clearance_m):
        sight = "straight line over ground that is not surveyed"
    else:
        sight = f"straight line clear by {line.clearance_m:.1f} m"
    if np.isnan(found.margin_db):
        return f"link unknown: it crosses ground that is not surveyed; {sight}"
    rate = found.budget.lowest_mode.rate_bps / 1000
    required = found.budget.required_margin_db
    over = f" over the required {required:g} dB" if required else ""
    margin = f"{found.margin_db:+.1f}".replace("-", "\N{MINUS SIGN}")
    return f"link {found.state.value}: margin {margin} dB{over} at {rate:g} kbit/s; {sight}"
