"""What is drawn over a landing map: the rover's way and stops, the landing places, scale bar and north arrow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from relaysim.planning.landing.label_places import Label, placed
from relaysim.planning.landing.landing_map import LandingMap
from relaysim.planning.landing.summary import PlaceAnswer
from relaysim.planning.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

# x, y in the panel, name, colour.
Mark = tuple[float, float, str, str]

ROVER = "#0b1f5c"
LETTER_PT, LONGEST_NAME = 10.0, 60
WHITE_EDGE = {"boxstyle": "round,pad=0.18", "facecolor": "white", "alpha": 0.85, "edgecolor": "none"}


def draw_marks(panel: Axes, found: LandingMap, answers: list[PlaceAnswer], metres_per_point: float) -> None:
    """Everything that is not ground."""
    panel.set_autoscale_on(False)
    stops = _draw_way(panel, found)
    places = _draw_places(panel, found, answers)
    _draw_labels(
        panel,
        [*places, *_named_stops(found, stops)],
        [*stops, *((x, y) for x, y, _, _ in places)],
        metres_per_point,
    )
    _draw_scale(panel)
    _draw_north(panel, found)


def in_panel(found: LandingMap, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Places in the panel's metres, from the middle of the window."""
    terrain, t = found.ground.terrain, found.cells.transform
    column, row = terrain.grid_coordinates(lat, lon)
    x = terrain.transform.c + (column + 0.5) * terrain.transform.a
    y = terrain.transform.f + (row + 0.5) * terrain.transform.e
    rows, columns = found.cells.shape
    east_m, north_m = found.cells.cell_m
    return ((x - t.c) / t.a - columns / 2) * east_m, (rows / 2 - (y - t.f) / t.e) * north_m


def _draw_way(panel: Axes, found: LandingMap) -> list[tuple[float, float]]:
    """Drives as lines, stops as dots; where the stops are."""
    from matplotlib.patheffects import Normal, Stroke

    frame = found.world.link.frame
    outline = [Stroke(linewidth=4.0, foreground="white"), Normal()]
    for leg in found.way.legs:
        inside = (leg.route.utc_s > leg.start_utc_s) & (leg.route.utc_s < leg.end_utc_s)
        times = np.concatenate([[leg.start_utc_s], leg.route.utc_s[inside], [leg.end_utc_s]])
        x_m, y_m, _ = leg.route.position(times)
        x, y = in_panel(found, *frame.to_geographic(x_m, y_m))
        panel.plot(x, y, color=ROVER, linewidth=2.0, solid_capstyle="round", path_effects=outline, zorder=5)
    stops = found.way.stops
    x, y = in_panel(
        found, np.array([s.latitude_deg for s in stops]), np.array([s.longitude_deg for s in stops])
    )
    panel.scatter(x, y, s=34, color=ROVER, edgecolors="white", linewidths=1.0, zorder=6)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _named_stops(found: LandingMap, places: list[tuple[float, float]]) -> list[Mark]:
    """The first and the last stop, by their local days."""
    clock, stops = found.world.clock, found.way.stops
    name = clock.day_name
    days = [clock.day(stop.start_utc_s) for stop in stops]
    ends = [(0, f"rover, {name} {days[0]}"), (-1, f"rover, {name} {days[-1]}")] if stops else []
    return [(*places[n], words, ROVER) for n, words in ends[: len(stops)]]


def _draw_places(panel: Axes, found: LandingMap, answers: list[PlaceAnswer]) -> list[Mark]:
    """A star for each landing place on the map; places on top of each other share a name."""
    lat, lon = (
        np.array([getattr(one, name) for one in answers]) for name in ("latitude_deg", "longitude_deg")
    )
    x, y = in_panel(found, lat, lon)
    (left, right), (low, high) = panel.get_xlim(), panel.get_ylim()
    seen: list[tuple[float, float, list[str]]] = []
    for n, one in enumerate(answers):
        if not (left <= x[n] <= right and low <= y[n] <= high):
            continue
        near = next((s for s in seen if math.hypot(s[0] - x[n], s[1] - y[n]) < (right - left) / 60), None)
        words = one_line(one.name, LONGEST_NAME).replace("landing of ", "")
        if near is None:
            seen.append((float(x[n]), float(y[n]), [words]))
        else:
            near[2].append(words)
    for px, py, _ in seen:
        panel.scatter(
            [px], [py], marker="*", s=260, color="#ffffff", edgecolors="black", linewidths=1.2, zorder=7
        )
    return [(px, py, ", ".join(names)[:LONGEST_NAME], "black") for px, py, names in seen]


def _draw_labels(
    panel: Axes, marks: list[Mark], points: list[tuple[float, float]], metres_per_point: float
) -> None:
    """Names beside their marks, with a thin line to what they name."""
    high = 1.7 * LETTER_PT * metres_per_point
    labels = [
        Label(x, y, (0.64 * len(words) + 0.8) * LETTER_PT * metres_per_point, high)
        for x, y, words, _ in marks
    ]
    for (x, y, words, colour), spot in zip(
        marks, placed(labels, points, 9.0 * metres_per_point), strict=True
    ):
        panel.plot([x, spot[0]], [y, spot[1]], color=colour, linewidth=0.7, zorder=6.5)
        panel.text(
            *spot, words.replace("$", r"\$"), ha="center", va="center", fontsize=LETTER_PT, color=colour, fontweight="bold",
            bbox=WHITE_EDGE, zorder=8,
        )  # fmt: skip


def _draw_scale(panel: Axes) -> None:
    """A bar of a round length, about a fifth of the map."""
    (left, right), (low, high) = panel.get_xlim(), panel.get_ylim()
    wide = right - left
    power = 10.0 ** math.floor(math.log10(wide / 5))
    length = next(factor * power for factor in (5.0, 2.0, 1.0) if factor * power <= wide / 5)
    x, y = left + 0.04 * wide, low + 0.04 * (high - low)
    tall = 0.008 * (high - low)
    for n, colour in enumerate(("black", "white")):
        panel.fill(
            [x + n * length / 2, x + (n + 1) * length / 2, x + (n + 1) * length / 2, x + n * length / 2],
            [y, y, y + tall, y + tall], facecolor=colour, edgecolor="black", linewidth=0.8, zorder=9,
        )  # fmt: skip
    words = f"{length:g} m" if length < 1000 else f"{length / 1000:g} km"
    panel.text(
        x + length / 2, y + 2 * tall, words, ha="center", va="bottom", fontsize=10, bbox=WHITE_EDGE, zorder=9
    )


def _draw_north(panel: Axes, found: LandingMap) -> None:
    """An arrow to the north, which on a raster of any frame need not be up."""
    (left, right), (low, high) = panel.get_xlim(), panel.get_ylim()
    middle = found.cells
    lat, lon = float(np.mean(middle.latitude_deg)), float(np.mean(middle.longitude_deg))
    x, y = in_panel(found, np.array([lat, lat + 0.001]), np.array([lon, lon]))
    turn = math.atan2(float(x[1] - x[0]), float(y[1] - y[0]))
    long = 0.07 * (high - low)
    foot = right - 0.06 * (right - left), high - 0.05 * (high - low) - long
    head = foot[0] + long * math.sin(turn), foot[1] + long * math.cos(turn)
    panel.annotate(
        "", head, xytext=foot, arrowprops={"arrowstyle": "-|>", "linewidth": 2.0, "color": "black"}, zorder=9
    )
    panel.text(*head, "N", ha="center", va="bottom", fontsize=12, fontweight="bold", zorder=9)
