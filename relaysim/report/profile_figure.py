"""A vertical section from the rover to the helicopter: ground, straight line, Fresnel zone, what blocks it."""

from __future__ import annotations

import json

import numpy as np
from markupsafe import Markup

from relaysim.report.geometry_file import Floats, Profile
from relaysim.report.svg import Drawing, Layout, Scale, nice_ticks, points_path, text_width
from relaysim.report.times import figure


def draw_profile(profile: Profile, rover: str, helicopter: str, layout: Layout, number: int) -> Markup:
    """The section, rover on the left; heights are exaggerated and say by how much."""
    height = 330.0 if layout.is_wide else 250.0
    drawing = Drawing(layout, height, f"profile-{number}")
    line = profile.line_m()
    x = Scale(0.0, float(profile.distance_m[-1]), 52.0, layout.width - 12.0)
    y = _height_scale(profile, line, 26.0, height - 40.0)
    _draw_axes(drawing, x, y, height - 40.0)
    zone = _fresnel_zone(drawing, profile, line, x, y)
    drawing.path(zone, "fresnel", clip_path=f"url(#{drawing.name}-clip)")
    _draw_ground(drawing, profile, x, y, height - 40.0)
    drawing.path(zone, "fresnel-edge", clip_path=f"url(#{drawing.name}-clip)")
    drawing.line(x.start_px, y(profile.ray_m[0]), x.end_px, y(profile.ray_m[1]), "ray")
    _draw_ends(drawing, profile, rover, helicopter, x, y)
    _draw_obstruction(drawing, profile, rover, line, x, y)
    return drawing.render(_description(profile, rover, helicopter), _hover(profile, line, x))


def exaggeration(profile: Profile) -> float:
    """How many times heights are stretched in the wide figure."""
    y = _height_scale(profile, profile.line_m(), 26.0, 290.0)
    across = (900.0 - 64.0) / max(float(profile.distance_m[-1]), 1e-9)
    return (y(0.0) - y(1.0)) / across


def _height_scale(profile: Profile, line: Floats, top: float, bottom: float) -> Scale:
    sigma = np.zeros_like(line) if profile.sigma_m is None else np.nan_to_num(profile.sigma_m)
    ground = profile.ground_m
    known = np.concatenate(
        [(ground - sigma)[np.isfinite(ground)], (ground + sigma)[np.isfinite(ground)], line]
    )
    low, high = float(known.min()), float(known.max())
    if profile.fresnel_m is not None:
        high = max(high, float(np.nanmax(line + profile.fresnel_m)))
    room = max(0.08 * (high - low), 0.3)
    return Scale(low - room, high + room, bottom, top)


def _draw_axes(drawing: Drawing, x: Scale, y: Scale, bottom: float) -> None:
    for value in nice_ticks(y.low, y.high, 6):
        drawing.line(x.start_px, y(value), x.end_px, y(value), "grid")
        drawing.text(
            x.start_px - 6, y(value) + 4, figure(value, 0 if value == round(value) else 1), "tick", "end"
        )
    for value in nice_ticks(x.low, x.high, 9 if drawing.layout.is_wide else 5):
        drawing.text(x(value), bottom + 16, figure(value, 0), "tick", "middle")
    drawing.text(x.start_px, 14, "height, m", "tick faint")
    drawing.text((x.start_px + x.end_px) / 2.0, bottom + 34, "distance, m", "tick faint", "middle")


def _draw_ground(drawing: Drawing, profile: Profile, x: Scale, y: Scale, bottom: float) -> None:
    places = [x(float(distance)) for distance in profile.distance_m]
    ground = profile.ground_m
    known = np.isfinite(ground)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        piece = [(places[i], y(float(ground[i]))) for i in range(start, stop)]
        drawing.path(
            points_path([(piece[0][0], bottom), *piece, (piece[-1][0], bottom)], closed=True), "ground"
        )
    for start, stop in zip([0, *edges[1::2]], [*edges[::2], len(places)], strict=True):
        if stop > start:
            left, right = places[max(start - 1, 0)], places[min(stop, len(places) - 1)]
            drawing.rect(left, y.end_px, right - left, bottom - y.end_px, "unknown", "unknown ground")
    if profile.sigma_m is not None:
        sigma = np.nan_to_num(profile.sigma_m)
        both = [(places[i], float(ground[i]), float(sigma[i])) for i in range(len(places)) if known[i]]
        band = [(place, y(h + s)) for place, h, s in both] + [
            (place, y(h - s)) for place, h, s in reversed(both)
        ]
        drawing.path(points_path(band, closed=True), "ground-sigma")
    drawing.path(
        points_path((place, y(float(h))) for place, h in zip(places, ground, strict=True)), "ground-line"
    )


def _fresnel_zone(drawing: Drawing, profile: Profile, line: Floats, x: Scale, y: Scale) -> str:
    """Path data of the first Fresnel zone ("" where it is not given), and the clip that keeps it in the plot."""
    if profile.fresnel_m is None:
        return ""
    drawing.open("clipPath", id=f"{drawing.name}-clip")
    drawing.rect(x.start_px, y.end_px, x.end_px - x.start_px, y.start_px - y.end_px, "clip")
    drawing.close("clipPath")
    radius = np.nan_to_num(profile.fresnel_m)
    rows = list(zip(profile.distance_m.tolist(), line.tolist(), radius.tolist(), strict=True))
    zone = [(x(d), y(h + r)) for d, h, r in rows] + [(x(d), y(h - r)) for d, h, r in reversed(rows)]
    return points_path(zone, closed=True)


def _draw_ends(drawing: Drawing, profile: Profile, rover: str, helicopter: str, x: Scale, y: Scale) -> None:
    """Both antennas on their masts; their names stand below the axis, where nothing else can be."""
    ends = (
        (0, profile.ray_m[0], "start", rover, "rover-mark"),
        (-1, profile.ray_m[1], "end", helicopter, "heli-mark"),
    )
    for index, antenna, anchor, name, class_ in ends:
        place, ground = x(float(profile.distance_m[index])), float(profile.ground_m[index])
        known = bool(np.isfinite(ground))
        if known:
            drawing.line(place, y(ground), place, y(antenna), "mast")
        drawing.circle(place, y(antenna), 4.5, class_)
        text = (
            f"{name}, antenna {figure(antenna - ground)} m up" if known and drawing.layout.is_wide else name
        )
        drawing.text(place, drawing.height - 6.0, text, "label strong", anchor)


def _draw_obstruction(
    drawing: Drawing, profile: Profile, rover: str, line: Floats, x: Scale, y: Scale
) -> None:
    at, above = profile.obstruction_distance_m, profile.above_sightline_m
    if at is None or above is None or above <= 0.0:
        return
    ray = float(np.interp(at, profile.distance_m, line))
    place, top = x(at), y(ray + above)
    drawing.line(place, y(ray), place, top, "blocked-line")
    drawing.path(f"M{place:.1f} {top - 2:.1f}l6 -9h-12Z", "block-mark")
    text = f"{figure(above)} m above the line, {figure(at, 0)} m from {rover}"
    text = text if drawing.layout.is_wide else f"{figure(above)} m above the line"
    half = text_width(text, 12.0) / 2.0
    middle = min(max(place, x.start_px + half), x.end_px - half)
    drawing.text(middle, max(top - 16, 24), text, "label strong halo", "middle")


def _hover(profile: Profile, line: Floats, x: Scale) -> str:
    step = max(1, len(profile.distance_m) // 160)
    rows = []
    for distance, ground, ray in list(
        zip(profile.distance_m.tolist(), profile.ground_m.tolist(), line.tolist(), strict=True)
    )[::step]:
        known = (
            f"ground {ground:.1f} m, line {ray - ground:+.1f} m above it"
            if np.isfinite(ground)
            else "ground unknown"
        )
        rows.append([round(x(distance), 1), f"{distance:.0f} m: {known}".replace("-", "−")])
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _description(profile: Profile, rover: str, helicopter: str) -> str:
    text = f"Section from {rover} to {helicopter}, {figure(float(profile.distance_m[-1]), 0)} m."
    if profile.above_sightline_m is None or profile.above_sightline_m <= 0.0:
        return text + " The straight line is clear of the ground."
    return (
        f"{text} Ground stands {figure(profile.above_sightline_m)} m above the straight line, "
        f"{figure(profile.obstruction_distance_m, 0)} m from {rover}."
    )
