"""The pictures of a flight drawn: the ground they cover on the map, and the frame that shows the rover."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from relaysim.report.geometry_file import Flight, Floats, Geometry, HeightMap
from relaysim.report.map_figure import MapFrame, place_at
from relaysim.report.pictures_file import Frame, PictureView
from relaysim.report.svg import Drawing, Layout, points_path
from relaysim.report.times import figure

# Ground this far beside the track is shown; footprints that reach farther are cut there.
MARGIN_M = 60.0
LEAST_SIDE_M = 160.0
# A rover smaller than this on the page is shown larger beside the frame, too.
TINY_PX = 12.0
_INSET_PX = 96.0


def draw_footprints(
    geometry: Geometry, flight: Flight, views: Sequence[PictureView], layout: Layout, number: int
) -> Markup:
    """One flight's track, the ground its pictures cover, and the rover; the page's relief below them.

    Args:
        number: of the drawing on its page, so that the names within it are its own.
    """
    west, north, side = _square(geometry, flight)
    size = layout.width
    drawing = Drawing(Layout(layout.name, size), size, f"map-pictures-{number}")
    frame = MapFrame(west, north, size / side)
    _open_ground(drawing, frame, geometry.map)
    for view in views:
        title = f"picture {view.number}, {view.camera}"
        for ring in view.rings:
            drawing.path(_ring(frame, ring), "footprint", title)
    drawing.path(frame.line(flight.track), "track-halo")
    drawing.path(frame.line(flight.track), "flight-track", f"flight {flight.name}")
    _draw_ends(drawing, frame, geometry, flight)
    drawing.close("g")
    _draw_scale(drawing, frame)
    drawing.rect(0.5, 0.5, size - 1.0, size - 1.0, "frame")
    return drawing.render(_footprints_in_words(flight, views))


def draw_frame(view: PictureView, shown: Frame, layout: Layout, number: int) -> Markup:
    """What a picture would show: ground below the skyline, the level through the camera, and the rover's box."""
    scale = layout.width / shown.columns
    height = shown.rows * scale
    drawing = Drawing(layout, height, f"picture-{number}")
    _clip(drawing, "clip", 0.0, 0.0, layout.width, height)
    drawing.open("g", clip_path=f"url(#{drawing.name}-clip)")
    _draw_scene(drawing, shown, scale, 0.0, 0.0)
    drawing.close("g")
    if max(shown.rover[2:]) * scale < TINY_PX:
        _draw_inset(drawing, shown, scale)
    drawing.rect(0.5, 0.5, layout.width - 1.0, height - 1.0, "frame")
    return drawing.render(frame_in_words(view, shown))


def frame_in_words(view: PictureView, shown: Frame) -> str:
    """Where the rover is in a picture, as a sentence."""
    u, v, wide, high = shown.rover
    across, down = 100.0 * u / shown.columns, 100.0 * v / shown.rows
    return (
        f"Picture {view.number} of flight {view.flight}, {view.camera}: the rover's centre lies {figure(across, 0)} % from "
        f"the left and {figure(down, 0)} % from the upper edge; it is {figure(wide, 0)} pixels wide and "
        f"{figure(high, 0)} high."
    )


def _square(geometry: Geometry, flight: Flight) -> tuple[float, float, float]:
    """A square around the track and the rover: its west, its north, its side, metres."""
    places = flight.track[:, :2]
    rover = place_at(geometry.rover_track, float(flight.track[0, 3]))
    if rover is not None:
        places = np.vstack([places, rover])
    low, high = places.min(axis=0), places.max(axis=0)
    half = max(float((high - low).max()) / 2.0 + MARGIN_M, LEAST_SIDE_M / 2.0)
    x, y = ((low + high) / 2.0).tolist()
    return x - half, y + half, 2.0 * half


def _open_ground(drawing: Drawing, frame: MapFrame, ground: HeightMap | None) -> None:
    """The relief under what follows, which is cut at the drawing's edge; the group is left open."""
    _clip(drawing, "clip", 0.0, 0.0, drawing.width, drawing.height)
    drawing.rect(0.0, 0.0, drawing.width, drawing.height, "hatch-ground")
    drawing.open("g", clip_path=f"url(#{drawing.name}-clip)")
    if ground is not None:
        x, y = frame(ground.x0_m, ground.y0_m)
        place = f"translate({x:.2f} {y:.2f}) scale({ground.cell_m * frame.per_m:.5f})"
        drawing.element("use", href="#relief", transform=place)


def _clip(drawing: Drawing, name: str, x: float, y: float, width: float, height: float) -> None:
    drawing.open("clipPath", id=f"{drawing.name}-{name}")
    drawing.rect(x, y, width, height, "clip")
    drawing.close("clipPath")


def _ring(frame: MapFrame, ring: Floats) -> str:
    return points_path((frame(float(x), float(y)) for x, y in ring), closed=True)


def _draw_ends(drawing: Drawing, frame: MapFrame, geometry: Geometry, flight: Flight) -> None:
    """Where it landed, and where the rover then was."""
    x, y = frame(float(flight.track[-1, 0]), float(flight.track[-1, 1]))
    drawing.path(
        f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6Z", "heli-mark", f"{geometry.helicopter} after the flight"
    )
    rover = place_at(geometry.rover_track, float(flight.track[-1, 3]))
    if rover is not None:
        x, y = frame(*rover)
        drawing.circle(x, y, 4.5, "rover-mark", geometry.rover)
        drawing.text(x, y - 8.0, geometry.rover, "label halo", "middle")


def _draw_scale(drawing: Drawing, frame: MapFrame) -> None:
    limit_m = 0.3 * drawing.width / frame.per_m
    step = 10.0 ** math.floor(math.log10(limit_m))
    length_m = max(step * factor for factor in (1, 2, 5) if step * factor <= limit_m)
    length, bottom = length_m * frame.per_m, drawing.height - 10.0
    drawing.rect(8.0, bottom - 24.0, length + 20.0, 28.0, "plate")
    drawing.path(f"M18 {bottom - 9:.1f}v5H{18 + length:.1f}v-5", "scale-bar")
    drawing.text(18.0 + length / 2.0, bottom - 10.0, figure(length_m, 0, "m"), "tick strong", "middle")


def _draw_scene(drawing: Drawing, shown: Frame, scale: float, left: float, top: float) -> None:
    """Sky, known ground, level and the rover's box, with the picture's corner at (left, top)."""
    wide, high = shown.columns * scale, shown.rows * scale
    drawing.rect(left, top, wide, high, "sky")

    def at(points: Floats) -> list[tuple[float, float]]:
        return [(left + u * scale, top + v * scale) for u, v in points.tolist()]

    if len(shown.skyline) > 1:
        line = at(shown.skyline)
        base = top + high + 1.0
        drawing.path(points_path([(line[0][0], base), *line, (line[-1][0], base)], closed=True), "ground")
        drawing.path(points_path(line), "ground-line", "highest known ground")
    drawing.path(points_path(at(shown.level)), "level", "level through the camera")
    u, v, width, height = (value * scale for value in shown.rover)
    drawing.rect(
        left + u - width / 2.0, top + v - height / 2.0, width, height, "rover-box", "the rover's box"
    )


def _draw_inset(drawing: Drawing, shown: Frame, scale: float) -> None:
    """The rover's surroundings, larger, in the lower corner that is farther from it."""
    u, v = shown.rover[0] * scale, shown.rover[1] * scale
    left = 8.0 if u > drawing.width / 2.0 else drawing.width - _INSET_PX - 8.0
    top = drawing.height - _INSET_PX - 8.0
    larger = 0.45 * _INSET_PX / max(shown.rover[2:])
    _clip(drawing, "inset", left, top, _INSET_PX, _INSET_PX)
    drawing.line(u, v, left + _INSET_PX / 2.0, top, "axis")
    drawing.open("g", clip_path=f"url(#{drawing.name}-inset)")
    corner = (
        left + _INSET_PX / 2.0 - shown.rover[0] * larger,
        top + _INSET_PX / 2.0 - shown.rover[1] * larger,
    )
    drawing.rect(left, top, _INSET_PX, _INSET_PX, "outside")
    _draw_scene(drawing, shown, larger, *corner)
    drawing.close("g")
    drawing.rect(left, top, _INSET_PX, _INSET_PX, "frame")
    times = f"{figure(larger / scale, 0)} times"
    drawing.text(left + _INSET_PX - 4.0, top + _INSET_PX - 5.0, times, "tick halo", "end")


def _footprints_in_words(flight: Flight, views: Sequence[PictureView]) -> str:
    covered = sum(1 for view in views if view.rings)
    return f"Map, north up: the track of flight {flight.name} and the ground that {covered} of its pictures cover."
