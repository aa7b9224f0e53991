"""A landing map as a picture for a slide: colours over shaded ground, the rover's way, landing places, a legend that counts."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from relaysim.planning.landing.landing_map import LandingMap
from relaysim.planning.landing.picture_marks import draw_marks
from relaysim.planning.landing.silence_classes import silence_classes
from relaysim.planning.landing.summary import (
    GroundShares,
    PlaceAnswer,
    ground_shares,
    ground_words,
    hangs_on_unknown,
    place_answers,
)
from relaysim.planning.landing.words import day_text, length_words, time_words
from relaysim.planning.wording import one_line
from relaysim.terrain.shade import gradients, hillshade
from relaysim.terrain.write import write_aside

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from relaysim.terrain.colours import ColourClass

SIZE_INCHES, DOTS_PER_INCH = (13.33, 7.5), 150  # a slide of 16 to 9
STYLE: dict[str, object] = {"font.family": "DejaVu Sans", "font.size": 11.0}
PANEL = (0.015, 0.03, 0.52, 0.83)  # left, bottom, width, height, as shares of the picture
MOST_PLACES = 5
GREY = "#8a8f98"
BEYOND = "#f3f4f6"
STEEPNESS = 0.5
LONGEST_TITLE, LONGEST_TEXT = 110, 200


def write_landing_picture(found: LandingMap, path: Path) -> None:
    """Draws the map to a PNG; the same map gives the same bytes.

    Raises: OutputError if it cannot be written.
    """
    import matplotlib.style

    drawn = io.BytesIO()
    # The user's own style sheet must not decide how it looks.
    with matplotlib.style.context(["default", STYLE]):
        landing_figure(found).savefig(drawn, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    write_aside(path, drawn.getvalue())


def landing_figure(found: LandingMap) -> Figure:
    """The figure itself; pyplot and its list of open figures are not touched."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_INCHES, facecolor="white")
    panel = figure.add_axes(PANEL)
    side = figure.add_axes((0.555, 0.03, 0.43, 0.83))
    shares, answers = ground_shares(found), place_answers(found)
    figure.text(
        0.015,
        0.945,
        "How long would the helicopter be silent where it lands?",
        fontsize=20,
        fontweight="bold",
    )
    title, when = one_line(found.world.title, LONGEST_TITLE), time_words(found)
    figure.text(0.015, 0.906, _plain(title), fontsize=12, color="#444444")
    figure.text(0.015, 0.874, _plain(when), fontsize=11, color="#444444")
    classes = silence_classes(found.whole_days, found.world.clock.day_name)
    _draw_ground(panel, found, classes)
    draw_marks(panel, found, answers, _metres_per_point(found))
    side.set_axis_off()
    side.set_xlim(0, 1)
    side.set_ylim(0, 1)
    _draw_side(side, found, classes, shares, answers)
    return figure


def _metres_per_point(found: LandingMap) -> float:
    """Metres of ground in a 72nd of an inch of the picture."""
    (rows, columns), (east_m, north_m) = found.cells.shape, found.cells.cell_m
    return (
        max(columns * east_m / (PANEL[2] * SIZE_INCHES[0]), rows * north_m / (PANEL[3] * SIZE_INCHES[1]))
        / 72.0
    )


def _draw_ground(panel: Axes, found: LandingMap, classes: list[ColourClass]) -> None:
    """The colours over the relief of the ground, in metres from the window's middle; unknown ground is hatched."""
    values = found.cells.spread_out(found.at_least_days)
    bounds = [one.most for one in classes]
    colours = np.array([_rgb(one.colour) for one in classes])
    index = np.searchsorted(bounds, np.nan_to_num(values, nan=0.0), side="left")
    light = _light(found)[..., None]
    known = ~np.isnan(values)[..., None]
    inside = found.cells.inside[..., None]
    over = colours[np.minimum(index, len(classes) - 1)] * light
    rgb = np.where(known, over, np.where(inside, np.array(_rgb("#d9dce1")), np.array(_rgb(BEYOND))))
    rows, columns = found.cells.shape
    east_m, north_m = found.cells.cell_m
    extent = (-columns * east_m / 2, columns * east_m / 2, -rows * north_m / 2, rows * north_m / 2)
    panel.imshow(np.clip(rgb, 0, 1), extent=extent, interpolation="nearest", aspect="equal")
    _hatch(panel, found, extent)
    _closed_now(panel, found, extent)
    panel.set_anchor("W")
    panel.set_xticks([])
    panel.set_yticks([])
    for edge in panel.spines.values():
        edge.set_color("#c4c8ce")


def _hatch(panel: Axes, found: LandingMap, extent: tuple[float, float, float, float]) -> None:
    """Stripes where the ground is unknown, or the answer hangs on unknown ground."""
    unknown = np.where(found.cells.inside, 1.0, 0.0)
    unknown.flat[found.cells.flat] = hangs_on_unknown(found)[: found.cells.cells]
    if unknown.any():
        panel.contourf(
            np.flipud(unknown),
            levels=[0.5, 1.5],
            colors="none",
            hatches=["////"],
            extent=extent,
            origin="lower",
        )


def _closed_now(panel: Axes, found: LandingMap, extent: tuple[float, float, float, float]) -> None:
    """The outline of where the link is closed as the time begins."""
    closed = found.cells.spread_out(found.margin_now_db)
    if (closed < 0).any() and (closed >= 0).any():
        panel.contour(
            np.ma.masked_invalid(np.flipud(closed)), levels=[0.0], colors="#1f2937", linewidths=0.7, alpha=0.65,
            extent=extent, origin="lower",
        )  # fmt: skip


def _light(found: LandingMap) -> NDArray[np.float64]:
    """Brightness of the cells, 1 on level ground: the ground lit from the upper left, slopes drawn steeper than they are."""
    heights = _heights(found)
    east_m, north_m = found.cells.cell_m
    rows = heights.shape[0]
    across, down = gradients(heights, np.full(rows, east_m), np.full(rows, north_m))
    slopes = np.hypot(across, down)
    typical = float(np.nanquantile(slopes, 0.9)) if np.isfinite(slopes).any() else 0.0
    times = min(max(STEEPNESS / typical, 1.0), 8.0) if typical > 0 else 1.0
    level = math.sqrt(0.5)  # of level ground, which keeps the legend's colour
    shade = np.nan_to_num(hillshade(across * times, down * times), nan=level)
    return np.asarray(np.clip(1.0 + 0.5 * (shade - level), 0.6, 1.1))


def _heights(found: LandingMap) -> NDArray[np.float64]:
    """Heights of the ground at the centres of all cells of the window."""
    terrain, t = found.ground.terrain, found.cells.transform
    rows, columns = found.cells.shape
    x, y = t.c + (np.arange(columns) + 0.5) * t.a, t.f + (np.arange(rows) + 0.5) * t.e
    column, row = (
        (x - terrain.transform.c) / terrain.transform.a - 0.5,
        (y - terrain.transform.f) / terrain.transform.e - 0.5,
    )
    from relaysim.terrain.grid import bilinear

    return np.asarray(bilinear(terrain.heights_m, *np.meshgrid(column, row)))


def _draw_side(
    side: Axes,
    found: LandingMap,
    classes: list[ColourClass],
    shares: GroundShares,
    answers: list[PlaceAnswer],
) -> None:
    """Legend with shares of the ground, landing places, what it is made of."""
    top = 0.985
    top = _heading(side, top, "Longest silence, and its share of the ground")
    for one, share in zip(classes, _shares(found, classes), strict=True):
        side.add_patch(_box(0.0, top - 0.030, one.colour))
        side.text(0.075, top - 0.0155, _plain(one.label), va="center", fontsize=10.5)
        side.text(
            1.0,
            top - 0.0155,
            f"{share:.0%}" if share >= 0.01 or share == 0 else "<1%",
            va="center",
            ha="right",
            fontsize=10.5,
        )
        top -= 0.043
    side.plot([0.0, 0.055], [top - 0.0155] * 2, color="#1f2937", linewidth=0.9)
    side.text(
        0.075,
        top - 0.0155,
        f"closed at the begin: {shares.closed_now:.0%} of the ground",
        va="center",
        fontsize=10.5,
    )
    top -= 0.043
    if shares.unknown_km2 > 0 or shares.uncertain > 0:
        side.add_patch(_box(0.0, top - 0.030, "#d9dce1", hatch="////"))
        hangs = float(np.mean(hangs_on_unknown(found)[: found.cells.cells]))
        words = f"unknown ground ({shares.unknown_km2:.2g} km2), or the answer hangs on it ({hangs:.0%} of the rest)"
        side.text(0.075, top - 0.0155, words, va="center", fontsize=9)
        top -= 0.043
    top = _heading(side, top - 0.025, "If it lands here")
    for answer in sorted(answers, key=lambda one: not one.known)[:MOST_PLACES]:
        side.text(0.0, top - 0.012, _plain(answer.name), va="center", fontsize=10.5, fontweight="bold")
        side.text(
            0.0, top - 0.048, _plain(_answer_words(found, answer)), va="center", fontsize=9.5, color="#333333"
        )
        top -= 0.088
    small = [
        f"Ground: {ground_words(found)}.",
        f"{shares.cells:,} cells of {max(found.cells.cell_m):.3g} m. Radio: {found.world.link.radio.propagation}, "
        f"{found.world.link.radio.budget.lowest_mode.name} mode.",
    ]
    side.text(
        0.0,
        0.0,
        "\n".join(_wrapped(_plain(line), 92) for line in small),
        va="bottom",
        fontsize=8.5,
        color="#555555",
    )


def _heading(side: Axes, top: float, words: str) -> float:
    side.text(0.0, top - 0.012, words, va="center", fontsize=12.5, fontweight="bold")
    return top - 0.045


def _answer_words(found: LandingMap, one: PlaceAnswer) -> str:
    """Short: how long, and from when on it is heard."""
    if not one.known:
        return "unknown ground"
    if one.at_most_days == 0.0:
        return "heard all the time"
    if one.at_least_days == 0.0:
        return "heard from every stop"
    day = found.world.clock.day_name
    length = f"silent for {length_words(one.at_least_days, one.at_most_days, day, goes_on=one.goes_on)}"
    if not math.isfinite(one.first_utc_s):
        return f"{length}, not heard again in this time"
    if one.first_utc_s <= found.time.start_utc_s:
        return f"{length} at a time, open at the begin"
    return f"{length}, first heard on {day_text(found, one.first_utc_s)}"


def _shares(found: LandingMap, classes: list[ColourClass]) -> list[float]:
    """The share of the known ground in each class, without what hangs on unknown ground."""
    n = found.cells.cells
    index = np.searchsorted([one.most for one in classes], found.at_least_days[:n], side="left")
    sure = ~hangs_on_unknown(found)[:n]
    return [float(np.mean((index == number) & sure)) for number in range(len(classes))]


def _box(x: float, y: float, colour: str, hatch: str | None = None) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), 0.055, 0.030, facecolor=colour, edgecolor=GREY, linewidth=0.6, hatch=hatch)


def _rgb(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5))  # type: ignore[return-value]


def _plain(text: str) -> str:
    """A text from data as it is drawn: dollars are no mathematics."""
    return one_line(text, LONGEST_TEXT).replace("$", r"\$")


def _wrapped(text: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width))
