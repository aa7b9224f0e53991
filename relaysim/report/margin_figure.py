"""The margin of the link against time: over the whole scenario, and close up while something moves."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from relaysim.report.blackouts import Blackout
from relaysim.report.geometry_file import Flight, Floats, Geometry
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, points_path
from relaysim.report.time_axis import axis_name, draw_time_axis
from relaysim.report.times import Times, figure

_MOST_PANELS = 6


@dataclass(frozen=True)
class Motion:
    """A flight or a drive, with the samples of the link along it."""

    title: str
    utc_s: Floats
    margin_db: Floats
    flight: Flight | None


def budget_sigma_db(geometry: Geometry) -> float:
    """One sigma of the link budget: its terms' sigmas, added as independent."""
    return math.sqrt(sum((term.number("sigma_db") or 0.0) ** 2 for term in geometry.node.children("budget")))


def draw_margin(geometry: Geometry, times: Times, layout: Layout) -> Markup:
    """The margin over the whole scenario: a step where something moved, level where nothing did."""
    height = 240.0 if layout.is_wide else 220.0
    bottom = height - 52.0
    drawing = Drawing(layout, height, "margin")
    utc_s, margin = geometry.link.utc_s, geometry.link.margin_db
    x = Scale(times.start_utc_s, times.end_utc_s, 46.0, layout.width - 10.0)
    y = _margin_scale(margin, budget_sigma_db(geometry), 14.0, bottom)
    _draw_margin_axis(drawing, x, y)
    draw_time_axis(drawing, x, times, 14.0, bottom)
    drawing.text(layout.width - 10.0, bottom + 46.0, axis_name(times), "tick faint", "end")
    steps: list[tuple[float, float]] = []
    last = math.nan
    for across, up in zip(x.of(utc_s), y.of(margin), strict=True):
        steps += [(across, last), (across, up)]
        last = up
    steps.append((x.end_px, last))
    drawing.path(points_path(_thinned(steps)), "margin-line")
    known = margin[np.isfinite(margin)]
    spread = (
        f"between {figure(float(known.min()))} and {figure(float(known.max()))} dB"
        if known.size
        else "unknown"
    )
    return drawing.render(
        f"Margin of the link at the lowest rate over the whole scenario: {spread}; below 0 dB it is closed."
    )


def _thinned(steps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Within one third of a pixel keep first, least, greatest and last: the same picture in fewer points."""
    kept: list[tuple[float, float]] = []
    group: list[tuple[float, float]] = []
    for point in [*steps, (math.inf, 0.0)]:
        if group and not point[0] - group[0][0] < 0.34:
            finite = [p for p in group if not math.isnan(p[1])]
            low, high = (
                min(finite, key=lambda p: p[1], default=group[0]),
                max(finite, key=lambda p: p[1], default=group[0]),
            )
            kept += [group[0], low, high, group[-1]] if len(group) > 4 else group
            group = []
        group.append(point)
    return kept


def choose_motions(geometry: Geometry, times: Times, main: Blackout | None) -> list[Motion]:
    """The flights, and the drives in which the main blackout begins or ends; at most six, in time."""
    edges = [] if main is None else [main.start_utc_s, main.end_utc_s]
    found: list[tuple[float, float, Motion]] = []
    for flight in geometry.flights:
        if flight.track.shape[0] >= 2:
            start, end = float(flight.track[0, 3]), float(flight.track[-1, 3])
            title = f"Flight {flight.name}, {times.local(start)}"
            found.append(_motion(geometry, title, start, end, flight, edges))
    for start, end in geometry.drives():
        if any(start - 1.0 <= edge <= end + 1.0 for edge in edges):
            found.append(_motion(geometry, f"Drive, {times.local(start)}", start, end, None, edges))
    shown = [one for one in found if np.isfinite(one[2].margin_db).sum() >= 2]
    chosen = sorted(shown, key=lambda one: (one[0], one[1]))[:_MOST_PANELS]
    return [motion for _, _, motion in sorted(chosen, key=lambda one: one[1])]


def _motion(
    geometry: Geometry, title: str, start_s: float, end_s: float, flight: Flight | None, edges: list[float]
) -> tuple[float, float, Motion]:
    link = geometry.link
    inside = (link.utc_s >= start_s - 1.0) & (link.utc_s <= end_s + 1.0)
    decisive = any(start_s - 1.0 <= edge <= end_s + 1.0 for edge in edges)
    motion = Motion(title, link.utc_s[inside], link.margin_db[inside], flight)
    return (0.0 if decisive else 1.0, start_s, motion)


def draw_motion(motion: Motion, sigma_db: float, times: Times, layout: Layout, number: int) -> Markup:
    """The margin during one motion, with one sigma of the budget around it."""
    drawing = Drawing(layout, 200.0, f"motion-{number}")
    start = float(motion.utc_s[0])
    step = max(1, motion.utc_s.size // 300)
    keep = np.unique(np.append(np.arange(0, motion.utc_s.size, step), motion.utc_s.size - 1))
    utc_s, margin = motion.utc_s[keep], motion.margin_db[keep]
    length = float(utc_s[-1]) - start
    unit, divisor = ("s", 1.0) if length < 600.0 else ("min", 60.0)
    x = Scale(0.0, length / divisor, 46.0, layout.width - 10.0)
    y = _margin_scale(margin, sigma_db, 12.0, 160.0)
    _draw_margin_axis(drawing, x, y)
    for value in nice_ticks(x.low, x.high, 6):
        drawing.text(x(value), 176.0, figure(value, 0), "tick", "middle")
    drawing.text(x.end_px, 193.0, f"{unit} since the start, {times.utc(start)}", "tick faint", "end")
    places = [x((float(moment) - start) / divisor) for moment in utc_s]
    _draw_band(drawing, places, margin, sigma_db, y)
    drawing.path(points_path(zip(places, (y(float(value)) for value in margin), strict=True)), "margin-line")
    known = margin[np.isfinite(margin)]
    words = f"{motion.title}: margin from {figure(float(known[0]))} dB to {figure(float(known[-1]))} dB."
    return drawing.render(words, _hover(motion, utc_s, margin, places, start, unit, divisor))


def _draw_band(drawing: Drawing, places: list[float], margin: Floats, sigma_db: float, y: Scale) -> None:
    known = np.isfinite(margin)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        upper = [(places[i], y(float(margin[i]) + sigma_db)) for i in range(first, stop)]
        lower = [(places[i], y(float(margin[i]) - sigma_db)) for i in range(stop - 1, first - 1, -1)]
        drawing.path(points_path(upper + lower, closed=True), "margin-sigma")


def _margin_scale(margin: Floats, sigma_db: float, top: float, bottom: float) -> Scale:
    known = margin[np.isfinite(margin)]
    low = min(float(known.min()) if known.size else 0.0, 0.0) - sigma_db - 1.0
    high = max(float(known.max()) if known.size else 0.0, 0.0) + sigma_db + 1.0
    return Scale(low, high, bottom, top)


def _draw_margin_axis(drawing: Drawing, x: Scale, y: Scale) -> None:
    drawing.rect(x.start_px, y(0.0), x.end_px - x.start_px, y.start_px - y(0.0), "closed-zone")
    for value in nice_ticks(y.low, y.high, 6):
        drawing.line(x.start_px, y(value), x.end_px, y(value), "grid")
        drawing.text(x.start_px - 6.0, y(value) + 4.0, f"{figure(value, 0)} dB", "tick", "end")
    drawing.line(x.start_px, y(0.0), x.end_px, y(0.0), "threshold")


def _hover(
    motion: Motion,
    utc_s: Floats,
    margin: Floats,
    places: list[float],
    start: float,
    unit: str,
    divisor: float,
) -> str:
    step = max(1, len(places) // 120)
    rows = []
    for index in range(0, len(places), step):
        value = float(margin[index])
        text = f"{(float(utc_s[index]) - start) / divisor:.0f} {unit}: "
        text += f"{value:+.1f} dB".replace("-", "−") if math.isfinite(value) else "unknown"
        if motion.flight is not None:
            track = motion.flight.track
            text += f", {np.interp(utc_s[index], track[:, 3], track[:, 2]):.1f} m above the ground"
        rows.append([round(places[index], 1), text])
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
