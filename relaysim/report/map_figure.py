"""The map: relief, where the rover drove, where the helicopter stood and flew, and what stood between."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from relaysim.report.blackouts import Blackout
from relaysim.report.geometry_file import Floats, Geometry, HeightMap, Site
from relaysim.report.map_labels import Box, Label, free_of, place_labels
from relaysim.report.map_relief import Relief
from relaysim.report.svg import Drawing, Layout, points_path
from relaysim.report.times import Times, figure

_TALLEST_PX = 680.0
_MOST_NAMED_SITES = 20


@dataclass(frozen=True)
class MapFrame:
    """Local metres to pixels."""

    x0_m: float
    y0_m: float
    per_m: float

    def __call__(self, x_m: float, y_m: float) -> tuple[float, float]:
        return (x_m - self.x0_m) * self.per_m, (self.y0_m - y_m) * self.per_m

    def line(self, points: Floats) -> str:
        """Path data of rows that begin with x_m, y_m."""
        x, y = (points[:, 0] - self.x0_m) * self.per_m, (self.y0_m - points[:, 1]) * self.per_m
        return points_path(zip(x.tolist(), y.tolist(), strict=True))


def draw_map(
    geometry: Geometry, ground: HeightMap, relief: Relief, main: Blackout | None, times: Times, layout: Layout
) -> Markup:
    """The map in one layout; the relief itself is #relief of the page."""
    width_m, height_m = ground.size_m
    width = min(layout.width, _TALLEST_PX * width_m / height_m) if layout.is_wide else layout.width
    height = width * height_m / width_m
    drawing = Drawing(Layout(layout.name, width), height, "map")
    frame = MapFrame(ground.x0_m, ground.y0_m, width / width_m)
    _draw_ground(drawing, frame.per_m * ground.cell_m)
    drawing.open("g", clip_path=f"url(#{drawing.name}-clip)")
    _draw_tracks(drawing, frame, geometry, main)
    _draw_sightline(drawing, frame, geometry, main, times)
    _draw_marks(drawing, frame, geometry, times)
    drawing.close("g")
    corners = _draw_scale_and_north(drawing, frame)
    taken = _draw_labels(drawing, frame, geometry, main, times, corners)
    _draw_heights(drawing, relief, frame.per_m * ground.cell_m, taken)
    drawing.rect(0.5, 0.5, width - 1.0, height - 1.0, "frame")
    return drawing.render(_description(geometry, main, times))


def place_at(track: Floats, utc_s: float) -> tuple[float, float] | None:
    """Where something with a track of (x_m, y_m, ..., utc_s) rows was; None without a track."""
    if track.shape[0] == 0:
        return None
    return float(np.interp(utc_s, track[:, -1], track[:, 0])), float(
        np.interp(utc_s, track[:, -1], track[:, 1])
    )


def helicopter_at(geometry: Geometry, utc_s: float) -> tuple[float, float] | None:
    """Where the helicopter was: on a flight's track, else at the site it stood on."""
    for flight in geometry.flights:
        if flight.track.shape[0] and flight.track[0, 3] <= utc_s <= flight.track[-1, 3]:
            return place_at(flight.track, utc_s)
    stood = [site for site in geometry.sites if site.from_utc_s <= utc_s] or list(geometry.sites[:1])
    return (stood[-1].x_m, stood[-1].y_m) if stood else None


def merged_sites(sites: tuple[Site, ...], within_m: float = 5.0) -> list[tuple[Site, str]]:
    """Sites closer together than `within_m` become one, with the names of all flights that landed there."""
    merged: list[tuple[Site, list[str]]] = []
    for site in sites:
        near = next(
            (
                names
                for other, names in merged
                if math.hypot(other.x_m - site.x_m, other.y_m - site.y_m) < within_m
            ),
            None,
        )
        if near is None:
            merged.append((site, [site.flight]))
        elif site.flight:
            near.append(site.flight)
    return [(site, ", ".join(name for name in names if name)) for site, names in merged]


def _draw_ground(drawing: Drawing, per_cell: float) -> None:
    name = drawing.name
    drawing.open("defs")
    drawing.open(
        "pattern",
        id=f"{name}-hatch",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    drawing.rect(0, 0, 8, 8, "hatch-ground")
    drawing.rect(0, 0, 2, 8, "hatch-line")
    drawing.close("pattern")
    drawing.open("clipPath", id=f"{name}-clip")
    drawing.rect(0, 0, drawing.width, drawing.height, "clip")
    drawing.close("clipPath")
    drawing.close("defs")
    drawing.element("rect", x=0, y=0, width=drawing.width, height=drawing.height, fill=f"url(#{name}-hatch)")
    drawing.element("use", href="#relief", transform=f"scale({per_cell:.5f})")


def _draw_tracks(drawing: Drawing, frame: MapFrame, geometry: Geometry, main: Blackout | None) -> None:
    track = geometry.rover_track
    drawing.path(frame.line(track), "track-halo")
    drawing.path(frame.line(track), "rover-track")
    if main is not None and track.shape[0]:
        inside = track[(track[:, 2] > main.start_utc_s) & (track[:, 2] < main.end_utc_s)]
        ends = [
            [*(place_at(track, utc_s) or (0.0, 0.0)), utc_s] for utc_s in (main.start_utc_s, main.end_utc_s)
        ]
        drawing.path(frame.line(np.vstack([ends[:1], inside, ends[1:]])), "rover-track silent")
    for flight in geometry.flights:
        drawing.path(frame.line(flight.track), "track-halo")
        drawing.path(frame.line(flight.track), "flight-track", f"flight {flight.name}")


def _draw_sightline(
    drawing: Drawing, frame: MapFrame, geometry: Geometry, main: Blackout | None, times: Times
) -> None:
    if main is None:
        return
    rover, helicopter = (
        place_at(geometry.rover_track, main.start_utc_s),
        helicopter_at(geometry, main.start_utc_s),
    )
    if rover is None or helicopter is None:
        return
    ends = (*frame(*rover), *frame(*helicopter))
    title = f"straight line at {times.local(main.start_utc_s)}"
    drawing.line(*ends, "sight-halo")
    drawing.line(*ends, "sight", title)


def _draw_marks(drawing: Drawing, frame: MapFrame, geometry: Geometry, times: Times) -> None:
    for stand in geometry.stands:
        title = f"rover from {times.local(stand.from_utc_s)} to {times.local(stand.to_utc_s)}"
        drawing.circle(*frame(stand.x_m, stand.y_m), 2.6, "stand", title)
    for index, row in enumerate(reversed(geometry.obstructions)):
        x, y = frame(row.need("x_m"), row.need("y_m"))
        first = index == len(geometry.obstructions) - 1
        size = 6.5 if first else 4.0
        above = figure(row.number("above_sightline_m"))
        title = f"blocks by {above} m, {times.day} {row.text('from_sol')} to {row.text('to_sol')}"
        drawing.path(
            f"M{x:.1f} {y - size:.1f}l{size:.1f} {2 * size:.1f}h{-2 * size:.1f}Z",
            "block-mark first" if first else "block-mark",
            title,
        )
    for site, names in merged_sites(geometry.sites):
        x, y = frame(site.x_m, site.y_m)
        drawing.path(
            f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7Z",
            "heli-mark",
            f"helicopter after flight {names}" if names else "helicopter at the start",
        )


def _draw_scale_and_north(drawing: Drawing, frame: MapFrame) -> list[Box]:
    limit_m = 0.26 * drawing.width / frame.per_m
    step = 10.0 ** math.floor(math.log10(limit_m))
    length_m = max(step * factor for factor in (1, 2, 5) if step * factor <= limit_m)
    length, bottom = length_m * frame.per_m, drawing.height - 12.0
    drawing.rect(10.0, bottom - 26.0, length + 24.0, 30.0, "plate")
    drawing.path(f"M22 {bottom - 10:.1f}v5H{22 + length:.1f}v-5", "scale-bar")
    name = figure(length_m / 1000.0, 0, "km") if length_m >= 1000.0 else figure(length_m, 0, "m")
    drawing.text(22.0 + length / 2.0, bottom - 11.0, name, "tick strong", "middle")
    right = drawing.width - 24.0
    drawing.rect(right - 14.0, 10.0, 28.0, 42.0, "plate")
    drawing.path(f"M{right:.1f} 16l6 17l-6 -4l-6 4Z", "north")
    drawing.text(right, 47.0, "N", "tick strong", "middle")
    return [(10.0, bottom - 26.0, length + 34.0, bottom + 4.0), (right - 14.0, 10.0, right + 14.0, 52.0)]


def _draw_labels(
    drawing: Drawing,
    frame: MapFrame,
    geometry: Geometry,
    main: Blackout | None,
    times: Times,
    corners: list[Box],
) -> list[Box]:
    labels = _labels(frame, geometry, main, times, drawing.layout.is_wide)
    busy = [
        frame(float(x), float(y))
        for x, y, _ in geometry.rover_track[:: max(1, len(geometry.rover_track) // 400)]
    ]
    busy += [frame(site.x_m, site.y_m) for site in geometry.sites] * 3
    for flight in geometry.flights:
        busy += [
            frame(float(row[0]), float(row[1])) for row in flight.track[:: max(1, len(flight.track) // 60)]
        ]
    box = (4.0, 4.0, drawing.width - 4.0, drawing.height - 4.0)
    found = place_labels(labels, busy, corners, box)
    for placed in found:
        if placed.leader is not None:
            drawing.line(placed.label.x, placed.label.y, *placed.leader, "leader")
        drawing.text(placed.x, placed.y, placed.label.text, placed.label.class_)
    marks = [(x - 8.0, y - 8.0, x + 8.0, y + 8.0) for x, y in busy]
    return [*corners, *(placed.box for placed in found), *marks]


def _draw_heights(drawing: Drawing, relief: Relief, per_cell: float, taken: list[Box]) -> None:
    """Heights on the thick contours, where nothing else is."""
    boxes = list(taken)
    for column, row, height_m in relief.heights:
        x, y = column * per_cell, row * per_cell
        box = (x - 22.0, y - 8.0, x + 22.0, y + 8.0)
        inside = (
            box[0] > 2.0 and box[1] > 2.0 and box[2] < drawing.width - 2.0 and box[3] < drawing.height - 2.0
        )
        if inside and free_of(box, boxes):
            boxes.append(box)
            drawing.text(
                x, y + 3.5, figure(height_m, 0 if height_m % 1.0 == 0.0 else 1), "height halo", "middle"
            )


def _labels(
    frame: MapFrame, geometry: Geometry, main: Blackout | None, times: Times, wide: bool
) -> list[Label]:
    labels: list[Label] = []
    if geometry.obstructions:
        first = geometry.obstructions[0]
        text = (
            f"{figure(first.number('above_sightline_m'))} m above the line"
            if wide
            else f"+{figure(first.number('above_sightline_m'))} m"
        )
        labels.append(
            Label(
                *frame(first.need("x_m"), first.need("y_m")), text, "label strong halo block-text", must=True
            )
        )
    sites = merged_sites(geometry.sites)
    many = len(sites) > _MOST_NAMED_SITES
    told = [Label(*frame(x, y), text, must=must) for x, y, text, must in _rover_labels(geometry, main, times)]
    if many:  # the story before the names: those that find no room are left out, every mark tells its own
        labels, told = labels + told, []
    for site, names in sites:
        day = f"{times.day} {times.day_number(site.from_utc_s)}"
        text = (f"flight {names}, {day}" if wide and not many else f"F{names}") if names else f"start, {day}"
        labels.append(Label(*frame(site.x_m, site.y_m), text, "label halo heli-text", must=not many))
    return labels + told


def _rover_labels(
    geometry: Geometry, main: Blackout | None, times: Times
) -> list[tuple[float, float, str, bool]]:
    found: list[tuple[float, float, str, bool]] = []
    if main is not None:
        for utc_s, what in ((main.start_utc_s, "lost"), (main.end_utc_s, "heard again")):
            place = place_at(geometry.rover_track, utc_s)
            edge = main.open_start if what == "lost" else main.open_end
            if place is not None and not edge:
                found.append((*place, f"{what}, {times.day} {times.day_number(utc_s)}", True))
    named = {times.day_number(utc_s) for utc_s in ((main.start_utc_s, main.end_utc_s) if main else ())}
    for stand in (*geometry.stands[-1:], *geometry.stands[:1]):
        if times.day_number(stand.from_utc_s) in named:
            continue
        found.append((stand.x_m, stand.y_m, f"{times.day} {times.day_number(stand.from_utc_s)}", False))
    return found


def _description(geometry: Geometry, main: Blackout | None, times: Times) -> str:
    text = f"Shaded map, north up: the track of {geometry.rover} and {len(geometry.sites)} places where {geometry.helicopter} stood."
    if main is None or not geometry.obstructions:
        return text
    first = geometry.obstructions[0]
    above, distance = figure(first.number("above_sightline_m")), figure(first.number("distance_m"), 0)
    return f"{text} At {times.local(main.start_utc_s)} ground {above} m above the straight line, {distance} m from {geometry.rover}, was in the way."
